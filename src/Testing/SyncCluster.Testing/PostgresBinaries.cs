using System.Globalization;

namespace SyncCluster.Testing;

/// <summary>Finds the programs of PostgreSQL on this machine and how to run them: they refuse to run as root.</summary>
internal static class PostgresBinaries
{
    private static readonly string[] UsersForRoot = ["postgres", "nobody"];

    /// <summary>The newest folder that holds both programs; null where there is none.</summary>
    public static string? Folder() => Folders().FirstOrDefault(Holds);

    /// <summary>The command and arguments that run <paramref name="command"/> as somebody who is not root.</summary>
    public static IReadOnlyList<string> AsOrdinaryUser(params IReadOnlyList<string> command) =>
        UserForRoot() is var (_, user, group) ? ["setpriv", $"--reuid={user}", $"--regid={group}", "--clear-groups", .. command] : command;

    /// <summary>Who runs the server where we are root: name, user id, group id. Null where we are not and run it ourselves.</summary>
    public static Account? UserForRoot()
    {
        if (!Environment.IsPrivilegedProcess) return null;
        var accounts = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).Where(parts => parts.Length > 3).ToList();
        return UsersForRoot.Select(name => accounts.Find(parts => parts[0] == name))
            .OfType<string[]>().Select(parts => new Account(parts[0], parts[2], parts[3])).FirstOrDefault();
    }

    /// <summary>A user of this machine.</summary>
    public sealed record Account(string Name, string UserId, string GroupId);

    private static IEnumerable<string> Folders()
    {
        const string debian = "/usr/lib/postgresql";
        if (Directory.Exists(debian))
        {
            var versions = Directory.GetDirectories(debian).OrderByDescending(folder =>
                int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0);
            foreach (var version in versions) yield return Path.Combine(version, "bin");
        }

        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        foreach (var folder in path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)) yield return folder;
    }

    private static bool Holds(string folder) =>
        File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres"));
}
