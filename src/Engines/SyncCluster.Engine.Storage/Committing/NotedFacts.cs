using System.Diagnostics;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Engine.Storage.Committing;

/// <summary>The head of an entity as it was when its state was loaded.</summary>
internal sealed class NotedHead(EntityHead head) : StoredNote
{
    public EntityHead Head => head;
}

/// <summary>
/// What is stored before a batch, as it was when the batch's states were loaded: nothing is read again. It holds only if each
/// entity still has its version, and each record is still its entity's, when the batch is written: the writer must see to
/// that, and where it does not hold the commit begins anew with what is read.
/// </summary>
internal sealed class NotedFacts : ICommitFacts
{
    private readonly Dictionary<string, EntityHead> _heads;
    private readonly Dictionary<RecordKey, BoundRecord> _records;

    private NotedFacts(int transitions)
    {
        _heads = new(transitions, StringComparer.Ordinal);
        _records = new(transitions);
    }

    /// <summary>
    /// Facts for <paramref name="transitions"/>, where all that a plan may ask for was noted: each is one step of an entity that
    /// was loaded, and changes records that it holds. Null for any other batch.
    /// </summary>
    public static NotedFacts? Of(IReadOnlyList<Transition> transitions)
    {
        var facts = new NotedFacts(transitions.Count);
        for (var i = 0; i < transitions.Count; i++)
            if (!facts.Add(transitions[i])) return null;
        return facts;
    }

    public EntityHead? Head(string entityId) => _heads.GetValueOrDefault(entityId);

    public BoundRecord? Record(RecordKey key) => _records.GetValueOrDefault(key);

    public string? Owner(NaturalKey key) => throw new UnreachableException($"Whose {key} is was not noted.");

    public string? Keys(EntityHead head) => throw new UnreachableException($"The keys of entity {head.Id} were not noted.");

    private bool Add(Transition transition)
    {
        if (transition.From is not NotedHead { Head: var head } || head.Version != transition.ExpectedVersion || head.Kind != transition.Kind) return false;
        if (transition.Keys is not null || transition.MustOwn.Count > 0 || transition.OnlyWithNext || !_heads.TryAdd(transition.EntityId, head)) return false;
        for (var i = 0; i < transition.Records.Count; i++)
        {
            var change = transition.Records[i];
            if (change is not { Fingerprint: not null, WasDeleted: { } wasDeleted }) return false;

            // Since when it is known is not asked: the record stays whose it is.
            if (!_records.TryAdd(change.Key, new BoundRecord(transition.EntityId, 0, wasDeleted))) return false;
        }

        return true;
    }
}
