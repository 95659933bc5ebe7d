using SyncCluster.Connectors;
using SyncCluster.Connectors.Writing;
using SyncCluster.Core.Deciding;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Codec;
using SyncCluster.Engine.Setup;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Behaviors;

/// <summary>A push that can be written now.</summary>
/// <param name="Row">Its row in the outbox.</param>
/// <param name="Request">What the sink gets; links hold remote ids.</param>
/// <param name="Patch">The patch as the entity knows it; links hold entity ids.</param>
/// <param name="ChecksStock">Stock must be asked first.</param>
/// <param name="MayHaveBeenApplied">An earlier try may have been applied.</param>
/// <param name="LooksOnly">Nothing is written: it is only asked whether an earlier try made the record.</param>
internal sealed record PreparedPush(
    OutboxRow Row, PushRequest Request, FieldSet Patch, bool ChecksStock, bool MayHaveBeenApplied, bool LooksOnly)
{
    /// <summary>See <see cref="PendingPush.Trace"/>.</summary>
    public string? Trace { get; init; }

    /// <summary>The entity from which it was worked out.</summary>
    public required EntityState State { get; init; }
}

/// <summary>A push that must wait for another record.</summary>
internal sealed record WaitingPush(OutboxRow Row, NaturalKey For);

/// <summary>What can be written and what must wait.</summary>
internal sealed record PreparedPushes(List<PreparedPush> Ready, List<WaitingPush> Waiting);

/// <summary>Works out, from the entities' newest states, what a sink is to write; translates links and finds references.</summary>
internal sealed class PushPreparation(EngineContext context, SystemSetup system)
{
    public async Task<PreparedPushes> PrepareAsync(ISink sink, List<OutboxRow> rows, CancellationToken cancellation)
    {
        var states = await StatesAsync(rows, cancellation);
        var rules = context.Setup.Rules.For(rows[0].Kind);
        var links = await RemoteIdsAsync(states, cancellation);
        var candidates = new List<PreparedPush>(rows.Count);
        var waiting = new List<WaitingPush>();
        for (var i = 0; i < rows.Count; i++)
        {
            if (states[i]?.View(system.Name) is not { Pending: { Parked: false } pending } view || rules?.Of(system.Name) is not { } part) continue;
            var patch = pending.Patch;
            if (!pending.LooksOnly && References.In(patch).FirstOrDefault(link => !links.ContainsKey(link.Id)) is { } missing)
            {
                waiting.Add(new WaitingPush(rows[i], new NaturalKey(missing.Kind, References.EntityField, missing.Id)));
                continue;
            }

            var mayBeApplied = view.Uncertain || rows[i].Unanswered > 0;
            var desired = rules.Desired(part, states[i]!.Canonical);
            candidates.Add(new PreparedPush(rows[i], new PushRequest
            {
                Key = new RecordKey(system.Name, rows[i].Kind, view.WritesAgainFrom > 0 && sink.WritesAgainAsNew ? "" : view.RemoteId ?? ""),
                WritesAgainFrom = view.WritesAgainFrom,
                EntityId = rows[i].EntityId,
                OperationId = pending.OperationId,
                IsRepeated = mayBeApplied || pending.Failures > 0,
                Patch = Outward(patch, links),
                Desired = Outward(desired, links),
                Snapshot = Outward(view.Snapshot, links),
                Extras = view.Extras,
            }, patch, pending.ChecksStock, mayBeApplied || pending.LooksOnly, pending.LooksOnly) { Trace = pending.Trace, State = states[i]! });
        }

        return await WithReferencesAsync(sink, candidates, waiting, cancellation);
    }

    /// <summary>What a receipt tells, with links as the core knows them.</summary>
    public async Task<Receipt> InwardAsync(Receipt receipt, CancellationToken cancellation)
    {
        if (receipt.Stored is not { } stored) return receipt;
        var links = References.In(stored).Distinct().ToList();
        if (links.Count == 0) return receipt;
        var entities = new Dictionary<FieldValue.Link, string>();
        foreach (var group in links.GroupBy(link => link.Kind))
        {
            var ofKind = group.ToList();
            var known = await context.Store.FindRecordsAsync(system.Name, group.Key, [.. ofKind.Select(link => link.Id)], cancellation);
            for (var i = 0; i < ofKind.Count; i++)
                if (known[i] is { } record) entities[ofKind[i]] = record.EntityId;
        }

        return receipt with { Stored = References.Translate(stored, link => entities.GetValueOrDefault(link)) };
    }

    /// <summary>Lines of an order that the stock cannot serve.</summary>
    /// <exception cref="FaultException">The system could not be asked, or says nothing of a product: no answer is no shortage, for which the customer would lose his order.</exception>
    public static async Task<EquatableList<Shortage>> ShortagesAsync(IStockCheck check, PreparedPush push, CancellationToken cancellation)
    {
        var wanted = push.Request.Desired.Items(OrderFields.Lines).OfType<FieldValue.Group>()
            .Select(line => (Sku: line.Fields.Text(OrderLineFields.Sku), Quantity: line.Fields.Number(OrderLineFields.Quantity) ?? 0))
            .Where(line => line.Sku is not null && line.Quantity > 0)
            .GroupBy(line => line.Sku!, (sku, lines) => (Sku: sku, Quantity: lines.Sum(line => line.Quantity))).ToList();
        if (wanted.Count == 0) return EquatableList<Shortage>.Empty;
        var questions = wanted.Select(line => new StockQuestion(
            line.Sku, NaturalKey.From(Kind.Product, ProductFields.Sku, line.Sku) is { } key ? push.Request.References.GetValueOrDefault(key) : null)).ToList();
        var stock = await check.StockOfAsync(questions, cancellation);
        var shortages = wanted.Zip(stock, (line, left) => new Shortage(line.Sku, line.Quantity, left))
            .Where(line => line.InStock is null || line.InStock < line.Wanted).ToEquatableList();
        if (shortages.Count == 0 || shortages.Any(line => line.InStock is not null)) return shortages;
        throw new FaultException(new Fault(FaultKind.Rejected, $"The stock of {string.Join(", ", shortages.Select(line => line.Sku))} was asked for, and there was no answer.")
        {
            Code = "stock_unknown", Advice = "See that the system which is asked (rules.order.checkStockIn) knows every product that is sold, then retry; or ask nobody: checkStockIn: none.",
        });
    }

