using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SyncCluster.Sandbox.Smtp;

/// <summary>Just enough MIME to check what was sent: headers, parts, transfer encodings, charsets.</summary>
internal static partial class MailParser
{
    private const int DeepestPart = 8;

    public static ParsedMail Parse(byte[] raw)
    {
        // Latin-1 maps every byte to one character, so parts can be cut as text and turned back into their bytes.
        var message = Encoding.Latin1.GetString(raw);
        var (headers, _) = Split(message);
        var found = new Dictionary<string, string>();
        Collect(message, found, depth: 0);
        return new ParsedMail(
            [.. headers.Select(header => KeyValuePair.Create(header.Key, HeaderText.Decode(Utf8(header.Value))))],
            found.GetValueOrDefault("text/plain", ""),
            found.GetValueOrDefault("text/html", ""));
    }

    private static void Collect(string part, Dictionary<string, string> found, int depth)
    {
        var (headers, body) = Split(part);
        var contentType = headers.GetValueOrDefault("Content-Type", "text/plain");
        var kind = contentType.Split(';', 2)[0].Trim().ToLowerInvariant();
        if (kind.StartsWith("multipart/", StringComparison.Ordinal) && depth < DeepestPart)
        {
            foreach (var inner in Parts(body, Parameter(contentType, "boundary"))) Collect(inner, found, depth + 1);
        }
        else if (kind is "text/plain" or "text/html" && !IsAttachment(headers))
        {
            found.TryAdd(kind, Text(headers, contentType, body));
        }
    }

    private static bool IsAttachment(Dictionary<string, string> headers) =>
        headers.GetValueOrDefault("Content-Disposition", "")
            .StartsWith("attachment", StringComparison.OrdinalIgnoreCase);

    private static string Text(Dictionary<string, string> headers, string contentType, string body)
    {
        var bytes = headers.GetValueOrDefault("Content-Transfer-Encoding", "7bit").Trim().ToLowerInvariant() switch
        {
            "base64" => Convert.FromBase64String(body),
            "quoted-printable" => Quoted(body),
            _ => Encoding.Latin1.GetBytes(body),
        };
        return HeaderText.Charset(Parameter(contentType, "charset") is { Length: > 0 } named ? named : "utf-8")
            .GetString(bytes);
    }

    private static IEnumerable<string> Parts(string body, string boundary)
    {
        if (boundary.Length == 0) yield break;
        var pieces = ("\r\n" + body).Split("\r\n--" + boundary);
        foreach (var piece in pieces.Skip(1))
        {
            if (piece.StartsWith("--", StringComparison.Ordinal)) yield break;
            var end = piece.IndexOf("\r\n", StringComparison.Ordinal);
            if (end >= 0) yield return piece[(end + 2)..];
        }
    }

    private static (Dictionary<string, string> Headers, string Body) Split(string part)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var end = part.StartsWith("\r\n", StringComparison.Ordinal) ? 0
            : part.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var head = end < 0 ? part : part[..end];
        foreach (var line in Folded().Replace(head, "$1").Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0) headers.TryAdd(line[..colon].Trim(), line[(colon + 1)..].Trim());
        }

        var skip = end == 0 ? 2 : 4;
        return (headers, end < 0 ? "" : part[(end + skip)..]);
    }

    private static string Parameter(string header, string name)
    {
        var match = Regex.Match(header, $@"[;\s]{name}\s*=\s*(?:""([^""]*)""|([^;\s]+))", RegexOptions.IgnoreCase);
        return match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value;
    }

    private static byte[] Quoted(string body)
    {
        var bytes = new List<byte>(body.Length);
        for (var i = 0; i < body.Length; i++)
        {
            if (body[i] != '=') bytes.Add((byte)body[i]);
            else if (body.AsSpan(i + 1).StartsWith("\r\n")) i += 2;
            else if (i + 2 < body.Length
                && byte.TryParse(
                    body.AsSpan(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var b))
            {
                bytes.Add(b);
                i += 2;
            }
        }

        return [.. bytes];
    }

    /// <summary>Headers in raw UTF-8 (SMTPUTF8) were cut as Latin-1 and are put together again.</summary>
    private static string Utf8(string latin) =>
        latin.All(char.IsAscii) ? latin : Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(latin));

    [GeneratedRegex(@"\r\n([ \t])")]
    private static partial Regex Folded();
}
