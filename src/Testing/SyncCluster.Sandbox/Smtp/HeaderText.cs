using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SyncCluster.Sandbox.Smtp;

/// <summary>Header text: encoded words (RFC 2047) become letters; what lies between two of them is dropped.</summary>
internal static partial class HeaderText
{
    public static string Decode(string value)
    {
        var text = new StringBuilder();
        var bytes = new List<byte>();
        var charset = "";
        var at = 0;
        foreach (Match word in EncodedWord().Matches(value))
        {
            var between = value[at..word.Index];
            var adjacent = bytes.Count > 0 && string.IsNullOrWhiteSpace(between);
            var named = word.Groups[1].Value;
            if (!adjacent || !string.Equals(named, charset, StringComparison.OrdinalIgnoreCase)) Flush();
            if (!adjacent) text.Append(between);

            // A letter of several bytes may be cut between two words: gather first, decode afterwards.
            charset = named;
            bytes.AddRange(
                word.Groups[2].Value is "B" or "b" ? Base64(word.Groups[3].Value) : Quoted(word.Groups[3].Value));
            at = word.Index + word.Length;
        }

        Flush();
        return text.Append(value.AsSpan(at)).ToString();

        void Flush()
        {
            if (bytes.Count > 0) text.Append(Charset(charset).GetString([.. bytes]));
            bytes.Clear();
        }
    }

    /// <summary>The encoding of this name; UTF-8 when nobody knows it.</summary>
    public static Encoding Charset(string name)
    {
        var plain = name.Trim('"', ' ');
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(plain) ?? Encoding.GetEncoding(plain);
        }
        catch (ArgumentException)
        {
            return Encoding.UTF8;
        }
    }

    private static byte[] Base64(string text)
    {
        var buffer = new byte[text.Length];
        return Convert.TryFromBase64String(text, buffer, out var length) ? buffer[..length]
            : Encoding.ASCII.GetBytes(text);
    }

    private static List<byte> Quoted(string text)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '_') bytes.Add((byte)' ');
            else if (text[i] == '=' && i + 2 < text.Length
                && byte.TryParse(
                    text.AsSpan(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var b))
            {
                bytes.Add(b);
                i += 2;
            }
            else
            {
                bytes.Add((byte)text[i]);
            }
        }

        return bytes;
    }

    [GeneratedRegex(@"=\?([^?\s]+)\?([BbQq])\?([^?\s]*)\?=")]
    private static partial Regex EncodedWord();
}
