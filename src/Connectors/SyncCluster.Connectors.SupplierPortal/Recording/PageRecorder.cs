using AngleSharp.Dom;
using SyncCluster.Connectors.Options;
using SyncCluster.Connectors.SupplierPortal.Client;
using SyncCluster.Connectors.SupplierPortal.Pages;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.SupplierPortal.Recording;

/// <summary>Opens a page, logs in where it can, keeps what it sees, and proposes a recipe.</summary>
internal sealed class PageRecorder(PageToRecord page, ConnectorServices services)
{
    private const int Looks = 50;

    private readonly List<Finding> _findings = [];
    private readonly RecipeText _recipe = new(page);

    public async Task<PageRecording> RecordAsync(CancellationToken cancellation)
    {
        var values = new OptionValues(PortalOptionDefinitions.All, new Dictionary<string, object>(page.Settings) { ["url"] = page.Url.AbsoluteUri });
        PortalOptionsValidator.Validate(values);
        _findings.AddRange(values.Problems.Select(problem => new Finding(Severity.Error, problem.Message, problem.Advice)));
        var folder = _findings.Count == 0 ? await LookAsync(new PortalOptions(values), cancellation) : null;
        return new PageRecording(_recipe.Write(), _findings.ToEquatableList(), folder);
    }

    /// <summary>Where what was seen is kept.</summary>
    private async Task<string?> LookAsync(PortalOptions options, CancellationToken cancellation)
    {
        var evidence = new EvidenceBox(page.Folder, options, services.Time);
        try
        {
            await using var lease = await BrowserHost.Of(options.Chromium, options.ChromiumSandbox).RentAsync(cancellation);
            await using var session = await PortalSession.OpenAsync(lease.Browser, options, null, services.Time);
            try
            {
                await LookAsync(session, options, cancellation);
            }
            catch (FaultException failure)
            {
                _findings.Add(new(Severity.Error, failure.Fault.Message, failure.Fault.Advice));
            }

            return await evidence.KeepAsync(session, "record", null, whole: true);
        }
        catch (Exception failure) when (failure is FaultException or Microsoft.Playwright.PlaywrightException or TimeoutException)
        {
            var fault = (failure as FaultException)?.Fault;
            _findings.Add(new(Severity.Error, fault?.Message ?? evidence.Masked(failure.Message.Split('\n')[0]), fault?.Advice ?? "Look whether the page opens in a browser."));
            return null;
        }
    }

    private async Task LookAsync(PortalSession session, PortalOptions options, CancellationToken cancellation)
    {
        var steps = new StepRunner(session, options, services.Time) { GivenCode = page.Code };
        var login = new LoginRobot(session, steps, options, services.Time);
        var answers = new AnswerWatch(session.Page);
        await session.GotoAsync(options.Url.AbsoluteUri, cancellation);
        await session.DismissAsync();
        if (await AsksForLoginAsync(session, cancellation))
        {
            if (!login.CanLogIn)
            {
                _findings.Add(new(Severity.Warning, "The page asks for a login.", "Give the user with --user, and the password in the environment variable PORTAL_PASSWORD."));
                return;
            }

            await login.LogInAsync(cancellation);
            _findings.Add(new(Severity.Info, "The login form was found by itself, and the login succeeded."));
            _recipe.AsksForCode = steps.UsedCode;
            if (steps.UsedCode && page.Code is not null)
                _findings.Add(new(Severity.Info, "The login asks for a one-time code.", "The robot makes its own: put the secret that the portal shows when codes are set up (base32) into the environment variable PORTAL_TOTP."));
            await session.GotoAsync(options.Url.AbsoluteUri, cancellation);
        }

        if (session.Status is 401 or 403) throw PortalFaults.Block($"The portal refuses the page ({session.Status}).", "Does it want a login: --user, and PORTAL_PASSWORD?");
        await ProposeAsync(session, answers, cancellation);
    }

    /// <summary>Whether the page, once scripts have drawn it, asks for a login rather than showing rows.</summary>
    private static async Task<bool> AsksForLoginAsync(PortalSession session, CancellationToken cancellation)
    {
        for (var tries = 0; tries < Looks; tries++)
        {
            var frames = await session.LookAsync();
            if (frames.Any(one => LoginRobot.AsksForLogin(one.Document))) return true;
            if (frames.Any(one => PageJudge.AsksForPerson(one.Document))) throw PortalFaults.Block("The portal asks for proof of being a person (captcha).");
            if (frames.Any(one => PageJudge.OffersLogout(one.Document) || Proposal.Of(one.Document) is [{ Table.Rows.Count: > 0 }, ..])) return false;
            await session.DismissAsync();
            await session.WaitAsync(cancellation);
        }

        return false;
    }

    private async Task ProposeAsync(PortalSession session, AnswerWatch answers, CancellationToken cancellation)
    {
        var proposals = await ProposalsAsync(session, cancellation);
        if (proposals is not [{ Table.Rows.Count: > 0 } best, ..])
        {
            _findings.Add(new(Severity.Warning, $"No table and no cards are found on '{PageJudge.Summary(await session.PageAsync(cancellation))}'.",
                "Is the table on another page, or behind a click ('steps')? Look at the kept screenshot, then name 'row', 'cell' and 'heading'."));
        }
        else
        {
            var kind = best.Row is null ? "tables" : "kinds of cards";
            _findings.Add(new(Severity.Info, $"{proposals.Count(one => one.Row is null == best.Row is null)} {kind}; the likeliest has {best.Table.Rows.Count} rows."));
            _findings.AddRange(_recipe.Propose(best));
            Offers(best.Page!);
        }

        foreach (var (path, rows) in await answers.LikelyAsync())
        {
            _findings.Add(new(Severity.Info, $"The page fetches {rows} rows as JSON from {path}.",
                $"To read them rather than what is drawn: source: json, json: {path}, and 'total' with the path to their number."));
        }
    }

    /// <summary>How the rest of the rows is reached.</summary>
    private void Offers(IDocument shown)
    {
        if (Paging.Next(shown) is { } next) _findings.Add(new(Severity.Info, $"The way to the next page is found by itself: '{shown.QuerySelector(next)?.TextContent.Trim()}'."));
        else if (PageHints.More(shown) is { } more)
        {
            _recipe.More = more;
            _findings.Add(new(Severity.Info, $"The page shows more rows by '{more}': it is clicked until it is gone."));
        }

        foreach (var file in PageHints.Files(shown))
        {
            _findings.Add(new(Severity.Info, $"The page offers a file: '{file}'.",
                $"Where it holds all rows it is the surer source: source: file, steps: [ {{ download: \"text={file}\" }} ]."));
        }
    }

    /// <summary>What could be the items, once scripts have drawn it, the likeliest first.</summary>
    private static async Task<IReadOnlyList<Proposal>> ProposalsAsync(PortalSession session, CancellationToken cancellation)
    {
        IReadOnlyList<Proposal> proposals = [];
        for (var tries = 0; tries < Looks && proposals is not [{ Match: { HasKey: true, HasNews: true }, Table.Rows.Count: > 0 }, ..]; tries++)
        {
            await session.DismissAsync();
            await session.WaitAsync(cancellation);
            proposals = [.. (await session.LookAsync()).SelectMany(one => Proposal.Of(one.Document)).Order(Proposal.Likelier)];
        }

        return proposals;
    }
}
