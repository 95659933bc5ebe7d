using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using SyncCluster.Sandbox.Faults;
using SyncCluster.Sandbox.WooCommerce.Growing;
using SyncCluster.Sandbox.WooCommerce.Rest;
using SyncCluster.Sandbox.WooCommerce.State;

namespace SyncCluster.Sandbox.WooCommerce.Control;

/// <summary>
/// <c>/_sandbox/…</c>: how another process drives the shop and looks into it. Not part of WooCommerce, and open to
/// whoever reaches loopback.
/// </summary>
internal sealed class SandboxControl(WooCommerceSandbox sandbox)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly CatalogueGrower _grower = new(sandbox, sandbox.RandomSeed);

    public async Task HandleAsync(HttpContext context, string path)
    {
        var cancellationToken = context.RequestAborted;
        try
        {
            var body = await BodyAsync(context.Request);
            string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
            JsonNode? answer = (context.Request.Method, parts) switch
            {
                ("GET", ["state"]) => State(),
                ("GET", ["mails"]) => JsonSerializer.SerializeToNode(sandbox.Shop.Mails, Json),
                ("GET", ["calls"]) => JsonSerializer.SerializeToNode(sandbox.Shop.Calls, Json),
                ("GET", ["deliveries"]) => JsonSerializer.SerializeToNode(sandbox.Deliveries, Json),
                ("GET", ["faults"]) => JsonSerializer.SerializeToNode(sandbox.Faults.Rules, Json),
                ("POST", ["faults"]) => AddFault(body),
                ("DELETE", ["faults"]) => ClearFaults(),
                ("POST", ["orders"]) => Order(PlaceOrder(body)),
                ("POST", ["orders", var id, "status"]) =>
                    Order(sandbox.Checkout.SetOrderStatus(
                        int.Parse(id, CultureInfo.InvariantCulture), Needed(body, "status"))),
                ("POST", ["stock"]) =>
                    Product(sandbox.Checkout.SetStock(Needed(body, "sku"), body.Whole("quantity") ?? 0)),
                ("POST", ["price"]) =>
                    Product(sandbox.Checkout.SetPrice(Needed(body, "sku"), body.Amount("price") ?? 0)),
                ("POST", ["grow"]) => Grow(body),
                ("POST", ["webhooks", "deliver"]) => new JsonObject
                {
                    ["delivered"] = await sandbox.DeliverPendingAsync(cancellationToken),
                },
                _ => null,
            };
            if (answer is null)
                await WriteAsync(context, 404, Error($"There is no {context.Request.Method} /_sandbox{path}."));
            else await WriteAsync(context, 200, answer);
        }
        catch (Exception fault) when (
            fault is ArgumentException or JsonException or FormatException or KeyNotFoundException)
        {
            await WriteAsync(context, 400, Error(fault.Message));
        }
    }

    private JsonObject State()
    {
        var shop = sandbox.Shop;
        return new JsonObject
        {
            ["version"] = shop.Version,
            ["resumed"] = shop.Resumed,
            ["products"] = shop.Products.Values.Count(product => !product.IsVariation),
            ["variations"] = shop.Products.Values.Count(product => product.IsVariation),
            ["customers"] = shop.Customers.Count,
            ["categories"] = shop.Categories.Count,
            ["webhooks"] = JsonSerializer.SerializeToNode(
                shop.Webhooks.Values.Select(
                    hook => new { hook.Id, hook.Topic, hook.Status, hook.DeliveryUrl, hook.Failures }), Json),
            ["pendingDeliveries"] = shop.PendingDeliveries,
            ["mails"] = shop.Mails.Count,
            ["calls"] = shop.Calls.Count,
            ["writes"] = JsonSerializer.SerializeToNode(shop.Writes, Json),
            ["downloads"] = JsonSerializer.SerializeToNode(shop.Downloads, Json),
            ["faultHits"] = JsonSerializer.SerializeToNode(sandbox.Faults.Hits, Json),
            ["orders"] = new JsonArray([.. shop.Orders.Values.Select(Order)]),
        };
    }

    private static JsonObject Order(ShopOrder order)
    {
        var meta = new JsonObject();
        foreach (var entry in order.Meta) meta[entry.Key] = entry.Text;
        return new JsonObject
        {
            ["id"] = order.Id,
            ["number"] = order.Number,
            ["status"] = order.Status,
            ["total"] = order.Total,
            ["email"] = order.Billing.Email,
            ["customerId"] = order.CustomerId,
            ["createdVia"] = order.CreatedVia,
            ["dateModified"] = order.DateModified,
            ["meta"] = meta,
        };
    }

    private static JsonObject Product(ShopProduct product) => new()
    {
        ["id"] = product.Id,
        ["sku"] = product.Sku,
        ["regularPrice"] = product.RegularPrice,
        ["stockQuantity"] = product.StockQuantity,
        ["stockStatus"] = product.StockStatus,
    };

    private ShopOrder PlaceOrder(JsonElement body) => body.Has("lines", out _)
        ? sandbox.Checkout.Place(body.Deserialize<CheckoutOrder>(Json)!)
        : _grower.PlaceOrder();

    private JsonObject Grow(JsonElement body)
    {
        if (body.Whole("products") is { } products) _grower.GrowProducts(products);
        if (body.Whole("customers") is { } customers) _grower.GrowCustomers(customers);
        for (var left = body.Whole("orders") ?? 0; left > 0; left--) _grower.PlaceOrder();
        return new JsonObject
        {
            ["products"] = sandbox.Shop.Products.Count,
            ["customers"] = sandbox.Shop.Customers.Count,
        };
    }

    private JsonNode? AddFault(JsonElement body)
    {
        sandbox.Faults.Add(body.Deserialize<FaultRule>(Json)!);
        return JsonSerializer.SerializeToNode(sandbox.Faults.Rules, Json);
    }

    private JsonArray ClearFaults()
    {
        sandbox.Faults.Clear();
        return [];
    }

    private static string Needed(JsonElement body, string name) => body.Text(name) is { Length: > 0 } text
        ? text
        : throw new ArgumentException($"The field {name} is missing.");

    private static JsonObject Error(string message) => new() { ["error"] = message };

    private static async Task<JsonElement> BodyAsync(HttpRequest request)
    {
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, request.HttpContext.RequestAborted);
        if (buffer.Length == 0) return Input.EmptyObject;
        using var document = JsonDocument.Parse(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
        return document.RootElement.Clone();
    }

    private static async Task WriteAsync(HttpContext context, int status, JsonNode body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.WriteAsync(body.ToJsonString(Json), context.RequestAborted);
    }
}
