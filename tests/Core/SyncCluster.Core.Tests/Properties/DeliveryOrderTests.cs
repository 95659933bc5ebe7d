using FsCheck;
using FsCheck.Fluent;
using SyncCluster.Core.Deciding;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;
using SyncCluster.Core.Tests.Scenes;
using static SyncCluster.Core.Tests.Scenes.Houses;

namespace SyncCluster.Core.Tests.Properties;

/// <summary>The same reads in any order lead to the same values.</summary>
public sealed class DeliveryOrderTests
{
    /// <summary>What two systems hold when they first meet: phone, name and mobile of each; empty words are blanks, null is silence.</summary>
    private static readonly Gen<string?[]> Meetings = Gen.Elements(null, "", "a", "b", "c").ArrayOf(6)!;

    public static TheoryData<ConflictPolicy, string?> Policies() => new()
    {
        { ConflictPolicy.Latest, null }, { ConflictPolicy.Priority, null }, { ConflictPolicy.Master, Erp }, { ConflictPolicy.Master, Shop }, { ConflictPolicy.Manual, Erp },
    };

    [Theory]
    [MemberData(nameof(Policies))]
    public void two_grown_databases_meet_in_any_order_with_the_same_result(ConflictPolicy policy, string? master) => Values.Holds(Meetings, words =>
    {
        var erpFirst = Meet(policy, master, words, erpFirst: true);
        var shopFirst = Meet(policy, master, words, erpFirst: false);
        Said(shopFirst).ShouldBe(Said(erpFirst));
    });

    [Fact]
    public void reads_of_one_system_in_any_order_end_with_the_latest() => Values.Holds(
        Gen.Choose(1, 6).SelectMany(count => Gen.Shuffle(Enumerable.Range(1, count).ToArray())), order =>
    {
        var state = EntityState.New("e1", Kind.Customer);
        var decider = new EntityDecider(Book(CustomerRules()));
        foreach (var number in order)
        {
            var began = Scene.Start.AddMinutes(number);
            var seen = new Observation(new(Erp, Kind.Customer, "10"), Scene.Fields((Email, "jan@example.com"), (Phone, $"{number}")), began) { ModifiedAt = began };
            state = decider.Decide(state, new EntityEvent.Observed(seen, Fingerprint.Of(seen)) { At = Scene.Start.AddHours(1) }).State;
        }

        state.Canonical.Text(Phone).ShouldBe($"{order.Max()}");
    });

    private static Scene Meet(ConflictPolicy policy, string? master, string?[] words, bool erpFirst)
    {
        var scene = Customer(policy, master);
        foreach (var system in erpFirst ? new[] { Erp, Shop } : [Shop, Erp])
        {
            var own = words.Skip(system == Erp ? 0 : 3).Take(3).ToArray();
            var fields = new[] { Phone, LastName, Mobile }.Zip(own).Where(pair => pair.Second is not null).Select(pair => (pair.First, (object?)pair.Second)).ToArray();
            scene.SeesModified(system, system, Scene.Start.AddMinutes(system == Erp ? -2 : -1), [(Email, "jan@example.com"), .. fields]);
        }

        for (var round = 0; round < 3; round++)
        {
            foreach (var system in new[] { Erp, Shop })
                if (scene.View(system).Pending is not null) scene.Stored(system);
        }

        scene.AwaitsNothing(Erp).AwaitsNothing(Shop);
        return scene;
    }

    /// <summary>Canonical values; blank or never told are the same.</summary>
    private static string Said(Scene scene) =>
        string.Join(", ", scene.State.Canonical.Where(field => !KindSchema.IsVoid(field.Value)).Select(field => $"{field.Key}={field.Value}"));
}
