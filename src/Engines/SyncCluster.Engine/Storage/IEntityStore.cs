using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Engine.Storage;

/// <summary>States of entities, committed by optimistic version.</summary>
public interface IEntityStore
{
    /// <summary>The states of <paramref name="entityIds"/>, in their order, in one round trip; null for an unknown one.</summary>
    Task<IReadOnlyList<StoredEntity?>> LoadAsync(IReadOnlyList<string> entityIds, CancellationToken cancellation);

    /// <summary>
    /// Commits transitions in one transaction. A transition whose expected version does not match is left out whole
    /// (its verdict says so) and the others are committed. Several transitions of one entity may follow each other.
    /// A transition that binds a record which another entity holds is outdated too: the record moves only once the
    /// other entity has let it go, by a transition committed before or standing earlier in the batch.
    /// So is one that <see cref="Transition.MustOwn"/> a key which another entity owns.
    /// Of a transition and the one that it goes <see cref="Transition.OnlyWithNext"/>, either both are committed or none.
    /// </summary>
    Task<IReadOnlyList<CommitVerdict>> CommitAsync(IReadOnlyList<Transition> transitions, CancellationToken cancellation);

    /// <summary>
    /// Which entities own natural keys, in the keys' order; null for an unowned one.
    /// </summary>
    Task<IReadOnlyList<string?>> FindOwnersAsync(IReadOnlyList<NaturalKey> keys, CancellationToken cancellation);

    /// <summary>
    /// Gives each key that nobody owns to the entity named with it, in one transaction, and answers who owns each
    /// key now. Called by identity actors before an entity's first commit.
    /// </summary>
    Task<IReadOnlyList<string>> ClaimAsync(IReadOnlyList<(NaturalKey Key, string EntityId)> claims, CancellationToken cancellation);
}

/// <summary>An entity's state as stored.</summary>
/// <param name="EntityId">Our id of the thing.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Version">1 after the first commit; each commit adds 1.</param>
/// <param name="State">The state in the codec's form.</param>
public sealed record StoredEntity(string EntityId, Kind Kind, long Version, ReadOnlyMemory<byte> State)
{
    /// <summary>What the store noted beside the state, for <see cref="Transition.From"/>; null where it notes nothing.</summary>
    public StoredNote? Note { get; init; }
}

/// <summary>What a store noted when it read an entity: a store's own affair.</summary>
public abstract class StoredNote;

/// <summary>What became of one transition.</summary>
public enum CommitVerdict
{
    /// <summary>It is durable.</summary>
    Committed,

    /// <summary>Another activation was faster: reload, decide again.</summary>
    Outdated,
}

/// <summary>One step of one entity: its new state and everything that must become durable with it, all or nothing.</summary>
public sealed record Transition
{
    /// <summary>Our id of the thing.</summary>
    public required string EntityId { get; init; }

    /// <summary>What it is.</summary>
    public required Kind Kind { get; init; }

    /// <summary>The version that was loaded; 0 for a new entity. The version after the commit is one more.</summary>
    public required long ExpectedVersion { get; init; }

    /// <summary>
    /// What the store noted when the expected version was loaded; null where that is not at hand. It saves the store from
    /// reading the same again, and is held against what is stored when it is written.
    /// </summary>
    public StoredNote? From { get; init; }

    /// <summary>The new state in the codec's form.</summary>
    public required ReadOnlyMemory<byte> State { get; init; }

    /// <summary>What people search and count by.</summary>
    public required EntitySummary Summary { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Records of systems that this entity is, or is no longer, known by.</summary>
    public IReadOnlyList<RecordChange> Records { get; init; } = [];

    /// <summary>Pushes and fetches to be done, or no longer to be done.</summary>
    public IReadOnlyList<OutboxChange> Outbox { get; init; } = [];

    /// <summary>Mails to be sent; a mail whose key is known already is left out.</summary>
    public IReadOnlyList<MailDraft> Mails { get; init; } = [];

    /// <summary>Mails that are not to go any more: those that were sent or given up meanwhile stay as they are.</summary>
    public IReadOnlyList<MailWithdrawal> WithdrawnMails { get; init; } = [];

    /// <summary>Why all this, as JSON; null or empty where the step is not worth telling.</summary>
    public ReadOnlyMemory<byte>? History { get; init; }

    /// <summary>Whose a record is after this transition that was <paramref name="holder"/>'s before it; null for nobody's.</summary>
    public string? HolderAfter(RecordKey record, string? holder)
    {
        foreach (var change in Records)
        {
            if (change.Key != record) continue;
            if (change.Fingerprint is not null) holder = EntityId;
            else if (holder == EntityId) holder = null;
        }

        return holder;
    }

    /// <summary>True where the step is worth telling. An absent array becomes an empty memory, not an absent one: both are nothing.</summary>
    public bool IsTold => History is { IsEmpty: false };

    /// <summary>True where canonical fields or the state changed: the step appears in the public changes feed.</summary>
    public bool Published { get; init; }

    /// <summary>It is committed only together with the transition after it in the batch: one entity passes into another.</summary>
    public bool OnlyWithNext { get; init; }

    /// <summary>
    /// Entities that passed into this one, now or before: a key that is still claimed for them passes to this one when it
    /// names it. They themselves name none any more.
    /// </summary>
    public IReadOnlyList<string> Absorbed { get; init; } = [];

    /// <summary>Those of <see cref="Keys"/> that were seen to be free: where another entity was faster, the decision is outdated.</summary>
    public IReadOnlyList<NaturalKey> MustOwn { get; init; } = [];

    /// <summary>
    /// Natural keys the entity has now, where they may have changed: keys it had and has no more are released, a key that
    /// another entity owns stays with it. A key that was claimed for the entity and that no transition has named yet is
    /// kept. Null where they are as before: nothing is compared.
    /// </summary>
    public IReadOnlyList<NaturalKey>? Keys { get; init; }

    /// <summary>
    /// Keys that the entity speaks of without owning them, in the place of those it spoke of before; several entities may
    /// speak of one. Null where they are as before.
    /// </summary>
    public IReadOnlyList<NaturalKey>? Mentions { get; init; }
}

/// <summary>A mail that becomes <see cref="MailStatus.Suppressed"/>.</summary>
/// <param name="Key">Which.</param>
/// <param name="Evidence">Why, for people.</param>
public sealed record MailWithdrawal(string Key, string Evidence);

/// <summary>What people search and count entities by.</summary>
/// <param name="Title">Name, e-mail or number as shown in lists.</param>
/// <param name="SearchText">Everything that a search box should find it by: names, keys, remote ids; lower case.</param>
/// <param name="Pending">Systems with a push that is not finished.</param>
/// <param name="Parked">Systems with a push that waits for a person.</param>
/// <param name="Conflicts">Open conflicts.</param>
/// <param name="Drift">Fields in which a system differs and that is kept or reported.</param>
/// <param name="OrderState">Canonical state of an order; null for other kinds.</param>
/// <param name="Tombstoned">The thing is gone.</param>
public sealed record EntitySummary(
    string Title, string SearchText, int Pending, int Parked, int Conflicts, int Drift, string? OrderState, bool Tombstoned)
{
    /// <summary>It passed into another entity: neither counted nor found any more.</summary>
    public bool Merged { get; init; }

    /// <summary>The last day that is promised for an open order; null where none is.</summary>
    public DateOnly? ExpectedBy { get; init; }
}
