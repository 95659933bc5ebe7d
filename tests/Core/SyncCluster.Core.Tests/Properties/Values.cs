using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using SyncCluster.Core.Records;

namespace SyncCluster.Core.Tests.Properties;

/// <summary>Random values and field sets, small enough that equal ones turn up.</summary>
internal static class Values
{
    /// <summary>
    /// The same seed on every build: what fails here fails everywhere. SYNCCLUSTER_TEST_SEED and SYNCCLUSTER_TEST_STORIES
    /// (how many times as many) look further.
    /// </summary>
    public static Config Config(int tests) => FsCheck.Config.QuickThrowOnFailure
        .WithMaxTest(tests * (int)Number("SYNCCLUSTER_TEST_STORIES", 1)).WithReplay(Number("SYNCCLUSTER_TEST_SEED", 20260302), 7919);

    private static ulong Number(string variable, ulong otherwise) =>
        ulong.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    public static readonly string[] Names = ["a", "aa", "ab", "b", "name", "price.1", "price.10", "Ž", "ž"];

    private static readonly Gen<FieldValue> Leaf = Gen.OneOf(
        Gen.Constant(FieldValue.Empty),
        Gen.Elements("a", "b", "ab", "A", "1", "true", "Ž", "a b").Select(text => FieldValue.Of(text)),
        Gen.Elements(0m, 1m, 1.0m, 1.00m, -1m, 10m, 0.1m, 0.10m, 79228162514264337593543950335m).Select(number => FieldValue.Of(number)),
        Gen.Elements(true, false).Select(flag => FieldValue.Of(flag)),
        Gen.Elements(0, 1, 7200).Select(seconds => FieldValue.Of(new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.FromHours(seconds / 3600)).AddSeconds(seconds))),
        Gen.Elements("a", "b").SelectMany(id => Gen.Elements(Kind.Product, Kind.Category).Select(kind => (FieldValue)new FieldValue.Link(kind, id))));

    public static Gen<FieldValue> Value(int depth = 2) => depth == 0
        ? Leaf
        : Gen.Frequency(
            (6, Leaf),
            (1, Value(depth - 1).ListOf().Select(items => FieldValue.Of(items.Take(3)))),
            (1, Set(depth - 1).Select(set => (FieldValue)new FieldValue.Group(set))),
            (1, Leaf.ListOf().Zip(Leaf.ListOf()).Select(pair => (FieldValue)new FieldValue.Delta(pair.Item1.Take(2).ToEquatableList(), pair.Item2.Take(2).ToEquatableList()))));

    public static Gen<(string, FieldValue)[]> Pairs(int depth = 2) =>
        Gen.Elements(Names).Zip(Value(depth)).ListOf().Select(pairs => pairs.Take(8).Select(pair => (pair.Item1, pair.Item2)).ToArray());

    public static Gen<FieldSet> Set(int depth = 2) => Pairs(depth).Select(pairs => FieldSet.Of(pairs));

    public static void Holds<T>(Gen<T> values, Action<T> property, int tests = 300) =>
        Check.One(Config(tests), Prop.ForAll(values.ToArbitrary(), property));
}
