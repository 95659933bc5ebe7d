using SyncCluster.Server.Cli;
using SyncCluster.Server.Tests.Stage;

namespace SyncCluster.Server.Tests.Cli;

/// <summary>A command as somebody types it, in a folder with a <c>sync.yaml</c>.</summary>
internal sealed class Typed : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("synccluster-test-");
    private readonly House _house;

    public Typed(House house, string yaml)
    {
        _house = house;
        File.WriteAllText(FileName, yaml);
    }

    public string FileName => Path.Combine(_folder.FullName, "sync.yaml");

    public string Folder => _folder.FullName;

    public Func<Microsoft.AspNetCore.Builder.WebApplication, CancellationToken, Task>? Started { get; set; }

    /// <summary>Runs it. The folder's name is taken out of what it writes.</summary>
    public async Task<(int Code, string Out, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var context = new CommandContext(output, error, _house.Connectors, TimeProvider.System) { Variable = name => name == "KEY" ? House.Key : null, Started = Started };
        var code = await CommandLine.RunAsync([.. arguments, "-c", FileName], context);
        return (code, Clean(output), Clean(error));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Clean(StringWriter writer) => writer.ToString().Replace(_folder.FullName + Path.DirectorySeparatorChar, "", StringComparison.Ordinal).ReplaceLineEndings("\n");
}
