using System.Globalization;
using System.Text.Json;
using SyncCluster.Sandbox.WooCommerce.State;

namespace SyncCluster.Sandbox.WooCommerce.Rules;

/// <summary>
/// What a change of an order's status sets off, as measured on 10.5: stock is taken on on-hold, processing and
/// completed, given back on cancelled and pending, and left alone on refunded and failed; the shop mails the customer
/// itself.
/// </summary>
internal static class OrderStatus
{
    public static readonly IReadOnlyDictionary<string, string> Names = new Dictionary<string, string>
    {
        ["pending"] = "Pending payment",
        ["processing"] = "Processing",
        ["on-hold"] = "On hold",
        ["completed"] = "Completed",
        ["cancelled"] = "Cancelled",
        ["refunded"] = "Refunded",
        ["failed"] = "Failed",
        ["checkout-draft"] = "Draft",
    };

    public static ShopOrder Change(ShopDraft draft, ShopOrder order, string status)
    {
        if (order.Status == status) return order;
        var from = order.Status;
        var next = order with { Status = status };
        next = Dates(draft, next);
        next = MoveStock(draft, next);
        if (status == "refunded") next = Refund(draft, next);
        if (from is not ("trash" or "checkout-draft"))
        {
            next = Note(draft, next, $"Order status changed from {Name(from)} to {Name(status)}.");
        }

        Mail(draft, next, from);
        return next;
    }

    public static bool NeedsProcessing(ShopSnapshot shop, ShopOrder order) => order.Lines.Any(line =>
        shop.Products.GetValueOrDefault(line.VariationId != 0 ? line.VariationId : line.ProductId) is { } product
        && !(IsTrue(product, "virtual") && IsTrue(product, "downloadable")));

    public static ShopOrder Note(ShopDraft draft, ShopOrder order, string text, bool forCustomer = false)
    {
        if (forCustomer) MailCustomer(draft, order, "customer_note");
        return order with { Notes = [.. order.Notes,
            new ShopOrderNote(draft.NextNote(), text, forCustomer, draft.Now)] };
    }

    private static ShopOrder Dates(ShopDraft draft, ShopOrder order)
    {
        // Cash on delivery counts as paid only when the order is completed.
        var paid = order.PaymentMethod == "cod" || !NeedsProcessing(draft.Shop, order) ? "completed" : "processing";
        var next = order;
        if (order.Status == paid || order.Status == "completed")
        {
            next = next with { DatePaid = next.DatePaid ?? draft.Now };
            if (draft.Shop.Customers.TryGetValue(order.CustomerId, out var customer) && !customer.IsPaying)
            {
                draft.Put(customer with { IsPaying = true });
            }
        }

        return order.Status == "completed" ? next with { DateCompleted = draft.Now } : next;
    }

    private static ShopOrder MoveStock(ShopDraft draft, ShopOrder order) => order.Status switch
    {
        "on-hold" or "processing" or "completed" when !order.StockReduced => Take(draft, order),
        "cancelled" or "pending" when order.StockReduced => GiveBack(draft, order),
        _ => order,
    };

    private static ShopOrder Take(ShopDraft draft, ShopOrder order)
    {
        var told = new List<string>();
        var lines = order.Lines.Select(line =>
        {
            if (Product(draft, line) is not { } product) return line;
            Sold(draft, order, product, line.Quantity);
            if (Stock.Move(draft, draft.Shop.Products[product.Id], -line.Quantity) is not { } moved) return line;
            told.Add(Moved(line, moved));
            var pieces = line.Quantity.ToString(CultureInfo.InvariantCulture);
            var value = JsonSerializer.SerializeToElement(pieces);
            return line with { Meta = [.. line.Meta, new ShopMeta(draft.NextMeta(), "_reduced_stock", value)] };
        }).ToList();
        var next = order with { Lines = lines, StockReduced = true, SalesRecorded = true };
        return told.Count == 0 ? next : Note(draft, next, "Stock levels reduced: " + string.Join(", ", told));
    }

    private static ShopOrder GiveBack(ShopDraft draft, ShopOrder order)
    {
        var told = new List<string>();
        var lines = order.Lines.Select(line =>
        {
            var taken = line.Meta.FirstOrDefault(entry => entry.Key == "_reduced_stock");
            if (taken is null || Product(draft, line) is not { } product) return line;
            var pieces = int.Parse(taken.Text, CultureInfo.InvariantCulture);
            if (Stock.Move(draft, product, pieces) is { } moved) told.Add(Moved(line, moved));
            return line with { Meta = [.. line.Meta.Where(entry => entry != taken)] };
        }).ToList();
        var next = order with { Lines = lines, StockReduced = false };
        return told.Count == 0 ? next : Note(draft, next, "Stock levels increased: " + string.Join(", ", told));
    }

    private static void Sold(ShopDraft draft, ShopOrder order, ShopProduct product, int pieces)
    {
        if (order.SalesRecorded) return;
        var counted = product.IsVariation ? draft.Shop.ParentOf(product) : product;
        if (counted is not null) draft.Put(counted with { TotalSales = counted.TotalSales + pieces });
    }

    private static ShopOrder Refund(ShopDraft draft, ShopOrder order)
    {
        var open = order.Total - order.Refunds.Sum(refund => refund.Amount);
        return open <= 0
            ? order
            : order with { Refunds = [.. order.Refunds,
                new ShopRefund(draft.NextPost(), "Order fully refunded.", open)] };
    }

    private static void Mail(ShopDraft draft, ShopOrder order, string from)
    {
        var unpaid = from is "pending" or "failed" or "cancelled" or "checkout-draft";
        switch (order.Status)
        {
            case "processing" when unpaid || from == "on-hold":
                MailCustomer(draft, order, "customer_processing_order");
                break;
            case "on-hold" when unpaid:
                MailCustomer(draft, order, "customer_on_hold_order");
                break;
            case "completed":
                MailCustomer(draft, order, "customer_completed_order");
                break;
            case "refunded":
                MailCustomer(draft, order, "customer_refunded_order");
                break;
            case "failed" when from is "pending" or "on-hold":
                MailCustomer(draft, order, "customer_failed_order");
                break;
            case "cancelled" when from is "processing" or "on-hold":
                draft.Mail("admin@shop.example.test", "admin_cancelled_order", order.Id);
                break;
        }

        if (unpaid && order.Status is "processing" or "on-hold" or "completed")
        {
            draft.Mail("admin@shop.example.test", "admin_new_order", order.Id);
        }
    }

    private static void MailCustomer(ShopDraft draft, ShopOrder order, string template)
    {
        if (order.Billing.Email.Length > 0) draft.Mail(order.Billing.Email, template, order.Id);
    }

    private static ShopProduct? Product(ShopDraft draft, ShopOrderLine line) =>
        draft.Shop.Products.GetValueOrDefault(line.VariationId != 0 ? line.VariationId : line.ProductId);

    private static string Moved(ShopOrderLine line, (int Before, int After) moved) =>
        string.Create(CultureInfo.InvariantCulture, $"{line.Name} ({moved.Before}&rarr;{moved.After})");

    private static string Name(string status) => Names.GetValueOrDefault(status, status);

    private static bool IsTrue(ShopProduct product, string field) =>
        product.Other.TryGetValue(field, out var value) && value.ValueKind == JsonValueKind.True;
}
