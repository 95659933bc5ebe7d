using SyncCluster.Connectors.SupplierPortal.Mapping;
using SyncCluster.Connectors.SupplierPortal.Recipes;
using SyncCluster.Connectors.SupplierPortal.Tables;
using SyncCluster.Core.Kinds;

namespace SyncCluster.Connectors.SupplierPortal.Tests.Tables;

/// <summary>Pages as portals write them, read without a browser.</summary>
public sealed class HtmlTableTests
{
    private static readonly RowStyle Style = new(new DeliveryStyle(new DateOnly(2026, 11, 22)), DecimalMark.Comma, Repeated.Latest);

    [Fact]
    public void headings_in_the_first_row_of_cells_are_found()
    {
        var items = Read("""
            <table><tr><td><b>Artikl</b></td><td>Popis</td><td>Termín dodání</td></tr>
            <tr><td>A-1</td><td>Figurka <i>modrá</i><br>velká</td><td>24.&nbsp;12.&nbsp;2026</td></tr>
            <tr><td>A-2</td><td>Socha</td><td>KW&nbsp;49/2026</td></tr></table>
            """);
        items.Select(Of).ShouldBe(["A-1 day:2026-12-24", "A-2 week:2026-W49"]);
        items[0].Fields.Text(SupplierFields.Name).ShouldBe("Figurka modrá velká");
    }

    [Fact]
    public void cards_with_labels_beside_their_values_need_no_more_than_the_labels()
    {
        const string Cards = """
            <div class=card><div><div>Codice articolo:</div><div>IT-1</div></div><div><div>Consegna prevista</div><div>fine marzo 2027</div></div></div>
            <div class=card><div><div>Codice articolo:</div><div>IT-2</div></div><div><div>Consegna prevista</div><div>metà aprile</div></div></div>
            """;
        const string Lists = """
            <dl class=card><dt>Codice</dt><dd>IT-1</dd><dt>Consegna</dt><dd><b>15/03/2027</b></dd></dl>
            <dl class=card><dt>Codice</dt><dd>IT-2</dd><dt>Note</dt><dd>x</dd><dt>Consegna</dt><dd>KW 12</dd></dl>
            """;
        foreach (var (html, expected) in new[] { (Cards, new[] { "IT-1 third:2027-03-3", "IT-2 third:2027-04-2" }), (Lists, ["IT-1 day:2027-03-15", "IT-2 week:2027-W12"]) })
        {
            var (table, match) = HtmlTable.Find(HtmlTable.Parse(html), new HtmlShape { Row = ".card" }, ColumnRules.Of(new Dictionary<string, IReadOnlyDictionary<string, string>>())).ShouldNotBeNull();
            match.Fits.ShouldBeTrue();
            RowMapping.Map(table.Rows, match, table.Titles, Style).Items.Select(Of).ShouldBe(expected);
        }
    }

    [Fact]
    public void rows_that_the_recipe_names_are_all_records_where_it_names_no_headings()
    {
        var rules = ColumnRules.Of(new Dictionary<string, IReadOnlyDictionary<string, string>>
        {
            ["code"] = new Dictionary<string, string> { ["css"] = ".a" }, ["delivery"] = new Dictionary<string, string> { ["css"] = ".b" },
        });
        var page = HtmlTable.Parse("<p class=r><i class=a>A-1</i> <i class=b>KW 12</i></p><p class=r><i class=a>A-2</i> <i class=b>TBA</i></p>");
        var (table, match) = HtmlTable.Find(page, new HtmlShape { Row = ".r" }, rules).ShouldNotBeNull();
        RowMapping.Map(table.Rows, match, table.Titles, Style).Items.Select(Of).ShouldBe(["A-1 week:2027-W12", "A-2 unknown"]);
    }

    [Fact]
    public void the_line_that_adds_up_is_no_item()
    {
        var items = Read("""
            <table><tr><th>Code</th><th>Qty</th><th>Expected</th></tr>
            <tr><td>A-1</td><td>3</td><td>24.12.2026</td></tr><tr><td>Total</td><td>3</td><td></td></tr></table>
            """);
        items.Select(Of).ShouldBe(["A-1 day:2026-12-24"]);
    }

