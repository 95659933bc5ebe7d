using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using SyncCluster.Connectors.SqlInterchange.Tables;
using SyncCluster.Connectors.SqlInterchange.Tests.Databases;
using SyncCluster.Testing;

namespace SyncCluster.Connectors.SqlInterchange.Tests;

/// <summary>The shipped DDL (S2-57) and the one table model say the same.</summary>
public sealed partial class DdlTests(PostgresDatabases databases)
{
    public static TheoryData<string> Dialects => [.. InterchangeDdl.Dialects];

    /// <summary>The shipped file is what the model makes. Run with SYNCCLUSTER_APPROVE=1 to write it anew.</summary>
    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task the_shipped_file_is_what_the_model_makes(string dialect)
    {
        var file = Path.Combine(Folder(), $"{dialect}.sql");
        if (Environment.GetEnvironmentVariable("SYNCCLUSTER_APPROVE") == "1")
            await File.WriteAllTextAsync(file, InterchangeDdl.For(dialect), TestContext.Current.CancellationToken);
        (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n").ShouldBe(InterchangeDdl.For(dialect));
        using var resource = typeof(InterchangeDdl).Assembly.GetManifestResourceStream($"Ddl.{dialect}.sql");
        using var reader = new StreamReader(resource.ShouldNotBeNull());
        (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).ReplaceLineEndings("\n").ShouldBe(InterchangeDdl.For(dialect));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void every_table_and_column_of_the_model_is_created(string dialect)
    {
        var created = CreateTable().Matches(InterchangeDdl.For(dialect)).ToDictionary(
            match => match.Groups["name"].Value, match => Column().Matches(match.Groups["body"].Value).Select(one => one.Groups["name"].Value).ToList());
        foreach (var table in InterchangeTables.All.Append(InterchangeTables.Ledger).Append(InterchangeTables.StockOnHand))
            created[table.Name].ShouldBe(table.Columns.Select(column => column.Name));
        created.Count.ShouldBe(InterchangeTables.All.Count + 2);
    }

    [Theory]
    [InlineData("sqlserver", "CREATE PROCEDURE [Consultar_Existencia]")]
    [InlineData("mysql", "CREATE PROCEDURE IF NOT EXISTS `Consultar_Existencia`")]
    [InlineData("postgresql", "CREATE OR REPLACE FUNCTION \"Consultar_Existencia\"")]
    public void S2_39_the_procedure_is_part_of_it(string dialect, string statement) => InterchangeDdl.For(dialect).ShouldContain(statement);

    [Fact]
    public void S2_49_to_S2_56_the_tables_have_the_articles_names()
    {
        InterchangeTables.All.Select(table => table.Name).Order(StringComparer.Ordinal).ShouldBe(new[]
        {
            "Productos", "Categorias_Productos", "Relación_Categorias_Productos", "Clientes_Sube", "Clientes_Baja", "Contactos_Sube",
            "Contactos_Baja", "Pedidos_Cabecera", "Pedidos_Detalles", "Pedidos_Estados",
        }.Order(StringComparer.Ordinal));
        InterchangeTables.OrderHeaders.Columns.Where(column => !column.Own).Select(column => column.Name).ShouldBe(
        [
            "ID Registro", "ID Pedido_Cabecera", "Estado del Pedido", "ID Empresa", "ID Contacto",
            "Facturación-Dirección", "Facturación-Ciudad", "Facturación-Estado", "Facturación-País", "Facturación-CódigoPostal", "Facturación-Email", "Facturación-Teléfono",
            "Envío-Dirección", "Envío-Ciudad", "Envío-Estado", "Envío-País", "Envío-CódigoPostal", "Envío-Email", "Envío-Teléfono",
            "Sub-Total Sin Descuento", "Descuento", "Sub-Total con Descuento", "Costo Envío", "Sub-Total con Envío", "Impuestos", "Total",
            "Medio de Pago", "ID Pago",
        ]);
    }

    [Theory]
    [InlineData(InterchangeSpelling.Article)]
    [InlineData(InterchangeSpelling.Ascii)]
    public async Task it_runs_twice_on_SQLite_and_the_check_finds_everything(InterchangeSpelling spelling)
    {
        await using var db = TestDatabase.Sqlite();
        await CheckAsync(db, spelling, ("stockQuery", "SELECT Existencia FROM Existencias WHERE Codigo = @sku"));
    }

    [Theory]
    [InlineData(InterchangeSpelling.Article)]
    [InlineData(InterchangeSpelling.Ascii)]
    public async Task it_runs_twice_on_PostgreSQL_and_the_check_finds_everything(InterchangeSpelling spelling)
    {
        await using var db = await TestDatabase.PostgreSqlAsync(databases);
        await CheckAsync(db, spelling);
    }

    private static async Task CheckAsync(TestDatabase db, InterchangeSpelling spelling, params (string, object)[] settings)
    {
        await db.WithTablesAsync(spelling);
        await db.WithTablesAsync(spelling);
        var report = await db.Open(settings).CheckAsync(TestContext.Current.CancellationToken);
        report.Findings.Where(finding => finding.Severity != Severity.Info).ShouldBeEmpty();
    }

    private static string Folder([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(
        Path.GetDirectoryName(here)!, "../../../src/Connectors/SyncCluster.Connectors.SqlInterchange/Ddl"));

    [GeneratedRegex(@"CREATE TABLE (IF NOT EXISTS )?[""`\[](?<name>[^""`\]]+)[""`\]] \(\n(?<body>.*?)\n\)", RegexOptions.Singleline)]
    private static partial Regex CreateTable();

    [GeneratedRegex(@"^  [""`\[](?<name>[^""`\]]+)[""`\]] \S+", RegexOptions.Multiline)]
    private static partial Regex Column();
}
