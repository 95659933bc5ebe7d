using System.Globalization;
using SyncCluster.Engine.Simulation.Memory;

namespace SyncCluster.Testing.Storage;

/// <summary>
/// Draws operations from a seed, does each on the store and on the one in memory, and compares every answer and, at the
/// end, everything that can be asked. <c>SYNCCLUSTER_STORE_SEED</c> runs one seed, <c>SYNCCLUSTER_STORE_SEEDS</c> says how many.
/// </summary>
public abstract class StateStoreModelConformance
{
    /// <summary>Names the one seed to run.</summary>
    public const string SeedVariable = "SYNCCLUSTER_STORE_SEED";

    /// <summary>Says how many seeds to run.</summary>
    public const string SeedsVariable = "SYNCCLUSTER_STORE_SEEDS";

    private const int OperationsInSeed = 150;

    /// <summary>How many seeds are run where nothing else is said.</summary>
    protected virtual int Seeds => 12;

    /// <summary>An empty database; skips the test where there can be none.</summary>
    protected abstract Task<StoreDatabase> CreateAsync(CancellationToken cancellation);

    [Fact]
    public async Task every_answer_is_the_model_s()
    {
        foreach (var seed in SeedsToRun())
        {
            await using var database = await CreateAsync(TestContext.Current.CancellationToken);
            await RunAsync(database, seed, TestContext.Current.CancellationToken);
        }
    }

    private IEnumerable<int> SeedsToRun()
    {
        if (Number(SeedVariable) is { } seed) return [seed];
        return Enumerable.Range(1, Number(SeedsVariable) ?? Seeds);

        static int? Number(string variable) =>
            int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static async Task RunAsync(StoreDatabase database, int seed, CancellationToken cancellation)
    {
        var clock = new StandingClock();
        await using var store = database.Open(clock);
        await using var second = database.Open(clock);
        await store.MigrateAsync(cancellation);
        await using var model = new MemoryStateStore(new MemoryDatabase(), clock);
        var operations = new ModelOperations(new Random(seed), clock);
        var told = new List<string>();
        for (var i = 0; i < OperationsInSeed; i++)
        {
            var (what, ask) = operations.Next();
            told.Add(what);
            await CompareAsync(what, ask);
        }

        foreach (var (what, ask) in operations.Everything()) await CompareAsync(what, ask);

        async Task CompareAsync(string what, ModelQuestion ask)
        {
            var expected = ModelText.Of(await ask(model, cancellation));
            var actual = ModelText.Of(await ask(told.Count % 3 == 0 ? second : store, cancellation));
            actual.ShouldBe(
                expected,
                $"seed {seed}, operation {told.Count}: {what}\nrun it alone: {SeedVariable}={seed}\nbefore it:\n  {string.Join("\n  ", told.TakeLast(12))}");
        }
    }
}
