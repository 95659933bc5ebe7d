namespace SyncCluster.Sandbox.WooCommerce.State;

/// <summary>Everything one accepted write changed: a line of the journal.</summary>
internal sealed record ShopTransaction
{
    public List<ShopProduct>? Products { get; set; }

    public List<int>? RemovedProducts { get; set; }

    public List<ShopOrder>? Orders { get; set; }

    public List<int>? RemovedOrders { get; set; }

    public List<ShopCustomer>? Customers { get; set; }

    public List<int>? RemovedCustomers { get; set; }

    public List<ShopCategory>? Categories { get; set; }

    public List<int>? RemovedCategories { get; set; }

    public List<ShopImage>? Images { get; set; }

    public List<ShopWebhook>? Webhooks { get; set; }

    public List<int>? RemovedWebhooks { get; set; }

    public List<ShopMail>? Mails { get; set; }

    public List<string>? Downloads { get; set; }

    /// <summary>Deliveries that became due.</summary>
    public List<PendingDelivery>? Due { get; set; }

    /// <summary>Deliveries that were made or given up.</summary>
    public List<PendingDelivery>? Done { get; set; }

    /// <summary>Which write call this was; empty for changes from inside the shop.</summary>
    public string Call { get; set; } = "";

    public ShopCounters Counters { get; set; } = new();
}

/// <summary>A webhook that waits for delivery. The body is built when it is delivered.</summary>
internal sealed record PendingDelivery(int WebhookId, int ResourceId);

/// <summary>The numbers given out last.</summary>
internal sealed record ShopCounters
{
    public int Post { get; init; }

    public int User { get; init; }

    public int Term { get; init; }

    public int OrderItem { get; init; }

    public int Meta { get; init; }

    public int Note { get; init; }

    public int Webhook { get; init; }
}