    [Fact]
    public void a_heading_over_several_columns_is_told_with_the_one_below_it()
    {
        var items = Read("""
            <table><thead>
            <tr><th rowspan="2">Artikelnummer</th><th colspan="2">Liefertermin</th><th rowspan="2">Bestellt</th></tr>
            <tr><th>angefragt</th><th>bestätigt</th></tr></thead>
            <tbody><tr><td>A-1</td><td>01.12.2026</td><td>24.12.2026</td><td>1.200</td></tr></tbody></table>
            """, ("delivery", new() { ["header"] = "Liefertermin bestätigt" }));
        items.Select(Of).ShouldBe(["A-1 day:2026-12-24"]);
        items[0].Fields.Number(SupplierFields.Ordered).ShouldBe(1200);
        items[0].Extras.ShouldNotBeNull().ShouldContain("01.12.2026");
    }

    [Fact]
    public void cells_that_span_rows_count_for_each()
    {
        var items = Read("""
            <table><tr><th>Code</th><th>EAN</th><th>ETA</th></tr>
            <tr><td rowspan="2">A-1</td><td>4000000000001</td><td>2026-12-01</td></tr>
            <tr><td>4000000000001</td><td>2026-12-24</td></tr>
            <tr><td>A-2</td><td>4000000000002</td><td>TBA</td></tr></table>
            """);
        items.Select(Of).ShouldBe(["A-1 day:2026-12-24", "A-2 unknown"]);
    }

    [Fact]
    public void of_many_tables_the_one_with_the_headings_is_taken_and_what_lies_inside_is_left_alone()
    {
        var items = Read("""
            <table id="layout"><tr><td><table><tr><td>Menu</td><td>Konto</td></tr></table></td><td>
              <table><thead><tr><th>Kód zboží</th><th>Dostupnost</th></tr></thead><tbody>
              <tr><td>A-1</td><td><img src="ok.png" alt="skladem"></td></tr>
              <tr><td>A-2<script>track()</script></td><td><span class="icon" title="na dotaz"></span></td></tr>
              <tr><td colspan="2">Celkem 2 položky</td></tr></tbody></table>
            </td></tr></table>
            """);
        items.Select(Of).ShouldBe(["A-1 in-stock", "A-2 unknown"]);
    }

    [Fact]
    public void a_grid_of_roles_is_a_table()
    {
        var items = Read("""
            <div role="grid"><div role="row"><span role="columnheader">Codice articolo</span><span role="columnheader">Consegna prevista</span></div>
            <div role="row"><span role="gridcell">A-1</span><span role="gridcell">24/12/2026</span></div></div>
            """);
        items.Select(Of).ShouldBe(["A-1 day:2026-12-24"]);
    }

    [Fact]
    public void a_table_is_found_by_the_heading_above_it()
    {
        var items = Read("""
            <h2>Dodané</h2><table><tr><th>Kód</th><th>Termín</th></tr><tr><td>OLD</td><td>1.1.2026</td></tr></table>
            <h2>Otevřené objednávky (2)</h2><table><tr><th>Kód</th><th>Termín</th></tr><tr><td>NEW</td><td>24.12.2026</td></tr></table>
            """, new HtmlShape { Table = "Otevřené objednávky" });
        items.Select(Of).ShouldBe(["NEW day:2026-12-24"]);
    }

    [Fact]
    public void columns_are_found_by_css_and_by_a_part_of_their_text()
    {
        var items = Read("""
            <table><tr><th>Produkt</th><th>Info</th></tr>
            <tr><td>Figurka <small class="ref">Ref: A-1 / EAN 4000000000001</small></td><td>Bestellt 3, Termin 24.12.2026 (fix)</td></tr></table>
            """,
            ("code", new() { ["css"] = "small.ref", ["part"] = @"Ref: (\S+)" }), ("ean", new() { ["header"] = "Produkt", ["part"] = @"EAN (\d+)" }),
            ("delivery", new() { ["header"] = "Info", ["part"] = @"Termin (\S+)" }), ("name", new() { ["header"] = "-" }));
        items.Select(Of).ShouldBe(["A-1 day:2026-12-24"]);
        items[0].Fields.Text(SupplierFields.Ean).ShouldBe("4000000000001");
    }

