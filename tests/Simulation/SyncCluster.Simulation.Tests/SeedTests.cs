using System.Globalization;
using SyncCluster.Engine.Simulation.Runs;

namespace SyncCluster.Simulation.Tests;

/// <summary>
/// Many seeds, each a world of its own. <c>SYNCCLUSTER_SEED=n</c> replays one; <c>SYNCCLUSTER_SEEDS=n</c> says how many
/// are run, <c>SYNCCLUSTER_FIRST_SEED=n</c> from which on.
/// </summary>
public sealed class SeedTests(ITestOutputHelper output)
{
    private const int Seeds = 500;
    private const int Batches = 20;
    private const int MostReports = 3;

    public static TheoryData<int> AllBatches => [.. Enumerable.Range(0, Batches)];

    [Theory]
    [MemberData(nameof(AllBatches))]
    public void every_seed_comes_right(int batch)
    {
        if (Given("SYNCCLUSTER_SEED") is { } only)
        {
            if (batch == 0) Replay((ulong)only);
            return;
        }

        var first = (ulong)(Given("SYNCCLUSTER_FIRST_SEED") ?? 1);
        var seeds = (ulong)(Given("SYNCCLUSTER_SEEDS") ?? Seeds);
        var failed = new List<SimulationResult>();
        for (var seed = first + (ulong)batch; seed < first + seeds; seed += Batches)
        {
            var result = SimulationRun.Of(seed);
            if (result.Failures.Count > 0) failed.Add(result);
        }

        if (failed.Count == 0) return;
        Assert.Fail($"{failed.Count} seeds failed: {string.Join(", ", failed.Select(result => result.Seed))}\n"
            + string.Join('\n', failed.Take(MostReports).Select(result => result.Report())));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    public void the_same_seed_gives_the_same_run(int seed)
    {
        var first = SimulationRun.Of((ulong)seed);
        var second = SimulationRun.Of((ulong)seed);
        second.Hash.ShouldBe(first.Hash);
        second.Facts.Steps.ShouldBe(first.Facts.Steps);
    }

    [Fact]
    public void different_seeds_give_different_runs() =>
        Enumerable.Range(20, 5).Select(seed => SimulationRun.Of((ulong)seed).Hash).ShouldBeUnique();

    private void Replay(ulong seed)
    {
        var result = SimulationRun.Of(seed);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Seed {seed}, hash {result.Hash:x16}: {result.Facts}"));
        if (result.Failures.Count > 0) Assert.Fail(result.Report(int.MaxValue));
    }

    private static long? Given(string variable) =>
        long.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
