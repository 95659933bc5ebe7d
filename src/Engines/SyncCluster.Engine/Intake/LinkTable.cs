using SyncCluster.Core.Records;
using SyncCluster.Engine.Behaviors;
using SyncCluster.Engine.Setup;

namespace SyncCluster.Engine.Intake;

/// <summary>
/// Links of a page and the entities they lead to. A link to a kind that is not read from the system at all can never
/// be followed: it is left out.
/// </summary>
internal sealed class LinkTable(EngineSetup setup)
{
    private readonly Dictionary<RecordKey, string?> _entities = [];

    public void Ask(Observation seen)
    {
        foreach (var link in References.In(seen.Fields))
            if (IsRead(seen.Key.System, link.Kind)) _entities.TryAdd(new RecordKey(seen.Key.System, link.Kind, link.Id), null);
    }

    public IEnumerable<(string System, Kind Kind, IReadOnlyList<string> Ids)> Questions() =>
        _entities.Keys.GroupBy(key => (key.System, key.Kind)).Select(group => (group.Key.System, group.Key.Kind, (IReadOnlyList<string>)[.. group.Select(key => key.RemoteId)])).ToList();

    public void Answer(string system, Kind kind, string remoteId, string entityId) => _entities[new RecordKey(system, kind, remoteId)] = entityId;

    /// <summary>The first record that <paramref name="seen"/> links to and that is not known; null where all are.</summary>
    public RecordKey? Missing(Observation seen)
    {
        foreach (var link in References.In(seen.Fields))
        {
            var key = new RecordKey(seen.Key.System, link.Kind, link.Id);
            if (_entities.TryGetValue(key, out var entityId) && entityId is null) return key;
        }

        return null;
    }

    public bool IsReady(Observation seen) => Missing(seen) is null;

    public FieldSet Translate(Observation seen) =>
        References.Translate(seen.Fields, link => _entities.GetValueOrDefault(new RecordKey(seen.Key.System, link.Kind, link.Id)));

    private bool IsRead(string system, Kind kind) =>
        setup.System(system)?.External.Feeds.Any(feed => feed.Kind == kind) == true && setup.Rules.For(kind) is not null;
}
