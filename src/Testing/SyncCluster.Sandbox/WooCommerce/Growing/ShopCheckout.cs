using System.Globalization;
using System.Text.Json;
using SyncCluster.Sandbox.WooCommerce.Endpoints;
using SyncCluster.Sandbox.WooCommerce.Rendering;
using SyncCluster.Sandbox.WooCommerce.Rules;
using SyncCluster.Sandbox.WooCommerce.State;

namespace SyncCluster.Sandbox.WooCommerce.Growing;

/// <summary>
/// What happens in the shop itself: customers order, the merchant edits in the administration. The same rules as behind
/// REST apply: stock moves, dates change, webhooks fall due.
/// </summary>
public sealed class ShopCheckout
{
    private readonly Shop _shop;
    private readonly Func<Site> _site;

    internal ShopCheckout(Shop shop, Func<Site> site) => (_shop, _site) = (shop, site);

    /// <summary>Places an order at the block checkout.</summary>
    /// <param name="order">The basket and who orders.</param>
    public ShopOrder Place(CheckoutOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return _shop.Write("", draft =>
        {
            var made = Fill(draft, order);
            if (!order.Abandoned) made = Pay(draft, made, order.Payment);
            draft.Put(made);
            draft.Fire("order.updated", made.Id);
            draft.Fire("order.created", made.Id);
            return made;
        });
    }

    /// <summary>Sets the counted stock of a product or variation, and counts it from now on.</summary>
    /// <param name="sku">Which.</param>
    /// <param name="quantity">Pieces.</param>
    public ShopProduct SetStock(string sku, int quantity) =>
        Edit(sku, product => Stock.Settle(product with { ManageStock = true, StockQuantity = quantity }));

    /// <summary>Sets the regular price.</summary>
    /// <param name="sku">Which.</param>
    /// <param name="price">Price.</param>
    public ShopProduct SetPrice(string sku, decimal price) =>
        Edit(sku, product => product with { RegularPrice = price.ToString(CultureInfo.InvariantCulture) });

    /// <summary>Edits a product or variation as the merchant would: its date changes and webhooks fall due.</summary>
    /// <param name="sku">Which.</param>
    /// <param name="change">From the old one to the new one.</param>
    public ShopProduct Edit(string sku, Func<ShopProduct, ShopProduct> change) => _shop.Write("", draft =>
    {
        var product = draft.Shop.ProductBySku(sku)
            ?? throw new ArgumentException($"The shop has no product with the sku {sku}.", nameof(sku));
        var next = change(product) with { Id = product.Id, DateModified = draft.Now };
        draft.Put(next);
        if (next.IsVariation) Stock.Touch(draft, next.ParentId);
        draft.Fire("product.updated", next.Id);
        return next;
    });

    /// <summary>Sets an order's status as the merchant would; the shop mails the customer accordingly.</summary>
    /// <param name="orderId">Which.</param>
    /// <param name="status">The new status without wc-.</param>
    public ShopOrder SetOrderStatus(int orderId, string status) =>
        EditOrder(orderId, (draft, order) => OrderStatus.Change(draft, order, status));

    /// <summary>Puts an order into the trash, as the merchant would.</summary>
    /// <param name="orderId">Which.</param>
    public void TrashOrder(int orderId) => _shop.Write("", draft =>
    {
        OrderResource.Trash(draft, draft.Shop.Orders[orderId]);
        return orderId;
    });

    /// <summary>Corrects whom an order goes to, as the merchant would at the customer's wish.</summary>
    /// <param name="orderId">Which.</param>
    /// <param name="shipping">The new delivery address.</param>
    public ShopOrder SetOrderShipping(int orderId, ShopAddress shipping) =>
        EditOrder(orderId, (_, order) => order with { Shipping = Typed(shipping) with { Email = "" } });

    /// <summary>Edits a registered customer.</summary>
    /// <param name="customerId">Which.</param>
    /// <param name="change">From the old one to the new one.</param>
    public ShopCustomer EditCustomer(int customerId, Func<ShopCustomer, ShopCustomer> change) =>
        _shop.Write("", draft =>
    {
        var next = change(draft.Shop.Customers[customerId]) with { Id = customerId, DateModified = draft.Now };
        draft.Put(next);
        draft.Fire("customer.updated", customerId);
        return next;
    });

    private ShopOrder EditOrder(int orderId, Func<ShopDraft, ShopOrder, ShopOrder> change) => _shop.Write("", draft =>
    {
        var next = change(draft, draft.Shop.Orders[orderId]) with { DateModified = draft.Now };
        draft.Put(next);
        draft.Fire("order.updated", orderId);
        return next;
    });

    private ShopOrder Fill(ShopDraft draft, CheckoutOrder order)
    {
        var now = _site().Now;
        var id = draft.NextPost();
        var lines = order.Lines.Select(line => OrderLines.Of(
            draft,
            draft.Shop.ProductBySku(line.Sku)
                ?? throw new ArgumentException($"The shop has no product with the sku {line.Sku}."),
            line.Quantity,
            now)).ToList();
        var filled = new ShopOrder
        {
            Id = id,
            Status = "checkout-draft",
            Currency = _site().Currency,
            CustomerId = order.CustomerId,
            Billing = Typed(order.Billing),
            Shipping = Typed(order.Shipping ?? order.Billing) with { Email = "" },
            PaymentMethod = order.Payment,
            PaymentMethodTitle = order.Payment switch
            {
                "bacs" => "Direct bank transfer",
                "cod" => "Cash on delivery",
                _ => "Credit card",
            },
            CustomerNote = HtmlText.Filter(order.Note),
            CreatedVia = "store-api",
            OrderKey = OrderResource.NewKey(draft.Random),
            DateCreated = draft.Now,
            DateModified = draft.Now,
            Meta = [new ShopMeta(draft.NextMeta(), "is_vat_exempt", JsonSerializer.SerializeToElement("no"))],
            Lines = lines,
            ShippingLines = order.ShippingTitle is { } title
                ? [new ShopChargeLine(draft.NextOrderItem(), title, "flat_rate", order.ShippingTotal)]
                : [],
        };
        return filled with { Total = OrderLines.Sum(filled) };
    }

    /// <summary>Measured on 11.0: the block checkout keeps what people type as HTML, so that it is read back encoded.</summary>
    private static ShopAddress Typed(ShopAddress address) => address with
    {
        FirstName = HtmlText.Filter(address.FirstName),
        LastName = HtmlText.Filter(address.LastName),
        Company = HtmlText.Filter(address.Company),
        Address1 = HtmlText.Filter(address.Address1),
        Address2 = HtmlText.Filter(address.Address2),
        City = HtmlText.Filter(address.City),
    };

    private static ShopOrder Pay(ShopDraft draft, ShopOrder order, string payment)
    {
        var paid = OrderStatus.Change(draft, order, payment == "bacs" ? "on-hold" : "processing");
        return payment is "bacs" or "cod"
            ? paid with { DatePaid = null }
            : paid with { TransactionId = "tx_" + order.OrderKey[9..] };
    }
}
