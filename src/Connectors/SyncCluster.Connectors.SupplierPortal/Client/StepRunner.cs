using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SyncCluster.Connectors.Options;
using SyncCluster.Connectors.SupplierPortal.Recipes;

namespace SyncCluster.Connectors.SupplierPortal.Client;

/// <summary>Takes a recipe's steps.</summary>
internal sealed partial class StepRunner(PortalSession session, PortalOptions options, TimeProvider time)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private Func<AngleSharp.Dom.IDocument, Task<bool>>? _isLoggedOut;

    /// <summary>The file that a step downloaded last.</summary>
    public byte[]? File
    {
        get => session.Downloaded;
        private set => session.Downloaded = value;
    }

    /// <summary>A code that a person gives in place of a secret: good for one login.</summary>
    public string? GivenCode { get; init; }

    /// <summary>True once a one-time code was asked for and typed.</summary>
    public bool UsedCode { get; private set; }

    /// <param name="steps">What is done, one after the other.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="isLoggedOut">Whether a page is one for who is not logged in; null while logging in.</param>
    /// <exception cref="LoggedOutException">Instead of what a step looks for the portal shows its login.</exception>
    public async Task RunAsync(IReadOnlyList<Step> steps, CancellationToken cancellation, Func<AngleSharp.Dom.IDocument, Task<bool>>? isLoggedOut = null)
    {
        _isLoggedOut = isLoggedOut;
        foreach (var step in steps)
        {
            cancellation.ThrowIfCancellationRequested();
            await session.DismissAsync();
            try
            {
                await RunAsync(step, cancellation);
            }
            catch (TimeoutException failure)
            {
                if (!step.Optional) throw PortalFaults.Late($"The step '{step}' did not come to its end: {failure.Message.Split('\n')[0]}", failure);
            }
        }
    }

    private async Task RunAsync(Step step, CancellationToken cancellation)
    {
        if (step.Action == StepAction.Goto)
        {
            await session.GotoAsync(Filled(step.Subject), cancellation);
            return;
        }

        if (step.IsPause && Durations.TryParse(step.Subject, out var pause))
        {
            await Task.Delay(pause, time, cancellation);
            return;
        }

        if (step.Action == StepAction.Download && step.IsAddress)
        {
            File = await FetchAsync(Filled(step.Subject), cancellation);
            return;
        }

        var patience = step.Timeout ?? (step.Optional ? TimeSpan.FromSeconds(2) : options.ActionTimeout);
        if (step.Action == StepAction.WaitGone)
        {
            await GoneAsync(step, patience, cancellation);
            return;
        }

        if (await FindAsync(step, patience, cancellation) is not { } found)
        {
            if (step.Optional) return;
            throw PortalFaults.Layout($"The step '{step}' finds nothing to work on.");
        }

        await ActAsync(step, found, cancellation);
    }

    /// <summary>What the step works on. Scripts may draw the login late: it is looked for as long as the step's target is missing.</summary>
    private async Task<ILocator?> FindAsync(Step step, TimeSpan patience, CancellationToken cancellation)
    {
        var target = Target.Parse(Filled(step.Subject));
        for (var left = patience; ; left -= Look)
        {
            if (await session.WaitForAsync(target, step.Frame, left < Look ? left : Look, cancellation) is { } found) return found;
            if (_isLoggedOut is not null && await _isLoggedOut(await session.PageAsync(cancellation))) throw new LoggedOutException();
            if (left <= Look) return null;
        }
    }

    private async Task ActAsync(Step step, ILocator found, CancellationToken cancellation)
    {
        switch (step.Action)
        {
            case StepAction.Fill:
                if (step.Value.Contains("{totp}", StringComparison.Ordinal)) await CodeLastsAsync(cancellation);
                await found.FillAsync(Filled(step.Value));
                break;
            case StepAction.Click: await ClickAsync(found, cancellation); break;
            case StepAction.Check: await found.CheckAsync(); break;
            case StepAction.Press: await found.PressAsync(step.Value); break;
            case StepAction.Wait: break;
            case StepAction.Select: await SelectAsync(found, Filled(step.Value), step); break;
            case StepAction.Download: File = await DownloadAsync(found, cancellation); break;
            default: throw new System.Diagnostics.UnreachableException();
        }
    }

    private async Task ClickAsync(ILocator found, CancellationToken cancellation)
    {
        await session.PaceAsync(cancellation);
        await found.ClickAsync();
        await session.Page.WaitForLoadStateAsync(LoadState.DOMContentLoaded);
        session.Judge();
    }

    private static async Task SelectAsync(ILocator found, string option, Step step)
    {
        try
        {
            await found.SelectOptionAsync(new SelectOptionValue { Label = option });
        }
        catch (TimeoutException)
        {
            var chosen = await found.SelectOptionAsync(option, new LocatorSelectOptionOptions { Timeout = 2000 });
            if (chosen.Count == 0) throw PortalFaults.Layout($"The step '{step}' finds no option '{option}'.");
        }
    }

    private async Task GoneAsync(Step step, TimeSpan patience, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        while (await session.WaitForAsync(Target.Parse(step.Subject), step.Frame, TimeSpan.Zero, cancellation) is not null)
        {
            if (time.GetElapsedTime(started) > patience) throw new TimeoutException($"{step.Subject} is still there.");
            await session.WaitAsync(cancellation);
        }
    }

    private async Task<byte[]> DownloadAsync(ILocator found, CancellationToken cancellation)
    {
        await session.PaceAsync(cancellation);
        var download = await session.Page.RunAndWaitForDownloadAsync(
            () => found.ClickAsync(), new PageRunAndWaitForDownloadOptions { Timeout = (float)options.DownloadTimeout.TotalMilliseconds });
        await using var stream = await download.CreateReadStreamAsync();
        using var content = new MemoryStream();
        await stream.CopyToAsync(content, cancellation);
        await download.DeleteAsync();
        return content.ToArray();
    }

    /// <summary>With the session's cookies and without drawing anything: several times quicker than a click.</summary>
    private async Task<byte[]> FetchAsync(string address, CancellationToken cancellation)
    {
        await session.PaceAsync(cancellation);
        var url = new Uri(options.Url, address).AbsoluteUri;
        var answer = await session.Context.APIRequest.GetAsync(url, new APIRequestContextOptions { Timeout = (float)options.DownloadTimeout.TotalMilliseconds });
        if (!answer.Ok)
        {
            throw answer.Status switch
            {
                429 => PortalFaults.Throttled("The portal asks us to slow down (429).", null),
                >= 500 => PortalFaults.Away($"{url} answers with an error ({answer.Status})."),
                _ => PortalFaults.Layout($"{url} cannot be downloaded ({answer.Status})."),
            };
        }

        return await answer.BodyAsync();
    }

    /// <summary>The text with every <c>{name}</c> replaced.</summary>
    public string Filled(string text) => Variable().Replace(text, match => match.Groups[1].Value switch
    {
        "user" => options.User ?? "",
        "password" => options.Password ?? "",
        "totp" => Code(),
        "today" => TimeZoneInfo.ConvertTime(time.GetUtcNow(), options.Zone).ToString(match.Groups[2].Success ? match.Groups[2].Value : "yyyy-MM-dd", CultureInfo.InvariantCulture),
        var name => options.Values.GetValueOrDefault(name, match.Value),
    });

    /// <summary>Comes back when a code that is made now will last until the portal looks at it.</summary>
    public Task CodeLastsAsync(CancellationToken cancellation) =>
        GivenCode is null ? Task.Delay(OneTimeCode.WaitAt(time.GetUtcNow()), time, cancellation) : Task.CompletedTask;

    /// <summary>The one-time code of now.</summary>
    public string Code()
    {
        if (GivenCode is null && options.Totp is null)
        {
            throw PortalFaults.Block("The portal asks for a one-time code.",
                "Give its secret in 'totp', or let the robot's user do without one; 'portal record' takes a code of now with --code, or the secret in PORTAL_TOTP.");
        }

        var code = GivenCode ?? OneTimeCode.At(options.Totp!, time.GetUtcNow());
        UsedCode = true;
        session.TypedCodes.Add(code);
        return code;
    }

    [GeneratedRegex(@"\{(\w+)(?::([^}]*))?\}")]
    private static partial Regex Variable();
}
