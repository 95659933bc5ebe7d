using AngleSharp.Dom;
using Microsoft.Playwright;
using SyncCluster.Connectors.SupplierPortal.Pages;
using SyncCluster.Connectors.SupplierPortal.Recipes;
using SyncCluster.Connectors.SupplierPortal.Tables;
using SyncCluster.Core.Faults;

namespace SyncCluster.Connectors.SupplierPortal.Client;

/// <summary>The whole table out of one run, before it is mapped.</summary>
/// <param name="Rows">Rows of all pages.</param>
/// <param name="Match">Which column holds what.</param>
/// <param name="Titles">Headings.</param>
/// <param name="Pages">How many pages there were.</param>
internal sealed record WholeTable(IReadOnlyList<RawRow> Rows, ColumnMatch Match, IReadOnlyList<string> Titles, int Pages)
{
    /// <summary>Text of a button that would show more rows and that the recipe does not use; null where there is none.</summary>
    public string? Unused { get; init; }

    /// <summary>Which rows came on two pages, and nothing says why: a second reading that brings the same ones twice settles it. Null where nothing is doubtful.</summary>
    public string? Doubt { get; init; }
}

/// <summary>Thrown where the portal shows its login in the midst of a run.</summary>
internal sealed class LoggedOutException : Exception;

/// <summary>Reads a table out of pages, page by page, and believes it only when it is whole.</summary>
internal sealed class PageTables(PortalSession session, PortalOptions options, TimeProvider time, Func<IDocument, Task<bool>> isLoggedOut)
{
    private readonly GatheredRows _rows = new();
    private readonly List<string> _titles = [];
    private ColumnMatch? _match;
    private RowsInSight? _inSight;
    private long? _total;

    /// <summary>Reads every page, or the first only.</summary>
    public async Task<WholeTable> ReadAsync(bool firstOnly, CancellationToken cancellation)
    {
        if (options.More is not null || options.Scroll) await UnfoldAsync(cancellation);
        string? before = null;
        var pages = 0;
        string? unused = null;
        while (true)
        {
            var (frame, document, table, match) = await StableAsync(before, cancellation);
            if (++pages > options.MaxPages) throw PortalFaults.Half($"The table has more than {options.MaxPages} pages (maxPages): does it go in circles?");
            if (_inSight is { } seen) table = table with { Rows = seen.Rows };
            var fresh = Take(table, match, pages);
            if (options.PageParameter is not null && fresh == 0) break;
            before = Mark(table);
            _total ??= await TotalAsync(frame, document);
            if (options.FindsNext) unused = Recording.PageHints.More(document);
            if (firstOnly || !await NextAsync(frame, document, pages, cancellation)) break;
        }

        if (_rows.WholeAgain > 0 && options.PageParameter is null && !firstOnly) throw PortalFaults.Half("The way to the next page led to the same rows again.");
        var (rows, doubt) = _rows.Judge(firstOnly ? _rows.Different : _total);
        return new WholeTable(rows, _match!, _titles, pages) { Unused = unused, Doubt = doubt };
    }

    private int Take(RawTable table, ColumnMatch match, int page)
    {
        if (_match is null) _match = match;
        else if (!match.Columns.SequenceEqual(_match.Columns)) throw PortalFaults.Layout($"Page {page} has other columns than the first: {string.Join(", ", table.Titles)}.");
        if (_titles.Count == 0) _titles.AddRange(table.Titles);
        return _rows.Take(table.Rows);
    }

