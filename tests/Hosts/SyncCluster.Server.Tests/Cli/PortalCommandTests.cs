using System.Text.Json;
using SyncCluster.Sandbox.Portal;
using SyncCluster.Server.Cli;
using SyncCluster.Server.Configuration;
using SyncCluster.Server.Demo;

namespace SyncCluster.Server.Tests.Cli;

/// <summary>How a portal is set up from the command line, with a real browser.</summary>
public sealed class PortalCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("portal-command-").FullName;
    private string? _totp;

    [Fact]
    public async Task record_proposes_what_try_then_reads()
    {
        await using var portal = await StartAsync();
        var (code, told, error) = await RunAsync("portal", "record", $"{portal.BaseUrl}/orders", "--user", "robot@shop.example.test", "--data", _folder, "--chromium", SandboxWorld.Browser!);
        code.ShouldBe(ExitCodes.Fine, error);
        told.ShouldContain("code: \"Kód zboží\"");
        told.ShouldContain("delivery: \"Termín dodání\"");
        told.ShouldNotContain("portal password");
        Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Select(Path.GetFileName).Order(StringComparer.Ordinal)
            .ShouldBe(["note.json", "page.html", "page.png", "trace.zip"]);

        var file = Path.Combine(_folder, "sync.yaml");
        await File.WriteAllTextAsync(file, $"version: 1\n{told.TrimEnd()}\n    chromium: {SandboxWorld.Browser}\n", TestContext.Current.CancellationToken);
        (code, told, error) = await RunAsync("portal", "try", "supplier", "-c", file);
        code.ShouldBe(ExitCodes.Fine, told + error);
        told.ShouldContain("60 items, 0 rejected. Nothing was handed on.");
        (code, told, _) = await RunAsync("portal", "try", "supplier", "-c", file, "--json");
        code.ShouldBe(ExitCodes.Fine);
        JsonSerializer.Deserialize<JsonElement>(told).GetProperty("observations").GetArrayLength().ShouldBe(60);

        portal.Stock.Say("HEO-00003", "viz e-mail");
        (code, told, error) = await RunAsync("portal", "try", "supplier", "-c", file);
        code.ShouldBe(ExitCodes.Fine, told + error);
        told.ShouldContain("59 items, 1 rejected. Nothing was handed on.");
        var rejected = told.Split('\n').Single(line => line.StartsWith("  rejected", StringComparison.Ordinal));
        rejected.ShouldStartWith("  rejected HEO-00003: ");
        rejected.ShouldContain("viz e-mail");
        rejected.ShouldContain("[", customMessage: "the row as it came");

        portal.Faults.Add(new Sandbox.Faults.FaultRule { Kind = Sandbox.Faults.FaultKind.Captcha });
        (code, told, _) = await RunAsync("portal", "try", "supplier", "-c", file);
        code.ShouldBe(ExitCodes.Found);
        told.ShouldContain("captcha");
        told.ShouldContain("Screenshot, page and trace: ");
    }

    [Theory]
    [InlineData("/orders/cards", "row: \"article.card\"")]
    [InlineData("/orders/app", "attribute: data-date")]
    [InlineData("/orders/growing", "more: \"text=Zobrazit více\"")]
    public async Task what_record_proposes_for_cards_grids_and_growing_lists_is_read_whole(string path, string proposes)
    {
        await using var portal = await StartAsync();
        var (code, told, error) = await RunAsync(
            "portal", "record", portal.BaseUrl + path, "--user", "robot@shop.example.test", "--login-url", portal.BaseUrl + "/login", "--data", _folder, "--chromium", SandboxWorld.Browser!);
        code.ShouldBe(ExitCodes.Fine, error);
        told.ShouldContain(proposes, customMessage: error);
        var file = Path.Combine(_folder, "sync.yaml");
        await File.WriteAllTextAsync(file, $"version: 1\n{told.TrimEnd()}\n    chromium: {SandboxWorld.Browser}\n    pace: 0s\n", TestContext.Current.CancellationToken);
        (code, told, error) = await RunAsync("portal", "try", "supplier", "-c", file);
        code.ShouldBe(ExitCodes.Fine, told + error);
        told.ShouldContain("60 items, 0 rejected.");
    }

    [Fact]
    public async Task a_login_with_a_one_time_code_is_recorded_with_the_code_of_now()
    {
        await using var portal = await StartAsync(new SupplierPortalSandboxOptions { Items = 60, OneTimeCode = _ => "123456" });
        string[] record = ["portal", "record", portal.BaseUrl + "/orders", "--user", "robot@shop.example.test", "--data", _folder, "--chromium", SandboxWorld.Browser!];
        var (code, told, error) = await RunAsync(record);
        code.ShouldBe(ExitCodes.Found);
        error.ShouldContain("asks for a one-time code");
        error.ShouldContain("--code");
        portal.Logins.ShouldBe(0);

        (code, told, error) = await RunAsync([.. record, "--code", "123 456"]);
        code.ShouldBe(ExitCodes.Fine, error);
        told.ShouldContain("totp: \"${env:PORTAL_TOTP}\"");
        told.ShouldContain("delivery: \"Termín dodání\"");
        error.ShouldContain("PORTAL_TOTP");
        portal.Logins.ShouldBe(1);
        foreach (var kept in Directory.GetFiles(_folder, "*.html", SearchOption.AllDirectories).Concat(Directory.GetFiles(_folder, "note.json", SearchOption.AllDirectories)))
            (await File.ReadAllTextAsync(kept, TestContext.Current.CancellationToken)).ShouldNotContain("123456");

        _totp = "no secret";
        (code, _, error) = await RunAsync(record);
        code.ShouldBe(ExitCodes.Found);
        error.ShouldContain("no secret of one-time codes");
    }

    [Fact]
    public async Task a_scraper_without_a_broker_says_what_is_missing()
    {
        var file = Path.Combine(_folder, "sync.yaml");
        await File.WriteAllTextAsync(file, "version: 1\nsystems:\n  supplier: { connector: supplier-portal, role: supplier, url: https://portal.example/orders }\n", TestContext.Current.CancellationToken);
        var (code, _, error) = await RunAsync("run", "--role", "scraper", "-c", file);
        code.ShouldBe(ExitCodes.CannotRun);
        error.ShouldContain("'broker'");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<SupplierPortalSandbox> StartAsync(SupplierPortalSandboxOptions? options = null)
    {
        Assert.SkipWhen(SandboxWorld.Browser is null, "There is no Chromium on this machine (Debian: apt-get install chromium).");
        return await SupplierPortalSandbox.StartAsync(options ?? new SupplierPortalSandboxOptions { Items = 60 }, TestContext.Current.CancellationToken);
    }

    private async Task<(int Code, string Out, string Error)> RunAsync(params string[] arguments)
    {
        using var told = new StringWriter();
        using var error = new StringWriter();
        var context = new CommandContext(told, error, ConnectorCatalog.Discover(AppContext.BaseDirectory), TimeProvider.System)
        {
            Variable = name => name switch { "PORTAL_PASSWORD" => "portal password", "PORTAL_TOTP" => _totp, _ => null },
        };
        return (await CommandLine.RunAsync(arguments, context), told.ToString(), error.ToString());
    }
}