    [Fact]
    public void hidden_parts_of_cells_are_not_read()
    {
        var items = Read("""
            <table><tr><th>Kód</th><th>Termín</th></tr>
            <tr><td><span style="display: none">00001</span>A-1</td><td><span hidden>20261224</span>24.12.2026</td></tr></table>
            """);
        items.Select(Of).ShouldBe(["A-1 day:2026-12-24"]);
    }

    [Theory]
    [InlineData("latest", "day:2026-12-24")]
    [InlineData("earliest", "day:2026-12-01")]
    [InlineData("first", "day:2026-12-08")]
    public void an_item_on_several_rows_has_one_promise(string rule, string promise)
    {
        var table = "<table><tr><th>Kód</th><th>Termín</th></tr><tr><td>A</td><td>8.12.2026</td></tr><tr><td>A</td><td>24.12.2026</td></tr><tr><td>A</td><td>1.12.2026</td></tr></table>";
        var (read, match) = HtmlTable.Find(HtmlTable.Parse(table), new HtmlShape(), ColumnRules.Of(PortalStage.Columns())).ShouldNotBeNull();
        var (items, _) = RowMapping.Map(read.Rows, match, read.Titles, Style with { Repeated = Enum.Parse<Repeated>(rule, ignoreCase: true) });
        items.ShouldHaveSingleItem().Fields.Text(SupplierFields.Delivery).ShouldBe(promise);
    }

    [Fact]
    public void a_row_without_a_code_is_refused_and_a_date_that_cannot_be_read_is_told()
    {
        var (read, match) = HtmlTable.Find(
            HtmlTable.Parse("<table><tr><th>Kód</th><th>Termín</th></tr><tr><td></td><td>8.12.2026</td></tr><tr><td>A</td><td>brzy</td></tr></table>"),
            new HtmlShape(), ColumnRules.Of(PortalStage.Columns())).ShouldNotBeNull();
        var (items, refused) = RowMapping.Map(read.Rows, match, read.Titles, Style);
        refused.ShouldHaveSingleItem().Raw.ShouldContain("Termín: 8.12.2026");
        items.ShouldHaveSingleItem().Problem.ShouldNotBeNull().ShouldContain("brzy");
    }

    [Fact]
    public void what_the_file_names_must_be_there()
    {
        var (_, match) = HtmlTable.Find(
            HtmlTable.Parse("<table><tr><th>Kód</th><th>Termín</th></tr><tr><td>A</td><td>TBA</td></tr></table>"),
            new HtmlShape(), ColumnRules.Of(PortalStage.Columns(("delivery", new() { ["header"] = "Liefertermin | ETA" })))).ShouldNotBeNull();
        match.Fits.ShouldBeFalse();
        match.Missing.ShouldHaveSingleItem().Name.ShouldBe("delivery");
    }

    private static string Of(ScrapedItem item) => $"{item.Id} {item.Fields.Text(SupplierFields.Delivery)}";

    private static IReadOnlyList<ScrapedItem> Read(string html, params (string Name, Dictionary<string, string> Settings)[] columns) => Read(html, new HtmlShape(), columns);

    private static IReadOnlyList<ScrapedItem> Read(string html, HtmlShape shape, params (string Name, Dictionary<string, string> Settings)[] columns)
    {
        var (table, match) = HtmlTable.Find(HtmlTable.Parse(html), shape, ColumnRules.Of(PortalStage.Columns(columns))).ShouldNotBeNull();
        match.Fits.ShouldBeTrue(string.Join(", ", match.Missing.Select(rule => rule.Name)));
        return RowMapping.Map(table.Rows, match, table.Titles, Style).Items;
    }
}
