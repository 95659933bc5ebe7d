namespace SyncCluster.Core.Records;

/// <summary>What a record is about.</summary>
public enum Kind
{
    /// <summary>A sellable thing with its own SKU; a variant is a product with a parent.</summary>
    Product,

    /// <summary>A node of the tree in which products are shown.</summary>
    Category,

    /// <summary>A company or a contact person.</summary>
    Customer,

    /// <summary>A purchase: header, lines and state.</summary>
    Order,
}
