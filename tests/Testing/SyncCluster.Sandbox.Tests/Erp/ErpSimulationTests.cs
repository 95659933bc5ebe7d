using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using SyncCluster.Connectors;
using SyncCluster.Connectors.Options;
using SyncCluster.Connectors.SqlInterchange;
using SyncCluster.Connectors.Writing;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Sandbox.Erp;
using SyncCluster.Testing;

[assembly: AssemblyFixture(typeof(PostgresDatabases))]

namespace SyncCluster.Sandbox.Tests.Erp;

/// <summary>The stand-in ERP and the connector meet in a real database, in its interchange tables and nowhere else (S2-3).</summary>
public abstract class ErpSimulationTests : IAsyncLifetime
{
    private static readonly ErpCategory[] Categories = [new(1, "Ropa"), new(2, "Camisas", 1)];
    private static readonly ErpProductSeed[] Products =
    [
        new("CAM-01", "Camisa", 10, 5) { CategoryIds = [2], WeightKg = 0.25m }, new("PAN-02", "Pantalón", 25, 1) { CategoryIds = [1, 2] },
    ];

    private (string Provider, string Connection) _database;
    private ErpSimulation _erp = null!;
    private IExternalSystem _system = null!;
    private readonly Dictionary<string, string?> _cursors = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected abstract Task<(string Provider, string Connection)> DatabaseAsync();

