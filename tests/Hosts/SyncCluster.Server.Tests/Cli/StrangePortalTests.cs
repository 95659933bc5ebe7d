using System.Text.Json;
using SyncCluster.Server.Cli;
using SyncCluster.Server.Configuration;
using SyncCluster.Server.Demo;
using SyncCluster.Server.Tests.Cli.Portals;

namespace SyncCluster.Server.Tests.Cli;

/// <summary>Portals that the robot has never seen are described by <c>sync.yaml</c> alone, as its README says (S4-12).</summary>
public sealed class StrangePortalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("strange-portal-").FullName;

    [Fact]
    public async Task a_frameset_in_windows_1250_that_pages_by_a_scripted_form()
    {
        await using var portal = await StartedAsync(new FramesetPortal());
        var rows = await RowsAsync("heslo&1+ x", $$"""
            url: {{portal.Address}}/default.asp
            user: "10452"
            steps:
              - { click: text=Nevyřízené zboží, in: "frame[name=menu]" }
            columns:
              code: Zboží č.
              name: Text
              ordered: Ks
              delivery: Očekáváme
            """);
        rows.Count.ShouldBe(FramesetPortal.Items);
        rows["1000/Ž"].ShouldBe("Žluťoučký kůň č. 0|1000|day:2027-03-01");
        rows["1001/Ž"].ShouldBe("Žluťoučký kůň č. 1|1001|third:2027-04-2");
        rows["1046/Ž"].ShouldBe("Žluťoučký kůň č. 46|1046|in-stock");
        rows["1043/Ž"].ShouldEndWith("|week:2027-W22");
        portal.Logins.ShouldBe(1);
    }

    [Theory]
    [InlineData("source: json\njson: /api/v2/lines\nrows: lines\ntotal: page.total\nscroll: true\ncolumns:\n  code: { path: item.no }\n  name: { path: item.title }\n  ordered: { path: open }\n  delivery: { path: expected }")]
    [InlineData("row: div.r\nheading: div.hd > div\nscroll: true\ncolumns:\n  code: Item no.\n  name: Product\n  ordered: Open\n  delivery: Expected")]
    public async Task a_single_page_whose_grid_holds_only_what_is_in_sight(string recipe)
    {
        await using var portal = await StartedAsync(new SinglePagePortal());
        var rows = await RowsAsync("pass word", $$"""
            url: {{portal.Address}}/app/#/orders
            user: robot
            language: en
            dateOrder: mdy
            {{recipe}}
            """);
        rows.Count.ShouldBe(SinglePagePortal.Items);
        rows["US-0000"].ShouldBe("Widget 0|0|in-stock");
        rows["US-0001"].ShouldBe("Widget 1|1|day:2027-02-02");
        rows["US-0229"].ShouldBe("Widget 229|4|day:2027-02-06");
    }

    [Fact]
    public async Task a_single_page_that_fetches_its_rows_the_moment_it_is_shown_and_never_again()
    {
        await using var portal = await StartedAsync(new SinglePagePortal { Hurries = true });
        var rows = await RowsAsync("pass word", $$"""
            url: {{portal.Address}}/app/#/orders
            user: robot
            dateOrder: mdy
            source: json
            json: /api/v2/lines
            rows: lines
            total: page.total
            scroll: true
            columns: { code: { path: item.no }, name: { path: item.title }, ordered: { path: open }, delivery: { path: expected } }
            """);
        rows.Count.ShouldBe(SinglePagePortal.Items);
        portal.Logins.ShouldBe(1);
    }

    [Fact]
    public async Task a_file_behind_a_form_after_a_login_in_two_steps_and_news_to_be_passed()
    {
        await using var portal = await StartedAsync(new ExportPortal());
        var rows = await RowsAsync("geheim 123", $$"""
            url: {{portal.Address}}/
            user: K-77
            language: de
            source: file
            steps:
              - { click: role=button Gelesen, optional: true }
              - goto: /rueckstaende
              - { select: "select[name=art]", option: Tabelle (CSV) }
              - download: role=button Datei erstellen
            columns:
              code: Art-Nr
              ordered: Rückst. Menge
              delivery: best. Liefertermin
            """);
        rows.Count.ShouldBe(ExportPortal.Items);
        rows["700-B"].ShouldBe("Säule; groß 0|1000|week:2027-W12");
        rows["701-B"].ShouldBe("Säule; groß 1|1001|day:2027-04-02");
        rows["702-B"].ShouldEndWith("|third:2027-05-1");
        rows["703-B"].ShouldEndWith("|unknown");
        portal.Logins.ShouldBe(1);
    }

    [Fact]
    public async Task a_recording_of_a_single_page_leads_to_its_recipe()
    {
        await using var portal = await StartedAsync(new SinglePagePortal());
        var (code, told, error) = await RunAsync("pass word", "portal", "record", portal.Address + "/app/#/orders", "--user", "robot", "--data", _folder, "--chromium", SandboxWorld.Browser!);
        code.ShouldBe(ExitCodes.Fine, error);
        told.ShouldContain("row: \"div.r\"");
        told.ShouldContain("heading: \"div.hd > *\"");
        told.ShouldContain("delivery: \"Expected\"");
        error.ShouldContain("source: json, json: /api/v2/lines");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<T> StartedAsync<T>(T portal) where T : StrangePortal
    {
        Assert.SkipWhen(SandboxWorld.Browser is null, "There is no Chromium on this machine (Debian: apt-get install chromium).");
        await portal.StartAsync();
        return portal;
    }

    /// <summary>What <c>portal try</c> reads: code, then name, ordered and promise.</summary>
    private async Task<Dictionary<string, string>> RowsAsync(string password, string recipe)
    {
        var file = Path.Combine(_folder, "sync.yaml");
        var system = string.Join('\n', $"connector: supplier-portal\nrole: supplier\npace: 0s\npassword: ${{env:PORTAL_PASSWORD}}\nchromium: {SandboxWorld.Browser}\n{recipe}".Split('\n').Select(line => "    " + line));
        await File.WriteAllTextAsync(file, $"version: 1\nsystems:\n  strange:\n{system}\n", TestContext.Current.CancellationToken);
        var (code, told, error) = await RunAsync(password, "portal", "try", "strange", "-c", file, "--json");
        code.ShouldBe(ExitCodes.Fine, Short(told) + error);
        var trial = JsonSerializer.Deserialize<JsonElement>(told);
        trial.GetProperty("rejected").GetArrayLength().ShouldBe(0, Short(told));
        return trial.GetProperty("observations").EnumerateArray().Select(one => one.GetProperty("fields")).ToDictionary(
            fields => fields.GetProperty("supplier.code").GetString()!,
            fields => string.Join('|', new[] { "name", "ordered", "delivery" }.Select(name => fields.TryGetProperty("supplier." + name, out var value) ? value.ToString() : "")));
    }

    private static async Task<(int Code, string Out, string Error)> RunAsync(string password, params string[] arguments)
    {
        using var told = new StringWriter();
        using var error = new StringWriter();
        var context = new CommandContext(told, error, ConnectorCatalog.Discover(AppContext.BaseDirectory), TimeProvider.System)
        {
            Variable = name => name == "PORTAL_PASSWORD" ? password : null,
        };
        return (await CommandLine.RunAsync(arguments, context), told.ToString(), error.ToString());
    }

    private static string Short(string text) => text.Length <= 2000 ? text : text[^2000..];
}
