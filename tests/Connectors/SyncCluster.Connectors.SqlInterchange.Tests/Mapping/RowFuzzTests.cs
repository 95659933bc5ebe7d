using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using SyncCluster.Connectors.Options;
using SyncCluster.Connectors.Reading;
using SyncCluster.Connectors.SqlInterchange.Client;
using SyncCluster.Connectors.SqlInterchange.Feeds;
using SyncCluster.Connectors.SqlInterchange.Mapping;
using SyncCluster.Connectors.SqlInterchange.Tables;
using SyncCluster.Connectors.SqlInterchange.Tests.Databases;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.SqlInterchange.Tests.Mapping;

/// <summary>
/// Whatever stands in a record, it becomes an observation or is rejected by table, record and field; it stops no other.
/// <c>SYNCCLUSTER_ROW_SEED</c> runs one seed alone.
/// </summary>
public sealed class RowFuzzTests
{
    private const int Rows = 500;
    private static readonly DateTimeOffset Now = new(2099, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly string[] Texts =
    [
        "", " ", "\u0000", "A", "a\u0000b", "12", "12.50", "12,50", "1.234", "1.234,5", "-1", "1e9", "99999999999999999999999999999999", "0x1F", "NaN", "\u221E", "\u0661\u0662",
        "2026-01-31", "2026-01-31 23:59:59", "31/01/2026", "0001-01-01", "9999-12-31", "2026-02-30", "B", "b", "BAJA", "X", "EUR", "USD", "eur ",
        "{}", "[]", "{", "null", "{\"Color\": null}", "{\"Color\": {\"a\": 1}}", "{\"\": \"x\"}", "{\"a\": \"1\", \"A\": \"2\", \"a\": \"3\"}", "\"x\"", "https://img.example/c.jpg",
        "not an address", "http://", "javascript:alert(1)", "//", "\uD800", "x\uDC00y", "\uFFFE\uFFFF", "e\u0301", "\u202Eevil", "ACEPTADO", "aceptado ", "RECHAZADO", "FLYING",
        "0", "-0", "'; DROP TABLE Productos; --", "~mail:a@b.cz", "empresa:1", "a/b/c", "Ã±", "\u00C3\u00C3\u00B1", "\r\n\t",
    ];

    public static TheoryData<string, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach (var source in Sources())
                for (var seed = 1; seed <= 3; seed++) cases.Add(source.Name, seed);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void any_row_is_a_record_or_a_rejection_that_names_table_record_and_field(string feed, int seed)
    {
        var only = Environment.GetEnvironmentVariable("SYNCCLUSTER_ROW_SEED");
        if (only is not null && only != seed.ToString(CultureInfo.InvariantCulture)) Assert.Skip("Another seed is asked for.");
        var random = new Random(seed);
        var source = Sources(("numberFormat", seed % 2 == 0 ? "local" : "strict"), ("nullMeansUnchanged", seed % 3 == 0), ("repairEncoding", seed > 1)).First(one => one.Name == feed);
        var table = Table(source.Table);
        var context = new MappingContext("erp", Options(("numberFormat", seed % 2 == 0 ? "local" : "strict"), ("nullMeansUnchanged", seed % 3 == 0), ("repairEncoding", seed > 1),
            ("imageBaseUrl", "https://img.example/")), Now, HasRelations: seed == 1);
        for (var id = 1; id <= Rows; id++)
        {
            var row = new InterchangeRow(id, Cells(source.Table, random), new Dictionary<string, object?> { ["Propia"] = Value(random) }, 0);
            Judge(source, table, context, row, $"seed {seed}, row {id}: {JsonSerializer.Serialize(row.Cells.ToDictionary(cell => cell.Key, cell => InterchangeRow.Text(cell.Value)))}");
        }
    }

    [Fact]
    public async Task a_table_full_of_such_rows_is_read_to_its_end_and_good_rows_between_them_come_through()
    {
        await using var db = await TestDatabase.Sqlite().WithTablesAsync();
        foreach (var source in Sources())
        {
            var random = new Random(7);
            var good = 0;
            await using (var connection = (SqliteConnection)await db.ConnectAsync())
            {
                for (var i = 1; i <= 150; i++)
                {
                    var cells = i % 10 == 0 ? Good(source.Table, ++good) : Cells(source.Table, random).Where(cell => cell.Key != ColumnNames.Origin).ToDictionary();
                    await InsertAsync(connection, source.Table.Name, i, cells);
                }
            }

            var (seen, rejected, _) = await db.Open().Feed(source.Name).ReadAllAsync(size: 20);
            (seen.Count + rejected.Count).ShouldBe(150, $"{source.Name} lost records");
            seen.Count.ShouldBeGreaterThanOrEqualTo(good, source.Name);
            foreach (var one in rejected)
            {
                ShouldName(one, source.Table, source.Name);
                // What was kept of it says what the row said: it is refused for the same fields.
                var outcome = await ((IRereadsRefused)db.Open()).ReadAgainAsync(one, Now, TestContext.Current.CancellationToken);
                var again = outcome.ShouldBeOfType<ReadOneOutcome.Unreadable>(one.Raw).Record.Fault;
                if (one.Raw.Length < 64 * 1024) again.Fields.Select(field => field.Key).ShouldBe(one.Fault.Fields.Select(field => field.Key), one.Raw);
                else again.Message.ShouldBe("The record was too long to be kept whole.");
            }

            (await db.CountAsync(source.Table.Name)).ShouldBe(0, $"{source.Name} is cleaned to its end");
        }
    }

    private static void Judge(FeedSource source, ResolvedTable table, MappingContext context, InterchangeRow row, string what)
    {
        try
        {
            var values = new RowValues(row, table, context);
            if (source.Mapping.IsForeign(values)) return;
            values = new RowValues(row, table, context);
            source.Mapping.Learn([values]);
            var seen = source.Mapping.Map(values);
            if (values.Rejection(source.Mapping.Kind, seen.Key.RemoteId) is { } rejection) ShouldName(rejection, source.Table, what);
            else ShouldHold(seen, what);
        }
        catch (Exception failure) when (failure is not Xunit.Sdk.IAssertionException)
        {
            throw new InvalidOperationException($"{source.Name} stopped at {what}", failure);
        }
    }

    private static void ShouldName(RejectedRecord rejection, TableDefinition table, string what)
    {
        rejection.Fault.Kind.ShouldBe(FaultKind.Rejected, what);
        rejection.Fault.Message.ShouldStartWith($"{table.Name}, ID Registro ", Case.Sensitive, what);
        rejection.Fault.Fields.ShouldNotBeEmpty(what);
        rejection.Key.System.ShouldBe("erp", what);
        rejection.Key.RemoteId.ShouldNotBeNullOrWhiteSpace(what);
    }

    /// <summary>Everything that is done with an observation later on can be done with it.</summary>
    private static void ShouldHold(Observation seen, string what)
    {
        seen.Key.RemoteId.ShouldNotBeNullOrWhiteSpace(what);
        Fingerprint.Of(seen).ShouldBe(Fingerprint.Of(seen), what);
        Engine.Codec.EngineJson.Read<Observation>(Engine.Codec.EngineJson.Write(seen)).Fields.ShouldBe(seen.Fields, what);
        _ = Core.Kinds.NaturalKey.Of(seen.Key.Kind, seen.Fields).ToList();
    }

    private static Dictionary<string, object?> Cells(TableDefinition table, Random random) =>
        table.Columns.Where(column => column.Name != ColumnNames.RowId && random.Next(12) > 0).ToDictionary(column => column.Name, _ => random.Next(3) == 0 ? Texts[random.Next(Texts.Length)] : Value(random));

    private static Dictionary<string, object?> Good(TableDefinition table, int number) => table.Columns
        .Where(column => column.Name.StartsWith("ID ", StringComparison.Ordinal) && column.Name != ColumnNames.RowId || column.Name is ColumnNames.Sku or ColumnNames.Name or ColumnNames.State)
        .ToDictionary(column => column.Name, object? (column) => column.Name == ColumnNames.State ? "ACEPTADO" : $"good-{number}");

    private static object? Value(Random random) => random.Next(22) switch
    {
        0 => null,
        1 => random.Next(-5, 500),
        2 => (long)random.Next() * random.Next(),
        3 => random.NextDouble() * 1000,
        4 => random.Next(4) switch { 0 => double.NaN, 1 => double.PositiveInfinity, 2 => double.MaxValue, _ => double.Epsilon },
        5 => (decimal)(random.NextDouble() * 100),
        6 => random.Next(2) == 0 ? decimal.MaxValue : 0.0000000000000000000000000001m,
        7 => random.Next(2) == 0,
        8 => new DateTime(random.Next(1, 9999), 1, 1, 0, 0, 0, (DateTimeKind)random.Next(3)),
        9 => random.Next(2) == 0 ? DateTime.MinValue : DateTime.MaxValue,
        10 => random.Next(2) == 0 ? DateTimeOffset.MinValue : DateTimeOffset.MaxValue,
        11 => new Guid(random.Next(), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
        12 => random.Next(2) == 0 ? TimeSpan.MaxValue : TimeSpan.MinValue,
        13 => DateOnly.FromDayNumber(random.Next(3_000_000)),
        14 => 'x',
        15 => ulong.MaxValue,
        16 => BigInteger.Pow(10, 40),
        17 => new UnreadableCell("the client could not read it"),
        18 => float.NaN,
        19 => new string('x', random.Next(70_000)),
        20 => Scrambled(random),
        _ => Texts[random.Next(Texts.Length)],
    };

    private static string Scrambled(Random random) => string.Create(random.Next(1, 30), random, static (text, random) =>
    {
        for (var i = 0; i < text.Length; i++) text[i] = (char)random.Next(random.Next(3) == 0 ? 0x10000 : 0x180);
    });

    /// <summary>SQLite keeps any value in any column.</summary>
    private static async Task InsertAsync(SqliteConnection connection, string table, int id, Dictionary<string, object?> cells)
    {
        await using var command = connection.CreateCommand();
        var names = cells.Keys.ToList();
        command.CommandText = $"INSERT INTO \"{table}\" (\"ID Registro\"{string.Concat(names.Select(name => $", \"{name}\""))}) VALUES (@id{string.Concat(names.Select((_, i) => $", @p{i}"))})";
        command.Parameters.AddWithValue("@id", id);
        for (var i = 0; i < names.Count; i++)
        {
            command.Parameters.AddWithValue($"@p{i}", cells[names[i]] switch
            {
                null or UnreadableCell or double.NaN or float.NaN => DBNull.Value,
                BigInteger number => number.ToString(CultureInfo.InvariantCulture),
                ulong number => number.ToString(CultureInfo.InvariantCulture),
                char letter => letter == 'x' ? new byte[] { 0xFF, 0x00, 0xC3 } : letter,
                var value => value,
            });
        }

        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static IReadOnlyList<FeedSource> Sources(params (string Name, object Value)[] settings) => FeedSource.All(Options(settings));

    private static SqlInterchangeOptions Options(params (string Name, object Value)[] settings)
    {
        var values = new Dictionary<string, object> { ["provider"] = "sqlite", ["connection"] = "Data Source=none" };
        foreach (var (name, value) in settings) values[name] = value;
        return new(new OptionValues(new SqlInterchangeConnector().Options, values));
    }

    private static ResolvedTable Table(TableDefinition table) => new(
        table, table.Name, $"\"{table.Name}\"", [.. table.Columns.Select(column => new PhysicalColumn(column.Name, "TEXT", ValueForm.Text))], [], _ => null);
}
