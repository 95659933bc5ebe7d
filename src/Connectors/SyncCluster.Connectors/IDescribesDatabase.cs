namespace SyncCluster.Connectors;

/// <summary>A connector whose system is tables that somebody must make: it prints the SQL by which they are made.</summary>
public interface IDescribesDatabase
{
    /// <summary>Names of the databases for which it can.</summary>
    IReadOnlyList<string> Dialects { get; }

    /// <summary>The SQL of every table, for one of <see cref="Dialects"/>.</summary>
    string Ddl(string dialect);
}
