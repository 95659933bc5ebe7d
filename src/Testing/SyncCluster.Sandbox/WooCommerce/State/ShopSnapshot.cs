using System.Collections.Immutable;

namespace SyncCluster.Sandbox.WooCommerce.State;

/// <summary>
/// The whole shop at one moment. Immutable, so a reader needs no lock and an older one can be kept for stale reads.
/// </summary>
internal sealed record ShopSnapshot
{
    public static ShopSnapshot Empty { get; } = new();

    public long Version { get; init; }

    public DateTime At { get; init; }

    public ShopCounters Counters { get; init; } = new();

    public ImmutableSortedDictionary<int, ShopProduct> Products { get; init; } =
        ImmutableSortedDictionary<int, ShopProduct>.Empty;

    public ImmutableSortedDictionary<int, ShopOrder> Orders { get; init; } =
        ImmutableSortedDictionary<int, ShopOrder>.Empty;

    public ImmutableSortedDictionary<int, ShopCustomer> Customers { get; init; } =
        ImmutableSortedDictionary<int, ShopCustomer>.Empty;

    public ImmutableSortedDictionary<int, ShopCategory> Categories { get; init; } =
        ImmutableSortedDictionary<int, ShopCategory>.Empty;

    public ImmutableSortedDictionary<int, ShopWebhook> Webhooks { get; init; } =
        ImmutableSortedDictionary<int, ShopWebhook>.Empty;

    public ImmutableDictionary<int, ShopImage> Images { get; init; } = ImmutableDictionary<int, ShopImage>.Empty;

    public ImmutableList<ShopMail> Mails { get; init; } = [];

    public ImmutableList<PendingDelivery> Pending { get; init; } = [];

    /// <summary>The same as <see cref="Pending"/>, for the question whether one waits already.</summary>
    public ImmutableHashSet<PendingDelivery> PendingSet { get; init; } = [];

    public ImmutableDictionary<string, int> Downloads { get; init; } = ImmutableDictionary<string, int>.Empty;

