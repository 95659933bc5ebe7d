using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using SyncCluster.Core.Faults;

namespace SyncCluster.Connectors.SupplierPortal.Client;

/// <summary>
/// Keeps what a person needs to see why a run failed: screenshot, page, trace, and a note. Passwords, codes, cookies, the
/// values of steps, and tokens that the portal handed out are masked in all of it; the oldest are thrown away.
/// </summary>
internal sealed class EvidenceBox(string? folder, PortalOptions options, TimeProvider time)
{
    private const string Mask = "•••";
    private const int ShortestSecret = 4;
    private const string Began = "yyyyMMdd'T'HHmmssfff'Z'";
    private const string RawTrace = "trace.raw";

    /// <summary>Whatever a person or the robot can type into.</summary>
    private const string Fields = "input:not([type=hidden]):not([type=submit]):not([type=button]):not([type=reset]):not([type=image]):not([type=checkbox]):not([type=radio]),textarea";

    /// <summary>A page that does not come to rest is not waited for: what cannot be had so soon is left out.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true };

    private IEnumerable<string> Configured => new[] { options.Password, options.Totp, options.StateKey, Basic }.Concat(options.Values.Values).OfType<string>();

    /// <summary>User and password as a browser sends them in a header.</summary>
    private string? Basic => options is { User: { } user, Password: { } password } ? Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")) : null;

    /// <summary>A text without anything that was typed, and without the secrets of addresses.</summary>
    public string Masked(string text) => Masked(text, Configured);

    /// <summary>The same of a fault that a session met, which may name what the portal handed out.</summary>
    public Fault Masked(Fault fault, PortalSession? session)
    {
        var secrets = Configured.Concat(session?.TypedCodes ?? []).Concat(session?.Tokens ?? []).ToList();
        return fault with { Message = Masked(fault.Message, secrets), Advice = fault.Advice is { } advice ? Masked(advice, secrets) : null };
    }

