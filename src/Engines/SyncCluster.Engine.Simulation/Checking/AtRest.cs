using SyncCluster.Core.Deciding;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Codec;
using SyncCluster.Engine.Simulation.Memory;
using SyncCluster.Engine.Simulation.Runs;
using SyncCluster.Engine.Simulation.Systems;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Simulation.Checking;

/// <summary>What must hold when all is said and done. Knows the truth of the systems; asks the engine's store only for what it believes.</summary>
internal sealed class AtRest(World world, MemoryDatabase disk)
{
    public IEnumerable<string> Check() =>
        Leftovers().Concat(Beliefs()).Concat(Doubles()).Concat(Values()).Concat(PushCounts())
            .Concat(new ProductCheck(world).Check()).Concat(new CustomerCheck(world).Check())
            .Concat(new OrderCheck(world, disk).Check()).Concat(new MailCheck(world, disk).Check())
            .Concat(new DeliveryCheck(world, disk).Check()).Concat(new EmissionCheck(world, disk).Check());

    /// <summary>Nothing is left to be done.</summary>
    private IEnumerable<string> Leftovers()
    {
        // What a customer has had enough of today waits for tomorrow; whether he has, the check of deliveries sees.
        var tomorrow = new DateTimeOffset(world.Scheduler.Now.UtcDateTime.Date.AddDays(1), TimeSpan.Zero);
        foreach (var row in disk.Outbox.Values.Where(row => row.Action != OutboxAction.Tell || world.Options.MailsPerDay == 0 || row.NotBefore < tomorrow))
            yield return $"The outbox still holds {row.Action} of {row.Kind} {row.EntityId} for {row.System}: {row.Status} {row.Reason}";
        foreach (var item in disk.Parked.Values) yield return $"{item.Key} is parked: {System.Text.Encoding.UTF8.GetString(item.Fault.Span)}";
        foreach (var (system, signals) in disk.Signals)
            if (signals.Count(signal => !signal.Handled) is > 0 and var open) yield return $"{open} webhooks of {system} were not handled";
        foreach (var (feed, staged) in disk.Staged)
            if (staged.Count(one => !one.Handled) is > 0 and var open) yield return $"{open} records of {feed} are staged and not handled";
        foreach (var (kind, rows) in world.Erp.Rows)
            if (world.ErpShape.Reads.GetValueOrDefault(kind) == ReadingStyle.Consumed && rows.Count > 0)
                yield return $"{rows.Count} rows of {kind} were not taken from the ERP's table";
    }

    /// <summary>The engine's last-known state of every record is the truth, and nothing waits.</summary>
    private IEnumerable<string> Beliefs()
    {
        foreach (var (entityId, entity) in disk.Entities)
        {
            var state = EngineJson.Read<EntityState>(entity.State.Span);
            foreach (var view in state.Systems)
            {
                if (view.Pending is { } pending) yield return $"{state.Kind} {entityId} still has a push for {view.System}: {pending.Patch} {pending.Fault}";
                if (view.RemoteId is not { } remoteId || RecordKey.IsProvisionalId(remoteId)) continue;
                var system = view.System switch { Scenario.Erp => world.Erp, Scenario.Shop => world.Shop, _ => world.Supplier };
                if (system.Find(state.Kind, remoteId) is not { } truth)
                {
                    yield return $"{state.Kind} {entityId} is said to be {remoteId} in {view.System}, which does not exist";
                    continue;
                }

                if (truth.Now.Deleted != view.Gone) yield return $"{state.Kind} {remoteId} in {view.System}: deleted is {truth.Now.Deleted}, believed {view.Gone}";
                if (truth.Now.Deleted) continue;
                foreach (var difference in Differences(state.Kind, truth.Now.Fields, view.Snapshot))
                    yield return $"{state.Kind} {remoteId} in {view.System} is not as believed: {difference}";
            }
        }
    }

    /// <summary>Never two entities for one thing: no natural key stands in two of them.</summary>
    private IEnumerable<string> Doubles()
    {
        var owners = new Dictionary<NaturalKey, string>();
        foreach (var (entityId, entity) in disk.Entities)
        {
            var state = EngineJson.Read<EntityState>(entity.State.Span);
            var keys = NaturalKey.Of(state.Kind, state.Canonical).Concat(state.Systems.Where(view => !view.Gone).SelectMany(view => NaturalKey.Of(state.Kind, view.Snapshot)));
            foreach (var key in keys)
                if (!owners.TryAdd(key, entityId) && owners[key] != entityId) yield return $"{key} is {owners[key]} and {entityId} too";
        }
    }

    /// <summary>No system holds a value that nobody ever set.</summary>
    private IEnumerable<string> Values()
    {
        foreach (var system in new[] { world.Erp, world.Shop })
        {
            foreach (var (record, version) in system.Log)
            {
                foreach (var (field, value) in version.Fields)
                {
                    if (KindSchema.IsVoid(value) || IsOurs(record.Kind, field) || world.People.WasSet(system, record.Kind, field, value)) continue;
                    yield return $"{record.Kind} {record.Id} in {system.Name} held {field} = {value}, which nobody set";
                }
            }
        }
    }

    /// <summary>A change is written to each system a few times at most, however much goes wrong.</summary>
    private IEnumerable<string> PushCounts()
    {
        var most = 40 + (world.People.Changes * 12);
        if (world.Writes > most) yield return $"{world.Writes} writes for {world.People.Changes} changes; {most} are the limit";
    }

    public static IEnumerable<string> Differences(Kind kind, FieldSet truth, FieldSet other)
    {
        var schema = KindSchema.Of(kind);
        foreach (var field in truth.Select(one => one.Key).Union(other.Select(one => one.Key)))
        {
            var (left, right) = (truth[field] ?? FieldValue.Empty, other[field] ?? FieldValue.Empty);
            if (!schema.Same(field, left, right)) yield return $"{field} is {left}, not {right}";
        }
    }

    /// <summary>The engine's own steps: an order on its way, a product that is no longer offered.</summary>
    private static bool IsOurs(Kind kind, string field) => (kind, field) is (Kind.Product, ProductFields.Active) or (Kind.Order, OrderFields.State);
}
