using SyncCluster.Connectors;
using SyncCluster.Engine.Storage;
using SyncCluster.Server.Composition;
using SyncCluster.Server.Configuration;

namespace SyncCluster.Server.Cli;

/// <summary>Whether the store can be used. Creates nothing.</summary>
internal static class StoreCheck
{
    public static async Task<IReadOnlyList<Finding>> RunAsync(StoreConfiguration configuration, TimeProvider time, CancellationToken cancellation)
    {
        if (configuration.SqlitePath is { } path && !File.Exists(path)) return [NotYet(path)];
        try
        {
            await using var store = Stores.Open(configuration, time);
            var counts = await store.CountEntitiesAsync(cancellation);
            return [new Finding(Severity.Info, $"{configuration}: holds {counts.Sum(count => count.Entities)} things.")];
        }
        catch (StoreException failure)
        {
            return [Of(failure, configuration)];
        }
    }

    /// <summary>What a store that cannot be read means: a database that is new, or one that a person must look at.</summary>
    internal static Finding Of(StoreException failure, StoreConfiguration configuration) => failure.IsNotMade
        ? new Finding(Severity.Info, $"{configuration}: its tables are not there yet, or are an earlier version's; they are made when the server starts.",
            "The user needs the right to create them; 'synccluster schema --print' prints them for an administrator who makes them himself.")
        : new Finding(Severity.Error, failure.Message);

    private static Finding NotYet(string path)
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(Path.GetFullPath(path))!);
        while (!folder.Exists && folder.Parent is { } parent) folder = parent;
        return folder.Attributes.HasFlag(FileAttributes.ReadOnly)
            ? new Finding(Severity.Error, $"SQLite {path}: the folder {folder.FullName} cannot be written.", "Give the right to write there, or name another path under store.sqlite.")
            : new Finding(Severity.Info, $"SQLite {path}: is made when the server starts.");
    }
}
