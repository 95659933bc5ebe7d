using FsCheck;
using FsCheck.Fluent;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;
using static SyncCluster.Core.Tests.Scenes.Houses;

namespace SyncCluster.Core.Tests.Properties;

/// <summary>Random stories of two systems; at rest everything must be whole again.</summary>
public sealed class WorldTests
{
    private const int Stories = 25;

    public static TheoryData<ConflictPolicy, string?, bool, bool, bool> Worlds()
    {
        var data = new TheoryData<ConflictPolicy, string?, bool, bool, bool>();
        foreach (var stored in new[] { true, false })
        {
            foreach (var times in new[] { true, false })
            {
                data.Add(ConflictPolicy.Latest, null, stored, times, false);
                data.Add(ConflictPolicy.Master, Erp, stored, times, false);
            }

            data.Add(ConflictPolicy.Master, Shop, stored, true, true);
            data.Add(ConflictPolicy.Priority, null, stored, true, false);
            data.Add(ConflictPolicy.Manual, null, stored, true, true);
            data.Add(ConflictPolicy.Latest, null, stored, true, true);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Worlds))]
    public void at_rest_everybody_holds_what_they_should(ConflictPolicy policy, string? master, bool stored, bool times, bool normalises) =>
        Tell(story =>
        {
            var world = Make(policy, master, new RemoteTraits(stored, times, normalises));
            world.Live(story);
            world.Rests().IsWhole();
        });

    [Theory]
    [MemberData(nameof(Worlds))]
    public void at_rest_the_last_word_of_who_may_speak_counts(ConflictPolicy policy, string? master, bool stored, bool times, bool normalises) =>
        Tell(story =>
        {
            var world = Make(policy, master, new RemoteTraits(stored, times, normalises));
            world.Live(story);
            world.Rests();
            if (world.State.Conflicts.Count > 0 || world[Shop].Id is null) return;
            foreach (var (system, phone) in new[] { (Shop, "the shop's"), (Erp, "the ERP's"), (Shop, "the shop's again") })
            {
                world.Edit(world[system], Phone, FieldValue.Of(phone));
                world.Rests().IsWhole();
                foreach (var fields in new[] { world.State.Canonical, world[Erp].Fields, world[Shop].Fields })
                    world.Holds(fields.Text(Phone) == phone, () => $"{fields} instead of {phone}");
            }

            world.Edit(world[Shop], CustomerFields.TaxId, FieldValue.Of("forged"));
            world.Rests().IsWhole();
            world.Holds(world.State.Canonical.Text(CustomerFields.TaxId) != "forged", () => "the tax id is the ERP's");
        });

    private static World Make(ConflictPolicy policy, string? master, RemoteTraits traits)
    {
        var book = Book(CustomerRules(policy, master)) with { LoopBreaker = new LoopBreaker { Pushes = 1000 } };
        return new World(book, new Remote(Erp, traits with { Normalises = false }), new Remote(Shop, traits));
    }

    private static void Tell(Action<byte[]> property) =>
        Check.One(Values.Config(Stories).WithEndSize(240), Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), property));
}
