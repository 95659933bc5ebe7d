using System.Collections.Frozen;
using System.Data.Common;
using System.Net.Sockets;
using SyncCluster.Connectors.SqlInterchange.Dialects;
using SyncCluster.Core.Faults;

namespace SyncCluster.Connectors.SqlInterchange;

/// <summary>What the databases' codes mean for the next step. One table, because the codes of the four do not collide in meaning.</summary>
internal static class SqlInterchangeFaults
{
    private const string Ddl = "Create it from the DDL that 'synccluster' prints for this database, or name it under 'tables'.";
    private const string Right = "Grant the database user SELECT, INSERT and DELETE on the interchange tables.";

    // SQLSTATE (PostgreSQL) by whole code or class of two characters; numbers of SQLite, SQL Server and MySQL by dialect.
    private static readonly FrozenDictionary<string, (FaultKind Kind, string? Advice)> Known = new Dictionary<string, (FaultKind, string?)>
    {
        ["postgresql:08"] = (FaultKind.Transient, null),
        ["postgresql:53"] = (FaultKind.Transient, null),
        ["postgresql:57"] = (FaultKind.Transient, null),
        ["postgresql:40"] = (FaultKind.Transient, null),
        ["postgresql:55P03"] = (FaultKind.Transient, null),
        ["postgresql:28"] = (FaultKind.Auth, "Check user and password in 'connection'."),
        ["postgresql:3D000"] = (FaultKind.Configuration, "Check the database's name in 'connection'."),
        ["postgresql:3F000"] = (FaultKind.Configuration, "Check 'schema'."),
        ["postgresql:42"] = (FaultKind.Configuration, Ddl),
        ["postgresql:42501"] = (FaultKind.Configuration, Right),
        ["postgresql:22"] = (FaultKind.Rejected, null),
        ["postgresql:23"] = (FaultKind.Rejected, null),
        ["postgresql:23505"] = (FaultKind.Conflict, null),
        ["sqlite:1"] = (FaultKind.Configuration, Ddl),
        ["sqlite:3"] = (FaultKind.Configuration, Right),
        ["sqlite:5"] = (FaultKind.Transient, null),
        ["sqlite:6"] = (FaultKind.Transient, null),
        ["sqlite:8"] = (FaultKind.Configuration, "Give the program the right to write the database file."),
        ["sqlite:10"] = (FaultKind.Transient, null),
        ["sqlite:11"] = (FaultKind.Configuration, "The database file is damaged; restore it."),
        ["sqlite:13"] = (FaultKind.Transient, null),
        ["sqlite:14"] = (FaultKind.Configuration, "Check the file's path in 'connection' and that it can be read."),
        ["sqlite:19"] = (FaultKind.Rejected, null),
        ["sqlite:26"] = (FaultKind.Configuration, "The file in 'connection' is no SQLite database."),
        ["sqlserver:-2"] = (FaultKind.Transient, null),
        ["sqlserver:1205"] = (FaultKind.Transient, null),
        ["sqlserver:1222"] = (FaultKind.Transient, null),
        ["sqlserver:18456"] = (FaultKind.Auth, "Check user and password in 'connection'."),
        ["sqlserver:4060"] = (FaultKind.Configuration, "Check the database's name in 'connection'."),
        ["sqlserver:207"] = (FaultKind.Configuration, Ddl),
        ["sqlserver:208"] = (FaultKind.Configuration, Ddl),
        ["sqlserver:2812"] = (FaultKind.Configuration, Ddl),
        ["sqlserver:229"] = (FaultKind.Configuration, Right),
        ["sqlserver:230"] = (FaultKind.Configuration, Right),
        ["sqlserver:262"] = (FaultKind.Configuration, Right),
        ["sqlserver:515"] = (FaultKind.Rejected, null),
        ["sqlserver:547"] = (FaultKind.Rejected, null),
        ["sqlserver:2628"] = (FaultKind.Rejected, null),
        ["sqlserver:8114"] = (FaultKind.Rejected, null),
        ["sqlserver:8152"] = (FaultKind.Rejected, null),
        ["sqlserver:2601"] = (FaultKind.Conflict, null),
        ["sqlserver:2627"] = (FaultKind.Conflict, null),
        ["mysql:1045"] = (FaultKind.Auth, "Check user and password in 'connection'."),
        ["mysql:1044"] = (FaultKind.Configuration, Right),
        ["mysql:1049"] = (FaultKind.Configuration, "Check the database's name in 'connection'."),
        ["mysql:1054"] = (FaultKind.Configuration, Ddl),
        ["mysql:1146"] = (FaultKind.Configuration, Ddl),
        ["mysql:1305"] = (FaultKind.Configuration, Ddl),
        ["mysql:1142"] = (FaultKind.Configuration, Right),
        ["mysql:1143"] = (FaultKind.Configuration, Right),
        ["mysql:1370"] = (FaultKind.Configuration, Right),
        ["mysql:1048"] = (FaultKind.Rejected, null),
        ["mysql:1264"] = (FaultKind.Rejected, null),
        ["mysql:1366"] = (FaultKind.Rejected, null),
        ["mysql:1406"] = (FaultKind.Rejected, null),
        ["mysql:1062"] = (FaultKind.Conflict, null),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Denials =
        new[] { "postgresql:42501", "sqlite:8", "sqlite:3", "sqlserver:229", "sqlserver:230", "mysql:1142", "mysql:1143" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>True for what a call to a database throws when it goes wrong, as opposed to a mistake of ours.</summary>
    public static bool IsExpected(Exception exception) => exception is DbException or TimeoutException or IOException or SocketException;

    /// <summary>True where the user lacks the right.</summary>
    public static bool IsDenied(SqlDialect dialect, Exception exception) =>
        exception is DbException database && Denials.Contains($"{dialect.Name}:{dialect.CodeOf(database)}");

    /// <summary>The fault behind <paramref name="exception"/>, told about <paramref name="subject"/> (a table, the database).</summary>
    public static Fault From(SqlDialect dialect, Exception exception, string subject)
    {
        if (exception is not DbException database) return new(FaultKind.Transient, $"{subject}: {exception.Message}");
        var code = dialect.CodeOf(database);
        var (kind, advice) = Find(dialect.Name, code);
        return new(kind, $"{subject}: {FirstLine(database.Message)}") { Code = code.Length == 0 ? null : code, Advice = advice };
    }

    private static (FaultKind Kind, string? Advice) Find(string dialect, string code)
    {
        if (Known.TryGetValue($"{dialect}:{code}", out var exact)) return exact;
        return code.Length == 5 && Known.TryGetValue($"{dialect}:{code[..2]}", out var byClass) ? byClass : (FaultKind.Transient, null);
    }

    private static string FirstLine(string message) => message.Split('\n', 2)[0].Trim();
}
