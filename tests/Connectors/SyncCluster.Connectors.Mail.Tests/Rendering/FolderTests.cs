using SyncCluster.Connectors.Mail.Rendering;
using SyncCluster.Core.Faults;

namespace SyncCluster.Connectors.Mail.Tests.Rendering;

public sealed class FolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mail-templates").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void a_shop_changes_one_sentence()
    {
        Write("texts.cs.json", """{ "order-state": { "Shipped": { "heading": "Už to letí, {{order.number}}!" } } }""");
        var mail = Renderer().Render("order-state", "cs", Models.Order("Shipped"));
        mail.Text.ShouldStartWith("Už to letí, 2026-0042!");
        mail.Subject.ShouldBe("Vaše objednávka 2026-0042 je na cestě");
    }

    [Fact]
    public void a_shop_adds_a_language_and_a_template()
    {
        Write("texts.hu.json", """{ "subject": "Szia", "heading": "Szia" }""");
        Write("hello.html.hbs", "<b>{{t \"heading\"}} {{order.customerName}}</b>");
        Write("hello.text.hbs", "{{t \"heading\"}} {{order.customerName}}");
        var mail = Renderer().Render("hello", "hu", Models.Order());
        mail.Subject.ShouldBe("Szia");
        mail.Text.ShouldBe("Szia Jana <script>Nováková</script>\n");
        mail.Html.ShouldBe("<b>Szia Jana &lt;script&gt;Nováková&lt;/script&gt;</b>\n");
    }

    [Fact]
    public void a_shop_replaces_the_layout()
    {
        Write("layout.text.hbs", "*** {{> @partial-block}} ***");
        Renderer().Render("account-created", "en", Models.Account).Text.ShouldStartWith("***");
    }

    [Fact]
    public void an_edited_text_counts_from_the_next_mail_on()
    {
        var renderer = new ReloadingMailRenderer(Models.Shop with { Folder = _folder });
        Write("texts.cs.json", """{ "order-state": { "Shipped": { "heading": "Poprvé" } } }""");
        renderer.Render("order-state", "cs", Models.Order("Shipped")).Text.ShouldContain("Poprvé");
        Write("texts.cs.json", """{ "order-state": { "Shipped": { "heading": "Podruhé" } } }""");
        File.SetLastWriteTimeUtc(Path.Combine(_folder, "texts.cs.json"), new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        renderer.Render("order-state", "cs", Models.Order("Shipped")).Text.ShouldContain("Podruhé");
    }

    [Theory]
    [InlineData("order-state.html.hbs", "{{#if x}}never closed")]
    [InlineData("texts.en.json", "{ \"heading\": ")]
    [InlineData("texts.en.json", "[1]")]
    public void what_is_broken_is_named(string file, string content)
    {
        Write(file, content);
        var fault = Should.Throw<FaultException>(() => Renderer().Render("order-state", "en", Models.Order())).Fault;
        fault.Kind.ShouldBe(FaultKind.Configuration);
        fault.Message.ShouldContain(file.Replace(".hbs", ""));
    }

    private HandlebarsMailRenderer Renderer() => new(Models.Shop with { Folder = _folder });

    private void Write(string file, string content) => File.WriteAllText(Path.Combine(_folder, file), content);
}
