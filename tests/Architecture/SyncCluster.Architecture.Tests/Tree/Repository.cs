namespace SyncCluster.Architecture.Tests.Tree;

/// <summary>The source tree that the tests were built from.</summary>
internal static class Repository
{
    private static readonly string[] NotOurs = [".git", ".artifacts", "bin", "obj", "node_modules", "data", "TestResults", ".vs", ".idea"];

    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<Project> Projects { get; } =
    [
        .. Files("src", "*.csproj").Concat(Files("tests", "*.csproj"))
            .Order(StringComparer.Ordinal)
            .Select(file => Project.Load(Root, file)),
    ];

    /// <summary>Every C# file under src and tests, read once.</summary>
    public static IReadOnlyList<SourceFile> Sources { get; } =
    [
        .. Files("src", "*.cs").Concat(Files("tests", "*.cs"))
            .Order(StringComparer.Ordinal)
            .Select(file => new SourceFile(file, File.ReadAllText(Path.Combine(Root, file)))),
    ];

    /// <summary>Paths relative to the root, with forward slashes, of the files under a folder that are ours.</summary>
    public static IEnumerable<string> Files(string folder, string pattern)
    {
        var top = Path.Combine(Root, folder);
        return Directory.Exists(top) ? Walk(new DirectoryInfo(top), pattern) : [];
    }

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static bool Exists(string file) => File.Exists(Path.Combine(Root, file));

    private static IEnumerable<string> Walk(DirectoryInfo folder, string pattern)
    {
        foreach (var file in folder.EnumerateFiles(pattern))
            yield return Path.GetRelativePath(Root, file.FullName).Replace('\\', '/');
        foreach (var inner in folder.EnumerateDirectories())
        {
            if (NotOurs.Contains(inner.Name)) continue;
            foreach (var file in Walk(inner, pattern)) yield return file;
        }
    }

    private static string FindRoot()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "SyncCluster.sln")))
                return at.FullName;
        throw new InvalidOperationException(
            $"No SyncCluster.sln above {AppContext.BaseDirectory}: these tests read the tree that they were built in.");
    }
}
