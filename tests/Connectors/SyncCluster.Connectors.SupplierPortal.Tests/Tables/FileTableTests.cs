using System.IO.Compression;
using System.Text;
using SyncCluster.Connectors.SupplierPortal.Mapping;
using SyncCluster.Connectors.SupplierPortal.Recipes;
using SyncCluster.Connectors.SupplierPortal.Tables;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;

namespace SyncCluster.Connectors.SupplierPortal.Tests.Tables;

/// <summary>Files as portals hand them out: what they are is told by their content.</summary>
public sealed class FileTableTests
{
    private const string Czech = "Kód zboží;Název;Termín dodání\r\nA-1;\"Žluťoučký kůň; velký\";24.12.2026\r\nA-2;Šálek;TBA\r\n";

    static FileTableTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Theory]
    [InlineData("utf-8", false)]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", true)]
    [InlineData("windows-1250", false)]
    public void czech_text_of_any_encoding(string encoding, bool mark)
    {
        var code = Encoding.GetEncoding(encoding);
        var table = Read(mark ? [.. code.GetPreamble(), .. code.GetBytes(Czech)] : code.GetBytes(Czech));
        table.Rows.Select(row => row.Cells[1].Text).ShouldBe(["Žluťoučký kůň; velký", "Šálek"]);
    }

    [Fact]
    public void paths_in_json_are_read_and_one_that_is_gone_is_missed()
    {
        var rules = ColumnRules.Of(new Dictionary<string, IReadOnlyDictionary<string, string>>
        {
            ["code"] = new Dictionary<string, string> { ["path"] = "item.no" }, ["delivery"] = new Dictionary<string, string> { ["path"] = "expected.text" },
        });
        var (table, match) = FileTable.Read("""{"lines":[{"item":{"no":"A-1"},"qty":3,"expected":{"text":"W12","sure":true}}]}"""u8.ToArray(), new FileShape { Rows = "lines" }, rules);
        match.Fits.ShouldBeTrue();
        var item = RowMapping.Map(table.Rows, match, table.Titles, new RowStyle(new DeliveryStyle(new DateOnly(2026, 11, 22)), DecimalMark.Point, Repeated.Latest)).Items.ShouldHaveSingleItem();
        (item.Id, item.Fields.Text(SupplierFields.Delivery)).ShouldBe(("A-1", "week:2027-W12"));
        FileTable.Read("""{"lines":[{"item":{"no":"A-1"},"eta":"W12"}]}"""u8.ToArray(), new FileShape { Rows = "lines" }, rules).Match.Missing.Select(rule => rule.Name).ShouldBe(["delivery"]);
        FileTable.Read("""{"lines":[]}"""u8.ToArray(), new FileShape { Rows = "lines" }, rules).Match.Fits.ShouldBeTrue("empty is not another table");
    }

    [Fact]
    public void german_and_italian_text_in_windows_1252()
    {
        Read(Encoding.GetEncoding(1252).GetBytes("Artikelnummer;Bezeichnung;Liefertermin\r\nA-1;Größe für Öl;24.12.2026\r\n")).Rows[0].Cells[1].Text.ShouldBe("Größe für Öl");
        Read(Encoding.GetEncoding(1252).GetBytes("Codice articolo;Descrizione;Disponibilità\r\nA-1;perché più;disponibile\r\n")).Rows[0].Cells[1].Text.ShouldBe("perché più");
    }

    [Theory]
    [InlineData(";")]
    [InlineData(",")]
    [InlineData("\t")]
    [InlineData("|")]
    public void separators_are_found_out(string separator) =>
        Read(Encoding.UTF8.GetBytes($"Code{separator}ETA\nA-1{separator}2026-12-24\nA-2{separator}TBA\n")).Rows.Select(row => row.Cells[1].Text).ShouldBe(["2026-12-24", "TBA"]);

    [Fact]
    public void titles_and_a_separator_line_before_the_headings_are_passed_over()
    {
        Read(Encoding.UTF8.GetBytes("sep=;\nCode;ETA\nA-1;2026-12-24\n")).Rows.ShouldHaveSingleItem();
        Read(Encoding.UTF8.GetBytes("Open orders\nas of 2026-11-22\n\nCode;ETA\nA-1;2026-12-24\n")).Rows.ShouldHaveSingleItem().Cells[0].Text.ShouldBe("A-1");
    }

    [Fact]
    public void a_page_that_calls_itself_a_workbook_is_read_as_a_page() =>
        Read(Encoding.UTF8.GetBytes("\uFEFF<html><body><table><tr><td>Code</td><td>ETA</td></tr><tr><td>A-1</td><td>24.12.2026</td></tr></table></body></html>"))
            .Rows.ShouldHaveSingleItem().Cells[1].Text.ShouldBe("24.12.2026");

    [Fact]
    public void an_archive_is_opened()
    {
        using var content = new MemoryStream();
        using (var zip = new ZipArchive(content, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry("export.csv").Open();
            entry.Write(Encoding.UTF8.GetBytes(Czech));
        }

        Read(content.ToArray()).Rows.Count.ShouldBe(2);
    }

    [Fact]
    public void json_is_read_by_its_longest_fitting_list_or_by_paths()
    {
        const string Json = """{"meta":[{"name":"x"}],"data":{"count":2,"items":[{"article":{"code":"A-1"},"eta":"2026-12-24"},{"article":{"code":"A-2"},"eta":null}]}}""";
        var (table, match) = FileTable.Read(Encoding.UTF8.GetBytes(Json), new FileShape { Rows = "data.items", Total = "data.count" }, ColumnRules.Of(PortalStage.Columns()));
        match.Fits.ShouldBeTrue();
        table.Total.ShouldBe(2);
        Read(Encoding.UTF8.GetBytes(Json)).Rows.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("%PDF-1.7 …", "layout_changed")]
    [InlineData("<html><body><form><input type=password></form></body></html>", "layout_changed")]
    [InlineData("{ broken", "layout_changed")]
    [InlineData("", "empty")]
    public void what_holds_no_table_is_a_broken_scrape(string content, string code) =>
        Should.Throw<FaultException>(() => Read(Encoding.UTF8.GetBytes(content))).Fault.Code.ShouldBe(code);

    private static RawTable Read(byte[] content)
    {
        var (table, match) = FileTable.Read(content, new FileShape(), ColumnRules.Of(PortalStage.Columns()));
        match.Fits.ShouldBeTrue(string.Join(", ", table.Titles));
        return table;
    }
}
