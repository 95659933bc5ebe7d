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

    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true };

    private IEnumerable<string> Configured => new[] { options.Password, options.Totp, options.StateKey }.Concat(options.Values.Values).OfType<string>();

    /// <summary>A text without anything that was typed.</summary>
    public string Masked(string text) => Masked(text, Configured);

    /// <summary>Keeps what the session shows now; answers where. Null where nothing can be kept.</summary>
    public async Task<string?> KeepAsync(PortalSession session, string why, Fault? fault, bool whole)
    {
        if (folder is null || (options.Keep == 0 && fault is not null)) return null;
        try
        {
            var place = Path.Combine(folder, "runs", $"{time.GetUtcNow().ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture)}-{why}");
            Directory.CreateDirectory(place);
            var secrets = Configured.Concat(session.TypedCodes).Concat(await CookiesAsync(session)).Distinct().ToList();
            await NoteAsync(place, session, fault, secrets);
            if (whole) await PictureAsync(place, session, secrets);
            Sweep();
            return place;
        }
        catch (Exception failure) when (failure is PlaywrightException or TimeoutException or IOException or UnauthorizedAccessException)
        {
            // What went wrong first is told; that less could be kept of it changes nothing.
            return null;
        }
    }

    private static async Task<IEnumerable<string>> CookiesAsync(PortalSession session)
    {
        try
        {
            return [.. (await session.Context.CookiesAsync()).Select(cookie => cookie.Value)];
        }
        catch (PlaywrightException)
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

    private static async Task PictureAsync(string place, PortalSession session, List<string> secrets)
    {
        var trace = Path.Combine(place, "trace.zip");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(place, "page.html"), Masked(await session.Page.ContentAsync(), secrets));
            await session.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(place, "page.png"), FullPage = true, Timeout = 10_000 });
        }
        finally
        {
            await session.Context.Tracing.StopAsync(new TracingStopOptions { Path = trace });
            if (File.Exists(trace)) MaskTrace(trace, secrets);
        }
    }

    /// <summary>A trace is a ZIP of lines of JSON and of what pages loaded.</summary>
    private static void MaskTrace(string trace, List<string> secrets)
    {
        var masked = trace + ".new";
        using (var from = ZipFile.OpenRead(trace))
        using (var to = ZipFile.Open(masked, ZipArchiveMode.Create))
        {
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

        File.Move(masked, trace, overwrite: true);
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

    private void Sweep()
    {
        var runs = new DirectoryInfo(Path.Combine(folder!, "runs"));
        var oldest = time.GetUtcNow() - options.KeepFor;
        foreach (var run in runs.GetDirectories().OrderByDescending(run => run.Name, StringComparer.Ordinal)
            .Where((run, i) => i >= Math.Max(1, options.Keep) || run.CreationTimeUtc < oldest)) run.Delete(recursive: true);
    }
}
