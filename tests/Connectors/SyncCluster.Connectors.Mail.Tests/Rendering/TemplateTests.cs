using SyncCluster.Connectors.Mail.Rendering;
using SyncCluster.Core.Faults;

namespace SyncCluster.Connectors.Mail.Tests.Rendering;

public sealed class TemplateTests
{
    private static readonly HandlebarsMailRenderer Renderer = new(Models.Shop);

    public static TheoryData<string, string, string> EveryMail()
    {
        var all = new TheoryData<string, string, string>();
        foreach (var language in HandlebarsMailRenderer.Languages)
        {
            foreach (var state in HandlebarsMailRenderer.States) all.Add("order-state", language, state.ToString());
            foreach (var state in HandlebarsMailRenderer.States) all.Add("order-state-staff", language, state.ToString());
            all.Add("payment-instructions", language, "Validating");
            all.Add("delivery-date", language, "Accepted");
            all.Add("account-created", language, "");
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(EveryMail))]
    public void every_mail_renders_in_every_language(string template, string language, string state)
    {
        var model = template == "account-created" ? Models.Account : template == "delivery-date" ? Models.Deliveries() : Models.Order(state, state == "Rejected" ? "Sold out" : null);
        var mail = Renderer.Render(template, language, model);

        foreach (var part in new[] { mail.Subject, mail.Html, mail.Text })
        {
            part.ShouldNotContain("{{");
            part.ShouldNotContain("}}");
            part.ShouldNotContain("\u0001");
            part.Trim().ShouldNotBeEmpty();
        }

        mail.Subject.ShouldNotContain("\n");
        mail.Html.ShouldContain($"<html lang=\"{language}\">");
        mail.Html.ShouldNotContain("<script>");
        mail.Text.ShouldNotContain("<p");
        mail.Text.ShouldNotContain("&amp;");
        mail.Text.ShouldContain("Kniha & Káva");
        if (template is "order-state" or "order-state-staff") mail.Subject.ShouldContain("2026-0042");
        if (state == "Rejected") mail.Text.ShouldContain("Sold out");
    }

    [Fact]
    public void a_mail_to_the_company_greets_no_customer_and_needs_no_more_than_number_and_state()
    {
        var mail = Renderer.Render("order-state-staff", "cs", Models.Order("Rejected", "Vyprodáno"));
        mail.Subject.ShouldBe("Objednávka 2026-0042: odmítnuta");
        mail.Text.ShouldStartWith("Objednávka 2026-0042: odmítnuta\n\nDůvod: Vyprodáno\n\nČíslo objednávky: 2026-0042\nObjednáno: 5. března 2026\n");
        mail.Text.ShouldContain("- 2 × Hrnek");
        mail.Text.ShouldNotContain("Dobrý den");
        mail.Html.ShouldContain("&lt;script&gt;");

        var bare = new Dictionary<string, object?> { ["order"] = new Dictionary<string, object?> { ["number"] = "7", ["state"] = "Cancelled" } };
        Renderer.Render("order-state-staff", "en", bare).Text.ShouldStartWith("Order 7: cancelled\n\nOrder number: 7\n");
    }

    [Fact]
    public void a_mail_about_dates_tells_old_and_new_of_each_line_of_each_order()
    {
        var mail = Renderer.Render("delivery-date", "cs", Models.Deliveries());
        mail.Subject.ShouldBe("Nový termín dodání objednávky 2026-0042, 2026-0043");
        mail.Text.ShouldContain("- 2 × Kniha & Káva (K-1)\n  Dříve: 10. prosince 2026\n  Nově: nejpozději 6. prosince 2026\n");
        mail.Text.ShouldContain("Dříve: termín zatím neznáme\n  Nově: skladem u dodavatele");
        mail.Text.ShouldContain("Číslo objednávky: 2026-0043\n\n- 1,5 × Čaj\n  Dříve: nejpozději 31. prosince 2026\n  Nově: dodavatel už zboží nedodá\n");
        mail.Text.ShouldContain("Celá objednávka: nejpozději 6. prosince 2026");
        mail.Html.ShouldContain("Kniha &amp; K");
        Renderer.Render("delivery-date", "de", Models.Deliveries()).Text.ShouldContain("spätestens 6. Dezember 2026");
    }

    [Fact]
    public void every_language_has_words_of_its_own_for_promises() => HandlebarsMailRenderer.Languages
        .Select(language => Renderer.Render("delivery-date", language, Models.Deliveries()).Text).ShouldBeUnique();

    /// <summary>Two languages that say the same would be a text that nobody translated.</summary>
    [Fact]
    public void every_language_has_words_of_its_own()
    {
        foreach (var state in HandlebarsMailRenderer.States)
        {
            HandlebarsMailRenderer.Languages.Select(language => Renderer.Render("order-state-staff", language, Models.Order(state.ToString())).Text).ShouldBeUnique();
            HandlebarsMailRenderer.Languages.Select(language => Renderer.Render("order-state", language, Models.Order(state.ToString())).Subject)
                .ShouldBeUnique();
        }

        HandlebarsMailRenderer.Languages.ShouldAllBe(language =>
            HandlebarsMailRenderer.States.Select(state => Renderer.Render("order-state", language, Models.Order(state.ToString())).Text)
                .Distinct().Count() == HandlebarsMailRenderer.States.Count);
    }

