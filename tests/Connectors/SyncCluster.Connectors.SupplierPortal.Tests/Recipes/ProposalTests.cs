using SyncCluster.Connectors.SupplierPortal.Recording;
using SyncCluster.Connectors.SupplierPortal.Tables;

namespace SyncCluster.Connectors.SupplierPortal.Tests.Recipes;

/// <summary>What is proposed for a page: its table, or the cards that it repeats.</summary>
public sealed class ProposalTests
{
    [Fact]
    public void cards_with_labels_are_proposed_by_what_repeats()
    {
        var text = Propose("""
            <nav><a class=i href=/a>One<b>x</b><i>y</i></a><a class=i href=/b>Two<b>x</b><i>y</i></a></nav>
            <div class="grid"><div class="card odd"><h3>Figurka</h3><p class=pair><span>Kód zboží:</span> <b>A-1</b></p><p class=pair><span>Termín dodání:</span> <b>24.12.2026</b></p></div>
            <div class="card even"><h3>Socha</h3><p class=pair><span>Kód zboží:</span> <b>A-2</b></p><p class=pair><span>Termín dodání:</span> <b>KW 12</b></p></div></div>
            """);
        text.ShouldContain("row: \"div.card\"");
        text.ShouldContain("code: \"Kód zboží\" # such as A-1");
        text.ShouldContain("delivery: \"Termín dodání\" # such as 24.12.2026");
        text.ShouldNotContain("heading:");
    }

    [Fact]
    public void headings_that_stand_apart_from_their_rows_are_found_and_a_date_that_only_an_attribute_tells()
    {
        var text = Propose("""
            <div class=head><span>Artikelnummer</span><span>Bezeichnung</span><span>Liefertermin</span></div>
            <div id=rows><div class=line><span>A-1</span><span>Figur</span><span data-date="2026-12-24">📅</span></div>
            <div class=line><span>A-2</span><span>Säule</span><span data-date="2027-01-24">📅</span></div></div>
            """);
        text.ShouldContain("row: \"div.line\"");
        text.ShouldContain("heading: \"div.head > *\"");
        text.ShouldContain("delivery: { header: \"Liefertermin\", attribute: data-date } # such as 2026-12-24");
    }

    [Fact]
    public void cards_without_any_words_are_told_by_the_names_and_contents_of_their_parts()
    {
        var text = Propose("""
            <ul class=items><li class=item><span class=product-sku>IT-1</span><span class=x1>fine marzo 2027</span><span class=x2>8590000000011</span></li>
            <li class=item><span class=product-sku>IT-2</span><span class=x1>disponibile</span><span class=x2>8590000000028</span></li></ul>
            """);
        text.ShouldContain("row: \"li.item\"");
        text.ShouldContain("code: { css: \".product-sku\" } # such as IT-1");
        text.ShouldContain("ean: { css: \".x2\" }");
        text.ShouldContain("delivery: { css: \".x1\" } # such as fine marzo 2027");
    }

    [Fact]
    public void a_table_that_fits_goes_before_cards_and_cards_that_say_nothing_are_not_proposed()
    {
        Propose("""
            <table><tr><th>Code</th><th>Expected</th></tr><tr><td>A-1</td><td>2026-12-24</td></tr></table>
            <div class=card><b>Code</b> <i>X-1</i><b>Expected</b> <i>2026-01-01</i></div><div class=card><b>Code</b> <i>X-2</i><b>Expected</b> <i>2026-01-02</i></div>
            """).ShouldNotContain("row:");
        Proposal.Of(HtmlTable.Parse("<div class=news><h3>Sale</h3><p>Read more</p></div><div class=news><h3>Holidays</h3><p>Read more</p></div>")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("<button>Zobrazit více</button>", "Zobrazit více")]
    [InlineData("<a class=btn>Mehr anzeigen</a>", "Mehr anzeigen")]
    [InlineData("<button>Load more</button>", "Load more")]
    [InlineData("<button>Mostra altri</button>", "Mostra altri")]
    [InlineData("<li class=disabled><a>Další</a></li>", null)]
    [InlineData("<a>Read more</a>", null)]
    [InlineData("<button hidden>Load more</button>", null)]
    public void a_button_that_shows_more_rows_is_found(string html, string? text) => PageHints.More(HtmlTable.Parse(html)).ShouldBe(text);

    [Fact]
    public void links_to_files_of_the_rows_are_found() => PageHints.Files(HtmlTable.Parse(
        "<a href=/x>Home</a><a href=/export.csv>Seznam</a><button>Export XLSX</button><input type=submit value='Excel herunterladen'>")).ShouldBe(["Seznam", "Export XLSX", "Excel herunterladen"]);

    private static string Propose(string html)
    {
        var text = new RecipeText(new PageToRecord(new Uri("https://portal.example/"), ".", new Dictionary<string, object>()));
        text.Propose(Proposal.Of(HtmlTable.Parse(html))[0]).ShouldBeEmpty();
        return text.Write();
    }
}
