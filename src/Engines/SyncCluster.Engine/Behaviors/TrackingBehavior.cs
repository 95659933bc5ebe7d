using Microsoft.Extensions.Logging;
using SyncCluster.Core.Deciding;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Core.Supply;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Codec;
using SyncCluster.Engine.Storage;
using SyncCluster.Engine.Telemetry;

namespace SyncCluster.Engine.Behaviors;

/// <summary>
/// Carries what changed at suppliers to orders, and asks orders whether their customers are to be told: one shard of the
/// outbox of <see cref="SystemName"/>. A product's row is committed with its change and stays until every order that
/// waits for it has answered; an order that is made meanwhile asks for itself. Nothing is compared here.
/// </summary>
internal sealed partial class TrackingBehavior(ActorAddress address, int shard, EngineContext context) : IActorBehavior
{
    /// <summary>The name under which these rows stand in the outbox; no configured system can have it.</summary>
    public const string SystemName = "@tracking";

    /// <summary>How many work side by side. All orders of one recipient are asked by one.</summary>
    public const int Shards = 4;

    private const int Batch = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly ILogger _log = context.Logs.CreateLogger<TrackingBehavior>();
    private bool _reclaimed;

    /// <inheritdoc/>
    public async Task<IMessage> HandleAsync(IMessage message, CancellationToken cancellation)
    {
        if (message is not (WakeUp or Reminder)) throw new NotSupportedException($"{address} does not understand {message.GetType().Name}.");
        var now = context.Now;
        if (!_reclaimed)
        {
            await context.Store.ReclaimAsync(SystemName, shard, now, cancellation);
            _reclaimed = true;
        }

        var rows = await context.Store.TakeAsync(SystemName, shard, now, now + context.Setup.PushLease, Batch, cancellation);
        if (rows.Count > 0)
        {
            await AnnounceAsync([.. rows.Where(row => row is { Action: OutboxAction.Announce, Kind: Kind.Product })], cancellation);
            await AnswerAsync([.. rows.Where(row => row is { Action: OutboxAction.Announce, Kind: Kind.Order })], cancellation);
            await TellAsync([.. rows.Where(row => row.Action == OutboxAction.Tell)], cancellation);
            context.Runtime.Hint(address);
        }
        else if (await context.Store.NextDueAsync(SystemName, shard, cancellation) is { } next)
        {
            context.Runtime.HintAt(address, next > now ? next : now + TimeSpan.FromSeconds(1));
        }

        return Done.Instance;
    }

    /// <summary>Products whose item changed: every order that mentions one of their SKUs hears of all of them at once.</summary>
    private async Task AnnounceAsync(List<OutboxRow> rows, CancellationToken cancellation)
    {
        if (rows.Count == 0) return;
        var items = await ItemsAsync(rows.Select(row => row.EntityId), cancellation);
        var byKey = items.Values.SelectMany(item => item.Keys.Select(key => (key, item))).ToLookup(pair => pair.key, pair => pair.item);
        var mentions = await context.Store.FindMentionsAsync([.. byKey.Select(group => group.Key)], cancellation);
        var failed = new HashSet<string>(StringComparer.Ordinal);
        var asked = mentions.GroupBy(mention => mention.EntityId)
            .Select(group => (OrderId: group.Key, Items: group.SelectMany(mention => byKey[mention.Key]).Distinct().ToEquatableList()));
        foreach (var chunk in asked.Chunk(context.Setup.EntityConcurrency))
        {
            var heard = await Task.WhenAll(chunk.Select(one => AskAsync(one.OrderId, Seen(one.Items), cancellation)));
            for (var i = 0; i < chunk.Length; i++)
                if (!heard[i]) failed.UnionWith(chunk[i].Items.Select(item => item.ProductId));
        }

        EngineMetrics.ItemsChanged(items.Values.CountBy(item => item.System));
        await FinishAsync(rows, row => !failed.Contains(row.EntityId), cancellation);
    }

    /// <summary>Orders that ask how the items of their lines stand.</summary>
    private async Task AnswerAsync(List<OutboxRow> rows, CancellationToken cancellation)
    {
        if (rows.Count == 0) return;
        var waits = new Dictionary<string, List<NaturalKey>>(StringComparer.Ordinal);
        foreach (var (orderId, order) in await StatesAsync(rows.Select(row => row.EntityId), cancellation))
            waits[orderId] = [.. TransitionBuilder.MentionsOf(order.State)];
        var keys = waits.Values.SelectMany(key => key).Distinct().ToList();
        var owners = await context.Store.FindOwnersAsync(keys, cancellation);
        var owner = keys.Zip(owners).Where(pair => pair.Second is not null).ToDictionary(pair => pair.First, pair => pair.Second!);
        var items = await ItemsAsync(owner.Values, cancellation);
        var failed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var chunk in waits.Chunk(context.Setup.EntityConcurrency))
        {
            var heard = await Task.WhenAll(chunk.Select(async one =>
            {
                var known = one.Value.Where(owner.ContainsKey).Select(key => items.GetValueOrDefault(owner[key])).OfType<ItemState>();
                var seen = known.DistinctBy(item => item.ProductId).ToEquatableList();
                return seen.Count == 0 || await AskAsync(one.Key, Seen(seen), cancellation);
            }));
            for (var i = 0; i < chunk.Length; i++)
                if (!heard[i]) failed.Add(chunk[i].Key);
        }

