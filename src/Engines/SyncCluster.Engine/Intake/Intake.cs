using SyncCluster.Connectors;
using SyncCluster.Core.Deciding;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Behaviors;
using SyncCluster.Engine.Storage;
using SyncCluster.Engine.Telemetry;

namespace SyncCluster.Engine.Intake;

/// <summary>
/// Takes observations in: leaves out what is known, translates links, finds each record's entity, hands it over and
/// waits until that is durable. What cannot be handed over yet is parked and comes back by itself.
/// </summary>
internal sealed class Intake(EngineContext context)
{
    private const int IdentityShards = 16;

    // A page of usual size is one; a large one several, so that one is decided on while others are committed, and not so many
    // at a time that their states outlive the collector's first look, or that transactions beside each other cost more than
    // they gain.
    private const int LargestBatch = 125;
    private const int BatchesAtATime = 3;
    private const string Parked = "parked";

    private readonly WaitingRoom _waiting = new(context);
    private readonly ItemMatching _matching = new(context);

    /// <summary>Takes in observations in their order. When it returns, each is durable, known already, or parked.</summary>
    /// <param name="seen">The observations.</param>
    /// <param name="via">poll, webhook, sweep, fetch or parked: for the counters.</param>
    /// <param name="guard">Sees the page's changes before anything is handed on; false holds the page back.</param>
    /// <param name="cancellation">Gives up between two steps.</param>
    public async Task<IntakeResult> TakeAsync(
        IReadOnlyList<Observation> seen, string via, Func<IReadOnlyList<SeenRecord>, Task<bool>>? guard, CancellationToken cancellation)
    {
        var news = await NewsAsync(seen, cancellation);
        await _matching.ForgetAsync(Deleted(seen), cancellation);
        EngineMetrics.RecordsRead(seen, via);
        if (guard is not null && news.Count > 0 && !await guard(news)) return IntakeResult.Nothing(seen.Count) with { HeldBack = true };
        EngineMetrics.RecordsChanged(news, via);
        if (via != Parked) await _waiting.UnparkAsync([.. news.Select(one => one.Seen.Key), .. Deleted(seen)], cancellation);
        if (news.Count == 0) return IntakeResult.Nothing(seen.Count);
        var parked = 0;
        var bound = new List<RecordKey>();
        var entities = new HashSet<string>(StringComparer.Ordinal);
        foreach (var run in Runs(news)) parked += await HandOverAsync(run, bound, entities, cancellation);
        if (bound.Count > 0) await ResumeAsync(bound, cancellation);
        return new IntakeResult(seen.Count, news.Count - parked, parked, false, entities);
    }

    /// <summary>Takes in what was parked, once more. True where it went through.</summary>
    public async Task<bool> TakeParkedAsync(ParkedItem item, Observation seen, CancellationToken cancellation)
    {
        // The item goes last: a crash in between must not lose it. Where it was parked anew meanwhile, it stays.
        await TakeAsync([seen], Parked, null, cancellation);
        if (await context.Store.FindParkedAsync(item.Key, cancellation) is not { } there) return true;
        if (there.Times != item.Times) return false;
        await context.Store.UnparkAsync([item.Key], cancellation);
        return true;
    }

    /// <summary>Takes in what was parked, need wait no longer, and was forgotten.</summary>
    public async Task SweepAsync(string system, CancellationToken cancellation)
    {
        foreach (var (item, seen) in await _waiting.ForgottenAsync(system, cancellation)) await TakeParkedAsync(item, seen, cancellation);
        foreach (var item in await _waiting.RivalsAsync(system, cancellation)) await LookAgainAsync(item, cancellation);
        foreach (var item in await _waiting.DoublesAsync(system, cancellation)) await ReadAgainAsync(item, cancellation);
    }

    /// <summary>A double may be gone: what tells of its deletion may have come before what told of it first, and never comes again.</summary>
    private async Task ReadAgainAsync(ParkedItem item, CancellationToken cancellation)
    {
        var system = context.Setup.System(item.Record.System);
        if (system?.External.Capabilities.ReadsOne != true || !context.Gates.Of(system.Name).IsOpen(context.Now)) return;
        try
        {
            switch (await system.External.ReadOneAsync(item.Record, cancellation))
            {
                case ReadOneOutcome.Gone: await context.Store.UnparkAsync([item.Key], cancellation); break;
                case ReadOneOutcome.Found found:
                    foreach (var seen in found.Observations) await TakeParkedAsync(item, seen, cancellation);
                    break;
                default: await context.Store.ParkAsync([item with { LastAt = context.Now, Times = 1 }], cancellation); break;
            }
        }
        catch (FaultException failure)
        {
            if (failure.Fault.ConcernsSystem) await context.Gates.FailedAsync(system.Name, failure.Fault, context.Now, context.Services.Chance(), cancellation);
        }
    }

