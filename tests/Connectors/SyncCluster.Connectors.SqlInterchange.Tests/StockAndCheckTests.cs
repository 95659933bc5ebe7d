using Npgsql;
using SyncCluster.Connectors.SqlInterchange.Tests.Databases;
using SyncCluster.Core.Faults;
using SyncCluster.Testing;

namespace SyncCluster.Connectors.SqlInterchange.Tests;

/// <summary>Real-time stock (S2-37 … S2-39) and what the check says (X4).</summary>
public abstract class StockAndCheckTests : InterchangeTests
{
    [Fact]
    public async Task S2_39_the_procedure_answers_with_the_stock_of_each_product_in_the_order_asked()
    {
        await Db.InsertAsync("Existencias", ("Codigo", "A"), ("Existencia", 3.5m));
        await Db.InsertAsync("Existencias", ("Codigo", "B"), ("Existencia", 0));
        var stock = await Db.Open().StockCheck!.StockOfAsync([new("B", null), new("nowhere", null), new("A", "1")], Cancellation);
        stock.ShouldBe([0m, null, 3.5m]);
    }

    [Fact]
    public async Task a_query_of_ones_own_may_stand_in_for_the_procedure()
    {
        await Db.ExecuteAsync("CREATE TABLE almacen (id varchar(10), libre integer)");
        await Db.ExecuteAsync("INSERT INTO almacen VALUES ('12', 8)");
        var system = Db.Open(("stockBy", "id"), ("stockQuery", "SELECT libre FROM almacen WHERE id = @id"));
        (await system.StockCheck!.StockOfAsync([new("A", "12"), new("B", null)], Cancellation)).ShouldBe([8m, null]);
    }

    [Fact]
    public async Task X4_each_missing_column_is_named_with_its_cost_and_reading_goes_on()
    {
        await Db.ExecuteAsync("ALTER TABLE \"Productos\" DROP COLUMN \"Operacion\"");
        await Db.ExecuteAsync("ALTER TABLE \"Pedidos_Estados\" DROP COLUMN \"Origen\"");
        var system = Db.Open();
        var report = await system.CheckAsync(Cancellation);
        report.Passed.ShouldBeTrue();
        report.Findings.ShouldContain(finding => finding.Severity == Severity.Warning && finding.Message == "Column 'Operacion' of Productos is missing: removals cannot be told, only additions and changes.");
        report.Findings.ShouldContain(finding => finding.Severity == Severity.Warning && finding.Message.Contains("'Origen'", StringComparison.Ordinal));
        await Db.InsertAsync("Productos", ("ID Producto", "1"), ("Código (SKU)", "A"));
        (await system.Feed("products").ReadAllAsync()).Seen.Count.ShouldBe(1);
    }

    [Fact]
    public async Task a_required_column_that_is_missing_stops_its_table_only()
    {
        await Db.ExecuteAsync("ALTER TABLE \"Productos\" DROP COLUMN \"Código (SKU)\"");
        var system = Db.Open();
        (await system.CheckAsync(Cancellation)).Passed.ShouldBeFalse();
        var fault = (await Should.ThrowAsync<FaultException>(() => system.Feed("products").PageAsync())).Fault;
        fault.Kind.ShouldBe(FaultKind.Configuration);
        fault.Message.ShouldContain("'Código (SKU)'");
        (await system.Feed("categories").ReadAllAsync()).Seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task tables_and_columns_may_have_names_of_ones_own_and_may_be_left_out()
    {
        await Db.ExecuteAsync("ALTER TABLE \"Productos\" RENAME TO \"Articulos\"");
        await Db.ExecuteAsync("ALTER TABLE \"Articulos\" RENAME COLUMN \"Código (SKU)\" TO \"Ref\"");
        await Db.InsertAsync("Articulos", ("ID Producto", "1"), ("Ref", "A"), ("Nombre", "x"));
        var system = Db.Open(("tables", new Dictionary<string, IReadOnlyDictionary<string, string>>
        {
            ["productos"] = new Dictionary<string, string> { ["table"] = "articulos", ["Código (SKU)"] = "ref", ["Nombre"] = "-" },
            ["Categorias_Productos"] = new Dictionary<string, string> { ["table"] = "-" },
        }));
        system.Feeds.ShouldNotContain(feed => feed.Name == "categories");
        var product = (await system.Feed("products").ReadAllAsync()).Seen[0];
        product.Fields.Text("sku").ShouldBe("A");
        product.Fields.Contains("name").ShouldBeFalse();
    }

    [Fact]
    public async Task the_check_leaves_no_trace()
    {
        await Db.ExecuteAsync("DROP TABLE \"SyncCluster_Operaciones\"");
        await Db.InsertAsync("Productos", ("ID Producto", "1"), ("Código (SKU)", "A"));
        var report = await Db.Open().CheckAsync(Cancellation);
        report.Findings.ShouldContain(finding => finding.Message.Contains("SyncCluster_Operaciones", StringComparison.Ordinal) && finding.Severity == Severity.Warning);
        (await Db.CountAsync("Productos")).ShouldBe(1);
        (await Db.CountAsync("Pedidos_Estados")).ShouldBe(0);
    }
}

public sealed class SqliteStockAndCheckTests : StockAndCheckTests
{
    protected override Task<TestDatabase> CreateAsync() => Sqlite();
}

public sealed class PostgreSqlStockAndCheckTests(PostgresDatabases databases) : StockAndCheckTests
{
    protected override Task<TestDatabase> CreateAsync() => PostgreSql(databases);

