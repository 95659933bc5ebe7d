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

        portal.Faults.Add(new Sandbox.Faults.FaultRule { Kind = Sandbox.Faults.FaultKind.Captcha });
        (code, told, _) = await RunAsync("portal", "try", "supplier", "-c", file);
        code.ShouldBe(ExitCodes.Found);
        told.ShouldContain("captcha");
        told.ShouldContain("Screenshot, page and trace: ");
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

    private static async Task<SupplierPortalSandbox> StartAsync()
    {
        Assert.SkipWhen(SandboxWorld.Browser is null, "There is no Chromium on this machine (Debian: apt-get install chromium).");
        return await SupplierPortalSandbox.StartAsync(new SupplierPortalSandboxOptions { Items = 60 }, TestContext.Current.CancellationToken);
    }

    private static async Task<(int Code, string Out, string Error)> RunAsync(params string[] arguments)
    {
        using var told = new StringWriter();
        using var error = new StringWriter();
        var context = new CommandContext(told, error, ConnectorCatalog.Discover(AppContext.BaseDirectory), TimeProvider.System)
        {
            Variable = name => name == "PORTAL_PASSWORD" ? "portal password" : null,
        };
        return (await CommandLine.RunAsync(arguments, context), told.ToString(), error.ToString());
    }
}
