using SyncCluster.Connectors.Reading;
using SyncCluster.Connectors.SqlInterchange.Client;
using SyncCluster.Connectors.SqlInterchange.Mapping;
using SyncCluster.Core.Faults;

namespace SyncCluster.Connectors.SqlInterchange.Feeds;

/// <summary>
/// Rows that could not be understood, once more: they are gone from their table, and the ERP does not write them again
/// because a setting was corrected here.
/// </summary>
internal sealed class RefusedRows(string system, InterchangeSession session)
{
    public async Task<ReadOneOutcome> ReadAgainAsync(RejectedRecord rejected, DateTimeOffset readAt, CancellationToken cancellation)
    {
        var name = rejected.SourceIndex?.Split('#', 2)[0];
        if (FeedSource.All(session.Options).FirstOrDefault(one => one.Table.Name == name) is not { } source)
            return new ReadOneOutcome.Ignored("The table that it came from is not read any more.");
        await using var connection = await session.Database.OpenAsync(cancellation);
        try
        {
            var table = await session.Catalogue.RequireAsync(connection, source.Table, cancellation);
            if (InterchangeRow.FromRaw(rejected.Raw, table) is not { } row) return new ReadOneOutcome.Unreadable(Cut(rejected));
            var hasRelations = await InterchangeFeed.HasRelationsAsync(session, source, connection, cancellation);
            var values = new RowValues(row, table, new MappingContext(system, session.Options, readAt, hasRelations));
            source.Mapping.Learn([values]);
            var observation = source.Mapping.Map(values);
            return values.Rejection(source.Mapping.Kind, observation.Key.RemoteId) is { } again
                ? new ReadOneOutcome.Unreadable(again)
                : new ReadOneOutcome.Found([observation]);
        }
        catch (Exception exception) when (SqlInterchangeFaults.IsExpected(exception))
        {
            throw session.Database.Fault(exception, $"Looking at table {source.Table.Name}");
        }
    }

    private static RejectedRecord Cut(RejectedRecord rejected) => rejected with
    {
        Fault = new Fault(FaultKind.Rejected, "The record was too long to be kept whole.") { Advice = "Correct it in the ERP and let it write the record again." },
    };
}
