using AngleSharp.Dom;
using Microsoft.Playwright;
using SyncCluster.Connectors.SupplierPortal.Pages;
using SyncCluster.Core.Faults;

namespace SyncCluster.Connectors.SupplierPortal.Client;

/// <summary>Logs in, by the recipe's steps or by the form that it finds. Types a password once; refused is refused.</summary>
internal sealed class LoginRobot(PortalSession session, StepRunner steps, PortalOptions options, TimeProvider time)
{
    private const int MostPages = 8;

    /// <summary>True where the recipe says how to log in at all.</summary>
    public bool CanLogIn => options.Login.Count > 0 || options is { User: not null, Password: not null };

    /// <summary>Whether the page is one for who is not logged in.</summary>
    public async Task<bool> IsLoggedOutAsync(IDocument page)
    {
        if (!CanLogIn) return false;
        if (options.LoggedIn is { } proof) return !await session.ShowsAsync(proof);
        if (options.LoggedOut is { } other) return await session.ShowsAsync(other);
        if (IsLoginAddress() || AsksForLogin(page)) return true;
        return session.HasFrames && (await session.LookAsync()).Any(one => PageJudge.AsksForPassword(one.Document));
    }

    /// <summary>Logs in from wherever the browser is.</summary>
    /// <exception cref="FaultException">It was refused, or a person is wanted.</exception>
    public async Task LogInAsync(CancellationToken cancellation)
    {
        if (options.LoginUrl is { } address && !(IsLoginAddress() && session.Status < 400)) await session.GotoAsync(address.AbsoluteUri, cancellation);
        await session.DismissAsync();
        if (options.Login.Count > 0) await ByStepsAsync(cancellation);
        else await ByFormAsync(cancellation);
    }

    private async Task ByStepsAsync(CancellationToken cancellation)
    {
        await steps.RunAsync(options.Login, cancellation);
        var started = time.GetTimestamp();
        while (true)
        {
            var page = await session.PageAsync(cancellation);
            if (!await IsLoggedOutAsync(page)) return;
            if (time.GetElapsedTime(started) > options.ActionTimeout)
            {
                Refuse(page);
                throw PortalFaults.Login($"After the login's steps the portal does not show that one is logged in. It shows '{PageJudge.Summary(page)}'.");
            }

            await session.WaitAsync(cancellation);
        }
    }

    /// <summary>True where a page asks who one is.</summary>
    public static bool AsksForLogin(IDocument page) => PageJudge.AsksForPassword(page) || (!PageJudge.OffersLogout(page) && LoginForm.FindName(page) is not null);

    private async Task ByFormAsync(CancellationToken cancellation)
    {
        var (typed, named, coded, stale) = (false, false, false, false);
        IFrame? asked = null;
        for (var pages = 0; pages < MostPages; pages++)
        {
            var (frame, page) = await ReadyAsync(typed || named ? asked ?? session.Page.MainFrame : null, cancellation);
            asked = frame;
            Refuse(page);
            if (session.Status == 401 && LoginForm.Find(page) is null && LoginForm.FindName(page) is null)
                throw PortalFaults.Login("The portal refuses user or password (401).");
            if (session.Status is 403 or 419 || (PageWords.StaleForm().IsMatch(Mapping.PlainText.Fold(page.Body?.TextContent)) && !PageJudge.OffersLogout(page)))
            {
                // The form belonged to another cookie: it is fetched anew, once. The password was not judged.
                if (stale) throw PortalFaults.Late("The portal refuses the login form twice as out of date (CSRF).");
                (stale, typed, named) = (true, false, false);
                await session.GotoAsync((options.LoginUrl ?? options.Url).AbsoluteUri, cancellation);
                await session.DismissAsync();
                continue;
            }

            if (LoginForm.FindCode(page) is { } code && (typed || named))
            {
                if (coded) throw PortalFaults.Block("The portal refuses the one-time code.", "Check 'totp' and this machine's clock.");
                coded = true;
                await steps.CodeLastsAsync(cancellation);
                await SubmitAsync(frame, code, (code.User!, steps.Code()), null, cancellation);
            }
            else if (LoginForm.Find(page) is { } form)
            {
                if (typed) throw PortalFaults.Login($"The portal refuses user or password{Complaint(page)}.");
                typed = true;
                await SubmitAsync(frame, form, form.User is null || named ? null : (form.User, options.User!), (form.Password!, options.Password!), cancellation);
            }
            else if (LoginForm.AsksForNewPassword(page))
            {
                throw PortalFaults.Login("The portal wants a new password to be chosen.");
            }
            else if (!typed && !PageJudge.OffersLogout(page) && LoginForm.FindName(page) is { } first)
            {
                if (named) throw PortalFaults.Login($"The portal does not know the user{Complaint(page)}.");
                named = true;
                await SubmitAsync(frame, first, (first.User!, options.User!), null, cancellation);
            }
            else if (await IsProvenAsync(page, typed, cancellation))
            {
                return;
            }
            else
            {
                throw typed
                    ? PortalFaults.Block($"After the login the portal shows something unexpected: '{PageJudge.Summary(page)}'.")
                    : PortalFaults.Layout($"No form to log in is found; the portal shows '{PageJudge.Summary(page)}'.", "Say in 'loginUrl' where the form is, or in 'login' how to log in.");
            }
        }

        throw PortalFaults.Login("The portal asks again and again for a login.");
    }

