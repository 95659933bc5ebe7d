using System.Text.Json;
using Microsoft.Extensions.Logging;
using SyncCluster.Connectors.WooCommerce.Client;
using SyncCluster.Connectors.WooCommerce.Client.Wire;
using SyncCluster.Connectors.WooCommerce.Mapping;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.WooCommerce.Feeds;

/// <summary>Brings orders, each after its customer, account or guest (X11).</summary>
internal sealed partial class OrderReader(ShopParts parts)
{
    private readonly ILogger _logger = parts.Services.Logs.CreateLogger(typeof(OrderReader).FullName!);

    /// <summary>Maps <paramref name="orders"/> into <paramref name="built"/>.</summary>
    public async Task ReadAsync(
        IReadOnlyList<JsonElement> orders, PageBuilder built, MappingContext context, DateTimeOffset askedAt, CancellationToken cancellation)
    {
        var accounts = await AccountsAsync(orders, cancellation);
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var order in orders)
            built.Map(Kind.Order, order, one => Read(one, accounts, told, context, askedAt));
    }

    private List<Observation> Read(
        JsonElement order, IReadOnlyDictionary<long, JsonElement> accounts, HashSet<string> told, MappingContext context, DateTimeOffset askedAt)
    {
        if (!OrderMapping.IsImported(order, context.Options)) return [];
        var seen = OrderMapping.Read(order, context, askedAt);
        if (OrderMapping.Gap(seen.Fields) is var gap && gap > OrderSums.Rounding(seen.Fields.Items(OrderFields.Lines).Count))
            LogGap(parts.System, seen.Key.RemoteId, gap);

        var observations = new List<Observation>(3);
        var account = CustomerId(order) is { } id && accounts.TryGetValue(id, out var found) ? CustomerMapping.Read(found, context, askedAt) : null;
        if (account is not null && told.Add(account.Key.RemoteId)) observations.Add(account);
        // An account may order under another address than its own; the order is found by the address it gives.
        var guest = CustomerMapping.ReadGuest(order, context, askedAt);
        if (guest is not null && guest.Fields.Text(CustomerFields.Email) != account?.Fields.Text(CustomerFields.Email) && told.Add(guest.Key.RemoteId))
            observations.Add(guest);
        observations.Add(seen);
        return observations;
    }

    private async Task<IReadOnlyDictionary<long, JsonElement>> AccountsAsync(IReadOnlyList<JsonElement> orders, CancellationToken cancellation)
    {
        var accounts = new Dictionary<long, JsonElement>();
        var ids = orders.Where(order => OrderMapping.IsImported(order, parts.Options)).Select(CustomerId).OfType<long>().Distinct().Order();
        foreach (var chunk in ids.Chunk(WooCommerceDefaults.MostPerCall))
        {
            var answer = await parts.Client.ListAsync("customers", new ShopQuery()
                .With("include", string.Join(',', chunk.Select(RemoteIds.Of)))
                .With("role", "all").With("per_page", WooCommerceDefaults.MostPerCall), cancellation);
            foreach (var row in answer.Rows)
                if (RemoteIds.Number(row.Member("id")?.ToString()) is { } id)
                    accounts[id] = row;
        }

        return accounts;
    }

    private static long? CustomerId(JsonElement order) => RemoteIds.Number(order.Member("customer_id")?.ToString());

    [LoggerMessage(20, LogLevel.Warning, "{System}: lines of order {RemoteId} differ from its subtotal by {Gap}; the order is taken as it is")]
    private partial void LogGap(string system, string remoteId, decimal gap);
}
