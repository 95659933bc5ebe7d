using SyncCluster.Core.Records;

namespace SyncCluster.Core.Rules;

/// <summary>Everything that the configuration says about who may change what, compiled for deciders.</summary>
/// <param name="Kinds">Rules of each kind that is synchronised.</param>
public sealed record RuleBook(EquatableList<KindRules> Kinds)
{
    /// <summary>How failed pushes are repeated.</summary>
    public RetryPolicy Retry { get; init; } = new();

    /// <summary>When an entity that is pushed too often is stopped.</summary>
    public LoopBreaker LoopBreaker { get; init; } = new();

    /// <summary>Which mails go out.</summary>
    public MailRules Mails { get; init; } = new();

    /// <summary>How suppliers' dates reach orders and their customers.</summary>
    public TrackingRules Tracking { get; init; } = new();

    /// <summary>The rules of <paramref name="kind"/>; null where it is not synchronised.</summary>
    public KindRules? For(Kind kind)
    {
        foreach (var rules in Kinds)
            if (rules.Kind == kind) return rules;
        return null;
    }
}

/// <summary>What becomes of an entity whose master says that it is gone.</summary>
public enum TombstonePolicy
{
    /// <summary>It is marked as gone and nothing is pushed.</summary>
    Ignore,

    /// <summary>It is no longer offered: <c>active</c> becomes false everywhere. Of an open order that others hold, a person is asked whether it is cancelled.</summary>
    Deactivate,
}

/// <summary>What becomes of a record that somebody deleted in a system that is not the kind's master.</summary>
public enum RemoteDeletionPolicy
{
    /// <summary>It stays deleted there and is shown as drift; a retry brings it back.</summary>
    Accept,

    /// <summary>It is created again.</summary>
    Recreate,
}

/// <summary>The rules of one kind.</summary>
public sealed record KindRules
{
    private FieldRuleCache? _cache;

    /// <summary>The kind.</summary>
    public required Kind Kind { get; init; }

    /// <summary>The system that decides whether a thing exists, and that owns fields without a rule of their own.</summary>
    public required string Master { get; init; }

    /// <summary>The systems that take part.</summary>
    public required EquatableList<SystemRules> Systems { get; init; }

    /// <summary>Rules by field; the most specific pattern counts.</summary>
    public EquatableList<FieldRule> Fields { get; init; } = EquatableList<FieldRule>.Empty;

    /// <summary>See <see cref="TombstonePolicy"/>.</summary>
    public TombstonePolicy Tombstone { get; init; } = TombstonePolicy.Deactivate;

    /// <summary>See <see cref="RemoteDeletionPolicy"/>.</summary>
    public RemoteDeletionPolicy RemoteDeletion { get; init; } = RemoteDeletionPolicy.Accept;

    /// <summary>Only for orders.</summary>
    public OrderRules Orders { get; init; } = new();

    /// <summary>The part of <paramref name="system"/>; null where it takes none.</summary>
    public SystemRules? Of(string system)
    {
        foreach (var rules in Systems)
            if (rules.System == system) return rules;
        return null;
    }

    /// <summary>What <paramref name="system"/> should hold of an entity with these canonical fields.</summary>
    public FieldSet Desired(SystemRules system, FieldSet canonical) =>
        canonical.Where((field, _) => system.Holds(field) && Field(field).IsReceiver(system.System));

    /// <summary>The rule of field <paramref name="name"/>: its own, else that of the longest pattern that fits, else the master's.</summary>
    public FieldRule Field(string name)
    {
        var cache = _cache;
        if (cache is null || !cache.IsOf(Fields, Master)) _cache = cache = new FieldRuleCache(Fields, Master);
        return cache.Find(name);
    }

    /// <inheritdoc/>
    public bool Equals(KindRules? other) =>
        other is not null && Kind == other.Kind && Master == other.Master && Systems.Equals(other.Systems) && Fields.Equals(other.Fields)
        && Tombstone == other.Tombstone && RemoteDeletion == other.RemoteDeletion && Orders == other.Orders;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Master, Systems, Fields, Tombstone, RemoteDeletion);
}

/// <summary>The part that one system takes in one kind.</summary>
/// <param name="System">Its name.</param>
/// <param name="Fields">Fields that it can be sent; empty where it cannot be written.</param>
public sealed record SystemRules(string System, EquatableList<string> Fields)
{
    /// <summary>Things that it does not know are created in it.</summary>
    public bool Creates { get; init; }

    /// <summary>Fields without which nothing is created in it.</summary>
    public EquatableList<string> RequiredToCreate { get; init; } = EquatableList<string>.Empty;

    /// <summary>True where it can be written at all.</summary>
    public bool IsWritten => Fields.Count > 0;

    /// <summary>True where it can be sent <paramref name="field"/>.</summary>
    public bool Holds(string field)
    {
        foreach (var held in Fields.AsSpan())
            if (string.Equals(held, field, StringComparison.Ordinal)) return true;
        return false;
    }
}

/// <summary>Rules of orders.</summary>
public sealed record OrderRules
{
    /// <summary>Name of the rule by which the stock of an order that was there before us is not asked, as explanations give it.</summary>
    public const string Backlog = "backlog";

    /// <summary>A step back in an order's state is taken as a change; otherwise it is drift.</summary>
    public bool AllowsStepBack { get; init; }

    /// <summary>The system whose stock is asked before an order is written to it (S2-38); null for no check.</summary>
    public string? ChecksStockIn { get; init; }

    /// <summary>Orders older than this when first seen are known, and not written to systems that lack them.</summary>
    public TimeSpan EmitsUpToAge { get; init; } = TimeSpan.FromDays(30);
}
