using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using SyncCluster.Connectors.SupplierPortal.Mapping;

namespace SyncCluster.Connectors.SupplierPortal.Tables;

/// <summary>Reads separated text of any of the usual encodings and separators.</summary>
internal static class CsvTable
{
    private static readonly string[] Separators = [";", "\t", ",", "|"];

    static CsvTable() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>The table; its first row that has several cells holds the headings.</summary>
    public static RawTable Read(byte[] content, FileShape shape)
    {
        var text = Decode(content, shape.Encoding);
        var separator = shape.Separator is "tab" or "\\t" ? "\t" : shape.Separator;
        if (text.StartsWith("sep=", StringComparison.OrdinalIgnoreCase))
        {
            var end = text.IndexOf('\n', StringComparison.Ordinal);
            separator ??= text[4..5];
            text = text[(end + 1)..];
        }

        separator ??= SeparatorOf(text);
        using var reader = new CsvParser(new StringReader(text), new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = separator, BadDataFound = null, MissingFieldFound = null, IgnoreBlankLines = true, TrimOptions = TrimOptions.Trim,
        });
        var rows = new List<RawRow>();
        while (reader.Read()) rows.Add(new RawRow([.. reader.Record!.Select(cell => new RawCell(PlainText.Clean(cell)))]));
        if (rows.Count == 0) throw PortalFaults.Empty("The file is empty.");
        var headers = rows[0].Cells.Select(cell => (IReadOnlyList<string>)(cell.Text.Length == 0 ? [] : [cell.Text])).ToList();
        return new RawTable(headers, [.. rows.Skip(1).Where(row => row.Cells.Any(cell => cell.Text.Length > 0))]);
    }

    /// <summary>True where there is such an encoding.</summary>
    public static bool Knows(string encoding)
    {
        try
        {
            return Encoding.GetEncoding(encoding) is not null;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>By byte order mark, else UTF-8 where it is valid, else the windows code page of central or western Europe.</summary>
    public static string Decode(byte[] content, string? encoding)
    {
        if (encoding is not null) return Encoding.GetEncoding(encoding).GetString(content).TrimStart('\uFEFF');
        using var reader = new StreamReader(new MemoryStream(content), new UTF8Encoding(false, true), detectEncodingFromByteOrderMarks: true);
        try
        {
            return reader.ReadToEnd();
        }
        catch (DecoderFallbackException)
        {
            return Encoding.GetEncoding(IsCentralEuropean(content) ? 1250 : 1252).GetString(content);
        }
    }

    /// <summary>
    /// Bytes that are letters of Czech and Slovak in windows-1250 and rare signs in windows-1252. What both pages share
    /// (á, é, ä, ö, ü) says nothing.
    /// </summary>
    private static bool IsCentralEuropean(byte[] content)
    {
        int central = 0, western = 0;
        foreach (var value in content)
        {
            if (value is 0xEC or 0x9A or 0xE8 or 0xF8 or 0x9E or 0xF9 or 0x9D or 0xEF or 0xF2 or 0xBE or 0xE5 or 0xC8 or 0xD8 or 0x8A or 0x8E) central++;
            if (value is 0xE0 or 0xF1 or 0xEA or 0xE7 or 0xD1 or 0xC0) western++;
            // è, ì, ò and ù of Italian are č, ě, ň and ů of Czech.
        }

        return central > western && HasCzechPair(content);
    }

    /// <summary>Where č, ě, ň or ů stand as in Italian (at the end of a word only), they are Italian.</summary>
    private static bool HasCzechPair(byte[] content)
    {
        for (var i = 0; i + 1 < content.Length; i++)
        {
            if (content[i] is 0x9A or 0xF8 or 0x9E or 0x9D or 0xBE or 0x8A or 0x8E or 0xD8) return true;
            if (content[i] is 0xEC or 0xE8 or 0xF2 or 0xF9 or 0xEF && (content[i + 1] is >= 0x61 and <= 0x7A or >= 0xE1)) return true;
        }

        return false;
    }

    /// <summary>The separator that divides the first lines into equally many, and most, parts.</summary>
    private static string SeparatorOf(string text)
    {
        var lines = text.Split('\n', 12, StringSplitOptions.RemoveEmptyEntries).Where(line => line.Trim().Length > 0).Take(10).ToList();
        return Separators.MaxBy(separator =>
        {
            var counts = lines.Select(line => OutsideQuotes(line, separator[0])).Where(count => count > 0).ToList();
            return counts.Count == 0 ? 0 : (counts.GroupBy(count => count).Max(group => group.Count()) * 1000) + counts.Max();
        })!;
    }

    private static int OutsideQuotes(string line, char separator)
    {
        var (count, quoted) = (0, false);
        foreach (var letter in line)
        {
            if (letter == '"') quoted = !quoted;
            else if (letter == separator && !quoted) count++;
        }

        return count;
    }
}
