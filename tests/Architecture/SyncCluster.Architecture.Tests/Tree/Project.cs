using System.Xml.Linq;

namespace SyncCluster.Architecture.Tests.Tree;

/// <summary>What a project file says about whom the project knows.</summary>
/// <param name="File">Path relative to the root, with forward slashes.</param>
/// <param name="ProjectReferences">Names of the projects referred to, wildcards kept: <c>*</c> stands for all of a folder.</param>
/// <param name="Packages">Packages that reach users, without those that only help to build.</param>
/// <param name="Frameworks">Shared frameworks.</param>
/// <param name="Text">The whole file.</param>
internal sealed record Project(
    string File, IReadOnlyList<string> ProjectReferences, IReadOnlyList<string> Packages, IReadOnlyList<string> Frameworks, string Text)
{
    public string Name => Path.GetFileNameWithoutExtension(File);

    public string Folder => File[..File.LastIndexOf('/')];

    public bool IsTest => File.StartsWith("tests/", StringComparison.Ordinal);

    public static Project Load(string root, string file) => Parse(file, System.IO.File.ReadAllText(Path.Combine(root, file)));

    public static Project Parse(string file, string text)
    {
        var items = XDocument.Parse(text).Descendants().ToList();
        return new Project(
            file,
            [.. Includes("ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')))],
            [.. items.Where(item => item.Name.LocalName == "PackageReference" && !IsBuildOnly(item)).Select(Include).OfType<string>()],
            [.. Includes("FrameworkReference")],
            text);

        IEnumerable<string> Includes(string element) =>
            items.Where(item => item.Name.LocalName == element).Select(Include).OfType<string>().SelectMany(path => path.Split(';'));
    }

    private static string? Include(XElement item) => (string?)item.Attribute("Include");

    private static bool IsBuildOnly(XElement item) =>
        string.Equals((string?)item.Attribute("PrivateAssets"), "all", StringComparison.OrdinalIgnoreCase);
}