    /// <summary>An entity that has another's key looks again; answers why the key still is the other's, null where it is not any more.</summary>
    public async Task<string?> LookAgainAsync(ParkedItem item, CancellationToken cancellation)
    {
        var looked = (Looked)await context.Runtime.AskAsync(WaitingRoom.RivalOf(item)!.Value, LookAgain.Instance, cancellation);
        if (looked.Refusal is null) await context.Store.UnparkAsync([item.Key], cancellation);
        return looked.Refusal;
    }

    /// <summary>
    /// Takes in items of a supplier that were no product's when they were read, and are one's now. A supplier that is read
    /// whole each time needs no such help.
    /// </summary>
    public async Task RematchAsync(string system, CancellationToken cancellation)
    {
        foreach (var page in await _matching.MatchedSinceAsync(system, cancellation)) await TakeAsync(page, "rematch", null, cancellation);
    }

    /// <summary>Takes in what waited for a record that is gone now: the one that has its key may take its place.</summary>
    public Task ReleaseAsync(RecordKey gone, CancellationToken cancellation) => ResumeAsync([gone], cancellation);

    /// <summary>
    /// Leaves out every observation whose fingerprint equals the record's, and kinds that no rule speaks of: one query
    /// a system and kind.
    /// </summary>
    public async Task<List<SeenRecord>> NewsAsync(IReadOnlyList<Observation> all, CancellationToken cancellation)
    {
        var page = new PageIndex(all, context.Setup.Rules);
        foreach (var (system, kind, ids) in page.Questions) page.Answer(system, kind, await context.Store.FindRecordsAsync(system, kind, ids, cancellation));
        var news = new List<SeenRecord>();
        for (var i = 0; i < all.Count; i++)
        {
            // A record that nobody knows and that is gone at the end of the page leaves nothing behind.
            if (page.Find(i) is not { } there || (there.Known is null && there.EndsDeleted)) continue;
            var one = all[i];
            var fingerprint = Fingerprint.Of(one);
            var record = there.Known;
            if (!one.Partial)
            {
                if (fingerprint == (there.Before ?? record?.Fingerprint ?? Fingerprint.None) && record?.Deleted != true) continue;
                if (one.Deleted && record is null or { Deleted: true } && there.Before is null) continue;
                there.Before = fingerprint;
            }

            news.Add(new SeenRecord(one, fingerprint, record));
        }

        return news;
    }

    /// <summary>Records that the page says are deleted: whatever was parked of them is settled.</summary>
    private static IEnumerable<RecordKey> Deleted(IReadOnlyList<Observation> seen) => seen.Where(one => one.Deleted).Select(one => one.Key);

    /// <summary>Stretches of one kind: what a page brings first is bound before what refers to it.</summary>
    private static IEnumerable<List<SeenRecord>> Runs(List<SeenRecord> news)
    {
        for (var at = 0; at < news.Count;)
        {
            var run = news.Skip(at).TakeWhile(one => one.Seen.Key.Kind == news[at].Seen.Key.Kind).ToList();
            at += run.Count;
            yield return run;
        }
    }

    private async Task<int> HandOverAsync(List<SeenRecord> run, List<RecordKey> bound, HashSet<string> handed, CancellationToken cancellation)
    {
        var links = await LinksAsync(run, cancellation);
        var ready = run.Where(one => links.IsReady(one.Seen)).ToList();
        await DispatchAsync(ready, links, bound, handed, cancellation);
        if (ready.Count == run.Count) return 0;

        // A record may link to one of the same page: once those are bound, look again.
        var rest = run.Where(one => !links.IsReady(one.Seen)).ToList();
        links = await LinksAsync(rest, cancellation);
        ready = [.. rest.Where(one => links.IsReady(one.Seen))];
        await DispatchAsync(ready, links, bound, handed, cancellation);
        var waiting = rest.Where(one => !links.IsReady(one.Seen)).ToList();
        await _waiting.ParkAsync(waiting, links, cancellation);
        return waiting.Count;
    }

