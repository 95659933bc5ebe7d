using System.Globalization;
using SyncCluster.Core.Deciding;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;
using SyncCluster.Core.Supply;
using SyncCluster.Core.Tests.Scenes;
using static SyncCluster.Core.Tests.Scenes.Houses;

namespace SyncCluster.Core.Tests.Supply;

/// <summary>An order of a chair (CH-1) and a table (TB-1) under test, and what a clock and an engine would do with it.</summary>
internal sealed class TrackedOrder
{
    private readonly EntityDecider _decider;
    private readonly Dictionary<string, long> _versions = [];
    private readonly Invariants _invariants = new();

    public TrackedOrder(TrackingRules? rules = null, string state = "Accepted", params (string, object?)[] more)
    {
        Rules = (rules ?? new TrackingRules()) with { Follows = true };
        Book = Book(ProductRules(), OrderRules()) with { Tracking = Rules };
        _decider = new EntityDecider(Book);
        Observes(state, more);
    }

    public TrackingRules Rules { get; }

    public RuleBook Book { get; }

    public EntityState State { get; private set; } = EntityState.New("o1", Kind.Order);

    public OrderDelivery Delivery => State.Delivery!;

    public DateTimeOffset Now { get; private set; } = Scene.Start;

    public DateTimeOffset? TellAt { get; private set; }

    public Decision<EntityState, EntityEffect> Last { get; private set; } = null!;

    public List<(DateTimeOffset At, MailRequest Mail)> Mails { get; } = [];

    public static FieldValue Lines(params (string Sku, int? Shipped)[] lines) => FieldValue.Of(lines.Select((line, i) =>
    {
        var fields = Scene.Fields(
            (OrderLineFields.LineId, (i + 1).ToString(CultureInfo.InvariantCulture)), (OrderLineFields.Sku, line.Sku),
            (OrderLineFields.Name, $"Name of {line.Sku}"), (OrderLineFields.Quantity, 2));
        return (FieldValue)new FieldValue.Group(line.Shipped is { } shipped ? fields.With(OrderLineFields.Shipped, FieldValue.Of((decimal)shipped)) : fields);
    }));

    public TrackedOrder After(TimeSpan time)
    {
        Now += time;
        return this;
    }

    public TrackedOrder Observes(string state, params (string, object?)[] more)
    {
        var fields = FieldSet.Of([
            .. Scene.Fields(OrderOf(null!, state)).Select(field => (field.Key, field.Value)),
            (OrderFields.Lines, Lines(("CH-1", null), ("TB-1", null))),
            .. Scene.Fields(more).Select(field => (field.Key, field.Value)),
        ]);
        var seen = new Observation(new RecordKey(Shop, Kind.Order, "501"), fields, Now);
        return Decide(new EntityEvent.Observed(seen, Fingerprint.Of(seen)) { At = Now });
    }

    /// <summary>The supplier says something of an item.</summary>
    public TrackedOrder Hears(string sku, string promise, long? version = null, string? words = null)
    {
        var next = version ?? _versions.GetValueOrDefault(sku) + 1;
        _versions[sku] = Math.Max(next, _versions.GetValueOrDefault(sku));
        var item = new ItemState($"p-{sku}", next, "heo", promise, Now) { Keys = [NaturalKey.From(Kind.Product, ProductFields.Sku, sku)!.Value], DeliveryText = words };
        return Decide(new EntityEvent.ItemsSeen([item]) { At = Now });
    }

    public TrackedOrder Asks(Command command) => Decide(new EntityEvent.Commanded(command) { At = Now });

    /// <summary>The engine looks whether it is time, as often as the order asks for it, until <paramref name="time"/> from now.</summary>
    public TrackedOrder Runs(TimeSpan time)
    {
        var until = Now + time;
        while (TellAt is { } at && at <= until)
        {
            if (at > Now) Now = at;
            TellAt = null;
            Decide(new EntityEvent.TellDue(Mails.Count(mail => Rules.DayOf(mail.At) == Rules.DayOf(Now)), null) { At = Now });
        }

        Now = until;
        return this;
    }

    public TrackedOrder Decide(EntityEvent happened)
    {
        Last = _invariants.Check(_decider, State, happened);
        State = Last.State;
        foreach (var effect in Last.Effects)
        {
            if (effect is EntityEffect.TellAt tell) TellAt = tell.At;
            if (effect is EntityEffect.SendMail { Mail: { Template: TrackingMail.Template } mail }) Mails.Add((Now, mail));
        }

        return this;
    }
}
