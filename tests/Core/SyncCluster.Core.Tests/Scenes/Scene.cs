using SyncCluster.Core.Deciding;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;

namespace SyncCluster.Core.Tests.Scenes;

/// <summary>
/// One entity under test: events are told one after the other, a second apart, and the last decision is looked at.
/// Every step also holds what is true of every decision (see <see cref="Invariants"/>).
/// </summary>
internal sealed class Scene
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    private readonly EntityDecider _decider;
    private readonly Invariants _invariants = new();

    public Scene(RuleBook book, Kind kind)
    {
        Book = book;
        _decider = new EntityDecider(book);
        State = EntityState.New("e1", kind);
        Last = new(State, [], []);
    }

    public RuleBook Book { get; }

    public EntityState State { get; private set; }

    public Decision<EntityState, EntityEffect> Last { get; private set; }

    public List<EntityEffect> Effects { get; } = [];

    public DateTimeOffset Now { get; private set; } = Start;

    /// <summary>For reading only: the scene itself.</summary>
    public Scene When => this;

    /// <summary>For reading only: the scene itself.</summary>
    public Scene Then => this;

    public SystemView View(string system) => State.View(system) ?? new SystemView { System = system };

    public Scene After(TimeSpan time)
    {
        Now += time;
        return this;
    }

    /// <summary>A whole read that began now.</summary>
    public Scene Sees(string system, string id, params (string, object?)[] fields) =>
        Observes(new Observation(new RecordKey(system, State.Kind, id), Fields(fields), Now + TimeSpan.FromSeconds(1)));

    /// <summary>A read of some fields that began now.</summary>
    public Scene SeesPart(string system, string id, params (string, object?)[] fields) =>
        Observes(new Observation(new RecordKey(system, State.Kind, id), Fields(fields), Now + TimeSpan.FromSeconds(1)) { Partial = true });

    /// <summary>A whole read of a record that says when it changed.</summary>
    public Scene SeesModified(string system, string id, DateTimeOffset modified, params (string, object?)[] fields) =>
        Observes(new Observation(new RecordKey(system, State.Kind, id), Fields(fields), Now + TimeSpan.FromSeconds(1)) { ModifiedAt = modified });

    public Scene SeesDeleted(string system, string id) =>
        Observes(new Observation(new RecordKey(system, State.Kind, id), FieldSet.Empty, Now + TimeSpan.FromSeconds(1)) { Deleted = true });

    public Scene Observes(Observation observation) =>
        Decide(at => new EntityEvent.Observed(observation, Fingerprint.Of(observation)) { At = at });

    public Scene Misses(string system, string id) =>
        Decide(at => new EntityEvent.Vanished(new RecordKey(system, State.Kind, id)) { At = at });

    /// <summary>The pending push is written; the system does not tell what it stored.</summary>
    public Scene Wrote(string system, string? id = null) => Answers(system, id, stored: null);

    /// <summary>The pending push is written; the system tells what it stored: snapshot and patch, but for some fields.</summary>
    public Scene Stored(string system, string? id = null, params (string, object?)[] but)
    {
        var view = View(system);
        return Answers(system, id, view.Snapshot.Over(view.Pending!.Patch).Over(Fields(but)));
    }

    public Scene Answers(string system, string? id, FieldSet? stored, PendingPush? push = null, DateTimeOffset? modified = null)
    {
        var answered = push ?? View(system).Pending ?? throw new InvalidOperationException($"Nothing is pending in {system}.");
        var receipt = new Receipt(id ?? View(system).RemoteId ?? $"{system}-1") { Stored = stored, ModifiedAt = modified };
        var fingerprint = stored is null ? Fingerprint.None : Fingerprint.Of(stored);
        return Decide(at => new EntityEvent.PushDone(system, answered.OperationId, answered.Patch, receipt, fingerprint) { At = at });
    }

    /// <summary>A push of which nobody knew whether it was applied: the record was looked for and found like this.</summary>
    public Scene Finds(string system, string id, params (string, object?)[] stored) => Finds(system, new Receipt(id) { Stored = Fields(stored) });

    /// <summary>The same where the system does not tell what it holds.</summary>
    public Scene FindsSilently(string system, string id) => Finds(system, new Receipt(id));

    /// <summary>The same where the system keeps note of the operation that wrote it.</summary>
    public Scene FindsNoted(string system, string id, string operation) => Finds(system, new Receipt(id) { WrittenBy = operation });

    private Scene Finds(string system, Receipt receipt)
    {
        var asked = View(system).Pending ?? throw new InvalidOperationException($"Nothing is pending in {system}.");
        var fingerprint = receipt.Stored is { } stored ? Fingerprint.Of(stored) : Fingerprint.None;
        return Decide(at => new EntityEvent.PushDone(system, asked.OperationId, asked.Patch, receipt, fingerprint) { At = at, Found = true });
    }

    public Scene Fails(string system, FaultKind kind, PendingPush? push = null, TimeSpan? retryAfter = null, double chance = 0)
    {
        var failed = push ?? View(system).Pending ?? throw new InvalidOperationException($"Nothing is pending in {system}.");
        var fault = new Fault(kind, $"{system} said no.") { RetryAfter = retryAfter };
        return Decide(at => new EntityEvent.PushFailed(system, failed.OperationId, fault) { At = at, Chance = chance });
    }

    /// <summary>A try that was to find out what an earlier one left ended before it knew.</summary>
    public Scene FailsToLook(string system) => Decide(at =>
        new EntityEvent.PushFailed(system, View(system).Pending!.OperationId, new Fault(FaultKind.Transient, $"{system} is away."))
        {
            At = at, MayBeApplied = true,
        });

    public Scene ChecksStock(string system, params Shortage[] shortages) =>
        Decide(at => new EntityEvent.StockChecked(system, View(system).Pending!.OperationId, shortages.ToEquatableList()) { At = at });

    public Scene Asks(Command command) => Decide(at => new EntityEvent.Commanded(command) { At = at });

    public Scene Retries(string system) => Asks(new Command.Retry(system) { By = "Eva" });

    public Scene Skips(string system) => Asks(new Command.Skip(system) { By = "Eva" });

    public Scene Resolves(string field, string system, string winner) => Asks(new Command.Resolve(field, system, winner) { By = "Eva" });

    /// <summary>Another entity, of these houses too, proves to be the same thing.</summary>
    public Scene Absorbs(EntityState other, string otherId = "e2") =>
        Decide(at => new EntityEvent.Absorbing(other with { EntityId = otherId }, "a test says so") { At = at });

    public Scene IsReminded() => Decide(at => new EntityEvent.Reminded { At = at });

    public Scene Decide(Func<DateTimeOffset, EntityEvent> happens)
    {
        Now += TimeSpan.FromSeconds(1);
        var happened = happens(Now);
        Last = _invariants.Check(_decider, State, happened);
        State = Last.State;
        Effects.AddRange(Last.Effects);
        return this;
    }

    public Scene Canonical(string field, object? value)
    {
        (State.Canonical[field]?.ToString()).ShouldBe(value is null ? null : Value(value).ToString(), $"canonical {field}");
        return this;
    }

    public Scene Holds(string system, string field, object? value)
    {
        (View(system).Snapshot[field]?.ToString()).ShouldBe(value is null ? null : Value(value).ToString(), $"{field} in {system}");
        return this;
    }

    /// <summary>The last decision asks for a push of exactly these fields.</summary>
    public Scene Pushes(string system, params (string, object?)[] fields)
    {
        var pushes = Last.Effects.OfType<EntityEffect.Push>().Where(push => push.System == system).ToList();
        pushes.Count.ShouldBe(1, $"pushes to {system}: {Last.Reasons}");
        var pending = View(system).Pending.ShouldNotBeNull();
        pending.Patch.ShouldBe(Fields(fields), $"patch to {system}");
        pushes[0].OperationId.ShouldBe(pending.OperationId);
        return this;
    }

    /// <summary>What waits for the system is exactly this; nothing said of whether it is new.</summary>
    public Scene Awaits(string system, params (string, object?)[] fields)
    {
        (View(system).Pending?.Patch ?? FieldSet.Empty).ShouldBe(Fields(fields), $"pending in {system}");
        return this;
    }

    public Scene PushesNothing(string? system = null)
    {
        Last.Effects.OfType<EntityEffect.Push>().Where(push => system is null || push.System == system).ShouldBeEmpty();
        return this;
    }

    public Scene AwaitsNothing(string system)
    {
        View(system).Pending.ShouldBeNull();
        return this;
    }

    /// <summary>Nothing is written to the system; it is only asked whether an earlier create arrived.</summary>
    public Scene OnlyLooks(string system)
    {
        View(system).Pending.ShouldNotBeNull().LooksOnly.ShouldBeTrue();
        return this;
    }

    public Scene Does<TEffect>(Func<TEffect, bool>? check = null)
        where TEffect : EntityEffect
    {
        Last.Effects.OfType<TEffect>().ShouldContain(effect => check == null || check(effect), $"no such {typeof(TEffect).Name} in {Last.Effects}");
        return this;
    }

    public Scene DoesNot<TEffect>()
        where TEffect : EntityEffect
    {
        Last.Effects.OfType<TEffect>().ShouldBeEmpty();
        return this;
    }

    /// <summary>The last decision gives a reason of the kind.</summary>
    public Scene Tells(ReasonKind kind, string? field = null, string? system = null)
    {
        Last.Reasons.ShouldContain(
            reason => reason.Kind == kind && (field == null || reason.Field == field) && (system == null || reason.System == system),
            $"no {kind} {field} {system} in {Last.Reasons}");
        return this;
    }

    public Scene DoesNotTell(ReasonKind kind)
    {
        Last.Reasons.Where(reason => reason.Kind == kind).ShouldBeEmpty();
        return this;
    }

    /// <summary>The last decision changed nothing and asks for nothing.</summary>
    public Scene ChangesNothing()
    {
        Last.Effects.ShouldBeEmpty();
        _invariants.LastChanged.ShouldBeFalse($"the state changed: {Last.Reasons}");
        return this;
    }

    public static FieldSet Fields(params (string Name, object? Value)[] fields) =>
        FieldSet.Of(fields.Select(field => (field.Name, Value(field.Value))));

    public static FieldValue Value(object? value) => value switch
    {
        FieldValue ready => ready,
        null => FieldValue.Empty,
        string text => FieldValue.Of(text),
        decimal number => FieldValue.Of(number),
        int number => FieldValue.Of((decimal)number),
        bool flag => FieldValue.Of(flag),
        DateTimeOffset instant => FieldValue.Of(instant),
        _ => throw new ArgumentException($"No field value of {value.GetType()}."),
    };
}
