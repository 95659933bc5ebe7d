using SyncCluster.Connectors.Reading;
using SyncCluster.Connectors.SupplierPortal.Mapping;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.SupplierPortal.Feeds;

/// <summary>The items of a portal. A run is read whole and judged; only then is it handed on, page by page.</summary>
internal sealed class PortalFeed(string system, PortalOptions options, RunBeside runs) : IFeed
{
    private Handed? _handed;

    public string Name => "items";

    public Kind Kind => Kind.Product;

    public bool IsCensus => options.Complete;

    public TimeSpan DefaultInterval => options.Interval;

    public async Task<FeedPage> ReadAsync(FeedRequest request, CancellationToken cancellation)
    {
        var mark = RunMark.Parse(request.Cursor);
        if (mark.Run is null || _handed?.Id != mark.Run)
        {
            // Run again by a person, a table that is still small is believed.
            var like = request.RunAgainAfter?.Code == PortalFaults.Shrunk ? null : mark.Last;
            if (await runs.AskAsync(like, cancellation) is not { } run) return new FeedPage([], mark.ToString(), More: true) { StillReading = true };
            var (observations, rejected) = RunPages.Of(system, run);
            _handed = new Handed(run.ReadAt.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture), observations, rejected, run.Items.Count, new LastRun(run.Items.Count, run.Said));
            mark = new RunMark(_handed.Id, 0, mark.Last);
        }

        var handed = _handed;
        var page = handed.Observations.Skip(mark.Next).Take(request.PageSize).ToEquatableList();
        var next = mark.Next + page.Count;
        var more = next < handed.Observations.Count;
        var cursor = more ? mark with { Next = next } : new RunMark(null, 0, handed.Like);
        return new FeedPage(page, cursor.ToString(), more)
        {
            Rejected = mark.Next == 0 ? handed.Rejected.ToEquatableList() : [], TotalInSource = handed.Items,
        };
    }

    private sealed record Handed(string Id, IReadOnlyList<Observation> Observations, IReadOnlyList<RejectedRecord> Rejected, int Items, LastRun Like);
}
