using System.Diagnostics;
using SyncCluster.Benchmarks;

// dotnet run -c Release --project tests/Benchmarks/SyncCluster.Benchmarks -- [reread|changes|changes-postgres|webhook|portal|changes-orleans|million|silos …] [--quick] [--json] [--defaults]
var words = args.Where(word => !word.StartsWith("--", StringComparison.Ordinal)).ToHashSet();
var quick = args.Contains("--quick");
var figures = new Figures(args.Contains("--json"));
var folder = Directory.CreateTempSubdirectory("synccluster-bench-").FullName;
try
{
    if (Wanted("reread")) await Scenarios.RereadAsync(folder, quick ? 200_000 : 1_000_000, figures);
    if (Wanted("changes")) await Scenarios.ChangesOnSqliteAsync(folder, quick ? 40_000 : 200_000, figures);
    if (Wanted("changes-postgres")) await Scenarios.ChangesOnPostgresAsync(quick ? 40_000 : 200_000, figures);
    if (Wanted("webhook")) await Scenarios.WebhookAsync(folder, quick ? 500 : 3_000, figures);
    if (Wanted("portal"))
    {
        await PortalScenario.RunAsync(folder, export: false, args.Contains("--defaults"), figures);
        await PortalScenario.RunAsync(folder, export: true, args.Contains("--defaults"), figures);
    }
    await ClusterAsync();
    figures.Value("peak memory of the whole run", Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0, "MiB", null);
    return 0;
}
finally
{
    Directory.Delete(folder, recursive: true);
}

async Task ClusterAsync()
{
    if (!words.Contains("changes-orleans") && !words.Contains("million") && !words.Contains("silos")) return;
#if WITH_ORLEANS
    if (SyncCluster.Testing.PostgresServer.WhyMissing is { } why)
    {
        Console.Error.WriteLine($"Figures of the cluster are left out: {why}");
        return;
    }

    if (words.Contains("changes-orleans")) await SyncCluster.Benchmarks.Cluster.ClusterScenarios.ChangesAsync(quick ? 20_000 : 100_000, figures);
    if (words.Contains("million")) await SyncCluster.Benchmarks.Cluster.ClusterScenarios.MillionAsync(quick ? 20_000 : 1_000_000, figures);
    if (words.Contains("silos")) await SyncCluster.Benchmarks.Cluster.ClusterScenarios.SilosAsync(quick ? 1_000 : 4_000, figures);
#else
    await Console.Error.WriteLineAsync("Figures of the cluster are left out: it is not built here, because no package source has Microsoft.Orleans.");
#endif
}

bool Wanted(string name) => words.Count == 0 || words.Contains(name);
