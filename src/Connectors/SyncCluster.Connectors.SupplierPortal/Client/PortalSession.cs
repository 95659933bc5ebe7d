using System.Collections.Concurrent;
using AngleSharp.Dom;
using Microsoft.Playwright;
using SyncCluster.Connectors.SupplierPortal.Pages;
using SyncCluster.Connectors.SupplierPortal.Recipes;
using SyncCluster.Connectors.SupplierPortal.Tables;

namespace SyncCluster.Connectors.SupplierPortal.Client;

/// <summary>Where to scroll.</summary>
internal enum Scroll
{
    /// <summary>To the end.</summary>
    End,

    /// <summary>Back to the beginning.</summary>
    Start,

    /// <summary>A little less than one view further down.</summary>
    On,
}

/// <summary>One browser context on one portal, for one run: opens, looks, clicks, at a polite pace.</summary>
internal sealed class PortalSession : IAsyncDisposable
{
    private const int MostConsole = 50;
    private static readonly TimeSpan Blink = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongPoll = TimeSpan.FromSeconds(5);

    private readonly PortalOptions _options;
    private readonly TimeProvider _time;
    private readonly IBrowserContext _context;
    private readonly List<string> _console = [];
    private readonly ConcurrentDictionary<IRequest, long> _underWay = new();
    private readonly ConcurrentDictionary<string, bool> _tokens = new(StringComparer.Ordinal);
    private long? _lastVisit;

