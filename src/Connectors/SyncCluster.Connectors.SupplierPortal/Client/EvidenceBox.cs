using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using SyncCluster.Core.Faults;

namespace SyncCluster.Connectors.SupplierPortal.Client;

/// <summary>
/// Keeps what a person needs to see why a run failed: screenshot, page, trace, and a note. Passwords, codes, cookies and
/// the values of steps are masked in all of it; the oldest are thrown away.
/// </summary>
internal sealed class EvidenceBox(string? folder, PortalOptions options, TimeProvider time)
{
    private const string Mask = "•••";
    private const int ShortestSecret = 4;
    private const string Began = "yyyyMMdd'T'HHmmssfff'Z'";
    private const string RawTrace = "trace.raw";

    /// <summary>A page that does not come to rest is not waited for: what cannot be had so soon is left out.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true };

    private IEnumerable<string> Configured => new[] { options.Password, options.Totp, options.StateKey, Basic }.Concat(options.Values.Values).OfType<string>();

    /// <summary>User and password as a browser sends them in a header.</summary>
    private string? Basic => options is { User: { } user, Password: { } password } ? Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")) : null;

    /// <summary>A text without anything that was typed.</summary>
    public string Masked(string text) => Masked(text, Configured);

    /// <summary>Keeps what the session shows now; answers where. Null where nothing can be kept.</summary>
    public async Task<string?> KeepAsync(PortalSession session, string why, Fault? fault, bool whole)
    {
        if (folder is null || (options.Keep == 0 && fault is not null)) return null;
        var place = Path.Combine(folder, "runs", $"{time.GetUtcNow().ToString(Began, CultureInfo.InvariantCulture)}-{why}");
        try
        {
            Directory.CreateDirectory(place);
            var secrets = Configured.Concat(session.TypedCodes).Concat(await CookiesAsync(session)).Distinct().ToList();
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

    private async Task<IEnumerable<string>> CookiesAsync(PortalSession session)
    {
        try
        {
            return [.. (await session.Context.CookiesAsync().WaitAsync(Patience, time)).Select(cookie => cookie.Value)];
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
            await session.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(place, "page.png"), FullPage = true }).WaitAsync(Patience, time);
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

    /// <summary>A trace is a ZIP of lines of JSON and of what pages loaded.</summary>
    private static void MaskTrace(string raw, string trace, List<string> secrets)
    {
        using var from = ZipFile.OpenRead(raw);
        using var to = ZipFile.Open(trace, ZipArchiveMode.Create);
        foreach (var entry in from.Entries)
        {
            using var source = entry.Open();
            using var content = new MemoryStream();
            source.CopyTo(content);
            // Latin-1 keeps every byte, so binary parts stay as they are and texts are searched in the form they have.
            var text = Encoding.Latin1.GetString(content.GetBuffer(), 0, (int)content.Length);
            using var target = to.CreateEntry(entry.FullName, CompressionLevel.Fastest).Open();
            target.Write(Encoding.Latin1.GetBytes(MaskedBytes(text, secrets)));
        }
    }

    private static string MaskedBytes(string text, IEnumerable<string> secrets)
    {
        foreach (var form in secrets.Where(secret => secret.Length >= ShortestSecret).SelectMany(Forms))
            text = text.Replace(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(form)), "***", StringComparison.Ordinal);
        return text;
    }

    private static string Masked(string text, IEnumerable<string> secrets)
    {
        foreach (var form in secrets.Where(secret => secret.Length >= ShortestSecret).SelectMany(Forms)) text = text.Replace(form, Mask, StringComparison.Ordinal);
        return text;
    }

    /// <summary>A secret as it is, as in an address, as in a form's body, as in JSON.</summary>
    private static IEnumerable<string> Forms(string secret) => new[]
    {
        secret, Uri.EscapeDataString(secret), Uri.EscapeDataString(secret).Replace("%20", "+", StringComparison.Ordinal),
        JsonSerializer.Serialize(secret)[1..^1], System.Net.WebUtility.HtmlEncode(secret),
    }.Distinct();

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
