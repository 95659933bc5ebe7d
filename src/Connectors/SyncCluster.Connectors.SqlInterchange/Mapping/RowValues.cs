using SyncCluster.Connectors.Reading;
using SyncCluster.Connectors.SqlInterchange.Client;
using SyncCluster.Connectors.SqlInterchange.Tables;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.SqlInterchange.Mapping;

/// <summary>What mappings need to know besides the record.</summary>
/// <param name="System">The configured system's name.</param>
/// <param name="Options">Its settings.</param>
/// <param name="Now">When the read began.</param>
/// <param name="HasRelations">True where the relation table tells the categories of products (X5).</param>
internal sealed record MappingContext(string System, SqlInterchangeOptions Options, DateTimeOffset Now, bool HasRelations);

/// <summary>The values of one record by type. Collects what is wrong with them, so that every bad field is named at once.</summary>
internal sealed class RowValues(InterchangeRow row, ResolvedTable table, MappingContext context)
{
    private readonly List<KeyValuePair<string, string>> _problems = [];

    public InterchangeRow Row => row;

    public MappingContext Context => context;

    /// <summary>True where the table has the column.</summary>
    public bool Has(string column) => table.Has(column);

    /// <summary>A text, trimmed and repaired; null for NULL and blanks.</summary>
    public string? Text(string column, string? field = null)
    {
        if (Cell(column, field) is not { } value) return null;

        // Half a character, where a column cut it in two, is no text that anything else takes: it is read as one that is not known.
        if (FieldValue.Of(InterchangeRow.Text(value)) is not FieldValue.Text { Value: var text }) return null;
        return context.Options.RepairEncoding ? EncodingRepair.Repair(text) : text;
    }

    /// <summary>A number; null for NULL and blanks.</summary>
    public decimal? Number(string column, string field)
    {
        switch (Cell(column, field))
        {
            case null:
                return null;
            case bool flag:
                return flag ? 1 : 0;
            case double or float:
                return FromDouble(column, field, Convert.ToDouble(row.Cells[column], System.Globalization.CultureInfo.InvariantCulture));
            case string text when string.IsNullOrWhiteSpace(text):
                return null;
            case string text:
                if (NumberText.TryRead(text, context.Options.LocalNumbers, out var read, out var complaint)) return read;
                Problem(field, column, $"'{text.Trim()}' {complaint}");
                return null;
            case IConvertible number and not DateTime and not char:
                return Convert.ToDecimal(number, System.Globalization.CultureInfo.InvariantCulture);
            case var other:
                Problem(field, column, $"'{InterchangeRow.Text(other)}' is no number");
                return null;
        }
    }

    /// <summary>A point in time; null for NULL and blanks.</summary>
    public DateTimeOffset? Instant(string column, string field)
    {
        if (Cell(column, field) is not { } value || value is string text && string.IsNullOrWhiteSpace(text)) return null;
        if (InstantText.TryRead(value, context.Options.TimeZone, context.Now, out var instant, out var complaint)) return instant;
        Problem(field, column, $"'{InterchangeRow.Text(value)}' {complaint}");
        return null;
    }

    /// <summary>An id that must be there.</summary>
    public string RequiredId(string column, string field)
    {
        if (Text(column, field) is { } id) return id;
        Problem(field, column, "is empty");
        return "";
    }

    /// <summary>True for a record that says the thing is gone (Operacion B).</summary>
    public bool IsRemoval()
    {
        var text = Text(ColumnNames.Operation, "operation")?.ToUpperInvariant();
        switch (text)
        {
            case null or Operations.Created or Operations.Changed or "ALTA" or "MODIFICACION" or "MODIFICACIÓN": return false;
            case Operations.Removed or "BAJA": return true;
            default:
                Problem("operation", ColumnNames.Operation, $"'{text}' is none of A, M and B");
                return false;
        }
    }

    /// <summary>Notes what is wrong with a field.</summary>
    public void Problem(string field, string column, string complaint) => _problems.Add(new(field, $"'{column}' {complaint}"));

    /// <summary>Puts a text into <paramref name="fields"/> where the table speaks of it.</summary>
    public void Text(FieldSetBuilder fields, string field, string column) => Put(fields, field, column, () => FieldValue.Of(Text(column, field)));

    /// <summary>Puts a number into <paramref name="fields"/> where the table speaks of it.</summary>
    public void Number(FieldSetBuilder fields, string field, string column) => Put(fields, field, column, () => FieldValue.Of(Number(column, field)));

    /// <summary>Puts a value into <paramref name="fields"/> where the table speaks of it.</summary>
    public void Put(FieldSetBuilder fields, string field, string column, Func<FieldValue> read)
    {
        if (!Has(column)) return;
        if (row.Cells.GetValueOrDefault(column) is null && context.Options.NullMeansUnchanged) return;
        fields.Set(field, read());
    }

    /// <summary>The observation that the record makes.</summary>
    public Observation Observe(Kind kind, string remoteId, FieldSet fields, bool partial, bool deleted = false) =>
        new(new(context.System, kind, remoteId), fields, context.Now)
        {
            ModifiedAt = Instant(ColumnNames.CreatedAt, "modifiedAt"),
            Partial = partial || context.Options.NullMeansUnchanged,
            Consumed = true,
            TellsAll = !context.Options.NullMeansUnchanged,
            Deleted = deleted,
            Extras = row.Extras,
        };

    /// <summary>The record as one that could not be understood; null where nothing is wrong with it.</summary>
    public RejectedRecord? Rejection(Kind kind, string? remoteId)
    {
        if (_problems.Count == 0) return null;
        var which = $"{table.Name}, ID Registro {row.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
        var place = $"{table.Definition.Name}#{row.Id}";
        var key = new RecordKey(context.System, kind, string.IsNullOrEmpty(remoteId) ? place : remoteId);
        var fault = new Fault(FaultKind.Rejected, $"{which}: {string.Join("; ", _problems.Select(problem => problem.Value))}.")
        {
            Fields = _problems.ToEquatableList(),
            Advice = "Correct it in the ERP and let it write the record again; where a setting here was wrong, correct that and retry.",
        };
        return new(key, fault, row.Raw) { SourceIndex = place };
    }

    private decimal? FromDouble(string column, string field, double value)
    {
        if (double.IsFinite(value) && Math.Abs(value) < 1e15) return (decimal)value;
        Problem(field, column, $"'{InterchangeRow.Text(value)}' is out of range");
        return null;
    }

    private object? Cell(string column, string? field)
    {
        var value = row.Cells.GetValueOrDefault(column);
        if (value is not UnreadableCell unreadable) return value;
        Problem(field ?? column, column, $"cannot be read: {unreadable.Why}");
        return null;
    }
}