    private async Task<LinkTable> LinksAsync(List<SeenRecord> run, CancellationToken cancellation)
    {
        var table = new LinkTable(context.Setup);
        foreach (var one in run) table.Ask(one.Seen);
        foreach (var (system, kind, ids) in table.Questions())
        {
            var records = await context.Store.FindRecordsAsync(system, kind, ids, cancellation);
            for (var i = 0; i < ids.Count; i++)
                if (records[i] is { } record) table.Answer(system, kind, ids[i], record.EntityId);
        }

        return table;
    }

    private async Task DispatchAsync(List<SeenRecord> ready, LinkTable links, List<RecordKey> bound, HashSet<string> handed, CancellationToken cancellation)
    {
        var products = await _matching.MatchAsync(ready, cancellation);
        ready = [.. ready.Where(one => !_matching.Concerns(one) || products.ContainsKey(one.Seen.Key))];
        if (ready.Count == 0) return;
        var entities = await EntitiesAsync(ready, products, cancellation);
        var now = context.Now;
        var trace = EngineTracing.Here;
        var of = ready[0].Seen.Key;
        var isBacklog = of.Kind == Kind.Order && ready.Exists(one => one.Known is null) && await context.Backlogs.IsBeingReadAsync(of.System, cancellation);
        var perEntity = new Dictionary<string, List<(SeenRecord One, EntityEvent Event)>>(StringComparer.Ordinal);
        for (var i = 0; i < ready.Count; i++)
        {
            var one = ready[i];
            if (entities[i] is not { } entityId) continue;
            var seen = one.Seen with { Fields = links.Translate(one.Seen) };
            if (!perEntity.TryGetValue(entityId, out var events)) perEntity[entityId] = events = [];
            events.Add((one, new EntityEvent.Observed(seen, one.Fingerprint)
            {
                At = now, Chance = context.Services.Chance(), Trace = trace, Backlog = one.Known is null && isBacklog,
            }));
            if (one.Known is null || one.Seen.Deleted) bound.Add(one.Seen.Key);
        }

        handed.UnionWith(perEntity.Keys);
        if (perEntity.Count == 1) await DeliverAsync(perEntity.Single(), cancellation);
        else await DeliverAsync(ready[0].Seen.Key.Kind, perEntity, cancellation);
        await _matching.ForgetAsync(products.Keys, cancellation);
    }

    /// <summary>One entity's own actor takes what came for it alone, as webhooks bring it.</summary>
    private async Task DeliverAsync(KeyValuePair<string, List<(SeenRecord One, EntityEvent Event)>> entity, CancellationToken cancellation)
    {
        var kind = entity.Value[0].One.Seen.Key.Kind;
        try
        {
            await context.Runtime.AskAsync(
                ActorAddress.Entity(kind, entity.Key), new EntityEvents(entity.Value.Select(one => one.Event).ToEquatableList()), cancellation);
        }
        catch (EntityContestedException contested)
        {
            await _waiting.ParkContestedAsync(entity.Value.Select(one => one.One), contested.Message, cancellation);
        }
        catch (Exception failure) when (failure is not (StoreException or OperationCanceledException))
        {
            // Whatever befell the actor: a batch of one either does it, or says what is wrong with the record and parks it.
            await DeliverAsync(kind, [entity], cancellation);
        }
    }

    /// <summary>A page's entities, batch by batch; that one fails does not keep those under way from their end.</summary>
    private async Task DeliverAsync(Kind kind, Dictionary<string, List<(SeenRecord One, EntityEvent Event)>> entities, CancellationToken cancellation)
    {
        var batches = new Queue<KeyValuePair<string, List<(SeenRecord One, EntityEvent Event)>>[]>(entities.Chunk(LargestBatch));
        var lanes = new Task[Math.Min(batches.Count, BatchesAtATime)];
        for (var lane = 0; lane < lanes.Length; lane++) lanes[lane] = DrainAsync();
        await Task.WhenAll(lanes);

        async Task DrainAsync()
        {
            while (Next() is { } batch) await DeliverAsync(kind, batch, cancellation);
        }

        KeyValuePair<string, List<(SeenRecord One, EntityEvent Event)>>[]? Next()
        {
            lock (batches) return batches.TryDequeue(out var batch) ? batch : null;
        }
    }