    /// <summary>Keeps what the session shows now; answers where. Null where nothing can be kept.</summary>
    public async Task<string?> KeepAsync(PortalSession session, string why, Fault? fault, bool whole)
    {
        if (folder is null || (options.Keep == 0 && fault is not null)) return null;
        var place = Path.Combine(folder, "runs", $"{time.GetUtcNow().ToString(Began, CultureInfo.InvariantCulture)}-{why}");
        try
        {
            Directory.CreateDirectory(place);
            var secrets = Configured.Concat(session.TypedCodes).Concat(session.Tokens).Concat(await StoredAsync(session)).Distinct().ToList();
            await NoteAsync(place, session, fault, secrets);
            if (session.Downloaded is { } file) await File.WriteAllBytesAsync(Path.Combine(place, "file." + Tables.FileTable.Sniff(file).ToString().ToLowerInvariant()), file);
            if (whole) await PictureAsync(place, session, secrets);
        }
        catch (Exception failure) when (failure is PlaywrightException or TimeoutException)
        {
            // What went wrong first is told; that less could be kept of it changes nothing.
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        return Swept(place);
    }

    /// <summary>Cookies, and what scripts keep in the browser.</summary>
    private async Task<IEnumerable<string>> StoredAsync(PortalSession session)
    {
        try
        {
            using var state = JsonDocument.Parse(await session.Context.StorageStateAsync().WaitAsync(Patience, time));
            var cookies = state.RootElement.GetProperty("cookies").EnumerateArray().Select(cookie => cookie.GetProperty("value").GetString()!);
            var kept = state.RootElement.GetProperty("origins").EnumerateArray().SelectMany(origin => origin.GetProperty("localStorage").EnumerateArray())
                .Select(one => (Name: one.GetProperty("name").GetString()!, Value: one.GetProperty("value").GetString()!)).ToList();
            // Alone, a token is known by the name under which it is kept; within a document, by its own.
            return [.. cookies, .. kept.SelectMany(one => SecretPatterns.In(JsonSerializer.Serialize(new Dictionary<string, string> { [one.Name] = one.Value }))), .. kept.SelectMany(one => SecretPatterns.In(one.Value))];
        }
        catch (Exception failure) when (failure is PlaywrightException or TimeoutException)
        {
            return [];
        }
    }

    private static async Task NoteAsync(string place, PortalSession session, Fault? fault, List<string> secrets)
    {
        var note = JsonSerializer.Serialize(
            new { url = session.Page.Url, status = session.Status, fault = fault?.ToString(), code = fault?.Code, console = session.Console },
            Layout);
        await File.WriteAllTextAsync(Path.Combine(place, "note.json"), Masked(note, secrets));
    }

    private async Task PictureAsync(string place, PortalSession session, List<string> secrets)
    {
        try
        {
            await RestAsync(session);
            await session.Page.ScreenshotAsync(new PageScreenshotOptions
            {
                Path = Path.Combine(place, "page.png"), FullPage = true, Mask = [.. session.Page.Frames.Select(frame => frame.Locator(Fields))],
            }).WaitAsync(Patience, time);
            await File.WriteAllTextAsync(Path.Combine(place, "page.html"), Masked(await session.Page.ContentAsync().WaitAsync(Patience, time), secrets));
        }
        finally
        {
            await TraceAsync(place, session, secrets);
        }
    }

    /// <summary>A page that is still to come would be waited for: it comes no more.</summary>
    private async Task RestAsync(PortalSession session)
    {
        var browser = await session.Context.NewCDPSessionAsync(session.Page).WaitAsync(Patience, time);
        await browser.SendAsync("Page.stopLoading").WaitAsync(Patience, time);
        await browser.DetachAsync().WaitAsync(Patience, time);
    }

    /// <summary>A trace holds what was typed. Until it is masked it goes by another name, under which it never stays.</summary>
    private async Task TraceAsync(string place, PortalSession session, List<string> secrets)
    {
        var raw = Path.Combine(place, RawTrace);
        var stopping = session.Context.Tracing.StopAsync(new TracingStopOptions { Path = raw });
        try
        {
            await stopping.WaitAsync(Patience * 3, time);
            if (File.Exists(raw)) MaskTrace(raw, Path.Combine(place, "trace.zip"), secrets);
        }
        finally
        {
            File.Delete(raw);
            // One that is written after all, when nobody waits for it any more, goes the same way.
            _ = stopping.ContinueWith(_ => File.Delete(raw), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    /// <summary>A trace is a ZIP of lines of JSON and of what pages loaded. What it calls a secret in one place is masked in all.</summary>
    private static void MaskTrace(string raw, string trace, List<string> secrets)
    {
        using var from = ZipFile.OpenRead(raw);
        using var to = ZipFile.Open(trace, ZipArchiveMode.Create);
        var told = from.Entries.SelectMany(entry => SecretPatterns.In(Read(entry))).Select(secret => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(secret)));
        var forms = FormsOf(secrets.Concat(told).Distinct()).Select(form => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(form))).ToList();
        foreach (var entry in from.Entries)
        {
            var text = Read(entry);
            foreach (var form in forms) text = text.Replace(form, "***", StringComparison.Ordinal);
            using var target = to.CreateEntry(entry.FullName, CompressionLevel.Fastest).Open();
            target.Write(Encoding.Latin1.GetBytes(text));
        }
    }

    /// <summary>Latin-1 keeps every byte, so binary parts stay as they are and texts are searched in the form they have.</summary>
    private static string Read(ZipArchiveEntry entry)
    {
        using var source = entry.Open();
        using var content = new MemoryStream();
        source.CopyTo(content);
        return Encoding.Latin1.GetString(content.GetBuffer(), 0, (int)content.Length);
    }

    private static string Masked(string text, IEnumerable<string> secrets)
    {
        foreach (var form in FormsOf(secrets)) text = text.Replace(form, Mask, StringComparison.Ordinal);
        return SecretPatterns.Masked(text, Mask);
    }

    /// <summary>The longest first: a secret may begin with another.</summary>
    private static List<string> FormsOf(IEnumerable<string> secrets) =>
        [.. secrets.Where(secret => secret.Length >= ShortestSecret).SelectMany(Forms).Distinct().OrderByDescending(form => form.Length)];

    /// <summary>A secret as it is, as in an address, as in a form's body, as in JSON.</summary>
    private static IEnumerable<string> Forms(string secret) => new[]
    {
        secret, Uri.EscapeDataString(secret), Uri.EscapeDataString(secret).Replace("%20", "+", StringComparison.Ordinal),
        JsonSerializer.Serialize(secret)[1..^1], System.Net.WebUtility.HtmlEncode(secret), InAddress(secret),
    }.Distinct();

    /// <summary>As a browser writes it into an address where nobody escaped it.</summary>
    private static string InAddress(string secret) => Uri.TryCreate("http://x/?" + secret, UriKind.Absolute, out var address) && address.Query.Length > 1 ? address.Query[1..] : secret;

    private string Swept(string place)
    {
        var runs = new DirectoryInfo(Path.Combine(folder!, "runs"));
        // A process that died in the midst left one behind.
        foreach (var raw in runs.GetFiles(RawTrace, SearchOption.AllDirectories)) raw.Delete();
        var oldest = time.GetUtcNow() - options.KeepFor;
        foreach (var run in runs.GetDirectories().OrderByDescending(run => run.Name, StringComparer.Ordinal)
            .Where((run, i) => i >= Math.Max(1, options.Keep) || BeganAt(run) < oldest)) run.Delete(recursive: true);
        return place;
    }

    /// <summary>By its name: a folder that was copied or restored is as old as what it shows.</summary>
    private static DateTimeOffset? BeganAt(DirectoryInfo run) => DateTimeOffset.TryParseExact(
        run.Name.Split('-')[0], Began, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var began) ? began : null;
}
