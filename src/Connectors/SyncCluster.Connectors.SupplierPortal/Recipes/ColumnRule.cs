using SyncCluster.Core.Kinds;

namespace SyncCluster.Connectors.SupplierPortal.Recipes;

/// <summary>Where one field of an item stands.</summary>
/// <param name="Name">Short name of the field: code, delivery, …; any other is kept beside the record.</param>
internal sealed record ColumnRule(string Name)
{
    /// <summary>Headings, the likeliest first; compared without regard to case, accents and signs.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];

    /// <summary>Something within the row or cell that holds the value, by CSS; null for the cell's text.</summary>
    public string? Css { get; init; }

    /// <summary>The attribute that holds the value, of the cell or of something in it; null for the text.</summary>
    public string? Attribute { get; init; }

    /// <summary>For JSON: the path within a row, such as <c>article.code</c>.</summary>
    public string? Path { get; init; }

    /// <summary>.NET date formats that are tried first.</summary>
    public IReadOnlyList<string> Formats { get; init; } = [];

    /// <summary>A part of the text, by a regular expression with one group; null for the whole.</summary>
    public string? Part { get; init; }

    /// <summary>True where the column must be there: the file names it, or nothing works without it.</summary>
    public bool Required { get; init; }

    /// <summary>True where the value is found without a heading.</summary>
    public bool NeedsNoHeading => Css is not null && Headers.Count == 0;

    /// <summary>The field's canonical name; null for a column that is only kept beside the record.</summary>
    public string? Field => Fields.GetValueOrDefault(Name);

    /// <summary>Names that columns may have in the file.</summary>
    public static IReadOnlyDictionary<string, string> Fields { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["code"] = SupplierFields.Code,
        ["name"] = SupplierFields.Name,
        ["ean"] = SupplierFields.Ean,
        ["ourSku"] = SupplierFields.OurSku,
        ["delivery"] = SupplierFields.Delivery,
        ["availability"] = SupplierFields.Availability,
        ["quantity"] = SupplierFields.Quantity,
        ["ordered"] = SupplierFields.Ordered,
    };
}
