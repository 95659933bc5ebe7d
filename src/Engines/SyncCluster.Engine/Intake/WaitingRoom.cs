using System.Runtime.CompilerServices;
using SyncCluster.Connectors.Reading;
using SyncCluster.Core.Deciding;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Behaviors;
using SyncCluster.Engine.Codec;
using SyncCluster.Engine.Setup;
using SyncCluster.Engine.Storage;
using SyncCluster.Engine.Telemetry;

namespace SyncCluster.Engine.Intake;

/// <summary>Parks what came in and cannot be handed over: until what it refers to appears, or a person looks (X9).</summary>
internal sealed class WaitingRoom(EngineContext context)
{
    /// <summary>How keys of records begin that could not be understood.</summary>
    public const string RejectedPrefix = "rejected/";

    private const string RivalPrefix = "rival/";
    private const string Double = "double";
    private const string Waiting = "waiting";
    private const string Failed = "failed";
    private const int SweepPage = 200;
    private static readonly TimeSpan DoublesAreReadWithin = TimeSpan.FromDays(1);

    /// <summary>Parks records that could not be understood.</summary>
    public Task ParkRejectedAsync(IReadOnlyList<RejectedRecord> rejected, CancellationToken cancellation)
    {
        if (rejected.Count == 0) return Task.CompletedTask;
        foreach (var one in rejected) EngineMetrics.RecordRejected(one.Key, "parse");
        var now = context.Now;
        return context.Store.ParkAsync(
            [.. rejected.Select(one => new ParkedItem($"{RejectedPrefix}{one.Key}", one.Key, EngineJson.Write(one.Fault), EngineJson.Write(one), now))], cancellation);
    }

    /// <summary>Parks observations that link to records which are not known yet.</summary>
    public Task ParkAsync(IReadOnlyList<SeenRecord> waiting, LinkTable links, CancellationToken cancellation)
    {
        if (waiting.Count == 0) return Task.CompletedTask;
        var now = context.Now;
        return context.Store.ParkAsync([.. waiting.Select((one, place) =>
        {
            var missing = links.Missing(one.Seen)!.Value;
            var fault = new Fault(FaultKind.Unresolved, $"{one.Seen.Key} refers to {missing}, which was not read yet.")
            {
                Advice = "It goes on by itself as soon as that record is read; look for it in the source if it does not.",
            };
            // They go on in the order in which they came.
            return Item(Waiting, one.Seen, fault) with { Awaits = missing.ToString(), FirstAt = now.AddTicks(place) };
        })], cancellation);
    }

    /// <summary>Parks observations of entities that could not be committed.</summary>
    public Task ParkContestedAsync(IEnumerable<SeenRecord> seen, string message, CancellationToken cancellation) =>
        context.Store.ParkAsync([.. seen.Select(one => Item("contested", one.Seen, new Fault(FaultKind.Conflict, message)
        {
            Advice = "Retry it; if it stays, two records of one system claim the same keys.",
        }))], cancellation);

    /// <summary>Parks observations of an entity that could not decide what follows from them.</summary>
    public Task ParkFailedAsync(IEnumerable<SeenRecord> seen, string message, CancellationToken cancellation)
    {
        var items = seen.Select(one => Item(Failed, one.Seen, new Fault(FaultKind.Rejected, $"{one.Seen.Key} could not be taken in: {message}")
        {
            Code = "failed", Advice = "The log has the details. Retry it once what is wrong with the record, or with this program, is mended.",
        })).ToList();
        foreach (var item in items) EngineMetrics.RecordRejected(item.Record, "failed");
        return context.Store.ParkAsync(items, cancellation);
    }

