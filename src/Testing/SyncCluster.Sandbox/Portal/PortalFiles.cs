using System.Globalization;
using System.IO.Compression;
using System.Security;
using System.Text;

namespace SyncCluster.Sandbox.Portal;

/// <summary>The table as files.</summary>
internal static class PortalFiles
{
    static PortalFiles() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Semicolons and windows-1250, as Czech Excel likes it; a title before the headings.</summary>
    public static byte[] Csv(IReadOnlyList<PortalItem> items, PortalWords words)
    {
        var text = new StringBuilder();
        text.Append(Quoted(words.Title)).Append("\r\n\r\n").AppendJoin(';', words.Headings).Append("\r\n");
        foreach (var item in items) text.AppendJoin(';', words.Cells(item, strange: false).Select(Quoted)).Append("\r\n");
        return Encoding.GetEncoding(1250).GetBytes(text.ToString());
    }

    /// <summary>A workbook whose dates are real ones and whose EANs are numbers.</summary>
    public static byte[] Xlsx(IReadOnlyList<PortalItem> items, PortalWords words)
    {
        using var content = new MemoryStream();
        using (var zip = new ZipArchive(content, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "[Content_Types].xml", """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>""");
            Add(zip, "_rels/.rels", """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>""");
            Add(zip, "xl/_rels/workbook.xml.rels", """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>""");
            Add(zip, "xl/workbook.xml", $"""<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="{SecurityElement.Escape(words.Title)}" sheetId="1" r:id="rId1"/></sheets></workbook>""");
            Add(zip, "xl/styles.xml", """<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>""");
            Add(zip, "xl/worksheets/sheet1.xml", Sheet(items, words));
        }

        return content.ToArray();
    }

    /// <summary>The same in the form of Excel 97, a title above the headings.</summary>
    public static byte[] Xls(IReadOnlyList<PortalItem> items, PortalWords words)
    {
        var book = new OldWorkbook();
        book.Add(words.Title);
        book.Add([.. words.Headings]);
        foreach (var item in items)
        {
            book.Add(
                item.Code, double.TryParse(item.Ean, CultureInfo.InvariantCulture, out var ean) ? ean : item.Ean, item.Name, item.OurSku, item.Ordered,
                item.Day is { } day ? day : item.Said);
        }

        return book.ToArray(words.Title);
    }

    private static string Sheet(IReadOnlyList<PortalItem> items, PortalWords words)
    {
        var xml = new StringBuilder("""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>""");
        xml.Append("<row>").AppendJoin("", words.Headings.Select(Text)).Append("</row>");
        foreach (var item in items)
        {
            xml.Append("<row>").Append(Text(item.Code)).Append(Number(item.Ean)).Append(Text(item.Name)).Append(Text(item.OurSku))
                .Append(Number(item.Ordered.ToString(CultureInfo.InvariantCulture)));
            xml.Append(item.Day is { } day
                ? string.Create(CultureInfo.InvariantCulture, $"<c s=\"1\"><v>{day.ToDateTime(TimeOnly.MinValue).ToOADate()}</v></c>")
                : Text(item.Said)).Append("</row>");
        }

        return xml.Append("</sheetData></worksheet>").ToString();
    }

    private static string Text(string text) => $"<c t=\"inlineStr\"><is><t>{SecurityElement.Escape(text)}</t></is></c>";

    private static string Number(string number) => $"<c><v>{number}</v></c>";

    private static string Quoted(string text) => text.IndexOfAny([';', '"', '\n']) < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static void Add(ZipArchive zip, string name, string text)
    {
        using var writer = new StreamWriter(zip.CreateEntry(name, CompressionLevel.Fastest).Open());
        writer.Write(text);
    }
}
