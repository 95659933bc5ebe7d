using System.Globalization;
using SyncCluster.Connectors.Reading;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Engine.Simulation.Systems;

/// <summary>How a system lets itself be read.</summary>
public enum ReadingStyle
{
    /// <summary>By changes since a cursor.</summary>
    Changes,

    /// <summary>Everything, page by page; what is gone is gone.</summary>
    Census,

    /// <summary>By rows of an interchange table, which are taken away once they are safe.</summary>
    Consumed,
}

/// <summary>Changes of one kind since a cursor.</summary>
internal sealed class ChangesFeed(SimulatedSystem system, Kind kind, TimeSpan interval) : IFeed
{
    public string Name => $"{kind}s".ToLowerInvariant();

    public Kind Kind => kind;

    public TimeSpan DefaultInterval => interval;

    public async Task<FeedPage> ReadAsync(FeedRequest request, CancellationToken cancellation)
    {
        try
        {
            return await ReadAsync(request);
        }
        finally
        {
            if (kind == Kind.Product) system.Weather.Asked(request);
        }
    }

    private async Task<FeedPage> ReadAsync(FeedRequest request)
    {
        var began = system.Time.GetUtcNow();
        return await system.Weather.ReadAsync(system.Time, () =>
        {
            if (kind == Kind.Product && system.Weather.IsStillReading()) return new FeedPage([], request.Cursor ?? "", More: true) { StillReading = true };
            var after = request.Cursor is { } cursor ? long.Parse(cursor, CultureInfo.InvariantCulture) : 0;
            var sight = system.Weather.Sight();
            var changes = system.Truth.Log.Where(change => change.Record.Kind == kind && change.Version.Sequence > after && change.Version.At <= sight).ToList();
            var page = changes.Take(request.PageSize).ToList();
            var seen = page.Select(change => change.Record).Distinct().SelectMany(record => system.Observe(record, record.AsOf(sight)!, began));
            return new FeedPage(
                seen.ToEquatableList(),
                (page.Count > 0 ? page[^1].Version.Sequence : after).ToString(CultureInfo.InvariantCulture),
                changes.Count > page.Count);
        });
    }
}

/// <summary>Everything of one kind, by id.</summary>
internal sealed class CensusFeed(SimulatedSystem system, Kind kind, TimeSpan interval) : IFeed
{
    public string Name => $"{kind}s".ToLowerInvariant();

    public Kind Kind => kind;

    public bool IsCensus => true;

    public TimeSpan DefaultInterval => interval;

    public async Task<FeedPage> ReadAsync(FeedRequest request, CancellationToken cancellation)
    {
        var began = system.Time.GetUtcNow();
        return await system.Weather.ReadAsync(system.Time, () =>
        {
            // A cursor that ended a round begins the next.
            var after = request.Cursor is { Length: > 0 } cursor ? cursor : "";
            var rest = system.Truth.Living(kind).Where(record => string.CompareOrdinal(record.Id, after) > 0)
                .OrderBy(record => record.Id, StringComparer.Ordinal).ToList();
            var page = rest.Take(request.PageSize).ToList();
            var more = rest.Count > page.Count;
            return new FeedPage(
                page.SelectMany(record => system.Observe(record, record.Now, began)).ToEquatableList(), more ? page[^1].Id : "", more);
        });
    }
}

/// <summary>
/// Rows of an interchange table. Of an order they tell the state alone, and nothing of what was written to them: an ERP
/// does not repeat the orders that it was given.
/// </summary>
internal sealed class ConsumedFeed(SimulatedSystem system, Kind kind, TimeSpan interval) : IFeed
{
    public string Name => $"{kind}s".ToLowerInvariant();

    public Kind Kind => kind;

    public TimeSpan DefaultInterval => interval;

    public async Task<FeedPage> ReadAsync(FeedRequest request, CancellationToken cancellation)
    {
        var began = system.Time.GetUtcNow();
        return await system.Weather.ReadAsync(system.Time, () =>
        {
            var after = Row(request.Cursor);
            var rows = system.Truth.Rows.GetValueOrDefault(kind)?.Where(row => row.Version.Sequence > after).ToList() ?? [];
            var page = rows.Take(request.PageSize).ToList();
            var seen = page.Where(row => !IsOurs(row.Record, row.Version)).SelectMany(row => system.Observe(row.Record, row.Version, began)
                .Select(one => StateOnly(one) with { Consumed = true, SourceIndex = $"{Name}/{row.Version.Sequence}" }));
            return new FeedPage(
                seen.ToEquatableList(),
                (page.Count > 0 ? page[^1].Version.Sequence : after).ToString(CultureInfo.InvariantCulture),
                rows.Count > page.Count);
        });
    }

    public async Task AcknowledgeAsync(string cursor, CancellationToken cancellation)
    {
        await system.Weather.ReadAsync(system.Time, () =>
        {
            system.Truth.Rows.GetValueOrDefault(kind)?.RemoveAll(row => row.Version.Sequence <= Row(cursor));
            return true;
        });
    }

    private static bool IsOurs(TruthRecord record, TruthVersion version) =>
        record is { Kind: Kind.Order, CreatedBy: not null } && version == record.Versions[0];

    private static Observation StateOnly(Observation seen) => seen.Key.Kind != Kind.Order ? seen : seen with
    {
        Fields = seen.Fields.Where((field, _) => field is OrderFields.Number or OrderFields.State), Partial = true,
    };

    private static long Row(string? cursor) => cursor is null ? 0 : long.Parse(cursor, CultureInfo.InvariantCulture);
}
