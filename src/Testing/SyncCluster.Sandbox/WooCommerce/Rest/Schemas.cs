namespace SyncCluster.Sandbox.WooCommerce.Rest;

/// <summary>What single writes are checked against, in the order in which the shop names bad parameters.</summary>
internal static class Schemas
{
    private static readonly string[] StockStatuses = ["instock", "outofstock", "onbackorder"];
    private static readonly string[] Backorders = ["no", "notify", "yes"];
    private static readonly string[] TaxStatuses = ["taxable", "shipping", "none"];
    private static readonly string[] ProductStatuses =
        ["draft", "pending", "private", "publish", "future", "auto-draft", "trash"];

    private static readonly Schema Meta = new(new Schema.Field("id", "integer"), new Schema.Field("key", "string"));

    private static readonly Schema Image = new(
        new("id", "integer"), new("src", "string"), new("name", "string"), new("alt", "string"));

    private static readonly Schema Dimensions =
        new(new("length", "string"), new("width", "string"), new("height", "string"));

    private static readonly Schema Charge = new(
        new("id", "integer"), new("method_id", "mixed"), new("method_title", "mixed"), new("total", "string"));

    private static readonly Schema Line = new(
        new("id", "integer"),
        new("product_id", "mixed"),
        new("variation_id", "integer"),
        new("quantity", "integer"),
        new("subtotal", "string"),
        new("total", "string"),
        new("meta_data", "array", Items: Meta));

    private static readonly Schema Address = new(
        new("first_name", "string"),
        new("last_name", "string"),
        new("company", "string"),
        new("address_1", "string"),
        new("address_2", "string"),
        new("city", "string"),
        new("state", "string"),
        new("postcode", "string"),
        new("country", "string"),
        new("email", "email"),
        new("phone", "string"));

    public static Schema Product { get; } = new(
        new("name", "string"),
        new("slug", "string"),
        new("type", "string", ["simple", "grouped", "external", "variable"]),
        new("status", "string", ProductStatuses),
        new("featured", "boolean"),
        new("catalog_visibility", "string", ["visible", "catalog", "search", "hidden"]),
        new("description", "string"),
        new("short_description", "string"),
        new("sku", "string"),
        new("regular_price", "string"),
        new("sale_price", "string"),
        new("virtual", "boolean"),
        new("downloadable", "boolean"),
        new("tax_status", "string", TaxStatuses),
        new("tax_class", "string"),
        new("manage_stock", "boolean"),
        new("stock_quantity", "integer"),
        new("stock_status", "string", StockStatuses),
        new("backorders", "string", Backorders),
        new("low_stock_amount", "integer"),
        new("sold_individually", "boolean"),
        new("weight", "string"),
        new("dimensions", "object", Items: Dimensions),
        new("shipping_class", "string"),
        new("reviews_allowed", "boolean"),
        new("upsell_ids", "array"),
        new("cross_sell_ids", "array"),
        new("parent_id", "integer"),
        new("purchase_note", "string"),
        new("categories", "array", Items: new Schema(new Schema.Field("id", "integer"))),
        new("images", "array", Items: Image),
        new("attributes", "array",
            Items: new Schema(new("id", "integer"), new("name", "string"), new("options", "array"))),
        new("grouped_products", "array"),
        new("menu_order", "integer"),
        new("meta_data", "array", Items: Meta));

    public static Schema Variation { get; } = new(
        new("description", "string"),
        new("sku", "string"),
        new("regular_price", "string"),
        new("sale_price", "string"),
        new("status", "string", ["draft", "pending", "private", "publish", "future", "auto-draft", "trash"]),
        new("virtual", "boolean"),
        new("downloadable", "boolean"),
        new("tax_status", "string", TaxStatuses),
        new("tax_class", "string"),
        new("manage_stock", "mixed"),
        new("stock_quantity", "integer"),
        new("stock_status", "string", StockStatuses),
        new("backorders", "string", Backorders),
        new("low_stock_amount", "integer"),
        new("weight", "string"),
        new("dimensions", "object", Items: Dimensions),
        new("image", "object", Items: Image),
        new("attributes", "array",
            Items: new Schema(new("id", "integer"), new("name", "string"), new("option", "string"))),
        new("menu_order", "integer"),
        new("meta_data", "array", Items: Meta));

    public static Schema Customer { get; } = new(
        new("email", "string"),
        new("first_name", "string"),
        new("last_name", "string"),
        new("username", "string"),
        new("password", "string"),
        new("billing", "object", Items: Address),
        new("shipping", "object", Items: Address),
        new("meta_data", "array", Items: Meta));

    public static Schema Order { get; } = new(
        new("parent_id", "integer"),
        new("status", "string", ["auto-draft", .. Rules.OrderStatus.Names.Keys]),
        new("currency", "string"),
        new("customer_id", "integer"),
        new("customer_note", "string"),
        new("billing", "object", Items: Address),
        new("shipping", "object", Items: Address),
        new("payment_method", "string"),
        new("payment_method_title", "string"),
        new("transaction_id", "string"),
        new("meta_data", "array", Items: Meta),
        new("line_items", "array", Items: Line),
        new("shipping_lines", "array", Items: Charge),
        new("fee_lines", "array",
            Items: new Schema(new("id", "integer"), new("name", "mixed"), new("total", "string"))),
        new("set_paid", "boolean"));

    public static Schema Category { get; } = new(
        new("name", "string"),
        new("slug", "string"),
        new("parent", "integer"),
        new("description", "string"),
        new("menu_order", "integer"));

    public static Schema Webhook { get; } = new(
        new("name", "string"),
        new("status", "string", ["active", "paused", "disabled"]),
        new("topic", "string"),
        new("delivery_url", "string"),
        new("secret", "string"));

    public static Schema Note { get; } = new(new("note", "string"), new("customer_note", "boolean"));
}
