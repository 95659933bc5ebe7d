using System.Runtime.InteropServices;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Intake;

/// <summary>
/// The records of a page, each once, and what is known of them; records of kinds that no rule speaks of are left out.
/// Every record that is read passes here, changed or not: each costs one look into one table.
/// </summary>
internal sealed class PageIndex
{
    private readonly Dictionary<(string System, Kind Kind), Group> _groups = [];
    private readonly PageRecord?[] _places;

    public PageIndex(IReadOnlyList<Observation> page, RuleBook rules)
    {
        _places = new PageRecord?[page.Count];
        Group? last = null;
        for (var i = 0; i < page.Count; i++)
        {
            var key = page[i].Key;
            if (last is null || last.Kind != key.Kind || !string.Equals(last.System, key.System, StringComparison.Ordinal))
                last = GroupOf(key, page.Count, rules);
            if (!last.IsWanted) continue;
            ref var record = ref CollectionsMarshal.GetValueRefOrAddDefault(last.Records, key.RemoteId, out var isThere);
            if (!isThere)
            {
                record = new PageRecord();
                last.Ids.Add(key.RemoteId);
            }

            record!.EndsDeleted = page[i].Deleted;
            _places[i] = record;
        }
    }

    /// <summary>What must be asked of the store, one query each.</summary>
    public IEnumerable<(string System, Kind Kind, IReadOnlyList<string> Ids)> Questions =>
        _groups.Values.Where(group => group.Ids.Count > 0).Select(group => (group.System, group.Kind, (IReadOnlyList<string>)group.Ids));

    /// <summary>Takes the answer to a question, in its order.</summary>
    public void Answer(string system, Kind kind, IReadOnlyList<KnownRecord?> known)
    {
        var group = _groups[(system, kind)];
        for (var i = 0; i < known.Count; i++) group.Records[group.Ids[i]].Known = known[i];
    }

    /// <summary>The record of the observation at <paramref name="place"/>; null where no rule speaks of its kind.</summary>
    public PageRecord? Find(int place) => _places[place];

    private Group GroupOf(RecordKey key, int size, RuleBook rules)
    {
        if (_groups.TryGetValue((key.System, key.Kind), out var group)) return group;
        group = new Group(key.System, key.Kind, rules.For(key.Kind) is not null, size);
        _groups.Add((key.System, key.Kind), group);
        return group;
    }

    private sealed class Group(string system, Kind kind, bool isWanted, int size)
    {
        public string System => system;

        public Kind Kind => kind;

        public bool IsWanted => isWanted;

        public List<string> Ids { get; } = new(isWanted ? size : 0);

        public Dictionary<string, PageRecord> Records { get; } = new(isWanted ? size : 0, StringComparer.Ordinal);
    }
}

/// <summary>One record of a page.</summary>
internal sealed class PageRecord
{
    /// <summary>What the store knows of it; null where nobody does.</summary>
    public KnownRecord? Known { get; set; }

    /// <summary>Its last observation on the page says that it is gone.</summary>
    public bool EndsDeleted { get; set; }

    /// <summary>Fingerprint of its last whole observation that is news; null before the first.</summary>
    public Fingerprint? Before { get; set; }
}