    /// <summary>Positive proof: what only who is logged in is shown. Without any word in the recipe, a way to log out counts.</summary>
    private async Task<bool> IsProvenAsync(IDocument page, bool typed, CancellationToken cancellation)
    {
        if (options.LoggedIn is { } proof) return await session.ShowsWithinAsync(proof, options.ActionTimeout, cancellation);
        if (PageJudge.OffersLogout(page)) return true;
        // The password was taken and no form is left: whether it is the table's page is judged by the table.
        return typed && options.LoggedOut is null;
    }

    /// <summary>
    /// The page, or the frame of it, that says something: scripts draw forms late, and single pages answer without loading
    /// anew.
    /// </summary>
    /// <param name="asked">The frame whose form was sent; null before the first.</param>
    /// <param name="cancellation">Ends it.</param>
    private async Task<(IFrame Frame, IDocument Page)> ReadyAsync(IFrame? asked, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var page = await session.PageAsync(cancellation);
            if (Says(page)) return (session.Page.MainFrame, page);
            if (session.HasFrames && (await session.LookAsync()).FirstOrDefault(one => Says(one.Document)) is { Frame: not null } inner) return inner;
            // A page that shows more than a word that it is loading has answered.
            var (frame, answer) = asked is { IsDetached: false } && asked != session.Page.MainFrame && await session.LookAsync(asked) is { } seen ? (asked, seen) : (session.Page.MainFrame, page);
            var answered = asked is not null && answer.Body?.TextContent.Trim().Length > 0 && !Paging.IsLoading(answer);
            if (answered || session.Status == 401 || time.GetElapsedTime(started) > options.ActionTimeout) return (frame, answer);
            await session.DismissAsync();
            await session.WaitAsync(cancellation);
        }
    }

    private static bool Says(IDocument page) => LoginForm.Find(page) is not null || LoginForm.FindName(page) is not null || LoginForm.FindCode(page) is not null
        || PageJudge.OffersLogout(page) || PageJudge.AsksForPerson(page) || LoginForm.AsksForNewPassword(page);

    private async Task SubmitAsync(IFrame frame, LoginForm form, (string At, string Text)? name, (string At, string Text)? password, CancellationToken cancellation)
    {
        await session.PaceAsync(cancellation);
        await frame.EvaluateAsync("() => { window.__synccluster = 1; }");
        if (name is { } first) await frame.FillAsync(first.At, first.Text);
        if (password is { } second) await frame.FillAsync(second.At, second.Text);
        var last = password?.At ?? name!.Value.At;
        if (form.Submit is { } button) await frame.Locator(button).First.ClickAsync();
        else await frame.PressAsync(last, "Enter");
        var started = time.GetTimestamp();
        while (time.GetElapsedTime(started) < options.ActionTimeout)
        {
            await session.WaitAsync(cancellation);
            if (await IsAnsweredAsync(frame, last)) break;
        }

        session.Judge();
    }

    /// <summary>Answered is: another page came, or what was typed into is gone, or the page complains.</summary>
    private static async Task<bool> IsAnsweredAsync(IFrame frame, string typed)
    {
        if (frame.IsDetached) return true;
        try
        {
            return await frame.EvaluateAsync<bool>(
                """
                at => {
                  if (window.__synccluster !== 1) return document.readyState !== 'loading';
                  const field = document.querySelector(at);
                  if (!field || field.offsetParent === null) return true;
                  return [...document.querySelectorAll('[role=alert],.error,.alert-danger,.invalid-feedback,.login-error')]
                    .some(one => one.offsetParent !== null && one.textContent.trim().length > 0);
                }
                """, typed);
        }
        catch (PlaywrightException failure) when (!BrowserGone.Is(failure))
        {
            // The page is being replaced just now.
            return false;
        }
    }

    private static void Refuse(IDocument page)
    {
        if (PageJudge.AsksForPerson(page)) throw PortalFaults.Block("The portal asks for proof of being a person (captcha).");
        if (PageJudge.IsMaintenance(page)) throw PortalFaults.Away($"The portal says that it is being worked on: '{PageJudge.Summary(page)}'.");
    }

    private static string Complaint(IDocument page)
    {
        var said = page.QuerySelectorAll("[role=alert],.error,.alert,.alert-danger,.invalid-feedback,.flash,.message")
            .Select(one => Mapping.PlainText.Clean(one.TextContent)).FirstOrDefault(text => text.Length is > 0 and < 200);
        return said is null ? "" : $": '{said}'";
    }

    private bool IsLoginAddress() => options.LoginUrl is { } login && Uri.TryCreate(session.Page.Url, UriKind.Absolute, out var now)
        && now.Host == login.Host && now.AbsolutePath == login.AbsolutePath && login.AbsolutePath != options.Url.AbsolutePath;
}