        await FinishAsync(rows, row => !failed.Contains(row.EntityId), cancellation);
    }

    /// <summary>Orders whose customers may be due: those of one customer one after the other, so that his limit holds over all of them.</summary>
    private async Task TellAsync(List<OutboxRow> rows, CancellationToken cancellation)
    {
        if (rows.Count == 0) return;
        if (await TrackingHold.ReadAsync(context.Store, cancellation) is not null)
        {
            await context.Store.ReturnAsync(
                [.. rows.Select(row => new OutboxReturn(row, context.Now + TrackingHold.LooksAgain, TrackingHold.Key, TrackingHold.Told))],
                cancellation);
            return;
        }

        var orders = await StatesAsync(rows.Select(row => row.EntityId), cancellation);
        var told = new HashSet<OutboxRow>();
        foreach (var chunk in rows.GroupBy(row => orders.TryGetValue(row.EntityId, out var order) ? Recipient(order.State) ?? row.EntityId : row.EntityId)
            .Chunk(context.Setup.EntityConcurrency))
        {
            var heard = await Task.WhenAll(chunk.Select(async one =>
            {
                var mine = new List<OutboxRow>();
                foreach (var row in one)
                {
                    var slot = orders.TryGetValue(row.EntityId, out var order) ? await SlotAsync(order.State, cancellation) : default;
                    var due = new EntityEvent.TellDue(slot.Used, slot.Group) { At = context.Now, Chance = context.Services.Chance() };
                    if (await AskAsync(row.EntityId, due, cancellation)) mine.Add(row);
                }

                return mine;
            }));
            told.UnionWith(heard.SelectMany(rowsTold => rowsTold));
        }

        await FinishAsync(rows, told.Contains, cancellation);
    }

    private static string? Recipient(EntityState order) => order.Canonical.Text(OrderFields.CustomerEmail)?.ToLowerInvariant();

    /// <summary>How many messages the order's customer has got today, and the one that this order's news may still join: one that waits and is in the order's language.</summary>
    private async Task<(int Used, string? Group)> SlotAsync(EntityState order, CancellationToken cancellation)
    {
        var rules = context.Setup.Rules.Tracking;
        if (rules.MostPerDay <= 0 || Recipient(order) is not { } recipient) return default;
        var day = rules.DayOf(context.Now).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        string[] groups =
        [
            .. Enumerable.Range(1, rules.MostPerDay).Select(number =>
                string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{TrackingMail.Template}/{recipient}/{day}/{number}")),
        ];
        var stand = await context.Store.FindMailGroupsAsync(groups, cancellation);
        var language = TrackingMail.LanguageOf(order, context.Setup.Rules);
        for (var i = 0; i < groups.Length; i++)
            if (stand[i] is null || (stand[i] is { IsOpen: true } open && open.Language == language)) return (i, groups[i]);
        return (groups.Length, null);
    }

    private EntityEvent.ItemsSeen Seen(EquatableList<ItemState> items) => new(items) { At = context.Now, Chance = context.Services.Chance() };

    private async Task<Dictionary<string, ItemState>> ItemsAsync(IEnumerable<string> products, CancellationToken cancellation)
    {
        var items = new Dictionary<string, ItemState>(StringComparer.Ordinal);
        foreach (var (id, (state, version)) in await StatesAsync(products, cancellation))
            if (ItemState.Of(state, version) is { } item) items[id] = item;
        return items;
    }

    private async Task<Dictionary<string, (EntityState State, long Version)>> StatesAsync(IEnumerable<string> entityIds, CancellationToken cancellation)
    {
        var ids = entityIds.Distinct(StringComparer.Ordinal).ToList();
        var stored = await context.Store.LoadAsync(ids, cancellation);
        return stored.OfType<StoredEntity>().ToDictionary(
            one => one.EntityId, one => (EngineJson.Read<EntityState>(one.State.Span), one.Version), StringComparer.Ordinal);
    }

    /// <summary>False where the order could not be told: its row stays.</summary>
    private async Task<bool> AskAsync(string orderId, EntityEvent happened, CancellationToken cancellation)
    {
        try
        {
            await context.Runtime.AskAsync(ActorAddress.Entity(Kind.Order, orderId), new EntityEvents([happened]), cancellation);
            return true;
        }
        catch (Exception failure) when (failure is EntityContestedException or StoreException)
        {
            LogNotTold(_log, orderId, failure.Message);
            return false;
        }
    }

    private async Task FinishAsync(List<OutboxRow> rows, Func<OutboxRow, bool> isDone, CancellationToken cancellation)
    {
        await context.Store.FinishFetchesAsync([.. rows.Where(isDone)], cancellation);
        var left = rows.Where(row => !isDone(row)).ToList();
        if (left.Count > 0)
            await context.Store.ReturnAsync([.. left.Select(row => new OutboxReturn(row, context.Now + Pause, null, "An order could not be told."))], cancellation);
    }

    [LoggerMessage(EventId = 1301, Level = LogLevel.Warning, Message = "Order {OrderId} could not be told how its items stand; tried again: {Why}")]
    private static partial void LogNotTold(ILogger log, string orderId, string why);
}