    /// <summary>Several entities are handed over together; what one of them refuses is parked.</summary>
    private async Task DeliverAsync(Kind kind, KeyValuePair<string, List<(SeenRecord One, EntityEvent Event)>>[] batch, CancellationToken cancellation)
    {
        var entities = batch.Select(entity => new BatchedEvents(entity.Key, entity.Value.Select(one => one.Event).ToEquatableList())).ToEquatableList();
        var answer = (BatchAnswer)await context.Runtime.AskAsync(context.NextLane(), new EntityBatch(kind, entities), cancellation);
        foreach (var refusal in answer.Refused)
        {
            var refused = batch.Single(entity => entity.Key == refusal.EntityId).Value.Select(one => one.One);
            await (refusal.Contested
                ? _waiting.ParkContestedAsync(refused, refusal.Why, cancellation)
                : _waiting.ParkFailedAsync(refused, refusal.Why, cancellation));
        }
    }

    /// <summary>The entity of each record; null for a double, which is parked.</summary>
    private async Task<string?[]> EntitiesAsync(List<SeenRecord> ready, Dictionary<RecordKey, string> products, CancellationToken cancellation)
    {
        var entities = new string?[ready.Count];
        var unknown = new List<int>();
        for (var i = 0; i < ready.Count; i++)
        {
            entities[i] = ready[i].Known?.EntityId;
            if (entities[i] is null) unknown.Add(i);
        }

        foreach (var shard in unknown.GroupBy(i => ShardOf(ready[i].Seen)))
        {
            var questions = shard.Select(i => new IdentityQuestion(ready[i].Seen.Key, NaturalKey.Of(ready[i].Seen.Key.Kind, ready[i].Seen.Fields).ToEquatableList())
            {
                EntityId = products.GetValueOrDefault(ready[i].Seen.Key),
            });
            var to = new ActorAddress(ActorType.Identity, shard.Key.ToString(System.Globalization.CultureInfo.InvariantCulture));
            var identities = (Identities)await context.Runtime.AskAsync(to, new Identify(questions.ToEquatableList()), cancellation);
            foreach (var (i, answer) in shard.Zip(identities.Answers))
                entities[i] = answer.Rival is { } rival ? await OneOfAsync(answer.EntityId, rival, ready[i].Seen, cancellation) : answer.EntityId;
        }

        await _waiting.ParkDoublesAsync(ready, unknown, entities, cancellation);
        return entities;
    }

    /// <summary>
    /// A record that has the keys of two entities shows that they are one thing, unless something speaks against it: then it
    /// is the one that its strongest key says.
    /// </summary>
    private async Task<string> OneOfAsync(string strongest, string rival, Observation seen, CancellationToken cancellation)
    {
        var (stays, goes) = Doubles.Order(strongest, rival);
        var to = ActorAddress.Entity(seen.Key.Kind, stays);
        var answer = (Absorbed)await context.Runtime.AskAsync(to, new Absorb(goes, $"{seen.Key} has keys of both"), cancellation);
        return answer.Refusal is null ? stays : strongest;
    }

    private static uint ShardOf(Observation seen)
    {
        foreach (var key in NaturalKey.Of(seen.Key.Kind, seen.Fields)) return EngineContext.StableHash(key.Value) % IdentityShards;
        return EngineContext.StableHash(seen.Key.RemoteId) % IdentityShards;
    }

    private async Task ResumeAsync(IReadOnlyList<RecordKey> bound, CancellationToken cancellation)
    {
        foreach (var (item, seen) in await _waiting.ResumableAsync(bound, cancellation)) await TakeParkedAsync(item, seen, cancellation);
    }
}

/// <summary>An observation with what is known of its record.</summary>
internal sealed record SeenRecord(Observation Seen, Fingerprint Fingerprint, KnownRecord? Known);

/// <summary>What became of a page.</summary>
/// <param name="Read">Records that came.</param>
/// <param name="Handed">Records that were handed to entities.</param>
/// <param name="Parked">Records that were parked.</param>
/// <param name="HeldBack">The guard held the page back: nothing was handed on.</param>
/// <param name="Entities">The entities that they were handed to.</param>
internal sealed record IntakeResult(int Read, int Handed, int Parked, bool HeldBack, IReadOnlyCollection<string> Entities)
{
    public static IntakeResult Nothing(int read) => new(read, 0, 0, false, []);
}
