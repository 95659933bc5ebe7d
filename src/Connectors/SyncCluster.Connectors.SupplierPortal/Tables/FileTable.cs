using System.IO.Compression;
using System.Text;
using SyncCluster.Connectors.SupplierPortal.Recipes;
using SyncCluster.Core.Faults;

namespace SyncCluster.Connectors.SupplierPortal.Tables;

/// <summary>What a downloaded file really is.</summary>
internal enum FileForm
{
    /// <summary>Text with separators.</summary>
    Csv,

    /// <summary>A workbook of Excel, old or new.</summary>
    Excel,

    /// <summary>A page.</summary>
    Html,

    /// <summary>JSON.</summary>
    Json,

    /// <summary>A document that holds no table that can be read: PDF.</summary>
    Pdf,
}

/// <summary>How a file is read, where the recipe says more than the file itself.</summary>
internal sealed record FileShape
{
    /// <summary>Encoding of a CSV without byte order mark; null to find it out.</summary>
    public string? Encoding { get; init; }

    /// <summary>Separator of a CSV; null to find it out.</summary>
    public string? Separator { get; init; }

    /// <summary>Sheet of a workbook; null for the one with the fitting headings.</summary>
    public string? Sheet { get; init; }

    /// <summary>Path to the rows in JSON; null for the longest list of objects.</summary>
    public string? Rows { get; init; }

    /// <summary>Path to the number of rows in JSON.</summary>
    public string? Total { get; init; }
}

/// <summary>Reads a table out of a file, by its content, whatever it is called.</summary>
internal static class FileTable
{
    private const long LargestUnpacked = 256L * 1024 * 1024;

    /// <summary>The table in the file.</summary>
    /// <exception cref="FaultException">The file holds none, or cannot be read.</exception>
    public static (RawTable Table, ColumnMatch Match) Read(byte[] content, FileShape shape, IReadOnlyList<ColumnRule> rules)
    {
        content = Unpacked(content);
        try
        {
            switch (Sniff(content))
            {
                case FileForm.Excel: return Best(ExcelTable.Read(content, shape.Sheet), rules);
                case FileForm.Json: return Best(JsonTable.Read(Encoding.UTF8.GetString(WithoutMark(content)), shape, rules), rules);
                case FileForm.Pdf: throw PortalFaults.Layout("The file is a PDF, out of which no table can be read.", "Choose another export: CSV or XLSX.");
                case FileForm.Html:
                    var page = HtmlTable.Parse(CsvTable.Decode(content, shape.Encoding));
                    return HtmlTable.Find(page, new HtmlShape(), rules)
                        ?? throw PortalFaults.Layout("Instead of a file a page came, and it holds no table with the headings.", "Look at the kept page: is it a login or an error?");
                default: return Best([CsvTable.Read(content, shape)], rules);
            }
        }
        catch (Exception failure) when (failure is not FaultException and not OutOfMemoryException)
        {
            throw new FaultException(
                PortalFaults.Layout($"The file could not be read as {Sniff(content)}: {failure.Message}", "Look at the kept file.").Fault, failure);
        }
    }

    /// <summary>What the content is.</summary>
    public static FileForm Sniff(ReadOnlySpan<byte> content)
    {
        if (content.StartsWith("PK\u0003\u0004"u8) || content.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0])) return FileForm.Excel;
        if (content.StartsWith("%PDF"u8)) return FileForm.Pdf;
        var start = Encoding.Latin1.GetString(content[..Math.Min(content.Length, 1024)]).Replace("\0", "", StringComparison.Ordinal)
            .TrimStart('\u00EF', '\u00BB', '\u00BF', '\u00FF', '\u00FE', ' ', '\r', '\n', '\t');
        if (start.StartsWith('<')) return FileForm.Html;
        return start.StartsWith('{') || start.StartsWith('[') ? FileForm.Json : FileForm.Csv;
    }

    /// <summary>The first file of a ZIP that is no workbook.</summary>
    private static byte[] Unpacked(byte[] content)
    {
        if (!content.AsSpan().StartsWith("PK\u0003\u0004"u8)) return content;
        try
        {
            using var zip = new ZipArchive(new MemoryStream(content), ZipArchiveMode.Read);
            if (zip.GetEntry("[Content_Types].xml") is not null) return content;
            var inner = zip.Entries.FirstOrDefault(entry => entry.Length is > 0 and < LargestUnpacked);
            if (inner is null) return content;
            using var unpacked = new MemoryStream();
            using var stream = inner.Open();
            stream.CopyTo(unpacked);
            return unpacked.ToArray();
        }
        catch (InvalidDataException)
        {
            return content;
        }
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> content) =>
        content.StartsWith(Encoding.UTF8.Preamble) ? content[Encoding.UTF8.Preamble.Length..] : content;

    /// <summary>Of several sheets, and of several rows that could be the headings, what fits best.</summary>
    private static (RawTable Table, ColumnMatch Match) Best(IEnumerable<RawTable> tables, IReadOnlyList<ColumnRule> rules)
    {
        var read = tables.SelectMany(LeadingRows).Select(table => (Table: table, Match: ColumnMatch.Of(table.Headers, rules))).ToList();
        if (read.Count == 0) throw PortalFaults.Empty("The file is empty.");
        return read.MaxBy(one => (one.Match.Fits ? 1000 : 0) + (one.Match.HasKey ? 100 : 0) + (one.Match.HasNews ? 100 : 0) + one.Match.Columns.Count(column => column.Column >= 0));
    }

    /// <summary>Exports like to begin with a title and a date: the headings may come some rows later.</summary>
    private static IEnumerable<RawTable> LeadingRows(RawTable table)
    {
        yield return table;
        for (var i = 0; i < Math.Min(10, table.Rows.Count); i++)
        {
            var headers = table.Rows[i].Cells.Select(cell => (IReadOnlyList<string>)(cell.Text.Length == 0 ? [] : [cell.Text])).ToList();
            yield return table with { Headers = headers, Rows = [.. table.Rows.Skip(i + 1)] };
        }
    }
}
