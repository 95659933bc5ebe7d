using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.SqlInterchange.Mapping;

/// <summary>What one table's records mean. Pure but for what <see cref="Learn"/> keeps.</summary>
internal interface IRowMapping
{
    /// <summary>The kind of its observations.</summary>
    Kind Kind { get; }

    /// <summary>True for a record that is not meant for us and must stay where it is.</summary>
    bool IsForeign(RowValues row) => false;

    /// <summary>Shows a page before its records are mapped, for what can only be told from several of them.</summary>
    void Learn(IReadOnlyList<RowValues> page) { }

    /// <summary>The observation that a record makes. Problems stand in <paramref name="row"/> afterwards.</summary>
    Observation Map(RowValues row);
}
