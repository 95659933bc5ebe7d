namespace SyncCluster.Sandbox.WooCommerce.State;

/// <summary>
/// A write in the making: changes are gathered here and become visible, durable and final together, or not at all.
/// </summary>
internal sealed class ShopDraft(ShopSnapshot before, DateTime now, Random random)
{
    private ShopCounters _counters = before.Counters;

    public ShopSnapshot Shop { get; private set; } = before;

    public ShopTransaction Change { get; } = new();

    /// <summary>Now, UTC, whole seconds as the shop stores them.</summary>
    public DateTime Now => now;

    public Random Random => random;

    public int NextPost() => (_counters = _counters with { Post = _counters.Post + 1 }).Post;

    public int NextUser() => (_counters = _counters with { User = _counters.User + 1 }).User;

    public int NextTerm() => (_counters = _counters with { Term = _counters.Term + 1 }).Term;

    public int NextOrderItem() => (_counters = _counters with { OrderItem = _counters.OrderItem + 1 }).OrderItem;

    public int NextMeta() => (_counters = _counters with { Meta = _counters.Meta + 1 }).Meta;

    public int NextNote() => (_counters = _counters with { Note = _counters.Note + 1 }).Note;

    public int NextWebhook() => (_counters = _counters with { Webhook = _counters.Webhook + 1 }).Webhook;

    public void StartNumbersAt(ShopCounters counters) => _counters = counters;

    public void Put(ShopProduct product)
    {
        Shop = Shop.With(product);
        (Change.Products ??= []).Add(product);
    }

    public void RemoveProduct(int id)
    {
        Shop = Shop.WithoutProduct(id);
        (Change.RemovedProducts ??= []).Add(id);
    }

    public void Put(ShopOrder order)
    {
        Shop = Shop with { Orders = Shop.Orders.SetItem(order.Id, order) };
        (Change.Orders ??= []).Add(order);
    }

    public void RemoveOrder(int id)
    {
        Shop = Shop with { Orders = Shop.Orders.Remove(id) };
        (Change.RemovedOrders ??= []).Add(id);
    }

    public void Put(ShopCustomer customer)
    {
        Shop = Shop.With(customer);
        (Change.Customers ??= []).Add(customer);
    }

    public void RemoveCustomer(int id)
    {
        Shop = Shop.WithoutCustomer(id);
        (Change.RemovedCustomers ??= []).Add(id);
    }

    public void Put(ShopCategory category)
    {
        Shop = Shop with { Categories = Shop.Categories.SetItem(category.Id, category) };
        (Change.Categories ??= []).Add(category);
    }

    public void RemoveCategory(int id)
    {
        Shop = Shop with { Categories = Shop.Categories.Remove(id) };
        (Change.RemovedCategories ??= []).Add(id);
    }

    public void Put(ShopImage image)
    {
        Shop = Shop with { Images = Shop.Images.SetItem(image.Id, image) };
        (Change.Images ??= []).Add(image);
    }

    public void Put(ShopWebhook webhook)
    {
        Shop = Shop with { Webhooks = Shop.Webhooks.SetItem(webhook.Id, webhook) };
        (Change.Webhooks ??= []).Add(webhook);
    }

    public void RemoveWebhook(int id)
    {
        Shop = Shop with { Webhooks = Shop.Webhooks.Remove(id) };
        (Change.RemovedWebhooks ??= []).Add(id);
    }

    public void Mail(string to, string template, int orderId = 0) =>
        (Change.Mails ??= []).Add(new ShopMail(to, template, orderId, now));

    public void Downloaded(string url) => (Change.Downloads ??= []).Add(url);

    public void Delivered(PendingDelivery delivery) => (Change.Done ??= []).Add(delivery);

    /// <summary>
    /// Makes the deliveries of a topic due. The body is built at delivery, so one that already waits is enough.
    /// </summary>
    public void Fire(string topic, int resourceId)
    {
        foreach (var webhook in Shop.Webhooks.Values)
        {
            if (webhook.Topic != topic || webhook.Status != "active") continue;
            var delivery = new PendingDelivery(webhook.Id, resourceId);
            var due = Change.Due ??= [];
            if (!due.Contains(delivery) && !Shop.PendingSet.Contains(delivery)) due.Add(delivery);
        }
    }

    /// <summary>The transaction, ready for the journal.</summary>
    public ShopTransaction Finish(string call)
    {
        Change.Call = call;
        Change.Counters = _counters;
        return Change;
    }
}
