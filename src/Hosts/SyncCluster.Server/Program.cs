using SyncCluster.Connectors;
using SyncCluster.Server.Configuration;

// Reads and checks a configuration. Exit code 0: fine; 1: errors; 2: no such file.
var file = args.Length > 1 && args[0] == "check" ? args[1] : "sync.yaml";
if (!File.Exists(file))
{
    await Console.Error.WriteLineAsync($"There is no file {file}. Write: synccluster check FILE");
    return 2;
}

var result = ConfigurationLoader.Load(ConfigurationSource.FromFile(file), ConnectorCatalog.Discover(AppContext.BaseDirectory));
foreach (var problem in result.Problems) Console.WriteLine(problem);
var errors = result.Problems.Count(problem => problem.Severity == Severity.Error);
Console.WriteLine($"{file}: {errors} error(s), {result.Problems.Count - errors} warning(s)");
return errors == 0 ? 0 : 1;
