using System.Text.Json;
using SyncCluster.Connectors.WooCommerce.Client;
using SyncCluster.Connectors.WooCommerce.Client.Wire;
using SyncCluster.Connectors.WooCommerce.Mapping;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.WooCommerce.Feeds;

/// <summary>Reads one record now.</summary>
internal sealed class SingleReads(ShopParts parts)
{
    private readonly OrderReader _orders = new(parts);

    /// <exception cref="FaultException">The shop could not be asked.</exception>
    public async Task<ReadOneOutcome> ReadAsync(RecordKey key, CancellationToken cancellation)
    {
        // A delivery about a record that was gone tells no id.
        if (key.RemoteId.Length == 0) return new ReadOneOutcome.Ignored("The shop did not say which record; the next read finds it.");
        var context = await parts.ContextAsync(cancellation);
        JsonElement raw = default;
        try
        {
            return key.Kind switch
            {
                Kind.Product => await ProductAsync(key, context, one => raw = one, cancellation),
                Kind.Category => await CategoryAsync(key, context, one => raw = one, cancellation),
                Kind.Customer => await CustomerAsync(key, context, one => raw = one, cancellation),
                _ => await OrderAsync(key, context, cancellation),
            };
        }
        catch (FaultException exception) when (exception.Fault.Kind == FaultKind.Missing)
        {
            return new ReadOneOutcome.Gone();
        }
        catch (Exception exception) when (MappingContext.IsUnreadable(exception))
        {
            return new ReadOneOutcome.Unreadable(context.Rejected(key.Kind, key.RemoteId, raw, exception));
        }
    }

    private async Task<ReadOneOutcome> ProductAsync(RecordKey key, MappingContext context, Action<JsonElement> note, CancellationToken cancellation)
    {
        if (RemoteIds.Product(key.RemoteId) is not { } address) return Foreign(key);
        var query = new ShopQuery().With("context", "edit");
        if (address.Parent is not { } parentId)
        {
            var answer = await parts.Client.GetAsync($"products/{RemoteIds.Of(address.Id)}", query, cancellation);
            note(answer.Body);
            return answer.Body.Text("status") == "trash" ? new ReadOneOutcome.Gone() : Found(ProductMapping.Read(answer.Body, context, answer.AskedAt));
        }

        var path = $"products/{RemoteIds.Of(parentId)}";
        var parent = await parts.Client.GetAsync(path, new ShopQuery().With("_fields", "id,sku,name,status"), cancellation);
        if (parent.Body.Text("status") == "trash") return new ReadOneOutcome.Gone();
        var variation = await parts.Client.GetAsync($"{path}/variations/{RemoteIds.Of(address.Id)}", query, cancellation);
        note(variation.Body);
        return variation.Body.Text("status") == "trash"
            ? new ReadOneOutcome.Gone()
            : Found(ProductMapping.ReadVariation(variation.Body, ParentLookup.Of(parent.Body), context, variation.AskedAt));
    }

    private async Task<ReadOneOutcome> CategoryAsync(RecordKey key, MappingContext context, Action<JsonElement> note, CancellationToken cancellation)
    {
        if (RemoteIds.Number(key.RemoteId) is not { } id) return Foreign(key);
        var answer = await parts.Client.GetAsync($"products/categories/{RemoteIds.Of(id)}", ShopQuery.None, cancellation);
        note(answer.Body);
        if (answer.Body.Text("slug") == parts.Options.DefaultCategory) return new ReadOneOutcome.Ignored("The shop's default category says nothing.");
        return Found(CategoryMapping.Read(answer.Body, await parts.Categories.PathOfAsync(answer.Body, cancellation), context, answer.AskedAt));
    }

    private async Task<ReadOneOutcome> CustomerAsync(RecordKey key, MappingContext context, Action<JsonElement> note, CancellationToken cancellation)
    {
        if (RemoteIds.GuestEmail(key.RemoteId) is { } email) return await GuestAsync(email, context, note, cancellation);
        if (RemoteIds.Number(key.RemoteId) is not { } id) return Foreign(key);
        var answer = await parts.Client.GetAsync($"customers/{RemoteIds.Of(id)}", ShopQuery.None, cancellation);
        note(answer.Body);
        return Found(CustomerMapping.Read(answer.Body, context, answer.AskedAt));
    }

    // What the shop knows of a guest stands in his latest order.
    private async Task<ReadOneOutcome> GuestAsync(string email, MappingContext context, Action<JsonElement> note, CancellationToken cancellation)
    {
        var answer = await parts.Client.ListAsync("orders", OrderFeed.Filter(parts.Options).And(new ShopQuery()
            .With("search", email).With("orderby", "date").With("order", "desc").With("per_page", 20)), cancellation);
        foreach (var order in answer.Rows)
        {
            note(order);
            if (CustomerMapping.ReadGuest(order, context, answer.AskedAt) is { } guest && guest.Key.RemoteId == RemoteIds.OfGuest(email)) return Found(guest);
        }

        return new ReadOneOutcome.Ignored("The shop holds no order of this guest that is imported.");
    }

    private async Task<ReadOneOutcome> OrderAsync(RecordKey key, MappingContext context, CancellationToken cancellation)
    {
        if (RemoteIds.Number(key.RemoteId) is not { } id) return Foreign(key);
        var answer = await parts.Client.GetAsync($"orders/{RemoteIds.Of(id)}", ShopQuery.None, cancellation);
        if (answer.Body.Text("status") == "trash") return new ReadOneOutcome.Gone();
        if (!OrderMapping.IsImported(answer.Body, parts.Options))
            return new ReadOneOutcome.Ignored($"Orders of status '{answer.Body.Text("status")}' are not imported.");
        var built = new PageBuilder(context);
        await _orders.ReadAsync([answer.Body], built, context, answer.AskedAt, cancellation);
        return built.Rejected.Count > 0
            ? new ReadOneOutcome.Unreadable(built.Rejected[0])
            : new ReadOneOutcome.Found(built.Observations.ToEquatableList());
    }

    private static ReadOneOutcome.Found Found(Observation observation) => new([observation]);

    private static ReadOneOutcome.Ignored Foreign(RecordKey key) => new($"'{key.RemoteId}' is no id of this shop.");
}
