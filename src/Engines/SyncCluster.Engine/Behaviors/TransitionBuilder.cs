using SyncCluster.Core.Deciding;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Polling;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Codec;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Behaviors;

/// <summary>Turns what was decided into what must become durable together.</summary>
internal sealed class TransitionBuilder(EngineContext context)
{
    /// <summary>Field of the natural key under which a system's own id is claimed: <c>@erp</c>.</summary>
    public static string RecordField(string system) => "@" + system;

    /// <summary>Field of the natural key under which an entity owns the id of one that it took in.</summary>
    public const string MergedField = "@merged";

    /// <summary>The transition from <paramref name="before"/> to <paramref name="after"/>.</summary>
    public Transition Build(
        EntityState before, EntityState after, IReadOnlyList<EntityEffect> effects, IReadOnlyList<Reason> reasons, long version, DateTimeOffset at,
        StoredNote? from = null)
    {
        var keysMayDiffer = KeysMayDiffer(before, after);
        return new()
        {
            EntityId = after.EntityId,
            Kind = after.Kind,
            ExpectedVersion = version,
            From = from,
            State = EngineJson.Write(after),
            Summary = Summaries.Of(after),
            At = at,
            Records = Records(before, after),
            Outbox = Outbox(after, effects, version, at),
            Mails = Mails(effects, at),
            WithdrawnMails = [.. effects.OfType<EntityEffect.WithdrawMail>().Select(mail => new MailWithdrawal(mail.Key, mail.Why))],
            History = reasons.Count == 0 ? (ReadOnlyMemory<byte>?)null : EngineJson.Write(reasons.ToEquatableList()),
            Published = effects.Any(effect => effect is EntityEffect.Publish),
            Keys = version == 0 || keysMayDiffer ? Keys(after) : null,

            // Keys of a new entity were claimed for it; those that one is given later are only looked up before.
            MustOwn = version > 0 && keysMayDiffer ? NewKeys(before, after) : [],
            Absorbed = after.Absorbed.Count == 0 ? [] : [.. after.Absorbed],
            Mentions = Mentions(before, after, version),
        };
    }

    /// <summary>The step that changes nothing and names every key.</summary>
    public Transition Naming(EntityState state, long version, DateTimeOffset at) => Build(state, state, [], [], version, at) with { Keys = Keys(state) };

    /// <summary>The keys of the products that an order waits for.</summary>
    public static IEnumerable<NaturalKey> MentionsOf(EntityState state) =>
        state.Delivery?.WaitsFor() ?? [];

    private static List<RecordChange> Records(EntityState before, EntityState after)
    {
        var changes = new List<RecordChange>(2);
        if (after.MergedInto is not null)
        {
            foreach (var view in before.Systems)
                if (view.RemoteId is { } left) changes.Add(new RecordChange(new RecordKey(view.System, after.Kind, left), null));
        }

        foreach (var view in after.Systems)
        {
            var old = before.View(view.System);
            if (old is not null && old.RemoteId == view.RemoteId && old.Fingerprint == view.Fingerprint && old.Gone == view.Gone
                && (ReferenceEquals(old.Snapshot, view.Snapshot) || Guards(old.Snapshot) == Guards(view.Snapshot))) continue;
            if (old?.RemoteId is { } released && released != view.RemoteId)
                changes.Add(new RecordChange(new RecordKey(view.System, after.Kind, released), null));
            if (view.RemoteId is { } remoteId)
            {
                changes.Add(new RecordChange(new RecordKey(view.System, after.Kind, remoteId), view.Fingerprint, Guards(view.Snapshot), view.Gone)
                {
                    WasDeleted = old?.RemoteId == remoteId ? old.Gone : null,
                });
            }
        }

        return changes;
    }

    private List<OutboxChange> Outbox(EntityState after, IReadOnlyList<EntityEffect> effects, long version, DateTimeOffset at)
    {
        // A row that is put anew while the one before is at work is told from it by its operation.
        var step = (version + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var changes = new Dictionary<(string, OutboxAction), OutboxChange>();
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case EntityEffect.Push push:
                    changes[(push.System, OutboxAction.Push)] = new OutboxChange.Put(Row(after, push.System, OutboxAction.Push, push.OperationId, push.NotBefore, push.EnqueuedAt));
                    break;
                case EntityEffect.Park park:
                    changes[(park.System, OutboxAction.Push)] = new OutboxChange.Put(
                        Row(after, park.System, OutboxAction.Push, park.OperationId, at, park.EnqueuedAt) with { Status = OutboxStatus.Parked, Reason = park.Fault.ToString() });
                    break;
                case EntityEffect.Withdraw withdraw:
                    changes[(withdraw.System, OutboxAction.Push)] = new OutboxChange.Remove(withdraw.System, OutboxAction.Push);
                    break;
                case EntityEffect.Fetch fetch:
                    changes[(fetch.System, OutboxAction.Fetch)] = new OutboxChange.Put(Row(after, fetch.System, OutboxAction.Fetch, fetch.RemoteId, fetch.NotBefore, at));
                    break;
                case EntityEffect.AnnounceItem or EntityEffect.AskItems:
                    changes[(TrackingBehavior.SystemName, OutboxAction.Announce)] =
                        new OutboxChange.Put(Row(after, TrackingBehavior.SystemName, OutboxAction.Announce, step, at, at));
                    break;
                case EntityEffect.TellAt tell:
                    changes[(TrackingBehavior.SystemName, OutboxAction.Tell)] = new OutboxChange.Put(
                        Row(after, TrackingBehavior.SystemName, OutboxAction.Tell, step, tell.At, at) with { Shard = context.ShardOf(TrackingBehavior.SystemName, tell.Recipient) });
                    break;
                default: break;
            }
        }

