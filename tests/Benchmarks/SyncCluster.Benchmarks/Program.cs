using System.Diagnostics;
using SyncCluster.Benchmarks;

// dotnet run -c Release --project tests/Benchmarks/SyncCluster.Benchmarks -- [reread|changes|changes-postgres|webhook …] [--quick] [--json]
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
    figures.Value("peak memory of the whole run", Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0, "MiB", null);
    return 0;
}
finally
{
    Directory.Delete(folder, recursive: true);
}

bool Wanted(string name) => words.Count == 0 || words.Contains(name);