    /// <summary>
    /// Parks records whose natural key belongs to an entity that the system knows under another id: two records of one
    /// system for one thing. Their place in <paramref name="entities"/> becomes null.
    /// </summary>
    public async Task ParkDoublesAsync(List<SeenRecord> ready, List<int> unknown, string?[] entities, CancellationToken cancellation)
    {
        var items = new List<ParkedItem>();
        foreach (var group in unknown.GroupBy(i => ready[i].Seen.Key.System))
        {
            var places = await WithoutOtherShopsAsync(group.Key, [.. group], ready, entities, items, cancellation);
            var held = await context.Store.FindRemoteIdsAsync(group.Key, [.. places.Select(i => entities[i]!)], cancellation);
            var first = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var n = 0; n < places.Count; n++)
            {
                var seen = ready[places[n]].Seen;
                var entityId = entities[places[n]]!;
                var other = held[n] ?? first.GetValueOrDefault(entityId);
                if (!seen.Key.IsProvisional) first.TryAdd(entityId, seen.Key.RemoteId);
                if (other is null || other == seen.Key.RemoteId || seen.Key.IsProvisional || RecordKey.IsProvisionalId(other)) continue;
                if (IsDeletedBefore(ready, places[n], seen.Key with { RemoteId = other })) continue;
                var key = NaturalKey.Of(seen.Key.Kind, seen.Fields).Select(one => one.ToString()).FirstOrDefault() ?? "the same key";
                items.Add(Item(Double, seen, new Fault(FaultKind.Conflict, $"{seen.Key} has {key}, which {other} in {seen.Key.System} has too.")
                {
                    Code = "double", Advice = $"Give one of the two another key, or delete one, in {seen.Key.System}; it then goes on by itself.",
                }) with { Awaits = (seen.Key with { RemoteId = other }).ToString() });
                EngineMetrics.RecordRejected(seen.Key, "duplicate_key");
                entities[places[n]] = null;
            }
        }

