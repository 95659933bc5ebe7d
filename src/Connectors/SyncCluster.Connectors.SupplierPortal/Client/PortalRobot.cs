using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using SyncCluster.Connectors.SupplierPortal.Mapping;
using SyncCluster.Connectors.SupplierPortal.Pages;
using SyncCluster.Connectors.SupplierPortal.Tables;
using SyncCluster.Core.Faults;

namespace SyncCluster.Connectors.SupplierPortal.Client;

/// <summary>What a run is asked for.</summary>
/// <param name="FirstPageOnly">Only to see whether it works.</param>
/// <param name="KeepAlways">Keep screenshot, page and trace of a run that went well, too.</param>
internal sealed record RunWish(bool FirstPageOnly = false, bool KeepAlways = false)
{
    /// <summary>Throws where a run is not to be believed: what the page shows then is kept. Null where everything is believed.</summary>
    public Action<ScrapedRun>? Judge { get; init; }
}

/// <summary>Reads a portal once: browser, login, steps, table. One run at a time for an account.</summary>
internal sealed partial class PortalRobot(string system, PortalOptions options, StateVault vault, EvidenceBox evidence, TimeProvider time, ILogger logger)
{
    private readonly AccountLock _account = AccountLock.Of(options);
    private string? _alike;

    /// <summary>Where what was kept of the last run lies; null where nothing was.</summary>
    public string? LastEvidence { get; private set; }

    /// <summary>One whole run.</summary>
    /// <exception cref="FaultException">It is not to be believed, or did not come about.</exception>
    public async Task<ScrapedRun> RunAsync(RunWish wish, CancellationToken cancellation)
    {
        var began = time.GetUtcNow();
        var started = time.GetTimestamp();
        using var limit = new CancellationTokenSource(options.RunTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            using var turn = await _account.EnterAsync(both.Token);
            var run = await InBrowserAsync(wish, began, both.Token) with { Took = time.GetElapsedTime(started) };
            LogRead(logger, system, run.Items.Count, run.Pages, run.Took.TotalSeconds);
            return run;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw PortalFaults.Late($"The run took longer than {options.RunTimeout.TotalMinutes:0.#} minutes (runTimeout).");
        }
    }

    private ScrapedRun Mapped(WholeTable whole, DateTimeOffset began)
    {
        var (items, refused) = RowMapping.Map(whole.Rows, whole.Match, whole.Titles, options.StyleAt(began));
        return new ScrapedRun(items, refused, whole.Titles, began)
        {
            Rows = whole.Rows.Count, Pages = whole.Pages, Found = [.. whole.Match.Columns.Select(one => one.Rule.Name)], Unused = whole.Unused,
        };
    }

    private async Task<ScrapedRun> InBrowserAsync(RunWish wish, DateTimeOffset began, CancellationToken cancellation)
    {
        await using var lease = await BrowserHost.Of(options.Chromium, options.ChromiumSandbox).RentAsync(cancellation);
        PortalSession? session = null;
        try
        {
            session = await PortalSession.OpenAsync(lease.Browser, options, vault.Open(), time);
            // Whatever the browser is doing, a run that must end ends: its page goes away under it.
            await using var stop = cancellation.Register(() => _ = session.Context.CloseAsync());
            var whole = await ReadAsync(session, wish, cancellation);
            vault.Keep(await session.Context.StorageStateAsync());
            var run = Mapped(whole, began);
            wish.Judge?.Invoke(run);
            if (wish.KeepAlways) LastEvidence = await evidence.KeepAsync(session, "ok", null, whole: true);
            return run;
        }
        catch (Exception failure) when (failure is FaultException or LoggedOutException or PlaywrightException or TimeoutException)
        {
            cancellation.ThrowIfCancellationRequested();
            var fault = evidence.Masked(FaultOf(failure), session);
            if (fault.Code is PortalFaults.LoginFailed or PortalFaults.Blocked) vault.Forget();
            LastEvidence = session is null ? null : await evidence.KeepAsync(session, fault.Code ?? "failure", fault, whole: true);
            throw new FaultException(LastEvidence is { } kept ? fault with { Advice = $"{fault.Advice} Kept: {kept}" } : fault, failure);
        }
        finally
        {
            if (session is not null) await session.DisposeAsync();
        }
    }

