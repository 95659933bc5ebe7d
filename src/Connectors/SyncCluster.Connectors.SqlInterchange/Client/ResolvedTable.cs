using SyncCluster.Connectors.SqlInterchange.Tables;

namespace SyncCluster.Connectors.SqlInterchange.Client;

/// <summary>What kind of values a column of a real table takes.</summary>
internal enum ValueForm
{
    Text,
    Whole,
    Decimal,
    Flag,
    InstantWithZone,
    Instant,
    Date,
    Uuid,
    Binary,
}

/// <summary>A column as the database has it.</summary>
internal sealed record PhysicalColumn(string Name, string TypeName, ValueForm Form);

/// <summary>An interchange table as it was found in the database.</summary>
internal sealed class ResolvedTable
{
    private readonly Dictionary<string, PhysicalColumn> _columns = new(StringComparer.Ordinal);

    public ResolvedTable(
        TableDefinition definition, string name, string quoted, IReadOnlyList<PhysicalColumn> physical,
        IReadOnlyList<ColumnDefinition> extras, Func<ColumnDefinition, string?> nameOf)
    {
        Definition = definition;
        Name = name;
        Quoted = quoted;
        foreach (var column in definition.Columns.Concat(extras))
            if (Find(physical, column, nameOf(column)) is { } found) _columns[column.Name] = found;
        ByPhysicalName = _columns.ToDictionary(column => column.Value.Name, column => column.Key, StringComparer.Ordinal);
    }

    public TableDefinition Definition { get; }

    /// <summary>Its name in the database.</summary>
    public string Name { get; }

    /// <summary>Its name as it stands in a statement.</summary>
    public string Quoted { get; }

    /// <summary>Name in the database to the article's name.</summary>
    public IReadOnlyDictionary<string, string> ByPhysicalName { get; }

    /// <summary>The article's columns that the table lacks.</summary>
    public IEnumerable<ColumnDefinition> Missing => Definition.Columns.Where(column => !Has(column.Name));

    public bool Has(string column) => _columns.ContainsKey(column);

    public PhysicalColumn this[string column] => _columns[column];

    /// <summary>What a type's name says of the values it takes; databases spell it in many ways.</summary>
    public static ValueForm FormOf(string typeName)
    {
        var type = typeName.ToUpperInvariant();
        if (type.Contains("WITH TIME ZONE", StringComparison.Ordinal) || type is "TIMESTAMPTZ" or "DATETIMEOFFSET") return ValueForm.InstantWithZone;
        if (type.StartsWith("TIMESTAMP", StringComparison.Ordinal) || type.Contains("DATETIME", StringComparison.Ordinal)) return ValueForm.Instant;
        if (type is "DATE") return ValueForm.Date;
        if (type.Contains("CHAR", StringComparison.Ordinal) || type.Contains("TEXT", StringComparison.Ordinal)) return ValueForm.Text;
        if (type.Contains("INT", StringComparison.Ordinal) || type.Contains("SERIAL", StringComparison.Ordinal)) return ValueForm.Whole;
        if (type is "UUID" or "UNIQUEIDENTIFIER") return ValueForm.Uuid;
        if (type.StartsWith("BOOL", StringComparison.Ordinal) || type is "BIT") return ValueForm.Flag;
        if (type.Contains("BLOB", StringComparison.Ordinal) || type.Contains("BINARY", StringComparison.Ordinal) || type is "BYTEA" or "IMAGE")
            return ValueForm.Binary;
        string[] decimals = ["NUMERIC", "DECIMAL", "REAL", "DOUBLE", "FLOAT", "MONEY", "NUMBER"];
        return decimals.Any(name => type.Contains(name, StringComparison.Ordinal)) ? ValueForm.Decimal : ValueForm.Text;
    }

    private static PhysicalColumn? Find(IReadOnlyList<PhysicalColumn> physical, ColumnDefinition column, string? named)
    {
        if (named == SqlInterchangeDefaults.Unused) return null;
        if (named is not null)
        {
            return physical.FirstOrDefault(one => one.Name == named)
                ?? physical.FirstOrDefault(one => string.Equals(one.Name, named, StringComparison.OrdinalIgnoreCase));
        }

        return new[] { column.Name }.Concat(column.Aliases)
            .Select(name => physical.FirstOrDefault(one => one.Name == name)
                ?? physical.FirstOrDefault(one => Spelling.Fold(one.Name) == Spelling.Fold(name)))
            .FirstOrDefault(found => found is not null);
    }
}
