using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using SyncCluster.Connectors;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;
using SyncCluster.Server.Cli;
using SyncCluster.Server.Tests.Stage;

namespace SyncCluster.Server.Tests.Cli;

public sealed class CommandTests
{
    private readonly House _house = new();

    [Fact]
    public async Task check_tells_everything_with_place_and_way_out()
    {
        using var typed = new Typed(_house, """
            version: 1
            systems:
              erp: { connector: stage, role: erp, pagSize: 10 }
              shop: { connector: stage, role: shop, password: plain-text }

            """);
        var (code, told, _) = await typed.RunAsync("check");
        code.ShouldBe(ExitCodes.Found);
        Approve("check-wrong-file", told);
    }

    [Fact]
    public async Task schema_prints_what_administrators_run_on_postgresql()
    {
        using var output = new StringWriter();
        var context = new CommandContext(output, TextWriter.Null, _house.Connectors, TimeProvider.System);
        (await CommandLine.RunAsync(["schema", "--print"], context)).ShouldBe(ExitCodes.Fine);
        var told = output.ToString();
        told.ShouldContain("CREATE TABLE entity (");
        told.ShouldContain("CREATE TABLE silo (");
        told.ShouldContain("VALUES ('MembershipReadAllKey', ");
    }

    [Fact]
    public async Task check_asks_every_system()
    {
        _house.Shop.Report = new CheckReport(
        [
            new Finding(Severity.Info, "Version 9.1."), new Finding(Severity.Warning, "The clock is 3 minutes late.", "Set it."), new Finding(Severity.Error, "The key may only read.", "Make one that may write."),
        ]);
        using var typed = new Typed(_house, House.Systems);
        var (code, told, _) = await typed.RunAsync("check");
        code.ShouldBe(ExitCodes.Found);
        Approve("check-systems", told);
        (await typed.RunAsync("check", "--offline")).Code.ShouldBe(ExitCodes.Fine);
        var json = JsonSerializer.Deserialize<JsonElement>((await typed.RunAsync("check", "--json")).Out);
        json.GetProperty("errors").GetInt32().ShouldBe(1);
        json.GetProperty("findings").EnumerateArray().Last().GetProperty("advice").GetString().ShouldBe("Make one that may write.");
    }

    [Fact]
    public async Task check_and_plan_say_where_prices_would_be_of_another_currency()
    {
        _house.Product("A-1", "Blue shirt", 19.9m);
        (_house.Erp.Currency, _house.Shop.Currency) = ("EUR", "CZK");
        using var typed = new Typed(_house, House.Systems);
        var (code, told, _) = await typed.RunAsync("check");
        code.ShouldBe(ExitCodes.Found);
        told.ShouldContain("shop: error: It keeps CZK, and erp, whose prices it is given, keeps EUR: no price is written. Set the right currency in erp or in shop;");
        var plan = await typed.RunAsync("plan");
        plan.Error.ShouldContain("shop: error: It keeps CZK, and erp, whose prices it is given, keeps EUR");
        plan.Code.ShouldBe(ExitCodes.Found);

        _house.Shop.Currency = "EUR";
        (await typed.RunAsync("check")).Code.ShouldBe(ExitCodes.Fine);
    }

    [Theory]
    [InlineData("name: shop", true)]
    [InlineData("name: { master: shop, seeds: [erp] }", false)]
    [InlineData("description: shop", false)]
    public async Task check_says_where_nothing_new_would_ever_be_created(string rule, bool warns)
    {
        var folder = Directory.CreateTempSubdirectory("synccluster-check-");
        var file = Path.Combine(folder.FullName, "sync.yaml");
        await File.WriteAllTextAsync(file, $$"""
            version: 1
            systems:
              erp: { connector: sql-interchange, role: erp, provider: sqlite, connection: "Data Source=erp.db" }
              shop: { connector: woocommerce, role: shop, url: https://shop.example.com, key: "${file:{{file}}}", secret: "${file:{{file}}}", webhooks: false }
            rules: { product: { master: erp, fields: { {{rule}} } } }
            """, TestContext.Current.CancellationToken);
        using var told = new StringWriter();
        var context = new CommandContext(told, TextWriter.Null, SyncCluster.Server.Configuration.ConnectorCatalog.Discover(AppContext.BaseDirectory), TimeProvider.System);
        (await CommandLine.RunAsync(["check", "-c", file, "--offline"], context)).ShouldBe(ExitCodes.Fine, told.ToString());
        folder.Delete(recursive: true);
        told.ToString().Contains("A product needs name to be created in shop, and only shop may give it", StringComparison.Ordinal).ShouldBe(warns, told.ToString());
    }

