using System.Buffers.Binary;
using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.SqlInterchange.Client;

/// <summary>Stands in a row for a value that the database client could not read.</summary>
internal sealed record UnreadableCell(string Why);

/// <summary>One record of an interchange table as it came.</summary>
/// <param name="Id">ID Registro.</param>
/// <param name="Cells">The article's column name to the value; null for NULL.</param>
/// <param name="Others">Columns that we do not know, by their own names.</param>
/// <param name="Hash">Tells whether a record of the same number is still the same record.</param>
internal sealed record InterchangeRow(
    long Id, IReadOnlyDictionary<string, object?> Cells, IReadOnlyDictionary<string, object?> Others, uint Hash)
{
    private const int RawLimit = 64 * 1024;
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The columns that we do not know, as JSON; null where there are none.</summary>
    public string? Extras => Others.Count == 0 ? null : Json(Others);

    /// <summary>The whole record as JSON.</summary>
    public string Raw
    {
        get
        {
            var text = Json(Cells.Concat(Others));
            return text.Length <= RawLimit ? text : text[..RawLimit];
        }
    }

    /// <summary>The record that <see cref="Raw"/> tells of; null where it was cut.</summary>
    public static InterchangeRow? FromRaw(string raw, ResolvedTable table)
    {
        try
        {
            using var document = JsonDocument.Parse(raw);
            var all = document.RootElement.EnumerateObject().Select(cell => KeyValuePair.Create(cell.Name, Cell(cell.Value))).ToList();
            var ours = table.ByPhysicalName.Values.ToHashSet(StringComparer.Ordinal);
            var cells = all.Where(cell => ours.Contains(cell.Key)).ToDictionary(StringComparer.Ordinal);
            return new(RowId(table, cells), cells, all.Where(cell => !ours.Contains(cell.Key)).ToDictionary(StringComparer.Ordinal), 0);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Reads the record on which <paramref name="reader"/> stands.</summary>
    public static InterchangeRow Read(DbDataReader reader, ResolvedTable table)
    {
        var cells = new Dictionary<string, object?>(reader.FieldCount, StringComparer.Ordinal);
        var others = new Dictionary<string, object?>(StringComparer.Ordinal);
        var content = new StringBuilder();
        for (var i = 0; i < reader.FieldCount; i++)
        {
            var value = Cell(reader, i);
            var name = reader.GetName(i);
            var isOurs = table.ByPhysicalName.TryGetValue(name, out var column);

            // Pictures and documents inside the table are none of our fields and would fill our store.
            if (value is byte[] bytes)
            {
                if (!isOurs) continue;
                value = new UnreadableCell(string.Create(CultureInfo.InvariantCulture, $"it holds {bytes.Length} bytes, not a text or a number"));
            }

            if (isOurs) cells[column!] = value;
            else others[name] = value;
            content.Append(name).Append('\u001f').Append(Text(value)).Append('\u001e');
        }

        return new(RowId(table, cells), cells, others, HashOf(content.ToString()));
    }

    /// <summary>A value as text, the same on every machine.</summary>
    public static string? Text(object? value) => value switch
    {
        null => null,
        string text => text,
        decimal number => FieldValue.Plain(number).ToString(CultureInfo.InvariantCulture),
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
        UnreadableCell => "?",
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    private static object? Cell(DbDataReader reader, int ordinal)
    {
        try
        {
            return reader.GetValue(ordinal) is var value && value is DBNull ? null : value;
        }
        catch (Exception exception) when (exception is InvalidCastException or OverflowException or FormatException or ArgumentException)
        {
            return new UnreadableCell(exception.Message.Split('\n', 2)[0].Trim());
        }
    }

    private static long RowId(ResolvedTable table, Dictionary<string, object?> cells)
    {
        var value = cells.GetValueOrDefault(Tables.ColumnNames.RowId);
        return value is not null and not UnreadableCell
            && decimal.TryParse(Text(value), NumberStyles.Number, CultureInfo.InvariantCulture, out var number)
            && number == decimal.Truncate(number) && number is >= long.MinValue and <= long.MaxValue
            ? (long)number
            : throw new Core.Faults.FaultException(new(
                Core.Faults.FaultKind.Configuration, $"Table {table.Name} holds a record whose ID Registro '{Text(value)}' is no whole number.")
            {
                Advice = "Make ID Registro a number that the database gives (IDENTITY, AUTO_INCREMENT, bigint).",
            });
    }

    private static uint HashOf(string content)
    {
        Span<byte> hash = stackalloc byte[Fingerprint.Size];
        Fingerprint.Of(Encoding.UTF8.GetBytes(content)).Write(hash);
        return BinaryPrimitives.ReadUInt32BigEndian(hash);
    }

    private static string Json(IEnumerable<KeyValuePair<string, object?>> cells) =>
        JsonSerializer.Serialize(cells.ToDictionary(cell => cell.Key, cell => Told(cell.Value)), Readable);

    /// <summary>As it is told: what the database held as a number stays one, whatever numbers in texts look like.</summary>
    private static object? Told(object? value) => value switch
    {
        bool or decimal or long or int or short or byte => value,
        double or float when Convert.ToDouble(value, CultureInfo.InvariantCulture) is var number && double.IsFinite(number) => number,
        UnreadableCell unreadable => new Dictionary<string, string> { ["unreadable"] = unreadable.Why },
        _ => Text(value),
    };

    private static object? Cell(JsonElement told) => told.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True or JsonValueKind.False => told.GetBoolean(),
        JsonValueKind.Number => told.TryGetDecimal(out var number) && !told.GetRawText().Contains('E', StringComparison.Ordinal) ? number : told.GetDouble(),
        JsonValueKind.Object => new UnreadableCell(told.GetProperty("unreadable").GetString() ?? ""),
        JsonValueKind.String => told.GetString(),
        _ => throw new JsonException($"'{told.GetRawText()}' is no value of a cell."),
    };
}
