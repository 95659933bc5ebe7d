using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SyncCluster.Connectors.WooCommerce.Client;

/// <summary>Reads bodies within a limit and finds the JSON in them.</summary>
internal static partial class AnswerBody
{
    private const int FirstText = 200;
    private const int MostTries = 16;

    /// <summary>The bytes of <paramref name="content"/>; null as soon as there are more than <paramref name="limit"/>.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContent content, int limit, CancellationToken cancellation)
    {
        if (content.Headers.ContentLength > limit) return null;
        await using var stream = await content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[Math.Clamp(content.Headers.ContentLength + 1 ?? 16 * 1024, 1024, limit + 1L)];
        var length = 0;
        while (true)
        {
            if (length == buffer.Length) Array.Resize(ref buffer, (int)Math.Min(buffer.Length * 2L, limit + 1L));
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellation);
            if (read == 0) return buffer.AsMemory(0, length);
            length += read;
            if (length > limit) return null;
        }
    }

    /// <summary>
    /// The JSON of a body. PHP prints notices before it when a shop shows errors, so text before the JSON is passed over;
    /// nothing but blanks may follow it, which keeps a page of HTML with some JSON inside from being taken for an answer.
    /// </summary>
    public static JsonElement? Parse(ReadOnlySpan<byte> body)
    {
        var from = 0;
        for (var tries = 0; tries < MostTries; tries++)
        {
            var next = body[from..].IndexOfAny((byte)'{', (byte)'[');
            if (next < 0) return null;
            from += next;
            if (TryParse(body[from..], out var json)) return json;
            from++;
        }

        return null;
    }

    /// <summary>The beginning of a body as one line of text without tags and entities.</summary>
    public static string FirstWords(ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, 16 * 1024)]);
        text = Blanks().Replace(WebUtility.HtmlDecode(Tags().Replace(Unshown().Replace(text, " "), " ")), " ").Trim();
        return text.Length <= FirstText ? text : text[..FirstText] + "…";
    }

    private static bool TryParse(ReadOnlySpan<byte> text, out JsonElement json)
    {
        json = default;
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = WooCommerceDefaults.DeepestJson });
        try
        {
            if (!JsonDocument.TryParseValue(ref reader, out var document)) return false;
            using (document)
            {
                if (text[(int)reader.BytesConsumed..].IndexOfAnyExcept(" \r\n\t"u8) >= 0) return false;
                json = document.RootElement.Clone();
                return true;
            }
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"<(style|script)\b.*?(</\1\s*>|$)", RegexOptions.Singleline | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Unshown();

    [GeneratedRegex("<[^<>]*>", RegexOptions.None, 1000)]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Blanks();
}
