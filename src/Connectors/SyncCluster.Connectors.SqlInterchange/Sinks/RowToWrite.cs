using System.Globalization;
using SyncCluster.Connectors.SqlInterchange.Client;
using SyncCluster.Connectors.SqlInterchange.Tables;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.SqlInterchange.Sinks;

/// <summary>One record to be inserted: the article's column name to a text, a decimal, an int or an instant.</summary>
internal sealed record RowToWrite(TableDefinition Table, IReadOnlyDictionary<string, object?> Values);

/// <summary>Fits our values to the types of the columns that are really there.</summary>
internal static class ColumnValue
{
    /// <summary>The value as a column of that form takes it.</summary>
    /// <exception cref="FaultException">It does not fit.</exception>
    public static object? Fit(object? value, PhysicalColumn column, ResolvedTable table, TimeZoneInfo zone)
    {
        if (value is null) return null;
        return column.Form switch
        {
            ValueForm.Whole when Number(value) is { } number && number == decimal.Truncate(number) && Math.Abs(number) <= long.MaxValue => (long)number,
            ValueForm.Decimal when Number(value) is { } number => number,
            ValueForm.Flag when Number(value) is { } number => number != 0,
            ValueForm.Uuid when Guid.TryParse(Text(value, zone), out var id) => id,
            ValueForm.Text => Text(value, zone),
            ValueForm.InstantWithZone when value is DateTimeOffset instant => instant.ToUniversalTime(),
            ValueForm.Instant when value is DateTimeOffset instant => Local(instant, zone).DateTime,
            ValueForm.Date when value is DateTimeOffset instant => Local(instant, zone).Date,
            _ => throw new FaultException(new(
                FaultKind.Rejected, $"'{Text(value, zone)}' does not fit column '{column.Name}' of {table.Name}, which is {column.TypeName}.")
            {
                Fields = [new(column.Name, $"takes {column.TypeName} only")],
                Advice = "Widen the column's type; ids and order numbers need text where they are not whole numbers.",
            }),
        };
    }

    private static decimal? Number(object value) => value switch
    {
        decimal number => number,
        int number => number,
        string text when decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    private static string? Text(object value, TimeZoneInfo zone) => value is DateTimeOffset instant
        ? Local(instant, zone).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture)
        : InterchangeRow.Text(value);

    private static DateTimeOffset Local(DateTimeOffset instant, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(instant, zone);
}

/// <summary>What one push means in the tables.</summary>
/// <param name="Rows">The records to be inserted, in order, in one transaction.</param>
/// <param name="Receipt">The answer once they are.</param>
internal sealed record WritePlan(EquatableList<RowToWrite> Rows, Receipt Receipt);