    [Fact]
    public async Task a_missing_procedure_is_named_with_the_way_out()
    {
        await Db.ExecuteAsync("DROP FUNCTION \"Consultar_Existencia\"");
        var fault = (await Should.ThrowAsync<FaultException>(() => Db.Open().StockCheck!.StockOfAsync([new("A", null)], Cancellation))).Fault;
        fault.Kind.ShouldBe(FaultKind.Configuration);
        fault.Advice.ShouldNotBeNull().ShouldContain("stockQuery");
    }

    [Fact]
    public async Task a_table_that_stands_in_several_schemas_is_not_guessed()
    {
        await Db.ExecuteAsync("DROP TABLE \"Productos\"");
        foreach (var company in new[] { "emp1", "emp2" })
            await Db.ExecuteAsync($"CREATE SCHEMA {company}; CREATE TABLE {company}.\"Productos\" (\"ID Registro\" bigint, \"ID Producto\" varchar(20), \"Código (SKU)\" varchar(20))");
        var fault = (await Should.ThrowAsync<FaultException>(() => Db.Open().Feed("products").PageAsync())).Fault;
        (fault.Kind, fault.Message).ShouldBe((FaultKind.Configuration, "Interchange table Productos is in several schemas: emp1, emp2."));
        await Db.ExecuteAsync("INSERT INTO emp2.\"Productos\" VALUES (1, '12', 'A-1')");
        (await Db.Open(("schema", "emp2")).Feed("products").PageAsync()).Observations.Single().Key.RemoteId.ShouldBe("12");
    }

    [Theory]
    [InlineData("integer")]
    [InlineData("bigint")]
    [InlineData("varchar(10)")]
    public async Task stock_is_asked_for_by_an_id_of_any_type(string type)
    {
        await Db.ExecuteAsync($"CREATE TABLE almacen (id {type}, libre integer)");
        await Db.ExecuteAsync("INSERT INTO almacen VALUES ('12', 8)");
        await Db.ExecuteAsync("DROP FUNCTION \"Consultar_Existencia\"");
        await Db.ExecuteAsync($"CREATE FUNCTION \"Consultar_Existencia\"(p_id {type}) RETURNS integer LANGUAGE sql AS 'SELECT libre FROM almacen WHERE id = p_id'");
        var byQuery = Db.Open(("stockBy", "id"), ("stockQuery", "SELECT libre FROM almacen WHERE id = @id"));
        (await byQuery.StockCheck!.StockOfAsync([new("A", "12"), new("B", "13")], Cancellation)).ShouldBe([8m, null]);
        (await Db.Open(("stockBy", "id")).StockCheck!.StockOfAsync([new("A", "12"), new("B", "13")], Cancellation)).ShouldBe([8m, null]);
    }

    [Fact]
    public async Task who_may_not_create_our_ledger_is_told_before_the_first_record()
    {
        var role = $"clerk_{Guid.NewGuid():N}";
        await Db.ExecuteAsync("DROP TABLE \"SyncCluster_Operaciones\"");
        await Db.ExecuteAsync("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
        await Db.ExecuteAsync($"CREATE ROLE {role} LOGIN");
        await Db.ExecuteAsync($"GRANT SELECT, INSERT, DELETE ON ALL TABLES IN SCHEMA public TO {role}");
        var report = await Db.OpenAs(new NpgsqlConnectionStringBuilder(Db.Connection) { Username = role }.ConnectionString).CheckAsync(Cancellation);

        var finding = report.Findings.Single(one => one.Message.Contains("SyncCluster_Operaciones", StringComparison.Ordinal));
        finding.Severity.ShouldBe(Severity.Error);
        finding.Message.ShouldContain("may not be created");
        finding.Advice.ShouldNotBeNull().ShouldContain("ledger: false");
    }

    [Fact]
    public async Task a_procedure_that_was_created_without_quotes_is_found()
    {
        await Db.ExecuteAsync("DROP FUNCTION \"Consultar_Existencia\"");
        await Db.ExecuteAsync("CREATE FUNCTION Consultar_Existencia(sku text) RETURNS integer LANGUAGE sql AS 'SELECT 4'");
        (await Db.Open().StockCheck!.StockOfAsync([new("A", null)], Cancellation)).ShouldBe([4m]);
    }
}
