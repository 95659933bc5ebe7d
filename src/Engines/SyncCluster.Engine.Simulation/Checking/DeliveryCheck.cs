using SyncCluster.Core.Deciding;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Core.Supply;
using SyncCluster.Engine.Codec;
using SyncCluster.Engine.Simulation.Memory;
using SyncCluster.Engine.Simulation.Runs;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Simulation.Checking;

/// <summary>
/// Every line that waits knows how its item stands, every customer knows what the line knows, and the mails to him are a
/// chain: each begins where the one before ended, none says nothing, none says what the supplier never said.
/// </summary>
internal sealed class DeliveryCheck(World world, MemoryDatabase disk)
{
    public IEnumerable<string> Check() => Matched().Concat(Orders().SelectMany(Check));

    /// <summary>An item of a product that there is, is that product's.</summary>
    private IEnumerable<string> Matched()
    {
        foreach (var item in world.Supplier.Living(Kind.Product))
        {
            var sku = item.Now.Fields.Text(SupplierFields.OurSku)!;
            if (Owner(sku) is not { } productId || Product(productId)?.Systems.Any(view => view.System != Scenario.Supplier) != true) continue;
            if (disk.Records.GetValueOrDefault(new RecordKey(Scenario.Supplier, Kind.Product, item.Id))?.EntityId != productId)
                yield return $"Item {item.Id} of the supplier is {sku}, and no product has it";
        }

        foreach (var state in disk.Entities.Values.Where(entity => entity.Kind == Kind.Product).Select(entity => EngineJson.Read<EntityState>(entity.State.Span)))
            if (state.Systems.Count > 0 && state.Systems.All(view => view.System == Scenario.Supplier))
                yield return $"Product {state.EntityId} is known to the supplier only: an item made a product";
    }

    private IEnumerable<string> Check((string EntityId, EntityState State) order)
    {
        var number = order.State.Canonical.Text(OrderFields.Number);
        if (order.State.Delivery is not { } delivery)
        {
            yield return $"Order {number} follows no items";
            yield break;
        }

        var waits = HasHadEnough(order.State);
        foreach (var line in delivery.Lines.Where(line => !line.Closed))
        {
            var item = Owner(line.Sku!) is { } productId && Product(productId) is { } product ? ItemState.Of(product, 0) : null;
            var said = DeliveryPromise.Read(item?.Promise);
            if ((item is null) != (line.Item is null) || !said.Equals(DeliveryPromise.Read(line.Item?.Promise)))
                yield return $"Order {number} believes of {line.Sku} {line.Item?.Promise ?? "nothing"}; it is {item?.Promise ?? "nothing"}";
            if (!waits && line.Told is { } told && IsNews(DeliveryPromise.Read(told), said))
                yield return $"The customer of order {number} was told {told} of {line.Sku}; it is {said.ToText()}";
        }

        if (!waits && (delivery.NewsSince is not null || delivery.TellAt is not null)) yield return $"Order {number} still has news to be told";
        foreach (var problem in Chain(order.EntityId, number, delivery)) yield return problem;
    }

    /// <summary>The order's customer got, or may have got, as many messages as he gets a day: what is left is told tomorrow.</summary>
    private bool HasHadEnough(EntityState order) => world.Options.MailsPerDay > 0 && disk.Mails.Values.Select(entry => entry.Mail)
        .Where(mail => mail.Draft.Template == TrackingMail.Template && mail.Status != MailStatus.Suppressed
            && string.Equals(mail.Draft.To, order.Canonical.Text(OrderFields.CustomerEmail), StringComparison.OrdinalIgnoreCase))
        .Select(mail => mail.Draft.Group).Distinct().Count() >= world.Options.MailsPerDay;

    private IEnumerable<string> Chain(string entityId, string? number, OrderDelivery delivery)
    {
        var mails = disk.Mails.Values.Select(entry => entry.Mail)
            .Where(mail => mail.EntityId == entityId && mail.Draft.Template == TrackingMail.Template)
            .ToDictionary(mail => mail.Draft.Key, mail => (Model: EngineJson.Read<FieldSet>(mail.Draft.Model.Span), mail.Status));
        if (mails.Count != delivery.Told) yield return $"Order {number} asked for {delivery.Told} mails and has {mails.Count}";
        var sent = mails.Values.Count(mail => mail.Status != MailStatus.Suppressed);
        if (sent != delivery.TimesTold()) yield return $"Order {number} was told of {delivery.TimesTold()} times by {sent} mails";
        var known = delivery.Lines.Where(line => line.History.Count > 0).ToDictionary(line => line.Sku!, line => line.History[0].Promise);
        for (var time = 1; time <= delivery.Told; time++)
        {
            if (!mails.TryGetValue($"order/{number}/delivery/{time}", out var mail) || mail.Status == MailStatus.Suppressed) continue;
            foreach (var row in mail.Model.Items("deliveries").OfType<FieldValue.Group>().Select(group => group.Fields))
            {
                var (sku, old, said) = (row.Text(OrderLineFields.Sku)!, row.Text("old")!, row.Text("new")!);

                // Where nobody knows whether it went, the one before it may have been called off since.
                if (mail.Status != MailStatus.Uncertain && !DeliveryPromise.Read(known.GetValueOrDefault(sku)).SaysSameAs(DeliveryPromise.Read(old)))
                    yield return $"Mail {time} of order {number} goes on from {old} of {sku}; the customer knew {known.GetValueOrDefault(sku)}";
                if (!IsNews(DeliveryPromise.Read(old), DeliveryPromise.Read(said))) yield return $"Mail {time} of order {number} says nothing new of {sku}";
                if (!WasSaid(sku, said)) yield return $"Mail {time} of order {number} says {said} of {sku}, which the supplier never did";
                known[sku] = said;
            }
        }

        foreach (var line in delivery.Lines.Where(line => line is { Closed: false, Told: not null }))
            if (!DeliveryPromise.Read(known.GetValueOrDefault(line.Sku!)).SaysSameAs(DeliveryPromise.Read(line.Told)))
                yield return $"Order {number} believes that its customer knows {line.Told} of {line.Sku}; he knows {known.GetValueOrDefault(line.Sku!)}";
    }

    private static bool IsNews(DeliveryPromise told, DeliveryPromise said) => told.Class != said.Class || told.Latest != said.Latest;

    private bool WasSaid(string sku, string said) => world.Supplier.Log.Any(change =>
        change.Version.Fields.Text(SupplierFields.OurSku) == sku
        && DeliveryPromise.Read(change.Version.Fields.Text(SupplierFields.Delivery)).SaysSameAs(DeliveryPromise.Read(said)));

    private IEnumerable<(string EntityId, EntityState State)> Orders() =>
        from entity in disk.Entities
        where entity.Value.Kind == Kind.Order
        select (entity.Key, EngineJson.Read<EntityState>(entity.Value.State.Span));

    private string? Owner(string sku) => NaturalKey.From(Kind.Product, ProductFields.Sku, sku) is { } key ? disk.Keys.GetValueOrDefault(key)?.Owner : null;

    private EntityState? Product(string entityId) =>
        disk.Entities.TryGetValue(entityId, out var entity) ? EngineJson.Read<EntityState>(entity.State.Span) : null;
}
