using System.Collections.Frozen;
using System.Text.Json;
using SyncCluster.Connectors.WooCommerce.Client.Wire;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.WooCommerce.Mapping;

/// <summary>What a variation's mapping must know of its parent.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Sku">A variation without its own SKU shows this one.</param>
/// <param name="Name">A variation has no name but its options.</param>
internal sealed record ParentProduct(long Id, string? Sku, string? Name);

/// <summary>Products and variations on their way in.</summary>
internal static class ProductMapping
{
    // Type, status, meta data, attributes and image ids stay in the extras: the sink needs them.
    private static readonly FrozenSet<string> Mapped = new[]
    {
        "id", "name", "description", "short_description", "sku", "regular_price", "sale_price", "stock_quantity", "weight", "dimensions",
        "categories", "brands", "date_created", "date_modified", "date_modified_gmt", "parent_id",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>A product that is no variation.</summary>
    /// <param name="product">As the interface gives it with <c>context=edit</c>; descriptions are the raw ones only then.</param>
    /// <param name="context">Settings and facts.</param>
    /// <param name="seenAt">When the read began.</param>
    /// <param name="rendered">True for a webhook's body, whose descriptions are rendered for display: they are left out.</param>
    public static Observation Read(JsonElement product, MappingContext context, DateTimeOffset seenAt, bool rendered = false)
    {
        var fields = new FieldSetBuilder(24);
        fields.Text(ProductFields.Sku, product.Text("sku"));
        fields.Text(ProductFields.Name, HtmlText.DecodeName(product.Text("name")));
        if (!rendered)
        {
            fields.Text(ProductFields.Description, HtmlText.DecodeDescription(product.Text("description")));
            fields.Text(ProductFields.ShortDescription, HtmlText.DecodeDescription(product.Text("short_description")));
        }

        // A variable product shows its variations' lowest price and has none of its own.
        if (product.Text("type") is not ("variable" or "grouped")) Prices(fields, product, context);
        Stock(fields, product);
        Measures(fields, product, context.Facts);
        if (context.Options.Images) fields.Set(ProductFields.Images, Images(product));
        fields.Set(ProductFields.Categories, Categories(product, context.Options));
        if (product.Has("brands")) fields.Text(ProductFields.Brand, HtmlText.DecodeName(FirstName(product, "brands")));
        fields.Flag(ProductFields.Active, product.Text("status") == "publish");
        return new Observation(context.Key(Kind.Product, RemoteIds.Of(product.RequiredId("id"))), fields.Build(), seenAt)
        {
            ModifiedAt = product.Utc("date_modified_gmt"),
            Partial = rendered,
            Extras = Extras.Of(product, Mapped),
        };
    }

    /// <summary>A variation. Its own SKU equals its parent's only where it has none: the shop shows the parent's then.</summary>
    public static Observation ReadVariation(JsonElement variation, ParentProduct parent, MappingContext context, DateTimeOffset seenAt)
    {
        var id = variation.RequiredId("id");
        var fields = new FieldSetBuilder(24);
        if (variation.Text("sku") is { } sku && !string.Equals(sku.Trim(), parent.Sku?.Trim(), StringComparison.OrdinalIgnoreCase))
            fields.Text(ProductFields.Sku, sku);
        var options = variation.Array("attributes").Select(OptionOf).Where(option => option.Name is not null && option.Option is not null).ToList();
        if (parent.Name is not null)
            fields.Text(ProductFields.Name, options.Count == 0
                ? parent.Name
                : $"{parent.Name} - {string.Join(", ", options.Select(option => option.Option))}");
        fields.Text(ProductFields.Description, HtmlText.DecodeDescription(variation.Text("description")));
        Prices(fields, variation, context);
        Stock(fields, variation);
        Measures(fields, variation, context.Facts);
        if (context.Options.Images) fields.Set(ProductFields.Images, Images(variation));
        fields.Set(ProductFields.Parent, new FieldValue.Link(Kind.Product, RemoteIds.Of(parent.Id)));
        fields.Set(ProductFields.Attributes, new FieldValue.Group(FieldSet.Of(
            options.Select(option => (option.Name!, FieldValue.Of(option.Option))))));
        fields.Flag(ProductFields.Active, variation.Text("status") == "publish");
        return new Observation(context.Key(Kind.Product, RemoteIds.OfVariation(parent.Id, id)), fields.Build(), seenAt)
        {
            ModifiedAt = variation.Utc("date_modified_gmt"),
            Extras = Extras.Of(variation, Mapped),
        };
    }

    private static void Prices(FieldSetBuilder fields, JsonElement product, MappingContext context)
    {
        fields.Number(ProductFields.Price(context.Options.PriceList), Plain(product.Decimal("regular_price")));
        // A reduced price that starts later is not valid now.
        fields.Number(ProductFields.SalePrice, product.Flag("on_sale") == false ? null : Plain(product.Decimal("sale_price")));
        if (context.Facts.Currency is { } currency) fields.Text(ProductFields.Currency, currency);
    }

    // Only where this very record keeps count: "parent" on a variation is the parent's stock, false is none at all.
    private static void Stock(FieldSetBuilder fields, JsonElement product)
    {
        if (product.Member("manage_stock") is { } manages && manages.ValueKind == JsonValueKind.True || product.Text("manage_stock") is "1" or "yes")
            fields.Number(ProductFields.Stock, Plain(product.Decimal("stock_quantity")));
    }

    private static void Measures(FieldSetBuilder fields, JsonElement product, ShopFacts facts)
    {
        fields.Number(ProductFields.WeightKg, Converted(product.Decimal("weight"), facts.KilogramsPerUnit));
        if (product.Object("dimensions") is not { } size) return;
        fields.Number(ProductFields.LengthCm, Converted(size.Decimal("length"), facts.CentimetresPerUnit));
        fields.Number(ProductFields.WidthCm, Converted(size.Decimal("width"), facts.CentimetresPerUnit));
        fields.Number(ProductFields.HeightCm, Converted(size.Decimal("height"), facts.CentimetresPerUnit));
    }

    private static FieldValue Images(JsonElement product) =>
        FieldValue.Of(ImageMemory.Read(product).Select(image => FieldValue.Of(image.Url)));

    private static FieldValue Categories(JsonElement product, WooCommerceOptions options) => FieldValue.Of(product.Array("categories")
        .Where(category => category.Text("slug") != options.DefaultCategory)
        .Select(category => category.Id("id"))
        .OfType<long>()
        .Order()
        .Select(FieldValue (id) => new FieldValue.Link(Kind.Category, RemoteIds.Of(id))));

    private static (string? Name, string? Option) OptionOf(JsonElement attribute) =>
        (HtmlText.DecodeName(attribute.Text("name"))?.Trim(), HtmlText.DecodeName(attribute.Text("option"))?.Trim());

    private static string? FirstName(JsonElement product, string list) => product.Array(list).Select(item => item.Text("name")).FirstOrDefault();

    private static decimal? Converted(decimal? value, decimal factor) => value is { } number ? FieldValue.Plain(Math.Round(number * factor, 6)) : null;

    private static decimal? Plain(decimal? value) => value is { } number ? FieldValue.Plain(number) : null;
}
