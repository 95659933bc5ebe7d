using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SyncCluster.Sandbox.WooCommerce.Rendering;
using SyncCluster.Sandbox.WooCommerce.Rest;
using SyncCluster.Sandbox.WooCommerce.Rules;
using SyncCluster.Sandbox.WooCommerce.State;

namespace SyncCluster.Sandbox.WooCommerce.Endpoints;

/// <summary>/orders</summary>
internal sealed class OrderResource(Shop shop) : Resource(shop)
{
    private static readonly string[] OrderBy = ["date", "id", "include", "title", "slug", "modified"];

    private static readonly string[] Statuses = ["any", "trash", "auto-draft", .. OrderStatus.Names.Keys];

    public override string Name => "orders";

    public override RestAnswer List(RestRequest request)
    {
        var query = request.Query;
        ListParameters.Check(request, OrderBy, errors =>
        {
            foreach (var status in query.List("status") ?? [])
            {
                if (!Statuses.Contains(status)) errors.NotOneOf("status", "status[0]", Statuses);
            }
        });
        var matches = request.Shop.Orders.Values.Where(Filter(request)).Order(Comparer(query));
        return Paging.Page(request, [.. matches], order => OrderJson.Render(request.Shop, order, request.Site));
    }

    public override JsonObject Get(RestRequest request, int id) =>
        OrderJson.Render(request.Shop, Known(request.Shop, id, writing: false), request.Site);

    protected override void Check(JsonElement body, bool creating) => Schemas.Order.Check(body);

    protected override JsonObject Create(ShopDraft draft, RestRequest request, JsonElement body)
    {
        var order = new ShopOrder
        {
            Id = draft.NextPost(),
            Currency = request.Site.Currency,
            OrderKey = NewKey(draft.Random),
            DateCreated = draft.Now,
            CreatedVia = body.Text("created_via") is { Length: > 0 } via ? via : "rest-api",
        };
        order = Apply(draft, order, body, creating: true, request.Site);
        draft.Put(order);
        draft.Fire("order.created", order.Id);
        draft.Fire("order.updated", order.Id);
        return OrderJson.Render(draft.Shop, order, request.Site);
    }

    protected override JsonObject Update(ShopDraft draft, RestRequest request, int id, JsonElement body)
    {
        var known = Known(draft.Shop, id, writing: true);
        var order = Apply(draft, known, body, creating: false, request.Site);
        draft.Put(order);

        // Measured: taking an order out of the trash by its status fires nothing.
        if (known.Status != "trash") draft.Fire("order.updated", id);
        return OrderJson.Render(draft.Shop, order, request.Site);
    }

    protected override JsonObject Delete(ShopDraft draft, RestRequest request, int id, bool force, bool batch)
    {
        var order = Known(draft.Shop, id, writing: false);
        var answer = OrderJson.Render(draft.Shop, order, request.Site);
        if (force)
        {
            draft.RemoveOrder(id);
            return answer;
        }

        if (order.Status == "trash")
        {
            throw new RestException(
                410, "woocommerce_rest_already_trashed", "The shop_order has already been deleted.");
        }

        Trash(draft, order);
        return answer;
    }

    public static void Trash(ShopDraft draft, ShopOrder order)
    {
        draft.Put(order with { StatusBeforeTrash = order.Status, Status = "trash", DateModified = draft.Now });
        draft.Fire("order.deleted", order.Id);
    }

    public static string NewKey(Random random)
    {
        const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
        return "wc_order_" + new string(random.GetItems<char>(Letters, 13));
    }