        if (items.Count > 0) await context.Store.ParkAsync(items, cancellation);
    }

    /// <summary>Two shops that number their orders alike: the second's order is another one, and must not become one with the first's.</summary>
    private async Task<List<int>> WithoutOtherShopsAsync(
        string system, List<int> places, List<SeenRecord> ready, string?[] entities, List<ParkedItem> items, CancellationToken cancellation)
    {
        var orders = places.Where(i => ready[i].Seen.Key.Kind == Kind.Order).ToList();
        if (orders.Count == 0 || context.Setup.System(system)?.Role != SystemSetup.Shop) return places;
        foreach (var other in context.Setup.Systems.Where(one => one.Role == SystemSetup.Shop && one.Name != system))
        {
            var held = await context.Store.FindRemoteIdsAsync(other.Name, [.. orders.Select(i => entities[i]!)], cancellation);
            foreach (var (i, id) in orders.Zip(held).Where(pair => pair.Second is not null).ToList())
            {
                var seen = ready[i].Seen;
                var theirs = new RecordKey(other.Name, Kind.Order, id!);
                items.Add(Item(Double, seen, new Fault(FaultKind.Conflict, $"{seen.Key} has number {seen.Fields.Text(OrderFields.Number)}, as {theirs} has: the shops number their orders alike.")
                {
                    Code = "double", Advice = $"Give {system} or {other.Name} an orderPrefix, then retry.",
                }) with { Awaits = theirs.ToString() });
                EngineMetrics.RecordRejected(seen.Key, "duplicate_key");
                entities[i] = null;
                orders.Remove(i);
                places.Remove(i);
            }
        }

        return places;
    }

    /// <summary>
    /// Parks that an entity has a key which another owns though the two cannot be one. It is looked at again by the sweep,
    /// and when the other's record goes.
    /// </summary>
    public Task ParkRivalAsync(EntityState state, NaturalKey key, string other, string refusal, CancellationToken cancellation)
    {
        var views = state.Systems.Where(view => view.RemoteId is not null).ToList();
        var view = views.Find(one => !one.Gone && NaturalKey.Of(state.Kind, one.Snapshot).Contains(key)) ?? (views.Count > 0 ? views[0] : null);
        var record = new RecordKey(view?.System ?? context.Setup.Systems[0].Name, state.Kind, view?.RemoteId ?? state.EntityId);
        var fault = new Fault(FaultKind.Conflict, $"{record} has {key}, which is another's: {refusal}.")
        {
            Code = "rival", Advice = "It goes on by itself as soon as only one of the two has the key, or nothing speaks against their being one.",
        };
        EngineMetrics.RecordRejected(record, "duplicate_key");
        var item = new ParkedItem($"{RivalPrefix}{record}", record, EngineJson.Write(fault), EngineJson.Write(new Rival(state.EntityId, other, key.Field, key.Value)), context.Now);
        return context.Store.ParkAsync([item], cancellation);
    }

    /// <summary>The entity that has another's key, where what was parked says that; else null.</summary>
    public static ActorAddress? RivalOf(ParkedItem item) =>
        item.Key.StartsWith(RivalPrefix, StringComparison.Ordinal)
            ? ActorAddress.Entity(item.Record.Kind, EngineJson.Read<Rival>(item.Payload.Span).EntityId)
            : null;

    /// <summary>Entities that had a key of another, where that is so no more or where they may be one now.</summary>
    public async Task<IReadOnlyList<ParkedItem>> RivalsAsync(string system, CancellationToken cancellation)
    {
        var free = new List<ParkedItem>();
        await foreach (var page in MayGoOnAsync(system, cancellation))
            foreach (var item in page)
                if (RivalOf(item) is not null && !await IsStillRefusedAsync(item, cancellation)) free.Add(item);
        return free;
    }

    /// <summary>Doubles that are to be read again: more and more rarely, the longer they stay.</summary>
    public async Task<IReadOnlyList<ParkedItem>> DoublesAsync(string system, CancellationToken cancellation)
    {
        var parked = new List<ParkedItem>();
        await foreach (var page in MayGoOnAsync(system, cancellation)) parked.AddRange(page);
        return [.. parked.Where(item => IsDouble(item)
            && context.Now - item.LastAt >= Backoff.Doubled(TimeSpan.FromMinutes(1), DoublesAreReadWithin, item.Times - 1))];
    }

    /// <summary>All that may go on by itself, however much else is parked.</summary>
    private async IAsyncEnumerable<IReadOnlyList<ParkedItem>> MayGoOnAsync(string system, [EnumeratorCancellation] CancellationToken cancellation)
    {
        IReadOnlyList<ParkedItem> page = [];
        do
        {
            page = await context.Store.ListResumableAsync(system, RivalPrefix, page.Count == 0 ? "" : page[^1].Key, SweepPage, cancellation);
            yield return page;
        }
        while (page.Count == SweepPage);
    }

    private async Task<bool> IsStillRefusedAsync(ParkedItem item, CancellationToken cancellation)
    {
        var rival = EngineJson.Read<Rival>(item.Payload.Span);
        var key = new NaturalKey(item.Record.Kind, rival.Field, rival.Value);
        var stored = await context.Store.LoadAsync([rival.EntityId, rival.Other], cancellation);
        if (stored[0] is not { } one || stored[1] is not { } other) return false;
        var state = EngineJson.Read<EntityState>(one.State.Span);
        return TransitionBuilder.GivenKeys(state).Contains(key) && (await context.Store.FindOwnersAsync([key], cancellation))[0] == rival.Other
            && Doubles.Refusal(state, EngineJson.Read<EntityState>(other.State.Span)) is not null;
    }

    /// <summary>
    /// Takes away what was parked of records of which there is news. Before the news is handed on, as a failure in between
    /// would leave it for ever; the source of the news tells it again then.
    /// </summary>
    public async Task UnparkAsync(IReadOnlyList<RecordKey> news, CancellationToken cancellation)
    {
        if (news.Count == 0 || (await context.Store.ListParkedAsync(news[0].System, null, 1, cancellation)).Count == 0) return;
        await context.Store.UnparkAsync([.. news.SelectMany(key => new[] { $"{RejectedPrefix}{key}", $"{Waiting}/{key}", $"{Double}/{key}", $"{Failed}/{key}" })], cancellation);
    }

    /// <summary>What waited for records that are bound or gone now.</summary>
    public async Task<IReadOnlyList<(ParkedItem Item, Observation Seen)>> ResumableAsync(IReadOnlyList<RecordKey> bound, CancellationToken cancellation)
    {
        var items = await context.Store.FindWaitingAsync([.. bound.Select(key => key.ToString())], 1000, cancellation);
        return [.. items.Select(item => (item, EngineJson.Read<Observation>(item.Payload.Span)))];
    }

    /// <summary>
    /// Items of a system that need wait no longer though nobody took them up: a crash, or a failure of the store, came
    /// between what they waited for and them.
    /// </summary>
    public async Task<IReadOnlyList<(ParkedItem Item, Observation Seen)>> ForgottenAsync(string system, CancellationToken cancellation)
    {
        var forgotten = new List<(ParkedItem, Observation)>();
        await foreach (var page in MayGoOnAsync(system, cancellation))
        {
            var waiting = page.Where(item => item.Awaits is not null).ToList();
            var known = await FindAsync(waiting.SelectMany(item => new[] { item.Record, Parse(item.Awaits!) }), cancellation);
            foreach (var item in waiting)
            {
                var (own, awaited) = (known[item.Record], known[Parse(item.Awaits!)]);
                var isDouble = IsDouble(item);
                var seen = EngineJson.Read<Observation>(item.Payload.Span);
                // What is told once is not made needless by what was told of its record since.
                var isTold = own is { Deleted: false } && !seen.Consumed;
                if (isTold || (awaited is { Deleted: false }) != isDouble || (isDouble && !await SharesKeyAsync(seen, awaited!, cancellation)))
                    forgotten.Add((item, seen));
            }
        }

        return forgotten;
    }

    /// <summary>False where the record that stood in the way of a double has been given another key.</summary>
    private async Task<bool> SharesKeyAsync(Observation seen, KnownRecord other, CancellationToken cancellation) =>
        (await context.Store.FindOwnersAsync([.. NaturalKey.Of(seen.Key.Kind, seen.Fields)], cancellation)).Contains(other.EntityId);

    private async Task<Dictionary<RecordKey, KnownRecord?>> FindAsync(IEnumerable<RecordKey> keys, CancellationToken cancellation)
    {
        var found = new Dictionary<RecordKey, KnownRecord?>();
        foreach (var group in keys.Distinct().GroupBy(key => (key.System, key.Kind)))
        {
            var ids = group.Select(key => key.RemoteId).ToList();
            var records = await context.Store.FindRecordsAsync(group.Key.System, group.Key.Kind, ids, cancellation);
            foreach (var (key, record) in group.Zip(records)) found[key] = record;
        }

        return found;
    }

    private static RecordKey Parse(string key)
    {
        var parts = key.Split('/', 3);
        return new RecordKey(parts[0], Enum.Parse<Kind>(parts[1]), parts[2]);
    }

    /// <summary>Who has whose key.</summary>
    private sealed record Rival(string EntityId, string Other, string Field, string Value);

    private static bool IsDouble(ParkedItem item) => item.Key.StartsWith($"{Double}/", StringComparison.Ordinal);

    /// <summary>A page may bring that a record was deleted and, after that, the one that took its place.</summary>
    private static bool IsDeletedBefore(List<SeenRecord> ready, int place, RecordKey key) =>
        ready.FindIndex(0, place, one => one.Seen.Key == key && one.Seen.Deleted) >= 0;

    /// <summary>
    /// One item a record, as the newest says all; but a record that reading consumed is never told again, so that each is
    /// kept and none goes because of another.
    /// </summary>
    private ParkedItem Item(string why, Observation seen, Fault fault)
    {
        var key = seen.Consumed ? $"{why}/{seen.Key}@{seen.SeenAt.UtcTicks:x}{Fingerprint.Of(seen)}" : $"{why}/{seen.Key}";
        return new(key, seen.Key, EngineJson.Write(fault), EngineJson.Write(seen), context.Now);
    }
}
