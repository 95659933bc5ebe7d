using SyncCluster.Connectors.SqlInterchange.Tests.Databases;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Testing;

namespace SyncCluster.Connectors.SqlInterchange.Tests.Feeds;

/// <summary>Read, note, delete (S2-33 … S2-35, X8).</summary>
public abstract class QueueTests : InterchangeTests
{
    private Task Product(int id, string sku, decimal price = 1, string operation = "A") => Db.InsertAsync(
        "Productos", ("ID Producto", id.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("Código (SKU)", sku), ("Nombre", $"Producto {id}"),
        ("Precio 1", price), ("Operacion", operation));

    private static List<string?> Skus(IEnumerable<Observation> seen) => [.. seen.Select(one => one.Fields.Text(ProductFields.Sku))];

    [Fact]
    public async Task S2_42_the_feeds_form_one_group_in_the_fixed_sequence()
    {
        await using var system = Db.Open();
        system.Feeds.Select(feed => feed.Name).ShouldBe(["categories", "products", "category-links", "companies", "contacts", "order-states"]);
        system.Feeds.Select(feed => feed.Group).Distinct().ShouldBe(["tables"]);
        system.Capabilities.ReadsAreConsumed.ShouldBeTrue();
    }

    [Fact]
    public async Task S2_35_records_are_deleted_only_once_they_are_acknowledged()
    {
        await Product(1, "A");
        await Product(2, "B");
        var feed = Db.Open().Feed("products");
        var page = await feed.PageAsync();
        Skus(page.Observations).ShouldBe(["A", "B"]);
        (await Db.CountAsync("Productos")).ShouldBe(2);
        await feed.AcknowledgeAsync(page.Cursor, Cancellation);
        (await Db.CountAsync("Productos")).ShouldBe(0);
    }

    [Fact]
    public async Task pages_follow_one_another_without_loss_or_repetition()
    {
        for (var i = 1; i <= 25; i++) await Product(i, $"S{i}");
        var (seen, _, _) = await Db.Open().Feed("products").ReadAllAsync(size: 10);
        Skus(seen).ShouldBe(Enumerable.Range(1, 25).Select(i => (string?)$"S{i}"));
        (await Db.CountAsync("Productos")).ShouldBe(0);
    }

    [Fact]
    public async Task S2_19_several_changes_of_one_product_stay_in_their_order()
    {
        await Product(1, "A", 10);
        await Product(1, "A", 12);
        await Product(1, "A", 11);
        var (seen, _, _) = await Db.Open().Feed("products").ReadAllAsync();
        seen.Select(one => one.Fields.Number(ProductFields.Price(1))).ShouldBe([10m, 12m, 11m]);
    }

    [Fact]
    public async Task X8_a_crash_before_deletion_repeats_nothing_because_the_records_are_noted()
    {
        await Product(1, "A");
        var page = await Db.Open().Feed("products").PageAsync();

        await Product(2, "B");
        var after = Db.Open().Feed("products");
        await after.AcknowledgeAsync(page.Cursor, Cancellation);
        var (seen, _, _) = await after.ReadAllAsync(page.Cursor);
        Skus(seen).ShouldBe(["B"]);
        (await Db.CountAsync("Productos")).ShouldBe(0);
    }

    [Fact]
    public async Task X8_a_read_with_a_cursor_that_was_never_acknowledged_repeats_nothing_and_deletes_nothing()
    {
        await Product(1, "A");
        var first = await Db.Open().Feed("products").PageAsync();
        await Product(2, "B");

        var after = Db.Open().Feed("products");
        var second = await after.PageAsync(first.Cursor);
        Skus(second.Observations).ShouldBe(["B"]);
        (await Db.CountAsync("Productos")).ShouldBe(2);
        await after.AcknowledgeAsync(second.Cursor, Cancellation);
        (await Db.CountAsync("Productos")).ShouldBe(0);
    }

    [Fact]
    public async Task X8_an_acknowledgement_may_be_repeated()
    {
        await Product(1, "A");
        var page = await Db.Open().Feed("products").PageAsync();
        await Db.Open().Feed("products").AcknowledgeAsync(page.Cursor, Cancellation);
        await Product(2, "B");
        await Db.Open().Feed("products").AcknowledgeAsync(page.Cursor, Cancellation);
        (await Db.CountAsync("Productos")).ShouldBe(1);
    }

    [Fact]
    public async Task a_record_that_takes_over_the_number_of_a_deleted_one_is_read()
    {
        await Product(1, "A");
        var page = await Db.Open().Feed("products").PageAsync();
        var number = (await Db.QueryAsync("SELECT \"ID Registro\" FROM \"Productos\""))[0];
        await Db.ExecuteAsync("DELETE FROM \"Productos\"");
        await Db.InsertAsync("Productos", ("ID Registro", long.Parse(number, System.Globalization.CultureInfo.InvariantCulture)), ("ID Producto", "9"), ("Código (SKU)", "NEW"));

        var after = Db.Open().Feed("products");
        await after.AcknowledgeAsync(page.Cursor, Cancellation);
        (await Db.CountAsync("Productos")).ShouldBe(1);
        var (seen, _, _) = await after.ReadAllAsync(page.Cursor);
        Skus(seen).ShouldBe(["NEW"]);
    }

    [Fact]
    public async Task without_deletion_reading_goes_on_by_index()
    {
        var feed = Db.Open(("deleteAfterRead", false)).Feed("products");
        await Product(1, "A");
        var (first, _, cursor) = await feed.ReadAllAsync();
        await Product(2, "B");
        var (second, _, _) = await Db.Open(("deleteAfterRead", false)).Feed("products").ReadAllAsync(cursor);
        Skus(first.Concat(second)).ShouldBe(["A", "B"]);
        (await Db.CountAsync("Productos")).ShouldBe(2);
    }

    [Fact]
    public async Task without_deletion_a_missing_number_is_waited_for_and_then_given_up()
    {
        var feed = Db.Open(("deleteAfterRead", false), ("gapPatience", TimeSpan.FromHours(1))).Feed("products");
        await Db.InsertAsync("Productos", ("ID Registro", 5L), ("ID Producto", "5"), ("Código (SKU)", "FIVE"));
        var (_, _, cursor) = await feed.ReadAllAsync();
        await Db.InsertAsync("Productos", ("ID Registro", 3L), ("ID Producto", "3"), ("Código (SKU)", "THREE"));
        Db.Time.Now += TimeSpan.FromMinutes(30);
        var (late, _, next) = await feed.ReadAllAsync(cursor);
        Skus(late).ShouldBe(["THREE"]);

        Db.Time.Now += TimeSpan.FromMinutes(31);
        (_, _, next) = await feed.ReadAllAsync(next);
        await Db.InsertAsync("Productos", ("ID Registro", 4L), ("ID Producto", "4"), ("Código (SKU)", "FOUR"));
        var (given, _, _) = await feed.ReadAllAsync(next);
        given.ShouldBeEmpty();
        Db.Logs.Lines.ShouldContain(line => line.Contains("not waited for any longer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task a_dropped_table_is_named_with_the_way_out()
    {
        var feed = Db.Open().Feed("products");
        await feed.ReadAllAsync();
        await Db.ExecuteAsync("DROP TABLE \"Productos\"");
        var first = await Should.ThrowAsync<Core.Faults.FaultException>(() => feed.PageAsync());
        first.Fault.Kind.ShouldBe(Core.Faults.FaultKind.Configuration);
        var second = await Should.ThrowAsync<Core.Faults.FaultException>(() => feed.PageAsync());
        second.Fault.Kind.ShouldBe(Core.Faults.FaultKind.Configuration);
        second.Fault.Message.ShouldContain("Productos");
        second.Fault.Advice.ShouldNotBeNull().ShouldContain("DDL");
    }

    [Fact]
    public async Task a_cursor_of_somebody_else_is_a_clear_fault()
    {
        var fault = await Should.ThrowAsync<Core.Faults.FaultException>(() => Db.Open().Feed("products").PageAsync("what is this"));
        fault.Fault.Kind.ShouldBe(Core.Faults.FaultKind.Configuration);
    }
}

public sealed class SqliteQueueTests : QueueTests
{
    protected override Task<TestDatabase> CreateAsync() => Sqlite();
}

public sealed class PostgreSqlQueueTests(PostgresDatabases databases) : QueueTests
{
    protected override Task<TestDatabase> CreateAsync() => PostgreSql(databases);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task a_record_whose_transaction_ends_late_is_not_lost(bool deletes)
    {
        var system = Db.Open(("deleteAfterRead", deletes));
        var feed = system.Feed("products");
        await using var slow = await Db.ConnectAsync();
        await using var transaction = await slow.BeginTransactionAsync(Cancellation);
        await using (var command = slow.CreateCommand())
        {
            command.CommandText = TestDatabase.Insert("Productos", ("ID Producto", "1"), ("Código (SKU)", "SLOW"));
            await command.ExecuteNonQueryAsync(Cancellation);
        }

        await Db.InsertAsync("Productos", ("ID Producto", "2"), ("Código (SKU)", "QUICK"));
        var (first, _, cursor) = await feed.ReadAllAsync();
        await transaction.CommitAsync(Cancellation);
        var (second, _, next) = await feed.ReadAllAsync(cursor);
        var (third, _, _) = await feed.ReadAllAsync(next);

        first.Select(one => one.Fields.Text(ProductFields.Sku)).ShouldBe(["QUICK"]);
        second.Select(one => one.Fields.Text(ProductFields.Sku)).ShouldBe(["SLOW"]);
        third.ShouldBeEmpty();
        (await Db.CountAsync("Productos")).ShouldBe(deletes ? 0 : 2);
    }

    [Fact]
    public async Task a_record_that_commits_between_reading_and_deleting_stays()
    {
        var feed = Db.Open().Feed("products");
        await using var slow = await Db.ConnectAsync();
        await using var transaction = await slow.BeginTransactionAsync(Cancellation);
        await using (var command = slow.CreateCommand())
        {
            command.CommandText = TestDatabase.Insert("Productos", ("ID Producto", "1"), ("Código (SKU)", "SLOW"));
            await command.ExecuteNonQueryAsync(Cancellation);
        }

        await Db.InsertAsync("Productos", ("ID Producto", "2"), ("Código (SKU)", "QUICK"));
        var page = await feed.PageAsync();
        await transaction.CommitAsync(Cancellation);
        await feed.AcknowledgeAsync(page.Cursor, Cancellation);
        (await Db.QueryAsync("SELECT \"Código (SKU)\" FROM \"Productos\"")).ShouldBe(["SLOW"]);
    }

    [Fact]
    public async Task where_deleting_is_forbidden_reading_goes_on_by_index_and_says_so()
    {
        await Db.ExecuteAsync("CREATE ROLE reader LOGIN");
        try
        {
            await Db.ExecuteAsync("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader");
            var connection = new Npgsql.NpgsqlConnectionStringBuilder(Db.Connection) { Username = "reader" }.ConnectionString;
            await Db.InsertAsync("Productos", ("ID Producto", "1"), ("Código (SKU)", "A"));
            var system = Db.OpenAs(connection);
            var (first, _, cursor) = await system.Feed("products").ReadAllAsync();
            await Db.InsertAsync("Productos", ("ID Producto", "2"), ("Código (SKU)", "B"));
            var (second, _, next) = await system.Feed("products").ReadAllAsync(cursor);
            var restarted = Db.OpenAs(connection);
            var (third, _, _) = await restarted.Feed("products").ReadAllAsync(next);
            first.Concat(second).Concat(third).Select(one => one.Fields.Text(ProductFields.Sku)).ShouldBe(["A", "B"]);
            Db.Logs.Lines.ShouldContain(line => line.Contains("may not be deleted", StringComparison.Ordinal));

            var report = await restarted.CheckAsync(Cancellation);
            report.Findings.ShouldContain(finding => finding.Severity == Severity.Warning && finding.Message.Contains("Productos may not be deleted", StringComparison.Ordinal));
            report.Findings.ShouldContain(finding => finding.Severity == Severity.Error && finding.Message.Contains("Pedidos_Cabecera", StringComparison.Ordinal));
        }
        finally
        {
            foreach (var system in new[] { "DROP OWNED BY reader", "DROP ROLE reader" }) await Db.ExecuteAsync(system);
        }
    }
}
