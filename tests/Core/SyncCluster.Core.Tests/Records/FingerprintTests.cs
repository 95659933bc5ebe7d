using FsCheck.Fluent;
using SyncCluster.Core.Records;
using SyncCluster.Core.Tests.Properties;
using SyncCluster.Core.Tests.Scenes;

namespace SyncCluster.Core.Tests.Records;

public sealed class FingerprintTests
{
    [Fact]
    public void equal_sets_have_equal_fingerprints_whatever_the_order_and_the_scale() => Values.Holds(Values.Pairs(), pairs =>
    {
        var unique = pairs.DistinctBy(pair => pair.Item1).ToList();
        var set = FieldSet.Of(unique);
        var other = FieldSet.Of(unique.AsEnumerable().Reverse().Select(pair => (pair.Item1, Rescaled(pair.Item2))));
        other.ShouldBe(set);
        Fingerprint.Of(other).ShouldBe(Fingerprint.Of(set));
    });

    [Fact]
    public void different_sets_have_different_fingerprints() => Values.Holds(Values.Set().Zip(Values.Set()), both =>
        (Fingerprint.Of(both.Item1) == Fingerprint.Of(both.Item2)).ShouldBe(both.Item1.Equals(both.Item2)), 1000);

    private static FieldValue Rescaled(FieldValue value) => value switch
    {
        FieldValue.Number { Value: < 1_000_000 } number => new FieldValue.Number(number.Value * 1.000m),
        FieldValue.Items items => FieldValue.Of(items.Values.Select(Rescaled)),
        FieldValue.Group group => new FieldValue.Group(group.Fields.Map((_, field) => Rescaled(field))),
        FieldValue.Instant instant => new FieldValue.Instant(instant.Value.ToOffset(TimeSpan.FromHours(3))),
        _ => value,
    };

    public static TheoryData<string, FieldSet, FieldSet> LookAlikes() => new()
    {
        { "one name or the other", Scene.Fields(("ab", "c")), Scene.Fields(("a", "bc")) },
        { "one field or two", Scene.Fields(("a", "1"), ("b", "2")), Scene.Fields(("a", "1b2")) },
        { "a text or a number", Scene.Fields(("a", "1")), Scene.Fields(("a", 1)) },
        { "a text or a flag", Scene.Fields(("a", "true")), Scene.Fields(("a", true)) },
        { "empty or absent", Scene.Fields(("a", null)), FieldSet.Empty },
        { "one element or two", Scene.Fields(("a", FieldValue.Of([FieldValue.Of("xy")]))), Scene.Fields(("a", FieldValue.Of([FieldValue.Of("x"), FieldValue.Of("y")]))) },
        { "one order or the other", Scene.Fields(("a", FieldValue.Of([FieldValue.Of("x"), FieldValue.Of("y")]))), Scene.Fields(("a", FieldValue.Of([FieldValue.Of("y"), FieldValue.Of("x")]))) },
        { "inside or outside", Scene.Fields(("a", FieldValue.Of([FieldValue.Of([FieldValue.Of("x")])]))), Scene.Fields(("a", FieldValue.Of([FieldValue.Of("x")]))) },
        { "added or removed", Scene.Fields(("a", new FieldValue.Delta([FieldValue.Of("x")], []))), Scene.Fields(("a", new FieldValue.Delta([], [FieldValue.Of("x")]))) },
        { "a group or fields", Scene.Fields(("a", new FieldValue.Group(Scene.Fields(("b", "c"))))), Scene.Fields(("a", "b"), ("b", "c")) },
        { "a link or its id", Scene.Fields(("a", new FieldValue.Link(Kind.Product, "x"))), Scene.Fields(("a", "x")) },
        { "a product or a category", Scene.Fields(("a", new FieldValue.Link(Kind.Product, "x"))), Scene.Fields(("a", new FieldValue.Link(Kind.Category, "x"))) },
    };

    [Theory]
    [MemberData(nameof(LookAlikes))]
    public void what_looks_alike_is_told_apart(string what, FieldSet one, FieldSet other) =>
        Fingerprint.Of(one).ShouldNotBe(Fingerprint.Of(other), what);

    [Fact]
    public void a_deleted_record_is_another() => Fingerprint.Of(Scene.Fields(("a", 1)), deleted: true).ShouldNotBe(Fingerprint.Of(Scene.Fields(("a", 1))));

    [Fact]
    public void times_and_revision_do_not_count()
    {
        var one = new Observation(new("erp", Kind.Product, "1"), Scene.Fields(("a", 1)), Scene.Start);
        var other = one with { SeenAt = Scene.Start.AddDays(1), ModifiedAt = Scene.Start, Revision = "7", Extras = "{}", Key = new("shop", Kind.Product, "2") };
        Fingerprint.Of(other).ShouldBe(Fingerprint.Of(one));
    }

    [Fact]
    public void nought_has_one_fingerprint_whatever_its_sign()
    {
        FieldValue.Of(-0.00m).ShouldBe(FieldValue.Of(0m));
        Fingerprint.Of(Scene.Fields(("a", decimal.Negate(0.00m)))).ShouldBe(Fingerprint.Of(Scene.Fields(("a", 0m))));
    }

    [Fact]
    public void a_large_record_is_read_to_its_end()
    {
        var text = new string('ž', 100_000);
        Fingerprint.Of(Scene.Fields(("a", text + "1"))).ShouldNotBe(Fingerprint.Of(Scene.Fields(("a", text + "2"))));
        Fingerprint.Of(Scene.Fields(("a", text + "1"))).ShouldBe(Fingerprint.Of(Scene.Fields(("a", text + "1"))));
    }

    [Fact]
    public void the_binary_form_reads_back()
    {
        var fingerprint = Fingerprint.Of(Scene.Fields(("a", 1)));
        Span<byte> bytes = stackalloc byte[Fingerprint.Size];
        fingerprint.Write(bytes);
        Fingerprint.Read(bytes).ShouldBe(fingerprint);
        Convert.ToHexStringLower(bytes).ShouldBe(fingerprint.ToString());
        fingerprint.ShouldNotBe(Fingerprint.None);
    }

    [Fact]
    public void a_fingerprint_is_the_same_on_every_machine_and_in_every_version() =>
        Fingerprint.Of(Scene.Fields(("name", "Židle"), ("price.1", 12.50m), ("active", true), ("at", Scene.Start), ("none", null))).ToString().ShouldBe("de6284b3a6bdcf657435fe9f50325cca");
}