    [Fact]
    public async Task plan_shows_what_would_be_written_and_writes_nothing()
    {
        _house.Product("A-1", "Blue shirt", 19.9m);
        _house.Product("A-2", "Red shirt", 9.9m);
        _house.Shop.Put(Kind.Product, "7", (ProductFields.Sku, FieldValue.Of("A-2")), (ProductFields.Name, FieldValue.Of("Red shirt")), (ProductFields.Price(1), FieldValue.Of((decimal?)8m)));
        _house.Order("1001", OrderState.Validating);
        using var typed = new Typed(_house, House.Systems);
        var (code, told, error) = await typed.RunAsync("plan");
        code.ShouldBe(ExitCodes.Fine, error);
        _house.Shop.Written.TryPeek(out _).ShouldBeFalse();
        _house.Erp.Written.TryPeek(out _).ShouldBeFalse();
        Directory.Exists(Path.Combine(typed.Folder, "data")).ShouldBeFalse();
        told.ShouldContain("shop: create product Blue shirt\n");
        told.ShouldContain("shop: write product Red shirt (7)\n    price.1: 8 -> 9.9  [erp owns it]\n");
        told.ShouldContain("erp: create order 1001\n");
        told.ShouldEndWith("Nothing was written.\n");
        var json = JsonSerializer.Deserialize<JsonElement>((await typed.RunAsync("plan", "--json")).Out);
        json.GetProperty("pushes").GetArrayLength().ShouldBe(3);
    }

    [Fact(Timeout = 120_000)]
    public async Task plan_does_not_wait_for_what_a_synchronous_feed_waits_for()
    {
        _house.Product("A-1", "Blue shirt", 19.9m);
        using var typed = new Typed(_house, House.Systems.Replace("role: erp }", "role: erp, feeds: { products: { every: 1s, mode: synchronous } } }", StringComparison.Ordinal));
        var (code, told, error) = await typed.RunAsync("plan");
        code.ShouldBe(ExitCodes.Fine, error);
        told.ShouldContain("shop: create product Blue shirt\n");
    }

    [Fact]
    public async Task plan_on_an_installation_at_work_shows_what_is_new_and_leaves_its_store_alone()
    {
        _house.Product("A-1", "Blue shirt", 19.9m);
        _house.Order("1001", OrderState.Validating);
        using var typed = new Typed(_house, House.Systems + "store: { sqlite: store.db }\n");
        typed.Started = async (app, _) =>
        {
            await RunningServer.WrittenAsync(_house.Shop);
            await RunningServer.WrittenAsync(_house.Erp);
            await UntilAsync(app, "/api/pushes", text => text == "[]");
        };
        (await typed.RunAsync("run")).Code.ShouldBe(ExitCodes.Fine);
        while (_house.Shop.Written.TryRead(out _) || _house.Erp.Written.TryRead(out _)) continue;
        var (code, told, error) = await typed.RunAsync("plan");
        code.ShouldBe(ExitCodes.Fine, error);
        error.ShouldContain("planning on a copy of what SQLite store.db holds; --fresh plans as if nothing were known");
        told.ShouldNotContain("create");
        told.ShouldNotContain("write ");

        _house.Product("A-1", "Blue shirt", 21m);
        var before = await File.ReadAllBytesAsync(Path.Combine(typed.Folder, "store.db"), TestContext.Current.CancellationToken);
        (code, told, error) = await typed.RunAsync("plan");
        code.ShouldBe(ExitCodes.Fine, error);
        told.ShouldContain("shop: write product Blue shirt (shop-1)\n    price.1: 19.9 -> 21  [erp owns it]\n");
        (await File.ReadAllBytesAsync(Path.Combine(typed.Folder, "store.db"), TestContext.Current.CancellationToken)).ShouldBe(before);
        (await typed.RunAsync("plan", "--fresh")).Error.ShouldNotContain("on a copy");
        (_house.Shop.Written.TryPeek(out _) || _house.Erp.Written.TryPeek(out _)).ShouldBeFalse();
    }

