using static SyncCluster.Core.Kinds.FieldForm;

namespace SyncCluster.Core.Kinds;

/// <summary>The fields of a product. A variant is a product with <see cref="Parent"/> and <see cref="Attributes"/> (S2-7).</summary>
public static class ProductFields
{
    /// <summary>The key field, identical in every system (S2-6).</summary>
    public const string Sku = "sku";

    /// <summary>Number of price lists (S2-49, Precio 1 … Precio 5).</summary>
    public const int PriceLists = 5;

#pragma warning disable CS1591 // The meaning stands beside each name in All, where pages and schemas read it too.
    public const string Name = "name";
    public const string Brand = "brand";
    public const string Model = "model";
    public const string Unit = "unit";
    public const string ShortDescription = "shortDescription";
    public const string Description = "description";
    public const string Images = "images";
    public const string Categories = "categories";
    public const string Currency = KindSchema.Currency;
    public const string TaxRate = "taxRate";
    public const string PriceUnit = "priceUnit";
    public const string SalePrice = "salePrice";
    public const string Stock = "stock";
    public const string WeightKg = "weightKg";
    public const string WidthCm = "widthCm";
    public const string LengthCm = "lengthCm";
    public const string HeightCm = "heightCm";
    public const string Parent = "parent";
    public const string Attributes = "attributes";
    public const string Active = "active";
    public const string Ean = "ean";
#pragma warning restore CS1591

    /// <summary>The field of price list <paramref name="list"/>, 1 to 5.</summary>
    public static string Price(int list) => list is >= 1 and <= PriceLists
        ? PriceNames[list - 1]
        : throw new ArgumentOutOfRangeException(nameof(list), list, "Price lists are numbered 1 to 5.");

    private static readonly string[] PriceNames = ["price.1", "price.2", "price.3", "price.4", "price.5"];

    /// <summary>Every field of a product.</summary>
    public static IReadOnlyList<FieldDefinition> All { get; } =
    [
        new(Sku, Text, "The key field, identical in every system; compared without regard to case and outer blanks"),
        new(Name, Text, "Name as shown to customers"),
        new(Brand, Text, "Brand"),
        new(Model, Text, "Model"),
        new(Unit, Text, "Unit of sale, such as pcs or kg"),
        new(ShortDescription, Text, "Short description"),
        new(Description, Text, "Long description"),
        new(Images, Items, "Public URLs of the images, the main one first"),
        new(Categories, Items, "Links to the categories that show it", Comparison.Unordered),
        .. PriceNames.Select((name, i) => new FieldDefinition(name, Number, $"Price of list {i + 1} in the base currency") { IsMoney = true }),
        new(Currency, Text, "ISO 4217 code of the base currency in which every price is kept"),
        new(TaxRate, Number, "Tax in percent"),
        new(PriceUnit, Text, "Unit to which the price applies, where it is not the unit of sale"),
        new(SalePrice, Number, "Reduced price now valid, in the base currency") { IsMoney = true },
        new(Stock, Number, "Quantity available for sale"),
        new(WeightKg, Number, "Weight in kilograms"),
        new(WidthCm, Number, "Width in centimetres"),
        new(LengthCm, Number, "Length in centimetres"),
        new(HeightCm, Number, "Height in centimetres"),
        new(Parent, Link, "The product of which this is a variant"),
        new(Attributes, Group, "What makes the variant: attribute name to option"),
        new(Active, Flag, "Offered for sale"),
        new(Ean, Text, "EAN or GTIN"),
        .. SupplierFields.All,
    ];
}
