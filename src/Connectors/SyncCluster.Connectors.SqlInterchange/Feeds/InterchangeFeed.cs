using System.Data.Common;
using Microsoft.Extensions.Logging;
using SyncCluster.Connectors.Reading;
using SyncCluster.Connectors.SqlInterchange.Client;
using SyncCluster.Connectors.SqlInterchange.Mapping;
using SyncCluster.Connectors.SqlInterchange.Tables;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.SqlInterchange.Feeds;

/// <summary>One interchange table, read by exception and cleaned (S2-4, S2-33 … S2-35, X8).</summary>
internal sealed partial class InterchangeFeed(string system, FeedSource source, InterchangeSession session, ILogger logger) : IFeed
{
    // Set where the database refused to delete: from then on the table is read by index.
    private volatile bool _mayNotDelete;
    private volatile string? _acknowledged;

    public string Name => source.Name;

    public Kind Kind => source.Mapping.Kind;

    public string Group => "tables";

    public TimeSpan DefaultInterval => session.Options.Interval;

    private bool Deletes => session.Options.DeleteAfterRead && !_mayNotDelete;

    public async Task<FeedPage> ReadAsync(FeedRequest request, CancellationToken cancellation)
    {
        var began = session.Time.GetUtcNow();
        var mark = ReadMark.Parse(request.Cursor);
        await using var connection = await session.Database.OpenAsync(cancellation);
        if (await TableAsync(connection, cancellation) is not { } table) return new([], mark.ToString(), false);
        var limit = Math.Min(request.PageSize, session.Options.PageSize);
        try
        {
            if (!Deletes) mark = mark.ByIndex(began);
            var queue = new TableQueue(session.Database, connection, table);
            var context = new MappingContext(system, session.Options, began, await HasRelationsAsync(session, source, connection, cancellation));
            RowValues Values(InterchangeRow row) => new(row, table, context);
            if (mark.High is not { } high)
            {
                var pending = request.Cursor == _acknowledged ? [] : await queue.StillThereAsync(mark.Noted, null, cancellation);
                var skip = pending.Select(row => row.Id).ToHashSet();
                var (rows, more) = await PageAsync(
                    queue, source.OnlyOurs(table, session.Database), limit,
                    row => !skip.Contains(row.Id) && !source.Mapping.IsForeign(Values(row)), cancellation);
                var noted = pending.Concat(rows.Select(Note)).OrderBy(row => row.Id).ToEquatableList();
                return Page(rows.ConvertAll(Values), mark with { Noted = noted }, more);
            }
            else
            {
                var (rows, more) = await PageAsync(queue, queue.Unread(high, mark.Gaps), limit, row => mark.IsUnread(row.Id), cancellation);
                var ours = rows.ConvertAll(Values).Where(row => !source.Mapping.IsForeign(row)).ToList();
                var next = mark.After([.. rows.Select(row => row.Id)], began, session.Options.GapPatience);
                var givenUp = mark.Gaps.Count(gap => !next.Gaps.Any(gap.Overlaps) && !rows.Exists(row => gap.Holds(row.Id)));
                if (givenUp > 0) LogGivenUp(system, table.Name, givenUp);
                return Page(ours, next with { Noted = ours.Select(row => Note(row.Row)).ToEquatableList() }, more);
            }
        }
        catch (Exception exception) when (SqlInterchangeFaults.IsExpected(exception))
        {
            session.Catalogue.Forget();
            throw session.Database.Fault(exception, $"Reading table {table.Name}");
        }
    }

    public async Task AcknowledgeAsync(string cursor, CancellationToken cancellation)
    {
        if (cursor == _acknowledged) return;
        var noted = ReadMark.Parse(cursor).Noted;
        if (noted.Count > 0 && Deletes) await DeleteAsync(noted, cancellation);
        // What could not be deleted stays noted in the cursor, from which the index is made.
        if (Deletes) _acknowledged = cursor;
    }

    private async Task DeleteAsync(IReadOnlyCollection<NotedRow> noted, CancellationToken cancellation)
    {
        await using var connection = await session.Database.OpenAsync(cancellation);
        if (await TableAsync(connection, cancellation) is not { } table) return;
        try
        {
            await new TableQueue(session.Database, connection, table).DeleteAsync(noted, cancellation);
        }
        catch (DbException exception) when (SqlInterchangeFaults.IsDenied(session.Database.Dialect, exception))
        {
            _mayNotDelete = true;
            LogMayNotDelete(system, table.Name);
        }
        catch (Exception exception) when (SqlInterchangeFaults.IsExpected(exception))
        {
            throw session.Database.Fault(exception, $"Cleaning table {table.Name}");
        }
    }

    /// <summary>Reads on until the page is full: what must not be read would otherwise fill pages for ever.</summary>
    private static async Task<(List<InterchangeRow> Rows, bool More)> PageAsync(
        TableQueue queue, SqlCondition condition, int limit, Func<InterchangeRow, bool> isWanted, CancellationToken cancellation)
    {
        var page = new List<InterchangeRow>();
        long? above = null;
        while (true)
        {
            var rows = await queue.ReadAsync(above, condition, limit, cancellation);
            foreach (var row in rows)
            {
                if (!isWanted(row)) continue;
                page.Add(row);
                if (page.Count == limit) return (page, true);
            }

            if (rows.Count < limit) return (page, false);
            above = rows[^1].Id;
        }
    }

    private FeedPage Page(List<RowValues> rows, ReadMark mark, bool more)
    {
        source.Mapping.Learn(rows);
        var observations = new List<Observation>(rows.Count);
        var rejected = new List<RejectedRecord>();
        foreach (var row in rows)
        {
            var observation = source.Mapping.Map(row);
            if (row.Rejection(Kind, observation.Key.RemoteId) is { } rejection) rejected.Add(rejection);
            else observations.Add(observation);
        }

        if (rejected.Count > 0) LogRejected(system, source.Name, rejected.Count);
        return new(observations.ToEquatableList(), mark.ToString(), more) { Rejected = rejected.ToEquatableList() };
    }

    private static NotedRow Note(InterchangeRow row) => new(row.Id, row.Hash);

    private async Task<ResolvedTable?> TableAsync(DbConnection connection, CancellationToken cancellation)
    {
        if (source.Optional && await session.Catalogue.FindAsync(connection, source.Table, cancellation) is null) return null;
        return await session.Catalogue.RequireAsync(connection, source.Table, cancellation);
    }

    internal static async Task<bool> HasRelationsAsync(
        InterchangeSession session, FeedSource source, DbConnection connection, CancellationToken cancellation) =>
        session.Options.RelationWins && source.Table == InterchangeTables.Products
        && await session.Catalogue.FindAsync(connection, InterchangeTables.Relations, cancellation) is not null;

    [LoggerMessage(Level = LogLevel.Warning, Message = "{System}: records of table {Table} may not be deleted; it is read by index from now on")]
    private partial void LogMayNotDelete(string system, string table);

    [LoggerMessage(Level = LogLevel.Information, Message = "{System}: {Count} runs of missing record numbers of table {Table} are not waited for any longer")]
    private partial void LogGivenUp(string system, string table, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{System}: feed {Feed} brought {Count} records that could not be understood")]
    private partial void LogRejected(string system, string feed, int count);
}