    [Fact]
    public async Task a_second_run_on_one_sqlite_store_is_refused()
    {
        using var typed = new Typed(_house, House.Systems + "store: { sqlite: store.db }\n");
        typed.Started = async (app, _) =>
        {
            typed.Started = null;
            var second = await typed.RunAsync("run");
            second.Code.ShouldBe(ExitCodes.CannotRun);
            second.Error.ShouldBe("Another process works on SQLite store.db. Stop it, or give this one a store of its own; several work together on PostgreSQL with --engine orleans.\n");
            app.Lifetime.StopApplication();
        };
        (await typed.RunAsync("run")).Code.ShouldBe(ExitCodes.Fine);
        File.Exists(Path.Combine(typed.Folder, "store.db.run")).ShouldBeFalse();
    }

    [Fact]
    public async Task run_retry_and_export_work_on_one_store()
    {
        _house.Product("A-1", "Blue shirt", 19.9m);
        _house.Shop.Refuses = _ => new Fault(FaultKind.Rejected, "Too long.");
        using var typed = new Typed(_house, House.Systems);
        typed.Started = (app, _) => UntilParkedAsync(app);
        var (code, told, error) = await typed.RunAsync("run");
        code.ShouldBe(ExitCodes.Fine, error);
        told.ShouldContain("erp (stage, erp): reads products, customers, orders; writes product, customer, order");
        var exported = await typed.RunAsync("export", "entities", "--kind", "product");
        var line = JsonSerializer.Deserialize<JsonElement>(exported.Out);
        line.GetProperty("fields").GetProperty("name").GetString().ShouldBe("Blue shirt");
        line.GetProperty("remoteIds").GetProperty("erp").GetString().ShouldBe("A-1");
        (await typed.RunAsync("export", "history")).Out.ShouldContain("Blue shirt");
        (await typed.RunAsync("retry", "--system", "shop")).Out.ShouldContain("1 pushes");
        (await typed.RunAsync("retry", "--all")).Out.ShouldContain("0 pushes");
        var id = line.GetProperty("id").GetString()!;
        (await typed.RunAsync("retry", "--again", "--system", "erp", "--entity", id)).Out.ShouldContain($"{id} will be written to erp once more");
        (await typed.RunAsync("retry", "--again", "--system", "erp", "--order", "1001")).Error.ShouldContain("Order 1001 is not known.");
    }

    [Theory]
    [InlineData("retry")]
    [InlineData("retry", "--system", "shp")]
    [InlineData("retry", "--again", "--system", "erp")]
    [InlineData("retry", "--order", "1001")]
    [InlineData("retry", "--again", "--order", "1001")]
    [InlineData("run", "--log-format", "xml")]
    [InlineData("nonsense")]
    public async Task wrong_usage_has_an_exit_code_of_its_own(params string[] arguments)
    {
        using var typed = new Typed(_house, House.Systems);
        (await typed.RunAsync(arguments)).Code.ShouldBe(ExitCodes.Usage);
    }

    [Fact]
    public async Task a_store_that_cannot_be_opened_ends_the_run_with_its_reason()
    {
        using var typed = new Typed(_house, House.Systems + "store: { sqlite: . }\n");
        var (code, _, _) = await typed.RunAsync("run", "--log-level", "none");
        code.ShouldBe(ExitCodes.CannotRun);
    }

    private static Task UntilParkedAsync(WebApplication app) => UntilAsync(app, "/api/parked", text => text.Contains("Too long.", StringComparison.Ordinal));

    /// <summary>Asks until the answer fits, and then ends the server.</summary>
    private static async Task UntilAsync(WebApplication app, string path, Func<string, bool> fits)
    {
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            using var answer = await client.GetAsync(path, limit.Token);
            if (fits(await answer.Content.ReadAsStringAsync(limit.Token))) break;
            await timer.WaitForNextTickAsync(limit.Token);
        }

        app.Lifetime.StopApplication();
    }

    /// <summary>Compares with a file beside the test. To approve a change, run with SYNCCLUSTER_APPROVE=1 and read the difference.</summary>
    private static void Approve(string name, string actual, [CallerFilePath] string from = "")
    {
        var file = $"{name}.approved.txt";
        if (Environment.GetEnvironmentVariable("SYNCCLUSTER_APPROVE") == "1")
            File.WriteAllText(Path.Combine(Path.GetDirectoryName(from)!, "Approved", file), actual);
        else
            actual.ShouldBe(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Cli", "Approved", file)).ReplaceLineEndings("\n"));
    }
}