    private PortalSession(PortalOptions options, TimeProvider time, IBrowserContext context, IPage page)
    {
        (_options, _time, _context, Page) = (options, time, context, page);
        page.Response += (_, response) =>
        {
            if (response.Request.IsNavigationRequest && response.Frame == page.MainFrame) (Status, RetryAfter) = (response.Status, Seconds(response));
        };
        page.Request += (_, request) =>
        {
            foreach (var (name, value) in request.Headers)
                if (name == "authorization" || name.Contains("token", StringComparison.Ordinal)) _tokens.TryAdd(value[(value.IndexOf(' ', StringComparison.Ordinal) + 1)..], true);
            if (request.ResourceType is "xhr" or "fetch") _underWay[request] = time.GetTimestamp();
        };
        page.RequestFinished += (_, request) => _underWay.TryRemove(request, out long _);
        page.RequestFailed += (_, request) => _underWay.TryRemove(request, out long _);
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && _console.Count < MostConsole) _console.Add(message.Text);
        };
    }

    public IPage Page { get; }

    public IBrowserContext Context => _context;

    /// <summary>Status of the last page; 0 before the first.</summary>
    public int Status { get; private set; }

    /// <summary>How long the last answer asked us to wait.</summary>
    public TimeSpan? RetryAfter { get; private set; }

    /// <summary>What pages complained of in the browser's console.</summary>
    public IReadOnlyList<string> Console => _console;

    /// <summary>The file that was downloaded last; null where none was.</summary>
    public byte[]? Downloaded { get; set; }

    /// <summary>One-time codes that were typed: they are masked in what is kept.</summary>
    public List<string> TypedCodes { get; } = [];

    /// <summary>Tokens by which the page's scripts say who asks.</summary>
    public IEnumerable<string> Tokens => _tokens.Keys;

    public static async Task<PortalSession> OpenAsync(IBrowser browser, PortalOptions options, string? state, TimeProvider time)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            Locale = options.Language, TimezoneId = options.Zone.Id, StorageState = state, UserAgent = options.UserAgent, AcceptDownloads = true,
            HttpCredentials = Credentials(options),
            ViewportSize = new ViewportSize { Width = 1366, Height = 900 }, ServiceWorkers = ServiceWorkerPolicy.Block,
        });
        context.SetDefaultTimeout((float)options.ActionTimeout.TotalMilliseconds);
        context.SetDefaultNavigationTimeout((float)options.PageTimeout.TotalMilliseconds);
        await context.Tracing.StartAsync(new TracingStartOptions { Screenshots = false, Snapshots = true });
        return new PortalSession(options, time, context, await context.NewPageAsync());
    }

    /// <summary>Some portals have no form: the browser itself is asked. Nobody but the portal is answered.</summary>
    private static HttpCredentials? Credentials(PortalOptions options) => options is { User: { } user, Password: { } password }
        ? new HttpCredentials { Username = user, Password = password, Origin = options.Url.GetLeftPart(UriPartial.Authority) }
        : null;

    /// <summary>Opens an address, relative to the portal's page; anew where the browser is there already.</summary>
    /// <param name="address">Which.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="before">Done when it is opened, after the pace was kept; null for nothing.</param>
    public async Task GotoAsync(string address, CancellationToken cancellation, Action? before = null)
    {
        var url = new Uri(_options.Url, address).AbsoluteUri;
        await PaceAsync(cancellation);
        before?.Invoke();
        try
        {
            // To a page with a fragment, going to its own address means nothing.
            if (url == Page.Url && url.Contains('#', StringComparison.Ordinal)) await Page.ReloadAsync(new PageReloadOptions { WaitUntil = WaitUntilState.DOMContentLoaded });
            else await Page.GotoAsync(url, new PageGotoOptions { WaitUntil = WaitUntilState.DOMContentLoaded });
        }
        catch (PlaywrightException failure) when (failure.Message.Contains("ERR_INVALID_AUTH_CREDENTIALS", StringComparison.Ordinal))
        {
            throw PortalFaults.Login("The portal refuses user or password (401).");
        }
        catch (PlaywrightException failure) when (failure.Message.Contains("net::ERR_", StringComparison.Ordinal) && !failure.Message.Contains("ERR_ABORTED", StringComparison.Ordinal))
        {
            throw PortalFaults.Away($"{url} cannot be reached: {failure.Message.Split('\n')[0].Split(" at ")[0]}.");
        }

        Judge();
    }

    /// <summary>Refuses a page whose status says that nothing is to be had.</summary>
    public void Judge()
    {
        if (Status == 429) throw PortalFaults.Throttled("The portal asks us to slow down (429).", RetryAfter);
        if (Status == 503) throw PortalFaults.Away("The portal is not available (503): maintenance?", RetryAfter);
        if (Status >= 500) throw PortalFaults.Away($"The portal answers with an error ({Status}).", RetryAfter);
    }

    /// <summary>
    /// Scrolls everything that can be scrolled: to its end, back to its beginning, or one view on. False where nothing moved.
    /// </summary>
    public static Task<bool> ScrollAsync(IFrame frame, Scroll where) => frame.EvaluateAsync<bool>(
        """
        where => {
          const all = [document.scrollingElement, ...document.querySelectorAll('*')].filter(one => one && one.clientHeight > 0 && one.scrollHeight > one.clientHeight + 5
            && (one === document.scrollingElement || /auto|scroll/.test(getComputedStyle(one).overflowY)));
          let moved = false;
          for (const one of all) {
            const before = one.scrollTop;
            one.scrollTop = where === 'End' ? one.scrollHeight : where === 'Start' ? 0 : before + one.clientHeight * 0.8;
            moved ||= Math.abs(one.scrollTop - before) > 1;
          }
          return moved;
        }
        """, where.ToString());

    /// <summary>True where the page fetches nothing now. A question that the portal lets wait for long is none of the table's.</summary>
    public bool IsQuiet => !_underWay.Values.Any(since => _time.GetElapsedTime(since) < LongPoll);

    /// <summary>Comes back when what the page fetches has come.</summary>
    public async Task QuietAsync(CancellationToken cancellation)
    {
        var started = _time.GetTimestamp();
        do await WaitAsync(cancellation);
        while (!IsQuiet && _time.GetElapsedTime(started) < _options.ActionTimeout);
    }

    /// <summary>Every frame with what it holds now; the page itself first.</summary>
    public async Task<IReadOnlyList<(IFrame Frame, IDocument Document)>> LookAsync(string? frameCss = null)
    {
        if (frameCss is not null) return await FrameAsync(frameCss) is { } chosen ? [(chosen, HtmlTable.Parse(await chosen.ContentAsync()))] : [];
        var seen = new List<(IFrame, IDocument)>();
        foreach (var frame in Page.Frames)
            if (await LookAsync(frame) is { } document) seen.Add((frame, document));
        return seen;
    }

    /// <summary>What one frame holds now; null for one that went away meanwhile, as advertisements do.</summary>
    public async Task<IDocument?> LookAsync(IFrame frame)
    {
        try
        {
            return HtmlTable.Parse(await frame.ContentAsync());
        }
        catch (PlaywrightException) when (frame != Page.MainFrame)
        {
            return null;
        }
    }

    /// <summary>The page itself as it is now. While it is being replaced, it is asked again.</summary>
    public async Task<IDocument> PageAsync(CancellationToken cancellation)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return HtmlTable.Parse(await Page.ContentAsync());
            }
            catch (PlaywrightException failure) when (tries < 20 && !BrowserGone.Is(failure) && failure.Message.Contains("navigating", StringComparison.Ordinal))
            {
                await WaitAsync(cancellation);
            }
        }
    }

    /// <summary>The first visible thing that a target finds; null where it finds none now.</summary>
    public static async Task<ILocator?> FindAsync(IFrame frame, Target target)
    {
        foreach (var way in target.Ways)
        {
            var all = Locate(frame, way);
            var count = Math.Min(await all.CountAsync(), 20);
            for (var i = 0; i < count; i++)
                if (await all.Nth(i).IsVisibleAsync()) return all.Nth(i);
        }

        return null;
    }

    /// <summary>True where the page holds frames of its own content.</summary>
    public bool HasFrames => Page.Frames.Count > 1;

    /// <summary>True where the page, or a frame of it, shows the target now.</summary>
    public async Task<bool> ShowsAsync(Target target)
    {
        foreach (var frame in Page.Frames)
            if (!frame.IsDetached && await TryFindAsync(frame, target) is not null) return true;
        return false;
    }

    /// <summary>True as soon as the page, or a frame of it, shows the target; false after <paramref name="patience"/>.</summary>
    public async Task<bool> ShowsWithinAsync(Target target, TimeSpan patience, CancellationToken cancellation)
    {
        var started = _time.GetTimestamp();
        while (!await ShowsAsync(target))
        {
            if (_time.GetElapsedTime(started) > patience) return false;
            await DismissAsync();
            await WaitAsync(cancellation);
        }

        return true;
    }

    /// <summary>Waits for a target to be shown.</summary>
    public async Task<ILocator?> WaitForAsync(Target target, string? frameCss, TimeSpan patience, CancellationToken cancellation)
    {
        var started = _time.GetTimestamp();
        while (true)
        {
            var frame = frameCss is null ? Page.MainFrame : await FrameAsync(frameCss);
            if (frame is not null && await TryFindAsync(frame, target) is { } found) return found;
            if (_time.GetElapsedTime(started) > patience) return null;
            await DismissAsync();
            await WaitAsync(cancellation);
        }
    }

    /// <summary>Clicks banners away that are shown now, in whichever frame: those of the recipe, and cookie banners of the usual kinds.</summary>
    public async Task DismissAsync()
    {
        foreach (var frame in Page.Frames)
            if (!frame.IsDetached) await DismissAsync(frame);
    }

    private async Task DismissAsync(IFrame frame)
    {
        try
        {
            foreach (var target in _options.Dismiss)
                if (await FindAsync(frame, target) is { } named) await named.ClickAsync(new LocatorClickOptions { Timeout = 2000 });
            var document = HtmlTable.Parse(await frame.ContentAsync());
            var button = document.QuerySelectorAll("button,[role=button],input[type=button],input[type=submit],a").FirstOrDefault(one => IsConsent(one));
            if (button is null) return;
            var usual = frame.Locator(button.GetSelector()).First;
            if (await usual.IsVisibleAsync()) await usual.ClickAsync(new LocatorClickOptions { Timeout = 2000 });
        }
        catch (Exception failure) when (failure is TimeoutException || (failure is PlaywrightException && (frame != Page.MainFrame || !BrowserGone.Is(failure))))
        {
            // A banner that goes away by itself, or that something covers, is no reason to fail.
        }
    }

    /// <summary>Keeps the pace: nothing is opened sooner after the last page than the recipe says.</summary>
    public async Task PaceAsync(CancellationToken cancellation)
    {
        if (_lastVisit is { } last && _options.Pace - _time.GetElapsedTime(last) is { Ticks: > 0 } left) await Task.Delay(left, _time, cancellation);
        _lastVisit = _time.GetTimestamp();
    }

    public Task WaitAsync(CancellationToken cancellation) => Task.Delay(Blink, _time, cancellation);

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _context.CloseAsync();
        }
        catch (PlaywrightException)
        {
            // The browser died; nothing is left to close.
        }
    }

    public async Task<IFrame?> FrameAsync(string css)
    {
        var element = await Page.QuerySelectorAsync(css);
        return element is null ? null : await element.ContentFrameAsync();
    }

    private static async Task<ILocator?> TryFindAsync(IFrame frame, Target target)
    {
        try
        {
            return await FindAsync(frame, target);
        }
        catch (PlaywrightException failure) when (!BrowserGone.Is(failure) && failure.Message.Contains("context was destroyed", StringComparison.Ordinal))
        {
            return null;
        }
    }

    private static ILocator Locate(IFrame frame, Finder way) => way.Kind switch
    {
        TargetKind.Css => frame.Locator(way.Value),
        TargetKind.Text => frame.GetByText(way.Value),
        TargetKind.Label => frame.GetByLabel(way.Value),
        TargetKind.Role => Role(frame, way.Value),
        TargetKind.Placeholder => frame.GetByPlaceholder(way.Value),
        TargetKind.Title => frame.GetByTitle(way.Value),
        TargetKind.XPath => frame.Locator($"xpath={way.Value}"),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static ILocator Role(IFrame frame, string value)
    {
        var blank = value.IndexOf(' ', StringComparison.Ordinal);
        if (value.Contains('[', StringComparison.Ordinal) || blank < 0 || !Enum.TryParse<AriaRole>(value[..blank], ignoreCase: true, out var role))
            return frame.Locator($"role={value}");
        return frame.GetByRole(role, new FrameGetByRoleOptions { Name = value[(blank + 1)..] });
    }

    /// <summary>A button of a banner: short, agreeing, and inside something that is called after cookies or consent.</summary>
    private static bool IsConsent(IElement one)
    {
        var text = Mapping.PlainText.Fold(one.TextContent.Length > 60 ? "" : one.TextContent.Length == 0 ? one.GetAttribute("value") : one.TextContent);
        if (text.Length is 0 or > 40 || !(PageWords.Consent().IsMatch(text) || text == "ok")) return false;
        for (var (at, depth) = ((IElement?)one, 0); at is not null && depth < 8; at = at.ParentElement, depth++)
        {
            var names = $"{at.ClassName} {at.Id} {at.GetAttribute("aria-label")} {at.GetAttribute("role")}".ToLowerInvariant();
            if (names.Contains("cookie", StringComparison.Ordinal) || names.Contains("consent", StringComparison.Ordinal) || names.Contains("gdpr", StringComparison.Ordinal)
                || names.Contains("cmp", StringComparison.Ordinal) || names.Contains("onetrust", StringComparison.Ordinal)) return true;
        }

        return false;
    }

    private static TimeSpan? Seconds(IResponse response) =>
        response.Headers.TryGetValue("retry-after", out var text) && int.TryParse(text, out var seconds) && seconds >= 0 ? TimeSpan.FromSeconds(seconds) : null;
}