    private static ShopOrder Apply(ShopDraft draft, ShopOrder order, JsonElement body, bool creating, Site site)
    {
        if (body.Whole("customer_id") is { } customer)
        {
            if (customer != 0 && !draft.Shop.Customers.ContainsKey(customer))
            {
                throw new RestException(400, "woocommerce_rest_invalid_customer_id", "Customer ID is invalid.");
            }

            order = order with { CustomerId = customer };
        }

        var next = order with
        {
            Currency = body.Text("currency") is { Length: > 0 } currency ? currency : order.Currency,
            CustomerNote = body.Text("customer_note") is { } note ? HtmlText.Filter(note) : order.CustomerNote,
            PaymentMethod = body.Text("payment_method") ?? order.PaymentMethod,
            PaymentMethodTitle = body.Text("payment_method_title") ?? order.PaymentMethodTitle,
            TransactionId = body.Text("transaction_id") ?? order.TransactionId,
            Billing = AddressInput.Merge(order.Billing, body, "billing"),
            Shipping = AddressInput.Merge(order.Shipping, body, "shipping"),
            Meta = MetaMerge.Apply(draft, order.Meta, body),
            DateModified = draft.Now,
        };
        if (creating || TouchesLines(body)) next = OrderLines.Apply(draft, next, body, creating, site.Now);
        if (body.Text("status") is { } sent) next = OrderStatus.Change(draft, next, Status(sent));
        if (body.Flag("set_paid") == true && next.Status is "pending" or "on-hold" or "failed")
        {
            next = OrderStatus.Change(
                draft, next, OrderStatus.NeedsProcessing(draft.Shop, next) ? "processing" : "completed");
            next = next with { DatePaid = next.DatePaid ?? draft.Now };
        }

        return next;
    }

    /// <summary>Single writes were checked before; inside a batch an unknown status silently becomes pending.</summary>
    private static string Status(string sent)
    {
        var status = sent.StartsWith("wc-", StringComparison.Ordinal) ? sent[3..] : sent;
        return OrderStatus.Names.ContainsKey(status) || status is "trash" or "auto-draft" ? status : "pending";
    }

    private static bool TouchesLines(JsonElement body) =>
        body.Has("line_items", out _) || body.Has("shipping_lines", out _) || body.Has("fee_lines", out _);

    private static Func<ShopOrder, bool> Filter(RestRequest request)
    {
        var query = request.Query;
        var statuses = query.List("status") ?? ["any"];
        var dates = ListParameters.Dates(request);
        var customer = query["customer"];
        var search = query["search"];
        var product = query["product"];
        var createdVia = query.List("created_via");
        var include = query.List("include");
        var exclude = query.List("exclude");
        return order =>
            (statuses.Contains("any") ? order.Status is not ("trash" or "auto-draft") : statuses.Contains(order.Status))
            && dates(order.DateCreated, order.DateModified)
            && (customer is null || customer == order.CustomerId.ToString(CultureInfo.InvariantCulture))
            && (createdVia is null || createdVia.Contains(order.CreatedVia))
            && (include is null || include.Contains(order.Number))
            && (exclude is null || !exclude.Contains(order.Number))
            && (product is null
                || order.Lines.Any(line => product == line.ProductId.ToString(CultureInfo.InvariantCulture)))
            && (search is null || Contains(order, search));
    }

    private static bool Contains(ShopOrder order, string part)
    {
        var billing = order.Billing;
        var name = $"{billing.FirstName} {billing.LastName}";
        return order.Number == part
            || new[] { billing.Email, name, billing.Company, billing.Phone, billing.City, billing.Address1 }
                .Any(text => text.Contains(part, StringComparison.OrdinalIgnoreCase))
            || order.Lines.Any(line => line.Name.Contains(part, StringComparison.OrdinalIgnoreCase));
    }

    private static Comparer<ShopOrder> Comparer(QueryValues query)
    {
        var direction = query["order"] == "asc" ? 1 : -1;
        Comparison<ShopOrder> by = query["orderby"] switch
        {
            "id" or "include" => static (_, _) => 0,
            "modified" => static (left, right) => left.DateModified.CompareTo(right.DateModified),
            _ => static (left, right) => left.DateCreated.CompareTo(right.DateCreated),
        };
        return Comparer<ShopOrder>.Create((left, right) =>
            direction * (by(left, right) is var order and not 0 ? order : left.Id.CompareTo(right.Id)));
    }

    private static ShopOrder Known(ShopSnapshot shop, int id, bool writing) =>
        shop.Orders.TryGetValue(id, out var order) ? order : throw RestException.InvalidId("shop_order", writing);
}
