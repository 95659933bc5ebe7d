using System.Collections.Concurrent;
using SyncCluster.Connectors.SupplierPortal.Pages;
using SyncCluster.Connectors.SupplierPortal.Tables;

namespace SyncCluster.Connectors.SupplierPortal.Client;

/// <summary>Reads rows out of the answers that a page fetches, rather than out of what it draws of them.</summary>
internal sealed class JsonAnswers
{
    /// <summary>At the end some pages take a while to notice that they are to fetch more.</summary>
    private const int StillLooks = 15;

    private readonly PortalSession _session;
    private readonly PortalOptions _options;
    private readonly TimeProvider _time;
    private readonly ConcurrentQueue<Task<byte[]>> _bodies = new();

    public JsonAnswers(PortalSession session, PortalOptions options, TimeProvider time)
    {
        (_session, _options, _time) = (session, options, time);
        session.Page.Response += (_, response) =>
        {
            if (response.Status == 200 && response.Url.Contains(options.Json!, StringComparison.Ordinal)) _bodies.Enqueue(response.BodyAsync());
        };
    }

    /// <summary>Forgets what was fetched until now: it is no answer to who is logged in on the page that is opened next.</summary>
    public void Clear() => _bodies.Clear();

    /// <summary>Every row of every answer.</summary>
    public async Task<WholeTable> ReadAsync(bool firstOnly, Func<AngleSharp.Dom.IDocument, Task<bool>> isLoggedOut, CancellationToken cancellation)
    {
        var rows = new GatheredRows();
        (RawTable Table, ColumnMatch Match)? first = null;
        long? total = null;
        for (var pages = 1; ; pages++)
        {
            var body = await NextBodyAsync(isLoggedOut, cancellation);
            var read = FileTable.Read(body, _options.File, _options.Columns);
            if (!read.Match.Fits) throw PortalFaults.Layout($"The answer lacks what is needed; it holds: {string.Join(", ", read.Table.Titles)}.");
            first ??= read;
            total ??= read.Table.Total;
            var fresh = rows.Take(read.Table.Rows);
            if (firstOnly || fresh == 0 || rows.Different >= total || pages >= _options.MaxPages || !await OnAsync(cancellation))
            {
                // A page may fetch the same answer twice: where nothing says how many there are, what came again is not counted.
                var (whole, doubt) = rows.Judge(firstOnly ? rows.Different : total ?? rows.Different);
                return new WholeTable(whole, first.Value.Match, first.Value.Table.Titles, pages) { Doubt = doubt };
            }
        }
    }

    private async Task<byte[]> NextBodyAsync(Func<AngleSharp.Dom.IDocument, Task<bool>> isLoggedOut, CancellationToken cancellation)
    {
        var started = _time.GetTimestamp();
        while (true)
        {
            if (_bodies.TryDequeue(out var body)) return await body;
            var page = await _session.PageAsync(cancellation);
            if (await isLoggedOut(page)) throw new LoggedOutException();
            if (PageJudge.AsksForPerson(page)) throw PortalFaults.Block("The portal asks for proof of being a person (captcha).");
            if (_time.GetElapsedTime(started) > _options.PageTimeout)
                throw PortalFaults.Layout($"No answer whose address holds '{_options.Json}' came; the page is '{PageJudge.Summary(page)}'.");
            await _session.DismissAsync();
            await _session.WaitAsync(cancellation);
        }
    }

    /// <summary>Makes the page fetch more; false where it has no more.</summary>
    private async Task<bool> OnAsync(CancellationToken cancellation)
    {
        if (!_bodies.IsEmpty) return true;
        var page = await _session.PageAsync(cancellation);
        var next = (_options.Next ?? _options.More) is { } target ? await PortalSession.FindAsync(_session.Page.MainFrame, target)
            : _options.FindsNext && Paging.Next(page) is { } selector ? _session.Page.Locator(selector).First : null;
        if (next is not null && await next.IsVisibleAsync() && await next.IsEnabledAsync())
        {
            await _session.PaceAsync(cancellation);
            await next.ClickAsync();
            return true;
        }

        if (!_options.Scroll) return false;
        return await ScrollOnAsync(cancellation);
    }

    /// <summary>View by view, since a grid may fetch only what comes into sight; false where nothing more came at the end.</summary>
    private async Task<bool> ScrollOnAsync(CancellationToken cancellation)
    {
        var still = 0;
        while (_bodies.IsEmpty && still < StillLooks)
        {
            still = await PortalSession.ScrollAsync(_session.Page.MainFrame, Scroll.On) ? 0 : still + 1;
            await _session.QuietAsync(cancellation);
        }

        return !_bodies.IsEmpty;
    }
}
