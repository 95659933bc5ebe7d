using SyncCluster.Core.Records;

namespace SyncCluster.Core.Deciding;

/// <summary>Everything that remembers decides like this: the same arguments give the same answer.</summary>
public interface IDecider<TState, in TEvent, TEffect>
{
    /// <summary>What follows from <paramref name="happened"/>.</summary>
    Decision<TState, TEffect> Decide(TState state, TEvent happened);
}

/// <summary>What follows from an event.</summary>
/// <param name="State">The new state; equal to the old where nothing changed.</param>
/// <param name="Effects">What must be done.</param>
/// <param name="Reasons">Why, in the order in which it was found.</param>
public sealed record Decision<TState, TEffect>(TState State, EquatableList<TEffect> Effects, EquatableList<Reason> Reasons);

/// <summary>What a reason is about.</summary>
public enum ReasonKind
{
    /// <summary>A canonical value changed.</summary>
    Changed,

    /// <summary>A system came to know the entity, or lost it.</summary>
    Bound,

    /// <summary>What we pushed was read back, or answered.</summary>
    Echo,

    /// <summary>The input was older than what is known, and ignored.</summary>
    Stale,

    /// <summary>A system changed what it may not.</summary>
    Drift,

    /// <summary>Two changed the same.</summary>
    Conflict,

    /// <summary>A system stores a value in a form of its own.</summary>
    Normalised,

    /// <summary>A push was planned, replaced or withdrawn.</summary>
    Push,

    /// <summary>A push succeeded.</summary>
    Pushed,

    /// <summary>A push failed.</summary>
    Failed,

    /// <summary>A push waits for a person.</summary>
    Parked,

    /// <summary>A mail was asked for, or left out.</summary>
    Mail,

    /// <summary>The thing is gone, or back.</summary>
    Tombstone,

    /// <summary>A person asked for it.</summary>
    Command,

    /// <summary>Two entities proved to be one thing, or look like it and are not.</summary>
    Merged,
}

/// <summary>One sentence of an explanation, with the facts it stands on.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Text">For people.</param>
public sealed record Reason(ReasonKind Kind, string Text)
{
    /// <summary>The field.</summary>
    public string? Field { get; init; }

    /// <summary>The value before.</summary>
    public FieldValue? Old { get; init; }

    /// <summary>The value after.</summary>
    public FieldValue? New { get; init; }

    /// <summary>The system.</summary>
    public string? System { get; init; }

    /// <summary>The rule that decided.</summary>
    public string? Rule { get; init; }

    /// <summary>The push.</summary>
    public string? OperationId { get; init; }

    /// <summary>The mail.</summary>
    public string? MailKey { get; init; }
}