        return [.. changes.Values];
    }

    private OutboxRow Row(EntityState state, string system, OutboxAction action, string operation, DateTimeOffset notBefore, DateTimeOffset since) =>
        new(system, state.EntityId, state.Kind, action, operation, context.ShardOf(system, state.EntityId), notBefore, since);

    private List<MailDraft> Mails(IReadOnlyList<EntityEffect> effects, DateTimeOffset at) =>
    [
        .. effects.OfType<EntityEffect.SendMail>().Select(send => new MailDraft(
            send.Mail.Key, context.MailShardOf(send.Mail.To), send.Mail.Template, send.Mail.Language, send.Mail.To,
            EngineJson.Write(send.Mail.Model))
        {
            Group = send.Mail.Group,
            NotBefore = send.Mail.Group is null ? null : at + context.Setup.GroupsMails,
        }),
    ];

    private IReadOnlyList<NaturalKey>? Mentions(EntityState before, EntityState after, long version)
    {
        if (!context.Setup.Rules.Tracking.Follows) return null;
        if (after.Kind == Kind.Order)
        {
            if (version > 0 && (ReferenceEquals(before.Delivery, after.Delivery) || MentionsOf(before).SequenceEqual(MentionsOf(after)))) return null;
            return [.. MentionsOf(after)];
        }

        if (after.Kind != Kind.Product) return null;
        var now = ProductMentions(after).ToHashSet();
        return now.SetEquals(ProductMentions(before)) ? null : [.. now];
    }

    /// <summary>By an EAN, or a code at suppliers, that a system of the shop's own gives, an item of a supplier finds the product.</summary>
    private IEnumerable<NaturalKey> ProductMentions(EntityState product)
    {
        foreach (var view in product.Systems)
        {
            if (context.Setup.System(view.System)?.Role == Setup.SystemSetup.Supplier) continue;
            if (NaturalKey.From(Kind.Product, ProductFields.Ean, view.Snapshot.Text(ProductFields.Ean)) is { } ean) yield return ean;
            if (NaturalKey.From(Kind.Product, SupplierFields.Code, view.Snapshot.Text(SupplierFields.Code)) is { } code) yield return code;
        }
    }

    private static bool KeysMayDiffer(EntityState before, EntityState after)
    {
        foreach (var field in KindSchema.Of(after.Kind).NaturalKeys)
        {
            if (!Equals(before.Canonical[field], after.Canonical[field])) return true;
            foreach (var view in after.Systems)
                if (!Equals(before.View(view.System)?.Snapshot[field], view.Snapshot[field])) return true;
        }

        foreach (var view in after.Systems)
            if (before.View(view.System)?.RemoteId != view.RemoteId) return true;
        return before.Absorbed.Count != after.Absorbed.Count || before.MergedInto != after.MergedInto;
    }

    private static List<NaturalKey> Keys(EntityState after)
    {
        var keys = NaturalKey.Of(after.Kind, after.Canonical).ToHashSet();
        foreach (var view in after.Systems)
        {
            keys.UnionWith(NaturalKey.Of(after.Kind, view.Snapshot));
            if (view.RemoteId is { Length: > 0 } remoteId) keys.Add(new NaturalKey(after.Kind, RecordField(view.System), remoteId));
        }

        foreach (var absorbed in after.Absorbed) keys.Add(new NaturalKey(after.Kind, MergedField, absorbed));
        return [.. keys];
    }

    /// <summary>Natural keys that no system gave the entity before, in the order of their strength.</summary>
    public static IReadOnlyList<NaturalKey> NewKeys(EntityState before, EntityState after)
    {
        if (!KeysMayDiffer(before, after)) return [];
        var known = GivenKeys(before);
        return [.. GivenKeys(after).Where(key => !known.Contains(key))];
    }

    /// <summary>Natural keys that systems gave the entity.</summary>
    public static IReadOnlyList<NaturalKey> GivenKeys(EntityState state) =>
        [.. NaturalKey.Of(state.Kind, state.Canonical).Concat(state.Systems.SelectMany(view => NaturalKey.Of(state.Kind, view.Snapshot))).Distinct()];

    /// <summary>The values of a record that the brake compares.</summary>
    private static GuardValues Guards(FieldSet snapshot) => new(snapshot.Number(ProductFields.Stock), GuardedPrices.Of(snapshot));
}