    /// <summary>The page's table once it is there, whole and another than before.</summary>
    private async Task<(IFrame Frame, IDocument Document, RawTable Table, ColumnMatch Match)> StableAsync(string? before, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var rest = new TableRest(time);
        (RawTable Table, ColumnMatch Match)? nearest = null;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var waited = time.GetElapsedTime(started);
            foreach (var (frame, document) in await session.LookAsync(options.Frame))
            {
                if (HtmlTable.Find(document, options.Html, options.Columns) is not { } found) continue;
                nearest = found;
                if (!found.Match.Fits || Paging.IsLoading(document)) continue;
                var isNew = before is null || Mark(found.Table) != before || (options.PageParameter is not null && waited > TimeSpan.FromSeconds(1));
                var range = Paging.Shown(document, _rows.Count);
                var whole = range is null || range.To - range.From + 1 <= found.Table.Rows.Count;
                var patient = found.Table.Rows.Count > 0 || waited > Shorter(options.ActionTimeout);
                // A page that says how many rows it shows, and shows them, need not be watched for a while.
                var proven = range is not null && range.To - range.From + 1 == found.Table.Rows.Count;
                var isAtRest = rest.IsReached(found.Table, found.Match, proven, session.IsQuiet || waited > options.ActionTimeout);
                if (isNew && whole && patient && isAtRest) return (frame, document, found.Table, found.Match);
                if (isNew && !whole && waited > options.PageTimeout)
                    throw PortalFaults.Half($"The page says that it shows rows {range!.From} to {range.To}, and {found.Table.Rows.Count} came.");
                break;
            }

            if (nearest?.Match.Fits != true) await MissedAsync(nearest, waited, cancellation);
            else if (waited > options.PageTimeout) throw PortalFaults.Half("The page did not change after the step to the next one, or did not come to rest.");
            await session.WaitAsync(cancellation);
        }
    }

    private static TimeSpan Shorter(TimeSpan time) => time < TimeSpan.FromSeconds(3) ? time : TimeSpan.FromSeconds(3);

    /// <summary>There is no table yet: says why, as soon as it is certain.</summary>
    private async Task MissedAsync((RawTable Table, ColumnMatch Match)? nearest, TimeSpan waited, CancellationToken cancellation)
    {
        var page = await session.PageAsync(cancellation);
        if (await isLoggedOut(page)) throw new LoggedOutException();
        if (PageJudge.AsksForPerson(page)) throw PortalFaults.Block("The portal asks for proof of being a person (captcha).");
        if (PageJudge.IsMaintenance(page)) throw PortalFaults.Away($"The portal says that it is being worked on: '{PageJudge.Summary(page)}'.");
        if (session.Status is 401 or 403) throw PortalFaults.Block($"The portal refuses the page ({session.Status}).");
        if (session.Status == 404) throw PortalFaults.Layout($"The page {session.Page.Url} does not exist (404).", "Correct 'url' or the steps.");
        if (waited > options.PageTimeout / 3) await session.DismissAsync();
        if (waited <= options.PageTimeout) return;
        throw Headings(nearest, PageJudge.Summary(page));
    }

    private static FaultException Headings((RawTable Table, ColumnMatch Match)? nearest, string page)
    {
        if (nearest is not { } near) return PortalFaults.Layout($"No table with the headings is found; the page is '{page}'.");
        var missing = near.Match.Missing.Select(rule => $"'{string.Join("' or '", rule.Headers.Take(3))}' ({rule.Name})").ToList();
        if (!near.Match.HasKey && missing.Count == 0) missing.Add("a code, EAN or SKU");
        if (!near.Match.HasNews && missing.Count == 0) missing.Add("a date or availability");
        return PortalFaults.Layout($"The table lacks {string.Join(", ", missing)}; its headings are: {string.Join(", ", near.Table.Titles)}.");
    }

    private async Task<long?> TotalAsync(IFrame frame, IDocument document)
    {
        if (options.Total is { } target) return await PortalSession.FindAsync(frame, target) is { } found ? Paging.Count(await found.InnerTextAsync()) : null;
        return Paging.Shown(document, 0)?.Total;
    }

    private async Task<bool> NextAsync(IFrame frame, IDocument document, int page, CancellationToken cancellation)
    {
        if (options.PageParameter is { } name)
        {
            await session.GotoAsync(WithParameter(session.Page.Url, name, page + 1), cancellation);
            return true;
        }

        ILocator? next = null;
        if (options.Next is { } target)
        {
            next = await PortalSession.FindAsync(frame, target);
            if (next is not null && (!await next.IsEnabledAsync() || await next.GetAttributeAsync("aria-disabled") == "true")) next = null;
        }
        else if (options.FindsNext && Paging.Next(document) is { } selector)
        {
            next = frame.Locator(selector).First;
            if (!await next.IsVisibleAsync()) next = null;
        }

        if (next is null) return false;
        await session.PaceAsync(cancellation);
        try
        {
            await next.ClickAsync(new LocatorClickOptions { Timeout = Math.Min(3000, (float)options.ActionTimeout.TotalMilliseconds) });
        }
        catch (TimeoutException)
        {
            // Something that came late lies over it.
            await session.DismissAsync();
            await next.ClickAsync();
        }

        session.Judge();
        return true;
    }

    /// <summary>Shows all rows on one page: by a button, by scrolling, until no more come.</summary>
    private async Task UnfoldAsync(CancellationToken cancellation)
    {
        var (count, still, pages) = (-1, 0, 0);
        var sight = new RowsInSight();
        while (still < 3 && pages++ < options.MaxPages)
        {
            var (frame, document, table, _) = await StableAsync(null, cancellation);
            var total = await TotalAsync(frame, document);
            if (table.Rows.Count >= total) return;
            still = table.Rows.Count > count ? 0 : still + 1;
            count = table.Rows.Count;
            if (options.More is { } target)
            {
                if (await session.WaitForAsync(target, options.Frame, TimeSpan.FromSeconds(1), cancellation) is not { } more || !await more.IsEnabledAsync()) return;
                await session.PaceAsync(cancellation);
                if (!await ClickMoreAsync(more, target, cancellation)) return;
                await GrownAsync(count, target, cancellation);
            }
            else if (sight.TakesAway(table))
            {
                await ViewByViewAsync(frame, cancellation);
                return;
            }
            else
            {
                await PortalSession.ScrollAsync(frame, Scroll.End);
                await Task.Delay(TimeSpan.FromMilliseconds(300), time, cancellation);
                await session.QuietAsync(cancellation);
            }
        }
    }

    /// <summary>A grid that holds only the rows in sight is read from its beginning, view by view.</summary>
    private async Task ViewByViewAsync(IFrame frame, CancellationToken cancellation)
    {
        _inSight = new RowsInSight();
        await PortalSession.ScrollAsync(frame, Scroll.Start);
        await session.QuietAsync(cancellation);
        for (var (still, looks) = (0, 0); still < 3; looks++)
        {
            if (looks > options.MaxPages) throw PortalFaults.Half($"The grid has more than {options.MaxPages} views (maxPages).");
            var (seen, document, table, _) = await StableAsync(null, cancellation);
            _inSight.Take(table);
            if (_inSight.Rows.Count >= await TotalAsync(seen, document)) return;
            still = await PortalSession.ScrollAsync(seen, Scroll.On) ? 0 : still + 1;
            await session.QuietAsync(cancellation);
        }
    }

    /// <summary>False where the button went away under the click: all is shown.</summary>
    private async Task<bool> ClickMoreAsync(ILocator more, Target target, CancellationToken cancellation)
    {
        try
        {
            await more.ClickAsync();
            return true;
        }
        catch (TimeoutException)
        {
            if (await session.WaitForAsync(target, options.Frame, TimeSpan.Zero, cancellation) is null) return false;
            throw;
        }
    }

    /// <summary>Waits until more rows came, or the button that brings them is gone: a second click would bring them twice.</summary>
    private async Task GrownAsync(int before, Target target, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        while (time.GetElapsedTime(started) < options.ActionTimeout)
        {
            await session.WaitAsync(cancellation);
            var most = 0;
            foreach (var (_, document) in await session.LookAsync(options.Frame))
                most = Math.Max(most, HtmlTable.Find(document, options.Html, options.Columns)?.Table.Rows.Count ?? 0);
            if (most > before || await session.WaitForAsync(target, options.Frame, TimeSpan.Zero, cancellation) is null) return;
        }
    }

    private static string WithParameter(string url, string name, int page)
    {
        var builder = new UriBuilder(url);
        var kept = builder.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Where(part => !part.StartsWith(name + "=", StringComparison.Ordinal));
        builder.Query = string.Join('&', kept.Append($"{name}={page.ToString(System.Globalization.CultureInfo.InvariantCulture)}"));
        return builder.Uri.AbsoluteUri;
    }

    /// <summary>By what a page is told from the one before it.</summary>
    private static string Mark(RawTable table) =>
        table.Rows.Count == 0 ? "0" : $"{table.Rows.Count}\u001E{table.Rows[0].Whole}\u001E{table.Rows[^1].Whole}";
}
