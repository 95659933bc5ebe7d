using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using SyncCluster.Connectors.SqlInterchange;
using SyncCluster.Connectors.WooCommerce;
using SyncCluster.Sandbox.Smtp;
using SyncCluster.Sandbox.WooCommerce;
using SyncCluster.Sandbox.WooCommerce.Growing;
using SyncCluster.Sandbox.WooCommerce.State;
using SyncCluster.Server.Composition;
using SyncCluster.Server.Configuration;
using SyncCluster.Server.Http;
using SyncCluster.Testing;

namespace SyncCluster.EndToEnd.Tests;

/// <summary>
/// The whole way with nothing of ours in between: rows that somebody inserts into interchange tables on a real PostgreSQL,
/// the engine, a shop that speaks WooCommerce's interface, a mail server; and back.
/// </summary>
public sealed class RowsToShopTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly PostgresDatabases _databases = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("synccluster-rows-").FullName;
    private WooCommerceSandbox _shop = null!;
    private SmtpSink _post = null!;
    private NpgsqlDataSource _erp = null!;
    private string _connection = "";

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(PostgresServer.WhyMissing is not null, PostgresServer.WhyMissing ?? "");
        var cancellation = TestContext.Current.CancellationToken;
        _shop = await WooCommerceSandbox.StartAsync(new WooCommerceSandboxOptions { Seed = WooCommerceSeed.Empty, DeliverWebhooks = false }, cancellation);
        _post = await SmtpSink.StartAsync(new SmtpSinkOptions(), cancellation);
        _connection = await _databases.CreateAsync(cancellation);
        _erp = NpgsqlDataSource.Create(_connection);
        foreach (var statement in InterchangeDdl.StatementsFor("postgresql")) await ExecuteAsync(statement);
    }

    public async ValueTask DisposeAsync()
    {
        if (_erp is not null) await _erp.DisposeAsync();
        if (_post is not null) await _post.DisposeAsync();
        if (_shop is not null) await _shop.DisposeAsync();
        await _databases.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task rows_of_the_ERP_reach_the_shop_and_its_order_the_tables_and_the_state_the_customer()
    {
        // The ERP writes as it comes: the product, then an older relation, and the category that both speak of last.
        await ExecuteAsync("""
            INSERT INTO "Productos" ("ID Producto", "Código (SKU)", "Nombre", "Precio 1", "Existencia", "Peso", "FechaHora") VALUES ('1', 'CH-1', 'Silla', 250, 10, 7.5, now())
            """);
        await ExecuteAsync("""INSERT INTO "Existencias" VALUES ('CH-1', 10)""");
        await using var program = await StartAsync();
        await UntilAsync("the product is in the shop", () => Product() is not null);
        await ExecuteAsync("""
            INSERT INTO "Relación_Categorias_Productos" ("ID Categoría", "ID Producto", "FechaHora", "Operacion") VALUES ('C1', '1', now() - interval '10 seconds', 'A')
            """);
        await UntilAsync("the relation is taken from the table", async () => await CountAsync("Relación_Categorias_Productos") == 0);
        await ExecuteAsync("""INSERT INTO "Categorias_Productos" ("ID Categoría", "Nombre") VALUES ('C1', 'Sillas')""");
        await UntilAsync("the product stands in its category", () => Product()!.Categories.Any(id => _shop.Shop.Categories.TryGetValue(id, out var category) && category.Name == "Sillas"));
        decimal.Parse(Product()!.RegularPrice, CultureInfo.InvariantCulture).ShouldBe(250m);

        // A contact of the ERP becomes an account, and is then changed on both sides.
        await ExecuteAsync("""INSERT INTO "Contactos_Sube" ("ID Contacto", "Nombres", "Apellidos", "Email", "Ciudad") VALUES ('7', 'Ana', 'Vega', 'ana@example.com', 'Madrid')""");
        await UntilAsync("the contact has an account", () => Account() is not null);
        _shop.Checkout.EditCustomer(Account()!.Id, customer => customer with { Billing = customer.Billing with { Phone = "600100200" } });
        await ExecuteAsync("""INSERT INTO "Contactos_Sube" ("ID Contacto", "Nombres", "Apellidos", "Email", "Ciudad") VALUES ('7', 'Ana', 'Vega Ruiz', 'ana@example.com', 'Madrid')""");
        await UntilAsync("the ERP's change is in the shop", () => Account()!.LastName == "Vega Ruiz");
        await UntilAsync("the shop's change is in the table", async () => await CountAsync("Contactos_Baja", "\"ID Contacto\" = '7' AND '600100200' IN (\"Teléfono Fijo\", \"Teléfono Movil\")") > 0);
        Account()!.Billing.Phone.ShouldBe("600100200", "neither change took the other's place");

        // She orders; the order is in the tables, whole, and once.
        var order = _shop.Checkout.Place(new CheckoutOrder
        {
            CustomerId = Account()!.Id, Lines = [new CheckoutLine("CH-1", 2)], Payment = "cod",
            Billing = new ShopAddress { FirstName = "Ana", LastName = "Vega Ruiz", Address1 = "Calle 1", City = "Madrid", Country = "ES", Email = "ana@example.com", Phone = "600100200" },
        });
        var number = order.Id.ToString(CultureInfo.InvariantCulture);
        await UntilAsync("the order is in the tables", async () => await CountAsync("Pedidos_Cabecera", $"\"ID Pedido_Cabecera\" = '{number}' AND \"ID Contacto\" = '7' AND \"Moneda\" = 'CZK' AND \"Total\" > 0") == 1);
        (await CountAsync("Pedidos_Detalles", $"\"ID Pedido_Cabecera\" = '{number}' AND \"ID Producto\" = '1' AND \"Cantidad\" = 2")).ShouldBe(1);

        // The ERP takes it in, and says so; customer and office hear of it, each once.
        await ExecuteAsync($"""INSERT INTO "Pedidos_Estados" ("ID Pedido_Cabecera", "Estado", "Origen") VALUES ('{number}', 'ACEPTADO', 'ERP')""");
        using var patience = Limit();
        await _post.WaitForAsync(mail => mail.To.Contains("ana@example.com") && mail.Subject.Contains(number, StringComparison.Ordinal), patience.Token);
        await _post.WaitForAsync(mail => mail.To.Contains("office@example.com") && mail.Subject.Contains(number, StringComparison.Ordinal), patience.Token);

        // She has it sent elsewhere: the ERP is told by a second header, and by nothing else.
        _shop.Checkout.SetOrderShipping(order.Id, order.Shipping with { Address1 = "Calle 2", City = "Toledo" });
        await UntilAsync("the new address is in the tables", async () => await CountAsync("Pedidos_Cabecera", $"\"ID Pedido_Cabecera\" = '{number}' AND \"Operacion\" = 'M' AND \"Envío-Ciudad\" = 'Toledo'") == 1);
        await ExecuteAsync($"""INSERT INTO "Pedidos_Estados" ("ID Pedido_Cabecera", "Estado", "Origen") VALUES ('{number}', 'ENVIADO', 'ERP')""");
        await UntilAsync("the shop shows it as sent", () => _shop.Shop.Orders[order.Id].Status == "completed");
        _post.Messages.Count(mail => mail.Subject.Contains(number, StringComparison.Ordinal)).ShouldBe(2, string.Join('\n', _post.Messages.Select(mail => $"{mail.To[0]}: {mail.Subject}")));
        (await CountAsync("Pedidos_Cabecera", "\"Operacion\" = 'A'")).ShouldBe(1);
        (await CountAsync("Pedidos_Cabecera")).ShouldBe(2);
        (await CountAsync("Pedidos_Detalles")).ShouldBe(1);
        (await program.Store.ListParkedAsync(null, null, 10, TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Fact]
    public async Task of_an_order_in_the_shop_s_trash_that_the_ERP_goes_on_with_a_person_says_that_it_is_cancelled()
    {
        await ExecuteAsync("""
            INSERT INTO "Productos" ("ID Producto", "Código (SKU)", "Nombre", "Precio 1", "Existencia") VALUES ('1', 'CH-1', 'Silla', 250, 10)
            """);
        await ExecuteAsync("""INSERT INTO "Existencias" VALUES ('CH-1', 10)""");
        await using var program = await StartAsync();
        await UntilAsync("the product is in the shop", () => Product() is not null);
        var order = _shop.Checkout.Place(new CheckoutOrder
        {
            Lines = [new CheckoutLine("CH-1", 1)], Payment = "cod",
            Billing = new ShopAddress { FirstName = "Ana", LastName = "Vega", Address1 = "Calle 1", City = "Madrid", Country = "ES", Email = "ana@example.com" },
        });
        var number = order.Id.ToString(CultureInfo.InvariantCulture);
        await UntilAsync("the order is in the tables", async () => await CountAsync("Pedidos_Cabecera", $"\"ID Pedido_Cabecera\" = '{number}'") == 1);

        _shop.Checkout.TrashOrder(order.Id);
        using var http = new HttpClient { BaseAddress = program.Address };
        JsonElement asked = default;
        await UntilAsync("a person is asked", async () =>
        {
            var open = await http.GetFromJsonAsync<JsonElement>("/api/conflicts", TestContext.Current.CancellationToken);
            if (open.GetProperty("items").GetArrayLength() == 0) return false;
            asked = open.GetProperty("items")[0];
            return true;
        });
        asked.GetProperty("field").GetString().ShouldBe("state");
        (await CountAsync("Pedidos_Estados", "\"Estado\" = 'CANCELADO'")).ShouldBe(0, "nobody has said so yet");
        var decision = new { entityId = asked.GetProperty("entityId").GetString(), field = "state", system = "shop", winner = "shop" };
        (await http.PostAsJsonAsync("/api/conflicts/resolve", decision, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        await UntilAsync("the ERP is told", async () => await CountAsync("Pedidos_Estados", $"\"ID Pedido_Cabecera\" = '{number}' AND \"Estado\" = 'CANCELADO' AND \"Origen\" = 'DP'") == 1);
    }

    private ShopProduct? Product() => _shop.Shop.ProductBySku("CH-1");

    private ShopCustomer? Account() => _shop.Shop.CustomerByEmail("ana@example.com");

    private async Task<Running> StartAsync()
    {
        var yaml = $$"""
            version: 1
            http: { listen: "http://127.0.0.1:0" }
            systems:
              erp:
                connector: sql-interchange
                role: erp
                provider: postgresql
                connection: "${env:ERP}"
                currency: CZK
                interval: 1s
              shop:
                connector: woocommerce
                role: shop
                url: {{_shop.BaseUrl}}
                key: "${env:WOO_KEY}"
                secret: "${env:WOO_SECRET}"
                webhooks: false
                feeds: { products: 1s, variations: 1s, categories: 1s, customers: 1s, orders: 1s, products-sweep: 1h, orders-sweep: 1s }
            mail:
              from: Shop <shop@example.com>
              smtp: { host: 127.0.0.1, port: {{_post.Port}}, security: none }
              shop: { name: The Shop }
              send: { orderAccepted: true, orderShipped: false }
              staff: { to: [office@example.com], states: [Accepted] }

            """;
        var result = ConfigurationLoader.Load(
            new ConfigurationSource("sync.yaml", yaml, _folder, name => name switch { "ERP" => _connection, "WOO_KEY" => _shop.ConsumerKey, "WOO_SECRET" => _shop.ConsumerSecret, _ => null }, _ => null),
            new ConnectorCatalog([new SqlInterchangeConnector(), new WooCommerceConnector()]));
        var installation = Installation.Compose(
            result.Configuration.ShouldNotBeNull(string.Join('\n', result.Problems)), new HostServices(TimeProvider.System, NullLoggerFactory.Instance),
            setup => setup with { SweepEvery = TimeSpan.FromSeconds(1) });
        var app = WebHost.Build(installation, logging => logging.ClearProviders());
        await app.StartAsync(TestContext.Current.CancellationToken);
        await installation.Settled.WaitAsync(Patience, TimeProvider.System, TestContext.Current.CancellationToken);
        installation.Phase.ShouldBe(Phase.Running);
        return new Running(installation, app);
    }

    private static CancellationTokenSource Limit()
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        return limit;
    }

    private static Task UntilAsync(string what, Func<bool> isSo) => UntilAsync(what, () => Task.FromResult(isSo()));

    /// <summary>Looks until it is so: what happens in other systems cannot be awaited otherwise.</summary>
    private static async Task UntilAsync(string what, Func<Task<bool>> isSo)
    {
        using var limit = Limit();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!await isSo())
        {
            try
            {
                await timer.WaitForNextTickAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"It never came about that {what}.");
            }
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _erp.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private async Task<long> CountAsync(string table, string where = "true")
    {
        await using var command = _erp.CreateCommand($"SELECT count(*) FROM \"{table}\" WHERE {where}");
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private sealed class Running(Installation installation, WebApplication app) : IAsyncDisposable
    {
        public Engine.Storage.IStateStore Store => installation.Store;

        public Uri Address { get; } = new(app.Urls.First());

        public async ValueTask DisposeAsync()
        {
            await app.StopAsync(CancellationToken.None);
            await app.DisposeAsync();
            await installation.DisposeAsync();
        }
    }
}