    private async Task<WholeTable> ReadAsync(PortalSession session, RunWish wish, CancellationToken cancellation)
    {
        var steps = new StepRunner(session, options, time);
        var login = new LoginRobot(session, steps, options, time);
        var answers = options.Source == PortalSource.Json ? new JsonAnswers(session, options, time) : null;
        for (var again = false; ; again = true)
        {
            try
            {
                var whole = await OnceAsync(again);
                if (whole.Doubt is not { } doubt || doubt == _alike) return whole;
                LogTwice(logger, system);
                whole = await OnceAsync(mustLogIn: false);
                if (whole.Doubt is not null && whole.Doubt != doubt) throw PortalFaults.Half("Rows came on two pages, and others when it was read again: the table moves while it is read.");
                _alike = whole.Doubt;
                return whole;
            }
            catch (LoggedOutException) when (!again && login.CanLogIn)
            {
                // The session ended in the midst: in once more, from the beginning, so that the run is of one piece.
                LogAgain(logger, system);
            }
        }

        async Task<WholeTable> OnceAsync(bool mustLogIn)
        {
            await ArriveAsync(session, login, answers, mustLogIn, cancellation);
            await steps.RunAsync(options.Steps, cancellation, login.IsLoggedOutAsync);
            return options.Source switch
            {
                PortalSource.File => OfFile(steps.File),
                PortalSource.Json => await answers!.ReadAsync(wish.FirstPageOnly, login.IsLoggedOutAsync, cancellation),
                _ => await new PageTables(session, options, time, login.IsLoggedOutAsync).ReadAsync(wish.FirstPageOnly, cancellation),
            };
        }
    }

    /// <summary>
    /// At the portal's page, logged in where that is asked for, or where it turned out that one is not. What it fetches counts
    /// from the moment that it is opened: a page of one document may fetch its rows at once, and never again.
    /// </summary>
    private async Task ArriveAsync(PortalSession session, LoginRobot login, JsonAnswers? answers, bool mustLogIn, CancellationToken cancellation)
    {
        await OpenAsync();
        await session.DismissAsync();
        var page = await session.PageAsync(cancellation);
        if (PageJudge.IsMaintenance(page)) throw PortalFaults.Away($"The portal says that it is being worked on: '{PageJudge.Summary(page)}'.");
        if (!login.CanLogIn) return;
        if (!mustLogIn && session.Status is not (401 or 403) && !await login.IsLoggedOutAsync(page)) return;
        answers?.Clear();
        await login.LogInAsync(cancellation);
        if (session.Page.Url != options.Url.AbsoluteUri) await OpenAsync();
        await session.DismissAsync();

        Task OpenAsync() => session.GotoAsync(options.Url.AbsoluteUri, cancellation, before: () => answers?.Clear());
    }

    private WholeTable OfFile(byte[]? content)
    {
        if (content is null) throw PortalFaults.Layout("No step downloaded a file.");
        if (content.Length == 0) throw PortalFaults.Empty("The file is empty.");
        var (table, match) = FileTable.Read(content, options.File, options.Columns);
        if (match.Fits) return new WholeTable(table.Rows, match, table.Titles, 1);
        var missing = match.Missing.Count > 0 ? string.Join(", ", match.Missing.Select(rule => rule.Name)) : match.HasKey ? "a date or availability" : "a code";
        throw PortalFaults.Layout($"The file lacks {missing}; its headings are: {string.Join(", ", table.Titles)}.");
    }

    private static Fault FaultOf(Exception failure) => failure switch
    {
        FaultException known => known.Fault,
        LoggedOutException => PortalFaults.Login("The portal shows its login again right after the login: is somebody else using the account?").Fault,
        TimeoutException => PortalFaults.Late($"The portal did not answer in time: {First(failure)}", failure).Fault,
        PlaywrightException when BrowserGone.Is(failure) => PortalFaults.Crash("The browser went away during the run.", failure).Fault,
        PlaywrightException when failure.Message.Contains("net::ERR_", StringComparison.Ordinal) => PortalFaults.Away($"The portal cannot be reached: {First(failure)}").Fault,
        _ => PortalFaults.Late($"The browser could not go on: {First(failure)}", failure).Fault,
    };

    private static string First(Exception failure) => failure.Message.Split('\n')[0];

    [LoggerMessage(EventId = 4101, Level = LogLevel.Information, Message = "{System}: the portal showed {Items} items on {Pages} pages in {Seconds:0.0} s")]
    private static partial void LogRead(ILogger logger, string system, int items, int pages, double seconds);

    [LoggerMessage(EventId = 4103, Level = LogLevel.Information, Message = "{System}: rows came on two pages; the table is read once more to see whether they only look alike")]
    private static partial void LogTwice(ILogger logger, string system);

    [LoggerMessage(EventId = 4102, Level = LogLevel.Information, Message = "{System}: the portal ended the session in the midst of a run; logging in once more")]
    private static partial void LogAgain(ILogger logger, string system);
}
