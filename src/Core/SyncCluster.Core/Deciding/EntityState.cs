using SyncCluster.Core.Records;
using SyncCluster.Core.Supply;

namespace SyncCluster.Core.Deciding;

/// <summary>Everything remembered of one entity: what it is, what every system holds, what is on its way.</summary>
public sealed record EntityState
{
    /// <summary>Our id of the thing.</summary>
    public required string EntityId { get; init; }

    /// <summary>What it is.</summary>
    public required Kind Kind { get; init; }

    /// <summary>The merged fields.</summary>
    public FieldSet Canonical { get; init; } = FieldSet.Empty;

    /// <summary>Where each canonical value comes from, by field name in order.</summary>
    public EquatableList<Provenance> Provenance { get; init; } = EquatableList<Provenance>.Empty;

    /// <summary>What each system holds, by name in order.</summary>
    public EquatableList<SystemView> Systems { get; init; } = EquatableList<SystemView>.Empty;

    /// <summary>Conflicts that wait for a person.</summary>
    public EquatableList<Conflict> Conflicts { get; init; } = EquatableList<Conflict>.Empty;

    /// <summary>Keys of mails asked for so far: none is asked for twice.</summary>
    public EquatableList<string> Mails { get; init; } = EquatableList<string>.Empty;

    /// <summary>Only for orders: what it knows of its lines' items at their suppliers.</summary>
    public OrderDelivery? Delivery { get; init; }

    /// <summary>The master says that the thing is gone.</summary>
    public bool Tombstoned { get; init; }

    /// <summary>Ids of entities that proved to be this very thing: what was theirs is this one's.</summary>
    public EquatableList<string> Absorbed { get; init; } = EquatableList<string>.Empty;

    /// <summary>The entity that this one proved to be; nothing else is left of it. Null where it stands for itself.</summary>
    public string? MergedInto { get; init; }

    /// <summary>An entity of which nothing is known yet.</summary>
    public static EntityState New(string entityId, Kind kind) => new() { EntityId = entityId, Kind = kind };

    /// <summary>What <paramref name="system"/> holds; null where it was never heard of there.</summary>
    public SystemView? View(string system)
    {
        foreach (var view in Systems)
            if (view.System == system) return view;
        return null;
    }

    /// <summary>Where the canonical value of <paramref name="field"/> comes from.</summary>
    public Provenance? ProvenanceOf(string field)
    {
        foreach (var provenance in Provenance)
            if (provenance.Field == field) return provenance;
        return null;
    }
}

/// <summary>Where a canonical value comes from.</summary>
/// <param name="Field">Name of the field.</param>
/// <param name="System">Who changed it; <see cref="Ourselves"/> for a step of our own.</param>
/// <param name="At">When, by that system's own clock where it says, else when it was seen.</param>
public sealed record Provenance(string Field, string System, DateTimeOffset At)
{
    /// <summary>Name under which our own steps are told (an order's way to the ERP, a person's decision).</summary>
    public const string Ourselves = "synccluster";
}

/// <summary>Two values of one field between which a person must choose.</summary>
/// <param name="Field">Name of the field.</param>
/// <param name="System">The system whose change was not taken.</param>
/// <param name="Theirs">The value there.</param>
/// <param name="Ours">The canonical value when it was noticed.</param>
/// <param name="OursFrom">Where the canonical value came from.</param>
/// <param name="Since">When it was noticed.</param>
public sealed record Conflict(string Field, string System, FieldValue Theirs, FieldValue Ours, string OursFrom, DateTimeOffset Since);
