using System.Globalization;
using SyncCluster.Core.Deciding;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;
using SyncCluster.Core.Supply;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Behaviors;
using SyncCluster.Engine.Codec;
using SyncCluster.Engine.Simulation.Checking;
using SyncCluster.Engine.Simulation.Runs;
using SyncCluster.Engine.Simulation.Scheduling;
using SyncCluster.Engine.Simulation.Systems;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Simulation.Tests.Stories;

/// <summary>A shop whose customers wait for a supplier's items, told step by step under virtual time; nothing goes wrong that the story does not say.</summary>
internal sealed class ShopStory
{
    private readonly SimulationScheduler _scheduler = new(7);
    private readonly World _world;
    private readonly Dictionary<string, TruthRecord> _items = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TruthRecord> _orders = new(StringComparer.Ordinal);

    public ShopStory(SimulationOptions options, SimulationSeams? seams = null)
    {
        _world = new World(_scheduler, options, new SeededChance(7));
        Host = new EngineHost(_world, seams ?? new SimulationSeams(), new SeededChance(9));
        _world.Receiver = Host.Receive;
        _world.Heal();
        Host.Start();
    }

    public EngineHost Host { get; }

    public DateTimeOffset Now => _scheduler.Now;

    public SystemWeather MailWeather => _world.MailWeather;

    /// <summary>Messages about dates that arrived.</summary>
    public List<ArrivedMessage> Messages => [.. _world.Mail.Messages.Where(message => message.Subjects[0].StartsWith(TrackingMail.Template, StringComparison.Ordinal))];

    /// <summary>Mails about dates as they stand.</summary>
    public List<StoredMail> Mails =>
        [.. Host.Disk.Mails.Values.Select(entry => entry.Mail).Where(mail => mail.Draft.Template == TrackingMail.Template).OrderBy(mail => mail.Draft.Key, StringComparer.Ordinal)];

    public ShopStory Runs(TimeSpan time)
    {
        _scheduler.RunFor(time);
        return this;
    }

    /// <summary>The process dies, and is started again after a while.</summary>
    public void Dies(TimeSpan downFor)
    {
        Host.Kill();
        _world.Later(downFor, Host.Start);
    }

    /// <summary>Until something holds, looked at every half second.</summary>
    public ShopStory RunsUntil(Func<bool> holds)
    {
        for (var moments = 0; !holds(); moments++)
        {
            (moments < 4000).ShouldBeTrue("it never came to that");
            Runs(TimeSpan.FromMilliseconds(500));
        }

        return this;
    }

    /// <summary>A product that the supplier lists.</summary>
    public ShopStory Sells(string sku, string promise)
    {
        _world.Erp.Create(Kind.Product, FieldSet.Of(
            (ProductFields.Sku, FieldValue.Of(sku)), (ProductFields.Name, FieldValue.Of($"Name of {sku}")), (ProductFields.Price(1), FieldValue.Of(5m)),
            (ProductFields.Stock, FieldValue.Of(3m)), (ProductFields.Active, FieldValue.Of(true))));
        _items[sku] = _world.Supplier.Create(Kind.Product, Said(promise).With(SupplierFields.OurSku, FieldValue.Of(sku)));
        return this;
    }

    public ShopStory Orders(string number, string email, string language, params string[] skus)
    {
        _orders[number] = _world.Shop.Create(Kind.Order, FieldSet.Of(
            (OrderFields.Number, FieldValue.Of(number)), (OrderFields.PlacedAt, FieldValue.Of((DateTimeOffset?)_scheduler.Now)),
            (OrderFields.State, FieldValue.Of(nameof(OrderState.Validating))), (OrderFields.CustomerEmail, FieldValue.Of(email)),
            (OrderFields.CustomerName, FieldValue.Of(email)), (OrderFields.Language, FieldValue.Of(language)),
            (OrderFields.PaymentManual, FieldValue.Of(false)), (OrderFields.Total, FieldValue.Of(5m)),
            (OrderFields.Lines, FieldValue.Of(skus.Select((sku, i) => new FieldValue.Group(FieldSet.Of(
                (OrderLineFields.LineId, FieldValue.Of((i + 1).ToString(CultureInfo.InvariantCulture))), (OrderLineFields.Sku, FieldValue.Of(sku)),
                (OrderLineFields.Name, FieldValue.Of(sku)), (OrderLineFields.Quantity, FieldValue.Of(1m)))))))));
        return this;
    }

    /// <summary>The supplier says something else of an item.</summary>
    public ShopStory Says(string sku, string promise)
    {
        _world.Supplier.Change(_items[sku], Said(promise));
        return this;
    }

    /// <summary>Something becomes of an order in the shop.</summary>
    public ShopStory Changes(string number, string field, string value)
    {
        _world.Shop.Change(_orders[number], FieldSet.Of((field, FieldValue.Of(value))));
        return this;
    }

    public EntityState Order(string number)
    {
        var owner = Host.Disk.Keys[NaturalKey.From(Kind.Order, OrderFields.Number, number)!.Value].Owner;
        return EngineJson.Read<EntityState>(Host.Disk.Entities[owner].State.Span);
    }

    /// <summary>A person asks something of an order.</summary>
    public ShopStory Asks(string number, Command command) => Happens(number, new EntityEvent.Commanded(command) { At = Now });

    /// <summary>
    /// An order that had looked which message its mail may be part of decides only now to tell it: what lies between the two
    /// is a moment in which anything may have happened to that message.
    /// </summary>
    public ShopStory Joins(string number, string group, string sku, string promise)
    {
        Says(sku, promise).RunsUntil(() => Order(number).Delivery!.TellAt is not null);
        var at = Order(number).Delivery!.TellAt!.Value;
        return Happens(number, new EntityEvent.TellDue(0, group) { At = at });
    }

    /// <summary>Somebody holds all mails about dates.</summary>
    public ShopStory Holds()
    {
        Host.Do(engine => TrackingHold.HoldAsync(engine.Store, "Eva", Now, CancellationToken.None));
        return Runs(TimeSpan.FromSeconds(1));
    }

    /// <summary>Somebody lets them go.</summary>
    public ShopStory Releases()
    {
        Host.Do(async engine =>
        {
            foreach (var actor in await TrackingHold.ReleaseAsync(engine.Store, Now, CancellationToken.None)) engine.Runtime.Hint(actor);
        });
        return Runs(TimeSpan.FromSeconds(1));
    }

    /// <summary>The order's history, as people read it.</summary>
    public List<string> Told(string number) =>
        [.. Host.Disk.History.Where(entry => entry.Told && entry.Row.EntityId == Order(number).EntityId)
            .SelectMany(entry => EngineJson.Read<EquatableList<Reason>>(entry.Row.Json.Span)).Select(reason => reason.Text)];

    private ShopStory Happens(string number, EntityEvent happened)
    {
        Host.Do(engine => engine.Runtime.AskAsync(ActorAddress.Entity(Kind.Order, Order(number).EntityId), new EntityEvents([happened]), CancellationToken.None));
        return Runs(TimeSpan.FromSeconds(1));
    }

    /// <summary>What the house's checkers find wrong.</summary>
    public IEnumerable<string> Problems() => new DeliveryCheck(_world, Host.Disk).Check().Concat(new MailCheck(_world, Host.Disk).Check()).Concat(Host.Errors);

    private static FieldSet Said(string promise) =>
        FieldSet.Of((SupplierFields.Delivery, FieldValue.Of(promise)), (SupplierFields.DeliveryText, FieldValue.Of(promise)));
}
