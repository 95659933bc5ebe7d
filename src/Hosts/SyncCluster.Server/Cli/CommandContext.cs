using System.CommandLine;
using SyncCluster.Server.Composition;
using SyncCluster.Server.Configuration;

namespace SyncCluster.Server.Cli;

/// <summary>What commands work with: where they write, which connectors there are, the machine.</summary>
/// <param name="Out">For results, which may be parsed.</param>
/// <param name="Error">For progress and failures.</param>
/// <param name="Connectors">The connectors of this installation.</param>
/// <param name="Time">The clock.</param>
internal sealed record CommandContext(TextWriter Out, TextWriter Error, ConnectorCatalog Connectors, TimeProvider Time)
{
    /// <summary>Reads an environment variable.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>Tells that a server runs, before it is waited for: for tests.</summary>
    public Func<WebApplication, CancellationToken, Task>? Started { get; init; }

    public static CommandContext OfProcess() =>
        new(Console.Out, Console.Error, ConnectorCatalog.Discover(AppContext.BaseDirectory), TimeProvider.System);

    /// <summary>The option that every command has that reads the configuration.</summary>
    public static Option<string> ConfigOption() => new("--config", "-c")
    {
        Description = "The configuration file", DefaultValueFactory = _ => "sync.yaml",
    };

    /// <summary>Reads the file and opens nothing; tells every problem. Null where it cannot be used.</summary>
    public async Task<SyncConfiguration?> LoadAsync(string file)
    {
        if (Read(file) is not { } result)
        {
            await Error.WriteLineAsync(NoFile(file));
            return null;
        }

        foreach (var problem in result.Problems) await Error.WriteLineAsync(problem.ToString());
        return result.Configuration;
    }

    /// <summary>What the file holds; null where there is none.</summary>
    public ConfigurationResult? Read(string file) => File.Exists(file)
        ? ConfigurationLoader.Load(ConfigurationSource.FromFile(file) with { Variable = Variable }, Connectors)
        : null;

    public static string NoFile(string file) => $"There is no file '{file}'. Name the configuration: -c FILE";

    public HostServices Services(ILoggerFactory logs) => new(Time, logs);
}
