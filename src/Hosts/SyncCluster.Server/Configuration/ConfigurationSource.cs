namespace SyncCluster.Server.Configuration;

/// <summary>A configuration before it is read, and what its references may look at.</summary>
/// <param name="File">Name for messages.</param>
/// <param name="Text">Content.</param>
/// <param name="Folder">Where relative paths begin.</param>
/// <param name="Variable">An environment variable's value; null where it is not set.</param>
/// <param name="ReadFile">A file's content; null where it cannot be read.</param>
internal sealed record ConfigurationSource(
    string File, string Text, string Folder, Func<string, string?> Variable, Func<string, string?> ReadFile)
{
    private const long MostBytes = 1_000_000;

    /// <summary>A file on disk with this process's environment.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ConfigurationSource FromFile(string path) => new(
        path, System.IO.File.ReadAllText(path), Path.GetDirectoryName(Path.GetFullPath(path))!, Environment.GetEnvironmentVariable, ReadSecret);

    private static string? ReadSecret(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: <= MostBytes } ? System.IO.File.ReadAllText(path) : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
