using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;
using SyncCluster.Core.Supply;

namespace SyncCluster.Core.Deciding;

/// <summary>One decision in the making: the state as far as it is changed, the effects and reasons found so far.</summary>
internal sealed class EntityDraft
{
    private readonly EntityState _before;
    private readonly DraftParts<SystemView> _views;
    private readonly DraftParts<Provenance> _provenance;
    private readonly List<EntityEffect> _effects = [];
    private readonly List<Reason> _reasons = [];
    private readonly List<string> _changed = [];
    private readonly List<(string System, string? Field)> _contradicted = [];

    public EntityDraft(EntityState before, KindRules rules, RuleBook book, EntityEvent happened)
    {
        _before = before;
        Rules = rules;
        Book = book;
        At = happened.At;
        SendsFrom = happened.At;
        Chance = happened.Chance;
        Trace = happened.Trace;
        IsBacklog = happened is EntityEvent.Observed { Backlog: true };
        Schema = KindSchema.Of(before.Kind);
        Canonical = before.Canonical;
        Conflicts = [.. before.Conflicts];
        Mails = before.Mails;
        Delivery = before.Delivery;
        Tombstoned = before.Tombstoned;
        Absorbed = before.Absorbed;
        _views = new(before.Systems, static view => view.System);
        _provenance = new(before.Provenance, static provenance => provenance.Field);
    }

    public string EntityId => _before.EntityId;

    public Kind Kind => _before.Kind;

    public KindRules Rules { get; }

    public RuleBook Book { get; }

    public KindSchema Schema { get; }

    public DateTimeOffset At { get; }

    public double Chance { get; }

    public string? Trace { get; }

    /// <summary>See <see cref="EntityEvent.Observed.Backlog"/>.</summary>
    public bool IsBacklog { get; }

    /// <summary>What is planned now is not sent earlier than this.</summary>
    public DateTimeOffset SendsFrom { get; set; }

    public FieldSet Canonical { get; private set; }

    public FieldSet CanonicalBefore => _before.Canonical;

    public List<Conflict> Conflicts { get; }

    public EquatableList<string> Mails { get; private set; }

    public bool Tombstoned { get; set; }

    public OrderDelivery? Delivery { get; set; }

    public EquatableList<string> Absorbed { get; set; }

    public IReadOnlyList<string> ChangedFields => _changed;

    /// <summary>The view of a system, made at its first use.</summary>
    public SystemView View(string system) =>
        _views.Find(system) ?? new SystemView { System = system };

    /// <summary>The views as they are now, by name in order.</summary>
    public IReadOnlyList<SystemView> Views => [.. _views.Now];

    public void Put(SystemView view) => _views.Put(view);

    public Provenance? ProvenanceOf(string field) => _provenance.Find(field);

    public void SetCanonical(string field, FieldValue value, string system, DateTimeOffset at, string rule)
    {
        var old = Canonical[field];
        if (ProvenanceOf(field) is { } said && said.System != system) Contradicts(said.System, field);
        _provenance.Put(new Provenance(field, system, at));
        if (old is not null && old.Equals(value)) return;
        Canonical = Canonical.With(field, value);
        Changed(field);
        Tell(new Reason(ReasonKind.Changed, $"{system} changed {field}") { Field = field, Old = old, New = value, System = system, Rule = rule });
    }

    /// <summary>
    /// A system gave a field a value of its own that does not stand: what is written to it now contradicts it, and it may
    /// answer with the same again. Without a field: it deleted the record.
    /// </summary>
    public void Contradicts(string system, string? field) => _contradicted.Add((system, field));

    /// <summary>True where writing these fields to a system would contradict it.</summary>
    public bool IsContradiction(string system, FieldSet patch) =>
        _contradicted.Exists(one => one.System == system && (one.Field is not { } field || patch.Contains(field)));

    /// <summary>Whoever listens is to hear of the field.</summary>
    public void Changed(string field)
    {
        if (!_changed.Contains(field)) _changed.Add(field);
    }

    public void Effect(EntityEffect effect) => _effects.Add(effect);

    public void Tell(Reason reason) => _reasons.Add(reason);

    public bool AsksForMail(string key)
    {
        if (Mails.Contains(key)) return false;
        Mails = Mails.Add(key);
        return true;
    }

    public Decision<EntityState, EntityEffect> Finish()
    {
        if (_changed.Count > 0 || Tombstoned != _before.Tombstoned || Absorbed.Count != _before.Absorbed.Count)
            _effects.Add(new EntityEffect.Publish(_changed.ToEquatableList()));
        return new(Peek(), _effects.ToEquatableList(), _reasons.ToEquatableList());
    }

    /// <summary>The state as far as it is decided.</summary>
    public EntityState Peek() => _before with
    {
        Canonical = Canonical,
        Provenance = _provenance.Finish(),
        Systems = _views.Finish(),
        Conflicts = Conflicts.ToEquatableList(),
        Mails = Mails,
        Delivery = Delivery,
        Tombstoned = Tombstoned,
        Absorbed = Absorbed,
    };
}