    private async Task<PreparedPushes> WithReferencesAsync(
        ISink sink, List<PreparedPush> candidates, List<WaitingPush> waiting, CancellationToken cancellation)
    {
        var needs = candidates.Select(push => push.LooksOnly ? [] : sink.Needs(push.Request).ToList()).ToList();
        var keys = needs.SelectMany(one => one).Select(need => need.Key).Distinct().ToList();
        if (keys.Count == 0) return new PreparedPushes(candidates, waiting);
        var owners = await context.Store.FindOwnersAsync(keys, cancellation);
        var owned = keys.Zip(owners).Where(pair => pair.Second is not null).ToList();
        var remote = await context.Store.FindRemoteIdsAsync(system.Name, [.. owned.Select(pair => pair.Second!)], cancellation);
        var ids = owned.Zip(remote).Where(pair => pair.Second is not null).ToDictionary(pair => pair.First.First, pair => pair.Second!);
        var coming = await ComingAsync(owned.Where(pair => !ids.ContainsKey(pair.First)).ToDictionary(pair => pair.First, pair => pair.Second!), cancellation);
        var ready = new List<PreparedPush>(candidates.Count);
        for (var i = 0; i < candidates.Count; i++)
        {
            var push = candidates[i];
            if (needs[i].FirstOrDefault(need => (need.Required || coming.Contains(need.Key)) && !ids.ContainsKey(need.Key)) is { } missing)
            {
                waiting.Add(new WaitingPush(push.Row, missing.Key));
                continue;
            }

            var own = needs[i].Where(need => ids.ContainsKey(need.Key)).DistinctBy(need => need.Key).ToDictionary(need => need.Key, need => ids[need.Key]);
            ready.Add(push with { Request = push.Request with { References = own } });
        }

        return new PreparedPushes(ready, waiting);
    }

    /// <summary>What is about to be created in the system: also one that need not be there had better be there first (X11).</summary>
    private async Task<HashSet<NaturalKey>> ComingAsync(Dictionary<NaturalKey, string> unbound, CancellationToken cancellation)
    {
        if (unbound.Count == 0) return [];
        var keys = unbound.Keys.ToList();
        var stored = await context.Store.LoadAsync([.. keys.Select(key => unbound[key])], cancellation);
        return [.. keys.Zip(stored)
            .Where(pair => pair.Second is { } one && EngineJson.Read<EntityState>(one.State.Span).View(system.Name)?.Pending is { Parked: false, LooksOnly: false })
            .Select(pair => pair.First)];
    }

    private async Task<List<EntityState?>> StatesAsync(List<OutboxRow> rows, CancellationToken cancellation)
    {
        var stored = await context.Store.LoadAsync([.. rows.Select(row => row.EntityId)], cancellation);
        return [.. stored.Select(one => one is null ? null : EngineJson.Read<EntityState>(one.State.Span))];
    }

    private async Task<Dictionary<string, string>> RemoteIdsAsync(List<EntityState?> states, CancellationToken cancellation)
    {
        var entities = states.OfType<EntityState>()
            .SelectMany(state => References.In(state.Canonical).Concat(state.View(system.Name) is { } view ? References.In(view.Snapshot) : []))
            .Select(link => link.Id).Distinct(StringComparer.Ordinal).ToList();
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        if (entities.Count == 0) return ids;
        var remote = await context.Store.FindRemoteIdsAsync(system.Name, entities, cancellation);
        for (var i = 0; i < entities.Count; i++)
            if (remote[i] is { } id) ids[entities[i]] = id;
        if (ids.Count < entities.Count) await AddMergedAsync(states, ids, cancellation);
        return ids;
    }

    /// <summary>A link may name an entity that passed into another since.</summary>
    private async Task AddMergedAsync(List<EntityState?> states, Dictionary<string, string> ids, CancellationToken cancellation)
    {
        var keys = states.OfType<EntityState>().SelectMany(state => References.In(state.Canonical)).Where(link => !ids.ContainsKey(link.Id))
            .Select(link => new NaturalKey(link.Kind, TransitionBuilder.MergedField, link.Id)).Distinct().ToList();
        var owners = await context.Store.FindOwnersAsync(keys, cancellation);
        var merged = keys.Zip(owners).Where(pair => pair.Second is not null).ToList();
        if (merged.Count == 0) return;
        var remote = await context.Store.FindRemoteIdsAsync(system.Name, [.. merged.Select(pair => pair.Second!)], cancellation);
        foreach (var ((key, _), id) in merged.Zip(remote))
            if (id is not null) ids[key.Value] = id;
    }

    private static FieldSet Outward(FieldSet fields, Dictionary<string, string> links) =>
        References.Translate(fields, link => links.GetValueOrDefault(link.Id));
}