    [Fact]
    public void every_language_has_the_same_texts()
    {
        var files = new TemplateFiles(null);
        var english = files.Texts("en").ToDictionary(text => text.Key, text => text.Value.Count);
        foreach (var language in HandlebarsMailRenderer.Languages)
            files.Texts(language).ToDictionary(text => text.Key, text => text.Value.Count).ShouldBe(english, ignoreOrder: true, language);
    }

    [Theory]
    [InlineData("order-state", "cs", "Rejected", "text")]
    [InlineData("order-state", "es", "Shipped", "text")]
    [InlineData("order-state", "en", "Accepted", "html")]
    [InlineData("payment-instructions", "cs", "Validating", "text")]
    [InlineData("payment-instructions", "de", "Validating", "html")]
    [InlineData("account-created", "it", "", "text")]
    public void mails_are_as_approved(string template, string language, string state, string part)
    {
        var model = template == "account-created" ? Models.Account : Models.Order(state, state == "Rejected" ? "Zboží je <vyprodané>" : null);
        var mail = Renderer.Render(template, language, model);
        Approval.Check($"{template}.{language}.{state}.{part}".Replace("..", "."), $"Subject: {mail.Subject}\n\n{(part == "html" ? mail.Html : mail.Text)}");
    }

    [Fact]
    public void canonical_fields_serve_as_model_as_they_are()
    {
        var mail = Renderer.Render("order-state", "sk", new Dictionary<string, object?> { ["order"] = Models.Canonical });
        mail.Text.ShouldContain("Dôvod: Vyprodáno");
        mail.Text.ShouldContain("- 1,5 × Hrnek (HR-1): 99,00\u00a0€");
        mail.Text.ShouldContain("Objednané: 5. marca 2026");
    }

    [Theory]
    [InlineData("de-AT", "de")]
    [InlineData("IT", "it")]
    [InlineData("hu", "cs")]
    [InlineData("", "cs")]
    [InlineData("../../etc", "cs")]
    public void an_unknown_language_falls_back(string asked, string given)
    {
        var renderer = new HandlebarsMailRenderer(Models.Shop with { FallbackLanguage = "cs" });
        renderer.Render("order-state", asked, Models.Order()).ShouldBe(renderer.Render("order-state", given, Models.Order()));
    }

    [Fact]
    public void every_missing_value_is_listed_with_its_path()
    {
        var renderer = new HandlebarsMailRenderer(new MailRendererOptions());
        var fault = Should.Throw<FaultException>(() => renderer.Render("payment-instructions", "en", new Dictionary<string, object?>
        {
            ["order"] = new Dictionary<string, object?> { ["number"] = "1", ["total"] = null },
        })).Fault;
        fault.Kind.ShouldBe(FaultKind.Rejected);
        fault.Fields.Select(field => field.Key).ShouldBe(["order.total", "payment.accountName", "payment.iban", "shop.name"]);
        fault.Message.ShouldContain("order.total, payment.accountName, payment.iban, shop.name");
    }

    [Fact]
    public void a_missing_value_of_a_line_is_told_with_its_line()
    {
        var model = Models.Order();
        ((Dictionary<string, object?>[])((Dictionary<string, object?>)model["order"]!)["lines"]!)[1].Remove("total");
        Should.Throw<FaultException>(() => Renderer.Render("order-state", "en", model)).Fault.Message.ShouldContain("order.lines[1].total");
    }

    [Theory]
    [InlineData("nothing-such")]
    [InlineData("../layout")]
    public void an_unknown_template_is_a_fault_of_the_set_up(string template) =>
        Should.Throw<FaultException>(() => Renderer.Render(template, "en", Models.Order())).Fault.Kind.ShouldBe(FaultKind.Configuration);

    [Fact]
    public void a_state_without_texts_is_a_fault_of_the_set_up() =>
        Should.Throw<FaultException>(() => Renderer.Render("order-state", "en", Models.Order("Emitting")))
            .Fault.Message.ShouldContain("no text 'heading' for the state Emitting in the language en");

    [Fact]
    public void a_value_of_the_wrong_kind_is_a_fault_not_a_crash()
    {
        var model = Models.Order();
        ((Dictionary<string, object?>)model["order"]!)["total"] = "plenty";
        Should.Throw<FaultException>(() => Renderer.Render("order-state", "en", model)).Fault.Kind.ShouldBe(FaultKind.Configuration);
    }

    [Fact]
    public void values_are_never_taken_for_templates()
    {
        var model = Models.Order();
        ((Dictionary<string, object?>)model["order"]!)["customerName"] = "{{shop.phone}} \u0001x\u0002";
        Renderer.Render("order-state", "en", model).Text.ShouldContain("Hello {{shop.phone}} x,");
    }

    [Fact]
    public void many_render_at_once()
    {
        var renderer = new HandlebarsMailRenderer(Models.Shop);
        var texts = Enumerable.Range(0, 200).AsParallel().WithDegreeOfParallelism(8)
            .Select(i => renderer.Render("order-state", HandlebarsMailRenderer.Languages[i % 6], Models.Order()).Text).Distinct().Count();
        texts.ShouldBe(6);
    }
}
