using System.Text.Json;

namespace SyncCluster.Sandbox.WooCommerce.State;

/// <summary>A product or a variation as the shop stores it. Immutable: a write puts a new one in its place.</summary>
public sealed record ShopProduct
{
    /// <summary>Number in the shop, unique over products, variations, orders and images.</summary>
    public int Id { get; init; }

    /// <summary>Product this variation belongs to; 0 for everything that is no variation.</summary>
    public int ParentId { get; init; }

    /// <summary>simple, variable, grouped, external or variation.</summary>
    public string Type { get; init; } = "simple";

    /// <summary>publish, draft, pending, private, future or trash.</summary>
    public string Status { get; init; } = "publish";

    /// <summary>Status before it was put into the trash; empty otherwise.</summary>
    public string StatusBeforeTrash { get; init; } = "";

    /// <summary>
    /// Name, already HTML-filtered as the shop stores it. Empty for variations, whose name is made of attributes.
    /// </summary>
    public string Name { get; init; } = "";

    /// <summary>Part of the address made from the name.</summary>
    public string Slug { get; init; } = "";

    /// <summary>Stock keeping unit; may be empty.</summary>
    public string Sku { get; init; } = "";

    /// <summary>Regular price as stored; empty when none.</summary>
    public string RegularPrice { get; init; } = "";

    /// <summary>Sale price as stored; empty when none.</summary>
    public string SalePrice { get; init; } = "";

    /// <summary>First instant of the sale (UTC), if limited.</summary>
    public DateTime? SaleFrom { get; init; }

    /// <summary>Last instant of the sale (UTC), if limited.</summary>
    public DateTime? SaleTo { get; init; }

    /// <summary>When it was created, UTC, whole seconds.</summary>
    public DateTime DateCreated { get; init; }

    /// <summary>When it was last written, UTC, whole seconds.</summary>
    public DateTime DateModified { get; init; }

    /// <summary>Whether the shop counts its stock.</summary>
    public bool ManageStock { get; init; }

    /// <summary>Counted stock; null when not counted.</summary>
    public int? StockQuantity { get; init; }

    /// <summary>instock, outofstock or onbackorder.</summary>
    public string StockStatus { get; init; } = "instock";

    /// <summary>no, notify or yes.</summary>
    public string Backorders { get; init; } = "no";

    /// <summary>Long text, as stored.</summary>
    public string Description { get; init; } = "";

    /// <summary>Short text, as stored.</summary>
    public string ShortDescription { get; init; } = "";

    /// <summary>Numbers of its categories.</summary>
    public IReadOnlyList<int> Categories { get; init; } = [];

    /// <summary>Numbers of its images, the main one first.</summary>
    public IReadOnlyList<int> Images { get; init; } = [];

    /// <summary>Attributes; of a variation, those that tell it from its sisters.</summary>
    public IReadOnlyList<ShopAttribute> Attributes { get; init; } = [];

    /// <summary>Free entries of key and value.</summary>
    public IReadOnlyList<ShopMeta> Meta { get; init; } = [];

    /// <summary>Pieces sold.</summary>
    public int TotalSales { get; init; }

    /// <summary>Place among its sisters.</summary>
    public int MenuOrder { get; init; }

    /// <summary>
    /// Every other field that was ever sent and that the shop stores unchanged (weight, tax_class, …).
    /// </summary>
    public IReadOnlyDictionary<string, JsonElement> Other { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>Whether it is a variation.</summary>
    public bool IsVariation => Type == "variation";
}

/// <summary>An attribute of a product (all its options) or of a variation (one option).</summary>
/// <param name="Id">Number of the shop-wide attribute; 0 for one that only this product has.</param>
/// <param name="Name">Name as people see it.</param>
/// <param name="Options">The values; exactly one on a variation.</param>
/// <param name="Position">Place in the list.</param>
/// <param name="Visible">Whether the product page shows it.</param>
/// <param name="Variation">Whether variations differ in it.</param>
public sealed record ShopAttribute(
    int Id, string Name, IReadOnlyList<string> Options, int Position = 0, bool Visible = false, bool Variation = false);

/// <summary>An entry of meta_data.</summary>
/// <param name="Id">Number of the entry.</param>
/// <param name="Key">Its key.</param>
/// <param name="Value">Its value, any JSON.</param>
/// <param name="DisplayKey">Key as people see it, on order lines.</param>
/// <param name="DisplayValue">Value as people see it, on order lines.</param>
public sealed record ShopMeta(
    int Id, string Key, JsonElement Value, string? DisplayKey = null, string? DisplayValue = null)
{
    /// <summary>The value as text: strings without quotes, everything else as JSON.</summary>
    public string Text => Value.ValueKind == JsonValueKind.String ? Value.GetString()! : Value.GetRawText();
}

/// <summary>An image the shop holds.</summary>
/// <param name="Id">Number in the shop.</param>
/// <param name="Source">Address it was taken from; it is never fetched.</param>
/// <param name="File">Path under the shop's uploads.</param>
/// <param name="Name">Title.</param>
/// <param name="Alt">Text for those who cannot see it.</param>
/// <param name="DateCreated">When it was taken, UTC.</param>
public sealed record ShopImage(int Id, string Source, string File, string Name, string Alt, DateTime DateCreated);

/// <summary>A product category.</summary>
/// <param name="Id">Number of the category.</param>
/// <param name="Name">Name, HTML-filtered.</param>
/// <param name="Slug">Part of the address.</param>
/// <param name="Parent">Number of the category above; 0 at the top.</param>
/// <param name="Description">Text.</param>
/// <param name="MenuOrder">Place among its sisters.</param>
public sealed record ShopCategory(
    int Id, string Name, string Slug, int Parent = 0, string Description = "", int MenuOrder = 0);
