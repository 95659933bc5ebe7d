using SyncCluster.Connectors.SupplierPortal.Pages;
using SyncCluster.Connectors.SupplierPortal.Tables;

namespace SyncCluster.Connectors.SupplierPortal.Tests.Pages;

/// <summary>What pages are, by their HTML.</summary>
public sealed class PageTests
{
    [Theory]
    [InlineData("<div class='g-recaptcha' data-sitekey='x'></div>", true)]
    [InlineData("<div class='g-recaptcha' data-size='invisible'></div>", false)]
    [InlineData("<title>Just a moment...</title>", true)]
    [InlineData("<iframe src='https://challenges.example/turnstile/v0'></iframe>", true)]
    [InlineData("<h1>Objednávky</h1>", false)]
    public void captchas(string html, bool asks) => PageJudge.AsksForPerson(HtmlTable.Parse(html)).ShouldBe(asks);

    [Theory]
    [InlineData("<h1>Probíhá údržba</h1>", true)]
    [InlineData("<title>Wartungsarbeiten</title>", true)]
    [InlineData("<h1>Sito in manutenzione</h1>", true)]
    [InlineData("<h1>Ordini aperti</h1>", false)]
    public void maintenance(string html, bool away) => PageJudge.IsMaintenance(HtmlTable.Parse(html)).ShouldBe(away);

    [Theory]
    [InlineData("<a href='/x'>Odhlásit se</a>", true)]
    [InlineData("<button>Abmelden</button>", true)]
    [InlineData("<a href='/user/logout'><img alt=''></a>", true)]
    [InlineData("<a href='/login'>Přihlásit</a>", false)]
    public void logout(string html, bool offers) => PageJudge.OffersLogout(HtmlTable.Parse(html)).ShouldBe(offers);

    [Theory]
    [InlineData("<form><p>Inserisca il codice a 6 cifre</p><input name=codice maxlength=6><button>Verifica</button></form>", true)]
    [InlineData("<form><label>Code <input inputmode=numeric></label><button>OK</button></form>", true)]
    [InlineData("<form><label>PSČ <input maxlength=5></label><button>OK</button></form>", false)]
    public void short_codes_are_asked_for_in_other_words_too(string html, bool asks) => (LoginForm.FindCode(HtmlTable.Parse(html)) is not null).ShouldBe(asks);

    [Fact]
    public void a_login_form_is_found_among_other_forms()
    {
        var form = LoginForm.Find(HtmlTable.Parse("""
            <form id="search"><input name="q"><button>Hledat</button></form>
            <form id="login"><input type="hidden" name="_csrf"><input name="customer"><input name="username" autocomplete="username"><input type="text" name="hint" style="display:none">
            <input type="password" name="pw"><input type="checkbox"><button type="submit">Login</button></form>
            """)).ShouldNotBeNull();
        form.User.ShouldNotBeNull().ShouldContain("nth-child(3)");
        form.Password.ShouldNotBeNull();
        form.Submit.ShouldNotBeNull();
    }

    [Fact]
    public void a_form_for_a_new_password_is_no_login()
    {
        var page = HtmlTable.Parse("<form><input type=password name=old><input type=password name=new><button>OK</button></form>");
        LoginForm.Find(page).ShouldBeNull();
        LoginForm.AsksForNewPassword(page).ShouldBeTrue();
    }

    [Fact]
    public void a_search_field_is_no_name_to_log_in()
    {
        LoginForm.FindName(HtmlTable.Parse("<form><input name=search-customer placeholder='Hledat zákazníka'></form>")).ShouldBeNull();
        LoginForm.FindName(HtmlTable.Parse("<form><label for=e>E-mail</label><input id=e type=email><button>Weiter</button></form>")).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("<a rel='next' href='?p=2'>2</a>", true)]
    [InlineData("<ul class='pagination'><li><a href='?p=2'>›</a></li></ul>", true)]
    [InlineData("<ul class='pagination'><li class='disabled'><a>›</a></li></ul>", false)]
    [InlineData("<button aria-label='Další stránka'></button>", true)]
    [InlineData("<button disabled>Next</button>", false)]
    [InlineData("<a aria-disabled='true'>Weiter</a>", false)]
    [InlineData("<a href='/x'>Next week's offers</a>", false)]
    [InlineData("<a href='/x'>›</a>", false)]
    public void ways_to_the_next_page(string html, bool leads) => (Paging.Next(HtmlTable.Parse(html)) is not null).ShouldBe(leads);

    [Theory]
    [InlineData("Zobrazeno 1–50 z 3 000", 0, 50, 3000)]
    [InlineData("51 bis 100 von 3.000 Einträgen", 50, 100, 3000)]
    [InlineData("Showing 1 to 10 of 57 entries", 0, 10, 57)]
    [InlineData("1-20 di 45", 0, 20, 45)]
    public void ranges(string text, int before, long to, long total) =>
        Paging.Shown(HtmlTable.Parse($"<p>{text}</p>"), before).ShouldBe(new ShownRange(before + 1, to, total));

    [Theory]
    [InlineData("2 z 3 položek v košíku")]
    [InlineData("51–100 z 3000")]
    [InlineData("1.-5. 12. 2026")]
    public void what_is_no_range_of_this_page_says_nothing(string text) => Paging.Shown(HtmlTable.Parse($"<p>{text}</p>"), 0).ShouldBeNull();
}
