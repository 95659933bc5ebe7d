using System.Globalization;
using SyncCluster.Engine.Storage;
using SyncCluster.Sandbox.Erp;

namespace SyncCluster.Server.Demo;

/// <summary>Compares the systems themselves, past the engine: what a merchant would find who looked into both.</summary>
internal sealed class Agreement(SandboxWorld world)
{
    private readonly List<string> _differences = [];

    /// <summary>Every difference, a sentence each; empty where everything agrees.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(IStateStore? store, CancellationToken cancellation)
    {
        await ProductsAsync(cancellation);
        await OrdersAsync(cancellation);
        await CustomersAsync(cancellation);
        await MailsAsync(store, cancellation);
        if (store is not null) await StoreAsync(store, cancellation);
        return _differences;
    }

    private async Task ProductsAsync(CancellationToken cancellation)
    {
        foreach (var product in await world.Erp.ProductsAsync(cancellation))
        {
            if (world.Shop.Shop.ProductBySku(product.Sku) is not { } sold)
            {
                _differences.Add($"Product {product.Sku} of the ERP is not in the shop.");
                continue;
            }

            if (!decimal.TryParse(sold.RegularPrice, NumberStyles.Number, CultureInfo.InvariantCulture, out var price) || price != product.Price)
                _differences.Add($"Product {product.Sku} costs {Text(product.Price)} in the ERP and '{sold.RegularPrice}' in the shop.");
            if (sold.StockQuantity != Math.Floor(product.Stock))
                _differences.Add($"Product {product.Sku}: {Text(product.Stock)} in stock in the ERP, {sold.StockQuantity?.ToString(CultureInfo.InvariantCulture) ?? "not counted"} in the shop.");
        }
    }

    private async Task OrdersAsync(CancellationToken cancellation)
    {
        var orders = (await world.Erp.OrdersAsync(cancellation)).ToLookup(order => order.OrderId);
        foreach (var order in orders.SelectMany(one => one).Where(order => order.IsDouble)) _differences.Add($"Order {order.OrderId} is in the ERP twice.");
        foreach (var order in world.Shop.Shop.Orders.Values.Where(order => order.CreatedVia == "store-api" && order.Status is "processing" or "on-hold" or "completed"))
        {
            var number = order.Id.ToString(CultureInfo.InvariantCulture);
            if (orders[number].FirstOrDefault() is not { } received)
            {
                _differences.Add($"Order {number} ({order.Status}) of the shop is not in the ERP.");
                continue;
            }

            if (received.Total != order.Total) _differences.Add($"Order {number}: {Text(order.Total)} in the shop, {Text(received.Total)} in the ERP.");
            var shipped = ErpOrderStates.HasReached(received.State, ErpOrderStates.Shipped);
            if (shipped != (order.Status == "completed")) _differences.Add($"Order {number} is {received.State} in the ERP and {order.Status} in the shop.");
            if (received.State == ErpOrderStates.Rejected) _differences.Add($"Order {number} was rejected by the ERP and is {order.Status} in the shop.");
        }
    }

    private async Task CustomersAsync(CancellationToken cancellation)
    {
        var contacts = (await world.Erp.ContactsAsync(cancellation)).ToLookup(contact => contact.Email ?? "", StringComparer.OrdinalIgnoreCase);
        foreach (var customer in world.Shop.Shop.Customers.Values.Where(customer => customer.Role == "customer"))
        {
            var count = contacts[customer.Email].Count();
            if (count != 1) _differences.Add($"Customer {customer.Email} of the shop is in the ERP {count} times.");
        }

        foreach (var contact in contacts.Where(contact => contact.Key.Length > 0 && world.Shop.Shop.CustomerByEmail(contact.Key) is null && contact.First().LastNames == "Němcová"))
            _differences.Add($"Contact {contact.Key} of the ERP has no account in the shop.");
    }

    private async Task MailsAsync(IStateStore? store, CancellationToken cancellation)
    {
        // A mail that was being sent when the process died may have arrived or not; it is shown to a person, and never sent again.
        var uncertain = store is null ? 0 : (await store.CountMailsAsync(cancellation)).GetValueOrDefault(MailStatus.Uncertain);
        var owed = new OwedMails(world.Mailbox.Messages);
        foreach (var order in (await world.Erp.OrdersAsync(cancellation)).Where(order => !order.IsDouble && IsNew(order.OrderId)))
            _differences.AddRange(owed.Look(order));
        if (owed.Missing > uncertain) _differences.Add($"{owed.Missing} mails that customers are owed by their orders' states never came; {uncertain} are uncertain.");
        foreach (var twice in world.Mailbox.Messages.GroupBy(mail => mail.MessageId).Where(same => same.Count() > 1))
            _differences.Add($"The mail '{twice.First().Subject}' to {string.Join(", ", twice.First().To)} came {twice.Count()} times.");
    }

    /// <summary>True for an order that a customer has placed since the sandbox stands: customers are told nothing of older ones.</summary>
    private bool IsNew(string number) => int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        && world.Shop.Shop.Orders.TryGetValue(id, out var order) && order.CreatedVia == "store-api";

    private async Task StoreAsync(IStateStore store, CancellationToken cancellation)
    {
        foreach (var count in await store.CountEntitiesAsync(cancellation))
        {
            if (count.Pending > 0) _differences.Add($"{count.Pending} of kind {count.Kind} wait to be pushed.");
            if (count.Parked > 0) _differences.Add($"{count.Parked} of kind {count.Kind} are parked.");
            if (count.Conflicts > 0) _differences.Add($"{count.Conflicts} of kind {count.Kind} have conflicts.");
        }

        foreach (var push in await store.ListOutboxAsync(null, OutboxStatus.Parked, 5, cancellation))
            _differences.Add($"A push of {push.Kind} to {push.System} is parked: {push.Reason}");
        foreach (var item in await store.ListParkedAsync(null, null, 5, cancellation))
            _differences.Add($"{item.Record} is parked: {Engine.Codec.EngineJson.Read<Core.Faults.Fault>(item.Fault.Span)}");
        var mails = await store.CountMailsAsync(cancellation);
        var (sent, uncertain) = (mails.GetValueOrDefault(MailStatus.Sent), mails.GetValueOrDefault(MailStatus.Uncertain));
        if (world.Mailbox.Messages.Count < sent || world.Mailbox.Messages.Count > sent + uncertain)
            _differences.Add($"{sent} mails are noted as sent, {uncertain} as uncertain, and {world.Mailbox.Messages.Count} arrived.");
    }

    private static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);
}