    public ImmutableSortedDictionary<string, long> Writes { get; init; } =
        ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal);

    /// <summary>Variations by product, in the order in which the shop names them.</summary>
    public ImmutableDictionary<int, ImmutableList<int>> Children { get; init; } =
        ImmutableDictionary<int, ImmutableList<int>>.Empty;

    public ImmutableDictionary<string, int> SkuOwners { get; init; } =
        ImmutableDictionary.Create<string, int>(StringComparer.OrdinalIgnoreCase);

    public ImmutableDictionary<string, int> Slugs { get; init; } =
        ImmutableDictionary.Create<string, int>(StringComparer.Ordinal);

    public ImmutableDictionary<string, int> EmailOwners { get; init; } =
        ImmutableDictionary.Create<string, int>(StringComparer.OrdinalIgnoreCase);

    public ShopProduct? ProductBySku(string sku) =>
        SkuOwners.TryGetValue(sku.Trim(), out var id) ? Products.GetValueOrDefault(id) : null;

    public ShopProduct? ParentOf(ShopProduct product) => Products.GetValueOrDefault(product.ParentId);

    public IEnumerable<ShopProduct> ChildrenOf(int productId) =>
        Children.TryGetValue(productId, out var ids) ? ids.Select(id => Products[id]) : [];

    public ShopSnapshot With(ShopProduct product)
    {
        var next = Products.TryGetValue(product.Id, out var old)
            ? Unlink(old, keepChild: product.ParentId == old.ParentId) : this;
        var children = next.Children;
        if (product.ParentId != 0)
        {
            var sisters = children.GetValueOrDefault(product.ParentId, []);
            if (!sisters.Contains(product.Id)) sisters = sisters.Add(product.Id);
            if (old?.MenuOrder != product.MenuOrder)
            {
                sisters = sisters.Sort(
                    (left, right) => (MenuOrderOf(left), left).CompareTo((MenuOrderOf(right), right)));
            }

            children = children.SetItem(product.ParentId, sisters);
        }

        return next with
        {
            Products = next.Products.SetItem(product.Id, product),
            Children = children,
            SkuOwners = product.Sku.Length == 0 ? next.SkuOwners : next.SkuOwners.SetItem(product.Sku, product.Id),
            Slugs = product.Slug.Length == 0 ? next.Slugs : next.Slugs.SetItem(product.Slug, product.Id),
        };

        int MenuOrderOf(int id) => id == product.Id ? product.MenuOrder : Products[id].MenuOrder;
    }

    public ShopSnapshot WithoutProduct(int id)
    {
        if (!Products.TryGetValue(id, out var old)) return this;
        var next = Unlink(old, keepChild: false);
        return next with { Products = next.Products.Remove(id) };
    }

    public ShopSnapshot With(ShopCustomer customer)
    {
        var emails = Customers.TryGetValue(customer.Id, out var old) ? EmailOwners.Remove(old.Email) : EmailOwners;
        return this with
        {
            Customers = Customers.SetItem(customer.Id, customer),
            EmailOwners = emails.SetItem(customer.Email, customer.Id),
        };
    }

    public ShopSnapshot WithoutCustomer(int id) => Customers.TryGetValue(id, out var old)
        ? this with { Customers = Customers.Remove(id), EmailOwners = EmailOwners.Remove(old.Email) }
        : this;

    /// <summary>Plays a line of the journal.</summary>
    public ShopSnapshot Apply(ShopTransaction change)
    {
        var next = this with { Counters = change.Counters };
        foreach (var product in change.Products ?? []) next = next.With(product);
        foreach (var id in change.RemovedProducts ?? []) next = next.WithoutProduct(id);
        foreach (var customer in change.Customers ?? []) next = next.With(customer);
        foreach (var id in change.RemovedCustomers ?? []) next = next.WithoutCustomer(id);
        return next with
        {
            Version = Version + 1,
            Orders = next.Orders.SetItems(Keyed(change.Orders, order => order.Id))
                .RemoveRange(change.RemovedOrders ?? []),
            Categories = next.Categories.SetItems(Keyed(change.Categories, category => category.Id))
                .RemoveRange(change.RemovedCategories ?? []),
            Webhooks = next.Webhooks.SetItems(Keyed(change.Webhooks, webhook => webhook.Id))
                .RemoveRange(change.RemovedWebhooks ?? []),
            Images = next.Images.SetItems(Keyed(change.Images, image => image.Id)),
            Mails = next.Mails.AddRange(change.Mails ?? []),
            Pending = next.Pending.RemoveRange(change.Done ?? []).AddRange(change.Due ?? []),
            PendingSet = next.PendingSet.Except(change.Done ?? []).Union(change.Due ?? []),
            Downloads = (change.Downloads ?? []).Aggregate(
                next.Downloads, (counts, url) => counts.SetItem(url, counts.GetValueOrDefault(url) + 1)),
            Writes = change.Call.Length == 0
                ? next.Writes
                : next.Writes.SetItem(change.Call, next.Writes.GetValueOrDefault(change.Call) + 1),
        };
    }

    private ShopSnapshot Unlink(ShopProduct old, bool keepChild) => this with
    {
        SkuOwners = SkuOwners.GetValueOrDefault(old.Sku) == old.Id ? SkuOwners.Remove(old.Sku) : SkuOwners,
        Slugs = Slugs.GetValueOrDefault(old.Slug) == old.Id ? Slugs.Remove(old.Slug) : Slugs,
        Children = keepChild || old.ParentId == 0 || !Children.TryGetValue(old.ParentId, out var sisters)
            ? Children
            : Children.SetItem(old.ParentId, sisters.Remove(old.Id)),
    };

    private static IEnumerable<KeyValuePair<int, T>> Keyed<T>(List<T>? items, Func<T, int> key) =>
        (items ?? []).Select(item => KeyValuePair.Create(key(item), item));
}
