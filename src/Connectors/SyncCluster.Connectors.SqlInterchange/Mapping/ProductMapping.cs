using System.Text.Json;
using SyncCluster.Connectors.SqlInterchange.Tables;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.SqlInterchange.Mapping;

/// <summary>Productos -> product (S2-49).</summary>
internal sealed class ProductMapping : IRowMapping
{
    private static readonly (string Field, string Column)[] Texts =
    [
        (ProductFields.Name, ColumnNames.Name), (ProductFields.Brand, ColumnNames.Brand), (ProductFields.Model, ColumnNames.Model),
        (ProductFields.Unit, ColumnNames.Units), (ProductFields.ShortDescription, ColumnNames.ShortDescription),
        (ProductFields.Description, ColumnNames.LongDescription), (ProductFields.PriceUnit, ColumnNames.PriceUnit),
    ];

    private static readonly (string Field, string Column)[] Numbers =
    [
        .. Enumerable.Range(1, ProductFields.PriceLists).Select(list => (ProductFields.Price(list), ColumnNames.Price(list))),
        (ProductFields.Stock, ColumnNames.Stock), (ProductFields.TaxRate, ColumnNames.TaxRate), (ProductFields.WeightKg, ColumnNames.Weight),
        (ProductFields.WidthCm, ColumnNames.Width), (ProductFields.LengthCm, ColumnNames.Length), (ProductFields.HeightCm, ColumnNames.Height),
    ];

    public Kind Kind => Kind.Product;

    public Observation Map(RowValues row)
    {
        var id = row.RequiredId(ColumnNames.ProductId, "id");
        if (row.IsRemoval()) return row.Observe(Kind, id, FieldSet.Empty, partial: false, deleted: true);

        var fields = new FieldSetBuilder();
        var sku = row.RequiredId(ColumnNames.Sku, ProductFields.Sku);
        fields.Text(ProductFields.Sku, sku);
        foreach (var (field, column) in Texts) row.Text(fields, field, column);
        foreach (var (field, column) in Numbers) row.Put(fields, field, column, () => FieldValue.Of(Amount(row, field, column)));
        fields.Text(ProductFields.Currency, Currency(row));
        row.Put(fields, ProductFields.Images, ColumnNames.ImageUrl, () => Images(row, sku));
        var relationsTell = row.Context.HasRelations;
        if (!relationsTell) row.Put(fields, ProductFields.Categories, ColumnNames.Category, () => Categories(row));
        row.Put(fields, ProductFields.Parent, ColumnNames.ParentProductId,
            () => row.Text(ColumnNames.ParentProductId) is { } parent ? new FieldValue.Link(Kind.Product, parent) : FieldValue.Empty);
        row.Put(fields, ProductFields.Attributes, ColumnNames.Attributes, () => Attributes(row));
        // Where the relation table tells the categories, a row of Productos says nothing of them.
        return row.Observe(Kind, id, fields.Build(), partial: relationsTell);
    }

    /// <summary>Nothing of a product is less than nothing; what a negative stock means, the setting says.</summary>
    private static decimal? Amount(RowValues row, string field, string column)
    {
        var amount = row.Number(column, field);
        if (amount is not < 0) return amount;
        if (field != ProductFields.Stock || row.Context.Options.NegativeStock == NegativeStock.Reject)
            row.Problem(field, column, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"is {amount:0.####}: it cannot be negative"));
        return row.Context.Options.NegativeStock == NegativeStock.Zero ? 0 : amount;
    }

    // S2-5: prices are always in the base currency. Another currency without a rate would be a wrong price.
    private static string Currency(RowValues row)
    {
        var wanted = row.Context.Options.Currency;
        if (row.Text(ColumnNames.Currency, ProductFields.Currency) is { } given && !string.Equals(given, wanted, StringComparison.OrdinalIgnoreCase))
            row.Problem(ProductFields.Currency, ColumnNames.Currency, $"'{given}' is not the base currency {wanted}");
        return wanted;
    }

    // S2-8, S2-9: an image without an address of its own lies in the agreed folder under its SKU.
    private static FieldValue Images(RowValues row, string sku)
    {
        var url = row.Text(ColumnNames.ImageUrl, ProductFields.Images);
        if (url is null && row.Context.Options.ImageBaseUrl is { } folder && sku.Length > 0)
            url = $"{folder.TrimEnd('/')}/{Uri.EscapeDataString(sku)}.jpg";
        return FieldValue.Of(url is null ? [] : new[] { FieldValue.Of(url) });
    }

    private static FieldValue Categories(RowValues row) => FieldValue.Of(
        row.Text(ColumnNames.Category, ProductFields.Categories) is { } category ? [new FieldValue.Link(Kind.Category, category)] : []);

    private static FieldValue Attributes(RowValues row)
    {
        if (row.Text(ColumnNames.Attributes, ProductFields.Attributes) is not { } text) return FieldValue.Empty;
        try
        {
            var attributes = JsonSerializer.Deserialize<Dictionary<string, string>>(text) ?? [];
            return new FieldValue.Group(FieldSet.Of(attributes.Select(one => (one.Key, FieldValue.Of(one.Value)))));
        }
        catch (JsonException)
        {
            row.Problem(ProductFields.Attributes, ColumnNames.Attributes, "is no JSON object of names and texts, such as {\"Color\": \"rojo\"}");
            return FieldValue.Empty;
        }
    }
}