    public async ValueTask InitializeAsync()
    {
        _database = await DatabaseAsync();
        var (provider, connection) = _database;
        _erp = await ErpSimulation.StartAsync(new() { Provider = provider, Connection = connection }, Cancellation);
        var connector = new SqlInterchangeConnector();
        var values = new OptionValues(connector.Options, new Dictionary<string, object> { ["provider"] = provider, ["connection"] = connection });
        _system = connector.Open("erp", values, new(TimeProvider.System, NullLoggerFactory.Instance, () => new HttpClientHandler(), () => 0));
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_erp is not null) await _erp.DisposeAsync();
        if (_system is not null) await _system.DisposeAsync();
    }

    private async Task<List<Observation>> ReadAsync(string name)
    {
        var feed = _system.Feeds.First(one => one.Name == name);
        var page = await feed.ReadAsync(new(_cursors.GetValueOrDefault(name), 500), Cancellation);
        page.Rejected.ShouldBeEmpty();
        _cursors[name] = page.Cursor;
        await feed.AcknowledgeAsync(page.Cursor, Cancellation);
        return [.. page.Observations];
    }

    private Task<IReadOnlyList<PushOutcome>> OrderAsync(string number, decimal quantity, string operation) => _system.Sinks.First(sink => sink.Kind == Kind.Order).WriteAsync(
    [
        new PushRequest
        {
            Key = new("erp", Kind.Order, ""), EntityId = number, OperationId = operation, Patch = FieldSet.Empty, Desired = FieldSet.Of(
                ("number", FieldValue.Of(number)), ("customerEmail", FieldValue.Of("ana@acme.example")), ("total", FieldValue.Of(quantity * 12.1m)),
                ("subtotalAfterDiscount", FieldValue.Of(quantity * 10)),
                ("lines", FieldValue.Of([new FieldValue.Group(FieldSet.Of(("sku", FieldValue.Of("CAM-01")), ("quantity", FieldValue.Of(quantity)),
                    ("unitPrice", FieldValue.Of(10m)), ("total", FieldValue.Of(quantity * 10))))]))),
            References = new Dictionary<NaturalKey, string> { [new(Kind.Product, "sku", "CAM-01")] = "1" },
        },
    ], Cancellation);

    [Fact]
    public async Task a_corrected_order_goes_elsewhere_and_is_no_second_order()
    {
        await _erp.SeedFromAsync(Categories, Products, Cancellation);
        await OrderAsync("1001", 1, "op-1");
        await _erp.RunOnceAsync(Cancellation);
        var sink = _system.Sinks.First(one => one.Kind == Kind.Order);
        var corrected = FieldSet.Of(("delivery.street", FieldValue.Of("Calle 2")), ("delivery.city", FieldValue.Of("Toledo")));
        await sink.WriteAsync([new PushRequest { Key = new("erp", Kind.Order, "1001"), EntityId = "1001", OperationId = "op-2", Patch = corrected, Desired = corrected }], Cancellation);
        (await _erp.RunOnceAsync(Cancellation)).Waiting.ShouldBeEmpty();
        var order = (await _erp.OrdersAsync(Cancellation)).ShouldHaveSingleItem();
        (order.Delivery, order.Total, order.State, order.Lines.Count).ShouldBe(("Calle 2, Toledo", 12.1m, "ACEPTADO", 1));
    }

    [Fact]
    public async Task a_catalogue_goes_up_and_changes_of_it_are_further_records()
    {
        await _erp.SeedFromAsync(Categories, Products, Cancellation);
        (await ReadAsync("categories")).Select(one => one.Fields.Text("path")).ShouldBe(["Ropa", "Ropa > Camisas"]);
        (await ReadAsync("products")).Select(one => one.Fields.Text("sku")).ShouldBe(["CAM-01", "PAN-02"]);
        (await ReadAsync("category-links")).Count.ShouldBe(3);

        await _erp.ChangePriceAsync("CAM-01", 12, Cancellation);
        await _erp.ReceiveStockAsync("CAM-01", 3, Cancellation);
        await _erp.RemoveProductAsync("PAN-02", Cancellation);
        var changes = await ReadAsync("products");
        changes.Select(one => (one.Key.RemoteId, one.Fields.Number("price.1"), one.Fields.Number("stock"), one.Deleted))
            .ShouldBe([("1", 12m, 5m, false), ("1", 12m, 8m, false), ("2", null, null, true)]);
    }

    [Fact]
    public async Task S2_18_what_did_not_change_is_not_written()
    {
        await _erp.SeedFromAsync(Categories, Products, Cancellation);
        await ReadAsync("products");
        await _erp.ChangePriceAsync("CAM-01", 10, Cancellation);
        await _erp.ReceiveStockAsync("CAM-01", 0, Cancellation);
        (await RowsAsync("Productos")).ShouldBe(0);
        await _erp.ChangePriceAsync("CAM-01", 11, Cancellation);
        (await RowsAsync("Productos")).ShouldBe(1);
    }

    [Fact]
    public async Task S2_23_and_S2_25_the_ERP_reads_all_notes_the_last_and_deletes_what_it_read()
    {
        await _erp.SeedFromAsync(Categories, Products, Cancellation);
        await OrderAsync("1001", 1, "op-1");
        await OrderAsync("1002", 1, "op-2");
        var last = (await QueryAsync("SELECT MAX(\"ID Registro\") FROM \"Pedidos_Cabecera\"")).ShouldHaveSingleItem();
        (await _erp.RunOnceAsync(Cancellation)).Read["Pedidos_Cabecera"].ShouldBe(2);
        foreach (var table in (string[])["Pedidos_Cabecera", "Pedidos_Detalles"]) (await RowsAsync(table)).ShouldBe(0, table);
        (await RowsAsync("Pedidos_Estados", "\"Origen\" = 'DP'")).ShouldBe(0, "the ERP's own states are left for the shop");
        (await QueryAsync("SELECT ultimo FROM erp_indices WHERE tabla = 'Pedidos_Cabecera'")).ShouldBe([last]);
        (await _erp.OrdersAsync(Cancellation)).Count.ShouldBe(2);
        (await _erp.RunOnceAsync(Cancellation)).Read["Pedidos_Cabecera"].ShouldBe(0);
    }

    [Fact]
    public async Task S2_39_the_stock_is_the_ERPs_own_right_now()
    {
        await _erp.SeedFromAsync(Categories, Products, Cancellation);
        await _erp.ReceiveStockAsync("CAM-01", -2, Cancellation);
        (await _system.StockCheck!.StockOfAsync([new("CAM-01", null)], Cancellation)).ShouldBe([3m]);
    }

    [Fact]
    public async Task S2_44_an_order_within_the_stock_is_accepted_and_moves_on()
    {
        await _erp.SeedFromAsync(Categories, Products, Cancellation);
        await ReadAsync("products");
        (await OrderAsync("1001", 3, "op-1"))[0].ShouldBeOfType<PushOutcome.Written>();
        var run = await _erp.RunOnceAsync(Cancellation);
        (run.Accepted, run.Rejected, run.Read["Pedidos_Detalles"], run.Read["Pedidos_Estados"]).ShouldBe((1, 0, 1, 1));
        (await _erp.OrdersAsync(Cancellation)).ShouldHaveSingleItem().State.ShouldBe("ACEPTADO");
        (await ReadAsync("products")).ShouldHaveSingleItem().Fields.Number("stock").ShouldBe(2);
        while (await _erp.AdvanceAsync("1001", Cancellation) is not null) { }
        (await ReadAsync("order-states")).Select(one => one.Fields.Text(OrderFields.State)).ShouldBe(["Accepted", "Processed", "Shipped", "Delivered", "Invoiced"]);
    }

    [Fact]
    public async Task S2_45_and_S2_48_an_order_beyond_the_stock_is_rejected_with_the_reason()
    {
        await _erp.SeedFromAsync(Categories, Products, Cancellation);
        await OrderAsync("1001", 9, "op-1");
        (await _erp.RunOnceAsync(Cancellation)).Rejected.ShouldBe(1);
        var state = (await ReadAsync("order-states")).ShouldHaveSingleItem();
        state.Fields.Text(OrderFields.State).ShouldBe("Rejected");
        state.Fields.Text(OrderFields.StateReason).ShouldBe("Existencias insuficientes: CAM-01: pedido 9, disponible 5");
    }

    [Fact]
    public async Task a_repeated_operation_brings_no_double_and_a_double_is_not_hidden()
    {
        await _erp.SeedFromAsync(Categories, Products, Cancellation);
        await OrderAsync("1001", 1, "op-1");
        await _erp.RunOnceAsync(Cancellation);
        await OrderAsync("1001", 1, "op-1");
        await _erp.RunOnceAsync(Cancellation);
        (await _erp.OrdersAsync(Cancellation)).Count.ShouldBe(1);
        await OrderAsync("1001", 1, "op-2");
        await _erp.RunOnceAsync(Cancellation);
        (await _erp.OrdersAsync(Cancellation)).Select(order => order.IsDouble).ShouldBe([false, true]);
        (await _erp.ProductsAsync(Cancellation))[0].Stock.ShouldBe(4);
    }

    [Fact]
    public async Task X7_a_header_whose_details_are_not_complete_waits_for_them()
    {
        await _erp.SeedFromAsync(Categories, Products, Cancellation);
        await ExecuteAsync("INSERT INTO \"Pedidos_Cabecera\" (\"ID Pedido_Cabecera\", \"Sub-Total con Descuento\", \"Total\", \"NumeroLineas\") VALUES ('1001', 20, 20, 2)");
        const string detail = "INSERT INTO \"Pedidos_Detalles\" (\"ID Pedido_Cabecera\", \"ID Producto\", \"Cantidad\", \"Precio Unitario\", \"Monto Total Producto\") VALUES ('1001', '1', 1, 10, 10)";
        await ExecuteAsync(detail);
        (await _erp.RunOnceAsync(Cancellation)).Waiting.ShouldHaveSingleItem().ShouldBe("1001: 1 details of 10 in all");
        (await _erp.OrdersAsync(Cancellation)).ShouldBeEmpty();
        await ExecuteAsync(detail);
        (await _erp.RunOnceAsync(Cancellation)).Accepted.ShouldBe(1);
    }

    private async Task<long> RowsAsync(string table, string condition = "1 = 1") =>
        long.Parse((await QueryAsync($"SELECT COUNT(*) FROM \"{table}\" WHERE {condition}"))[0], System.Globalization.CultureInfo.InvariantCulture);

    private async Task<List<string>> QueryAsync(string sql)
    {
        var (provider, connection) = _database;
        await using System.Data.Common.DbConnection open = provider == "sqlite" ? new SqliteConnection(connection) : new Npgsql.NpgsqlConnection(connection);
        await open.OpenAsync(Cancellation);
        await using var command = open.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var rows = new List<string>();
        while (await reader.ReadAsync(Cancellation)) rows.Add(Convert.ToString(reader.GetValue(0), System.Globalization.CultureInfo.InvariantCulture)!);
        return rows;
    }

    private async Task ExecuteAsync(string sql)
    {
        var (provider, connection) = _database;
        await using System.Data.Common.DbConnection open = provider == "sqlite" ? new SqliteConnection(connection) : new Npgsql.NpgsqlConnection(connection);
        await open.OpenAsync(Cancellation);
        await using var command = open.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    [Fact]
    public async Task S2_12_a_new_contact_gets_the_ERPs_id_and_is_reported_back()
    {
        await _system.Sinks.First(sink => sink.Kind == Kind.Customer).WriteAsync(
        [
            new PushRequest
            {
                Key = new("erp", Kind.Customer, ""), EntityId = "e", OperationId = "op-1", Patch = FieldSet.Empty, Desired = FieldSet.Of(
                    ("type", FieldValue.Of("contact")), ("firstName", FieldValue.Of("Ana")), ("email", FieldValue.Of("ana@acme.example"))),
            },
        ], Cancellation);
        await _erp.RunOnceAsync(Cancellation);
        (await _erp.ContactsAsync(Cancellation)).ShouldHaveSingleItem().Id.ShouldBe(1);
        var contact = (await ReadAsync("contacts")).ShouldHaveSingleItem();
        contact.Key.RemoteId.ShouldBe("contacto:1");
        contact.Fields.Text("email").ShouldBe("ana@acme.example");
    }

    [Fact]
    public async Task a_mass_mistake_ruins_a_share_of_the_prices_and_can_be_undone()
    {
        await _erp.SeedFromAsync([], [.. Enumerable.Range(1, 10).Select(i => new ErpProductSeed($"S{i}", $"P{i}", 100, 1))], Cancellation);
        (await _erp.MakeMassMistakeAsync(0.6, Cancellation)).ShouldBe(6);
        (await _erp.ProductsAsync(Cancellation)).Count(product => product.Price is 0 or 10).ShouldBe(6);
        await _erp.UndoMassMistakeAsync(Cancellation);
        (await _erp.ProductsAsync(Cancellation)).ShouldAllBe(product => product.Price == 100);
        (await ReadAsync("products")).Count.ShouldBe(22);
    }
}

public sealed class SqliteErpSimulationTests : ErpSimulationTests
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"erp-{Guid.NewGuid():N}.db");

    protected override Task<(string, string)> DatabaseAsync() => Task.FromResult(("sqlite", $"Data Source={_file}"));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        SqliteConnection.ClearAllPools();
        foreach (var file in new[] { _file, $"{_file}-wal", $"{_file}-shm" }) File.Delete(file);
    }
}

public sealed class PostgreSqlErpSimulationTests(PostgresDatabases databases) : ErpSimulationTests
{
    protected override async Task<(string, string)> DatabaseAsync()
    {
        Assert.SkipWhen(PostgresServer.WhyMissing is not null, PostgresServer.WhyMissing ?? "");
        return ("postgresql", await databases.CreateAsync(TestContext.Current.CancellationToken));
    }
}
