using SyncCluster.Connectors.Options;
using SyncCluster.Connectors.SqlInterchange.Tests.Databases;
using SyncCluster.Connectors.Writing;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;
using SyncCluster.Testing;

namespace SyncCluster.Connectors.SqlInterchange.Tests;

/// <summary>Settings, secrets, and a database that cannot be reached.</summary>
public sealed class SetUpTests(PostgresDatabases databases)
{
    private const string Secret = "s3cr3t-of-the-erp";

    [Fact]
    public void every_problem_with_the_settings_is_told_at_once()
    {
        var connector = new SqlInterchangeConnector();
        var values = new OptionValues(connector.Options, new Dictionary<string, object>
        {
            ["provider"] = "sqlite", ["connection"] = "x", ["timeZone"] = "Mars/Olympus", ["currency"] = "euro",
            ["states"] = new Dictionary<string, string> { ["EN RUTA"] = "Underway" },
            ["stockQuery"] = "SELECT 1",
            ["tables"] = new Dictionary<string, IReadOnlyDictionary<string, string>>
            {
                ["Articulos"] = new Dictionary<string, string>(),
                ["Productos"] = new Dictionary<string, string> { ["Colour"] = "c", ["ID Producto"] = "-" },
            },
        });
        connector.Validate(values);
        values.Problems.Select(problem => problem.Option).ShouldBe(["timeZone", "currency", "states", "tables", "tables", "tables", "stockQuery"]);
        values.Problems.ShouldAllBe(problem => problem.Advice.Length > 0);
    }

    [Fact]
    public async Task a_mistyped_path_makes_no_database()
    {
        var path = Path.Combine(Path.GetTempPath(), $"no-erp-{Guid.NewGuid():N}.db");
        var connector = new SqlInterchangeConnector();
        var values = new OptionValues(connector.Options, new Dictionary<string, object> { ["provider"] = "sqlite", ["connection"] = $"Data Source={path}" });
        await using var system = connector.Open("erp", values, new(TimeProvider.System, new LogRecorder(), () => new HttpClientHandler(), () => 0));
        var report = await system.CheckAsync(TestContext.Current.CancellationToken);
        report.Findings.ShouldHaveSingleItem().Advice.ShouldNotBeNull().ShouldContain("path");
        File.Exists(path).ShouldBeFalse();
    }

    [Theory]
    [InlineData("sqlite", $"Data Source=/no/such/folder/erp.db;Password={Secret}")]
    [InlineData("sqlite", $"Nonsense={Secret}")]
    [InlineData("postgresql", $"Host=127.0.0.1;Port=1;Username=erp;Password={Secret};Database=erp")]
    [InlineData("postgresql", $"{Secret}")]
    [InlineData("sqlserver", $"Server=127.0.0.1;Password={Secret}")]
    [InlineData("mysql", $"Server=127.0.0.1;Password={Secret}")]
    public async Task a_database_that_cannot_be_reached_is_a_fault_without_secrets(string provider, string connection)
    {
        var logs = new LogRecorder();
        var connector = new SqlInterchangeConnector();
        var values = new OptionValues(connector.Options, new Dictionary<string, object> { ["provider"] = provider, ["connection"] = connection });
        await using var system = connector.Open("erp", values, new(TimeProvider.System, logs, () => new HttpClientHandler(), () => 0));
        var cancellation = TestContext.Current.CancellationToken;

        var report = await system.CheckAsync(cancellation);
        report.Passed.ShouldBeFalse();
        var read = await Should.ThrowAsync<FaultException>(() => system.Feeds[0].ReadAsync(new(null, 10), cancellation));
        read.Fault.Kind.ShouldBeOneOf(FaultKind.Configuration, FaultKind.Transient);
        var push = new PushRequest
        {
            Key = new("erp", Kind.Customer, ""), EntityId = "e", OperationId = "o", Patch = FieldSet.Empty,
            Desired = FieldSet.Of(("type", FieldValue.Of("contact")), ("email", FieldValue.Of("a@b.example"))),
        };
        var outcomes = await system.Sinks[0].WriteAsync([push, push], cancellation);
        outcomes.Count.ShouldBe(2);
        outcomes.ShouldAllBe(outcome => outcome is PushOutcome.Failed);

        var told = string.Join('\n', [.. logs.Lines, read.ToString(), .. report.Findings.Select(finding => finding.ToString()), .. outcomes.Select(outcome => outcome.ToString())]);
        told.ShouldNotContain(Secret);
    }

    [Fact]
    public async Task a_refused_password_is_a_fault_of_its_own()
    {
        await using var db = await TestDatabase.PostgreSqlAsync(databases);
        var wrong = new Npgsql.NpgsqlConnectionStringBuilder(db.Connection) { Username = "nobody_here", Password = Secret }.ConnectionString;
        var fault = await Should.ThrowAsync<FaultException>(() => db.OpenAs(wrong).Feeds[0].ReadAsync(new(null, 10), TestContext.Current.CancellationToken));
        fault.Fault.Kind.ShouldBe(FaultKind.Auth);
        fault.ToString().ShouldNotContain(Secret);
    }

    [Fact]
    public async Task tables_in_plain_lower_case_are_recognised()
    {
        await using var db = await TestDatabase.PostgreSqlAsync(databases);
        foreach (var statement in InterchangeDdl.StatementsFor("postgresql", new() { Spelling = InterchangeSpelling.Ascii }))
            await db.ExecuteAsync(statement.Contains("FUNCTION", StringComparison.Ordinal) ? "SELECT 1" : statement.Replace("\"", "", StringComparison.Ordinal));
        await db.ExecuteAsync("INSERT INTO productos (id_producto, codigo_sku, precio_1) VALUES ('1', 'A', 9.5)");
        var (seen, _, _) = await db.Open().Feed("products").ReadAllAsync();
        seen[0].Fields.Number("price.1").ShouldBe(9.5m);
        (await db.CountAsync("productos")).ShouldBe(0);
    }

    [Fact]
    public async Task the_zone_in_which_the_ERP_writes_is_made_explicit()
    {
        await using var db = await TestDatabase.Sqlite().WithTablesAsync();
        await db.InsertAsync("Productos", ("ID Producto", "1"), ("Código (SKU)", "A"), ("FechaHora", "2026-06-01 12:00:00"));
        await db.InsertAsync("Productos", ("ID Producto", "2"), ("Código (SKU)", "B"), ("FechaHora", "2026-06-01T12:00:00+05:00"));
        var (seen, _, _) = await db.Open(("timeZone", "Europe/Madrid")).Feed("products").ReadAllAsync();
        seen.Select(one => one.ModifiedAt).ShouldBe([new(2026, 6, 1, 10, 0, 0, TimeSpan.Zero), new(2026, 6, 1, 7, 0, 0, TimeSpan.Zero)]);
    }

    [Fact]
    public void the_README_lists_every_setting_with_its_default_and_meaning()
    {
        var file = Path.Combine(Here(), "../../../src/Connectors/SyncCluster.Connectors.SqlInterchange/README.md");
        var readme = File.ReadAllText(file);
        foreach (var option in new SqlInterchangeConnector().Options)
            readme.ShouldContain($"| `{option.Name}` | {(option.Required ? "(required)" : option.Default)} | {option.Meaning} |");
    }

    private static string Here([System.Runtime.CompilerServices.CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
