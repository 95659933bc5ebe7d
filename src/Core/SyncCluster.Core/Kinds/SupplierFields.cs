using static SyncCluster.Core.Kinds.FieldForm;

namespace SyncCluster.Core.Kinds;

/// <summary>
/// The fields of a product that a supplier's system observes. Each supplier's snapshot of a product is the item there and
/// holds its own values; the product's canonical values of these fields follow the rules, by which the supplier named
/// first counts where several have the product.
/// </summary>
/// <remarks>
/// A supplier's feed tells records of kind Product with the supplier's own code of the item as remote id and these fields
/// only. It never gives <see cref="ProductFields.Sku"/>: which product an item is, is found by the engine, by the mapping
/// file, by <see cref="OurSku"/>, <see cref="Ean"/> or <see cref="Code"/>. An item of no product is listed and creates nothing.
/// </remarks>
public static class SupplierFields
{
    /// <summary>How the names of all these fields begin.</summary>
    public const string Prefix = "supplier.";

#pragma warning disable CS1591 // The meaning stands beside each name in All, where pages and schemas read it too.
    public const string Code = "supplier.code";
    public const string Name = "supplier.name";
    public const string Ean = "supplier.ean";
    public const string OurSku = "supplier.ourSku";
    public const string Delivery = "supplier.delivery";
    public const string DeliveryText = "supplier.deliveryText";
    public const string Availability = "supplier.availability";
    public const string Quantity = "supplier.quantity";
    public const string Ordered = "supplier.ordered";
#pragma warning restore CS1591

    /// <summary>Every field of an item at a supplier.</summary>
    public static IReadOnlyList<FieldDefinition> All { get; } =
    [
        new(Code, Text, "The supplier's own code of the item"),
        new(Name, Text, "Name of the item at the supplier"),
        new(Ean, Text, "EAN or GTIN as the supplier gives it, digits only"),
        new(OurSku, Text, "Our SKU, where the supplier shows it"),
        new(Delivery, Text, "When it comes: the text of a DeliveryPromise, such as day:2026-12-24 or lead:2-3w@2026-11-22", Comparison.Promise),
        new(DeliveryText, Text, "When it comes, in the supplier's words"),
        new(Availability, Text, "Availability in the supplier's words"),
        new(Quantity, Number, "Quantity that the supplier has"),
        new(Ordered, Number, "Quantity that we have on order there"),
    ];
}
