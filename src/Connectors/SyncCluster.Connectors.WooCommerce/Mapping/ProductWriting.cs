using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SyncCluster.Connectors.WooCommerce.Client.Wire;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.WooCommerce.Mapping;

/// <summary>
/// Products and variations on their way out. A shop checks nothing inside a batch (10.5: <c>stock_quantity: "many"</c>
/// becomes 0 without a word), so every value is checked here.
/// </summary>
internal static class ProductWriting
{
    /// <summary>What a shop can hold of a product.</summary>
    public static FrozenSet<string> Writable(WooCommerceOptions options)
    {
        HashSet<string> names =
        [
            ProductFields.Sku, ProductFields.Name, ProductFields.Description, ProductFields.ShortDescription, ProductFields.Categories,
            ProductFields.Price(options.PriceList), ProductFields.SalePrice, ProductFields.Stock, ProductFields.WeightKg, ProductFields.WidthCm,
            ProductFields.LengthCm, ProductFields.HeightCm, ProductFields.Parent, ProductFields.Attributes, ProductFields.Active, ProductFields.Brand,
        ];
        if (options.Images) names.Add(ProductFields.Images);
        return names.ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>What the patch holds and the shop would silently spoil; null where all is well.</summary>
    public static Fault? Check(FieldSet patch, bool creates, WooCommerceOptions options)
    {
        var wrong = new List<KeyValuePair<string, string>>();
        foreach (var (name, value) in patch)
            if (Problem(name, value, options) is { } problem)
                wrong.Add(new(name, problem));
        if (creates && !patch.Contains(ProductFields.Parent) && patch.Text(ProductFields.Name) is null)
            wrong.Add(new(ProductFields.Name, "is empty; a shop's product needs a name"));
        return wrong.Count == 0 ? null : new Fault(FaultKind.Rejected, "The product was not sent: " + string.Join("; ", wrong.Select(pair => $"{pair.Key} {pair.Value}")) + ".")
        {
            Fields = wrong.ToEquatableList(),
            Advice = "Correct the value in the system that owns it.",
        };
    }

    /// <summary>The members that <paramref name="patch"/> speaks of and the shop can hold.</summary>
    /// <param name="patch">Checked values.</param>
    /// <param name="isVariation">Variations have no name, categories, short description or several images.</param>
    /// <param name="isVariable">Products with variations have no price of their own.</param>
    /// <param name="images">The images that the shop holds for the record.</param>
    /// <param name="context">Settings and facts.</param>
    public static JsonObject Write(
        FieldSet patch, bool isVariation, bool isVariable, IReadOnlyList<ImageMemory.Image> images, MappingContext context)
    {
        var body = new JsonObject();
        if (patch[ProductFields.Sku] is { } sku) body["sku"] = Text(sku);
        if (patch[ProductFields.Description] is { } description) body["description"] = HtmlText.EncodeDescription(Text(description));
        if (patch[ProductFields.Active] is FieldValue.Flag active)
            body["status"] = active.Value ? "publish" : isVariation ? "private" : "draft";
        if (!isVariable)
        {
            if (patch[ProductFields.Price(context.Options.PriceList)] is { } price) body["regular_price"] = Number(price);
            if (patch[ProductFields.SalePrice] is { } reduced) body["sale_price"] = Number(reduced);
        }

        if (patch[ProductFields.Stock] is { } stock) WriteStock(body, stock);
        WriteMeasures(body, patch, context.Facts);
        if (patch[ProductFields.Images] is { } wanted && context.Options.Images) WriteImages(body, Urls(wanted), isVariation, images);
        if (isVariation) return body;

        if (patch[ProductFields.Name] is FieldValue.Text name) body["name"] = HtmlText.EncodeName(name.Value);
        if (patch[ProductFields.ShortDescription] is { } brief) body["short_description"] = HtmlText.EncodeDescription(Text(brief));
        if (patch.Contains(ProductFields.Categories))
            body["categories"] = new JsonArray([.. patch.Items(ProductFields.Categories)
                .Select(link => RemoteIds.Linked(link, Kind.Category)).OfType<long>().Select(id => (JsonNode)new JsonObject { ["id"] = id })]);
        return body;
    }

    /// <summary>The images that extras of an earlier read tell of.</summary>
    public static IReadOnlyList<ImageMemory.Image> ImagesOf(JsonElement? extras) => extras is { } known ? ImageMemory.Read(known) : [];

    /// <summary>True where extras of an earlier read tell of a product with variations.</summary>
    public static bool IsVariable(JsonElement? extras) => extras?.Text("type") is "variable" or "grouped";

    private static string? Problem(string name, FieldValue value, WooCommerceOptions options)
    {
        if (KindSchema.IsVoid(value)) return null;
        if (name == ProductFields.Price(options.PriceList) || name == ProductFields.SalePrice)
            return value is FieldValue.Number { Value: >= 0 } ? null : $"'{value}' is no price";
        return name switch
        {
            ProductFields.Stock => value is FieldValue.Number { Value: >= int.MinValue and <= int.MaxValue } ? null : $"'{value}' is no stock",
            ProductFields.WeightKg or ProductFields.WidthCm or ProductFields.LengthCm or ProductFields.HeightCm =>
                value is FieldValue.Number { Value: >= 0 } ? null : $"'{value}' is no measure",
            ProductFields.Images => Urls(value).FirstOrDefault(url => !IsWebAddress(url)) is { } bad ? $"'{bad}' is no http or https address" : null,
            ProductFields.Categories => value is FieldValue.Items { Values: var links } && links.All(link => RemoteIds.Linked(link, Kind.Category) is not null)
                ? null
                : "holds what is no category of the shop",
            ProductFields.Parent => RemoteIds.Linked(value, Kind.Product) is null ? "is no product of the shop that can have variations" : null,
            ProductFields.Attributes => value is FieldValue.Group ? null : "is no group of options",
            ProductFields.Active => value is FieldValue.Flag ? null : $"'{value}' is neither true nor false",
            ProductFields.Sku or ProductFields.Name or ProductFields.Description or ProductFields.ShortDescription or ProductFields.Brand =>
                value is FieldValue.Text ? null : $"'{value}' is no text",
            _ => null,
        };
    }

    // A shop counts whole pieces (2.5 is refused), and ignores a quantity while it does not manage the stock.
    private static void WriteStock(JsonObject body, FieldValue stock)
    {
        body["manage_stock"] = stock is FieldValue.Number;
        if (stock is FieldValue.Number number) body["stock_quantity"] = (int)Math.Floor(number.Value);
    }

    private static void WriteMeasures(JsonObject body, FieldSet patch, ShopFacts facts)
    {
        if (patch[ProductFields.WeightKg] is { } weight) body["weight"] = Number(weight, facts.KilogramsPerUnit);
        var size = new JsonObject();
        if (patch[ProductFields.LengthCm] is { } length) size["length"] = Number(length, facts.CentimetresPerUnit);
        if (patch[ProductFields.WidthCm] is { } width) size["width"] = Number(width, facts.CentimetresPerUnit);
        if (patch[ProductFields.HeightCm] is { } height) size["height"] = Number(height, facts.CentimetresPerUnit);
        if (size.Count > 0) body["dimensions"] = size;
    }

    private static void WriteImages(JsonObject body, IReadOnlyList<string> urls, bool isVariation, IReadOnlyList<ImageMemory.Image> known)
    {
        var kept = isVariation ? [.. urls.Take(1)] : urls;
        var sent = ImageMemory.ToWire(kept, known);
        if (!isVariation) body["images"] = sent;
        else body["image"] = sent.Count == 0 ? new JsonObject { ["id"] = 0 } : sent[0]!.DeepClone();
        body["meta_data"] = new JsonArray(ImageMemory.ToMeta(kept, known));
    }

    private static IReadOnlyList<string> Urls(FieldValue value) =>
        value is FieldValue.Items items ? [.. items.Values.OfType<FieldValue.Text>().Select(text => text.Value).Distinct(StringComparer.Ordinal)] : [];

    private static bool IsWebAddress(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https");

    private static string Text(FieldValue value) => (value as FieldValue.Text)?.Value ?? "";

    // Never in the machine's culture: a decimal comma is read as no separator at all, "12,50" becomes 1250.
    private static string Number(FieldValue value, decimal unit = 1m) => value is FieldValue.Number number
        ? FieldValue.Plain(unit == 1m ? number.Value : Math.Round(number.Value / unit, 6)).ToString(CultureInfo.InvariantCulture)
        : "";
}
