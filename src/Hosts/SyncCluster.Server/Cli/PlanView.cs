using SyncCluster.Core.Deciding;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;
using SyncCluster.Engine.Storage;
using SyncCluster.Server.Composition;
using SyncCluster.Server.Http.Answers;

namespace SyncCluster.Server.Cli;

/// <summary>What would be done.</summary>
/// <param name="Feeds">What was read.</param>
/// <param name="Pushes">What would be written.</param>
/// <param name="Conflicts">What a person would have to decide.</param>
/// <param name="Input">Records that could not be taken in.</param>
/// <param name="Mails">Mails that customers would get.</param>
internal sealed record PlanView(
    IReadOnlyList<PlannedFeed> Feeds, IReadOnlyList<PlannedPush> Pushes, IReadOnlyList<ConflictView> Conflicts, int Input, long Mails)
{
    private const int Most = 1_000_000;
    private const int Chunk = 500;

    public static async Task<PlanView> OfAsync(Installation installation, IReadOnlyList<PlannedFeed> feeds, CancellationToken cancellation)
    {
        var store = installation.Store;
        var rows = (await store.ListOutboxAsync(null, null, Most, cancellation)).Where(row => row is { Action: OutboxAction.Push, Status: not OutboxStatus.Parked }).ToList();
        var pushes = new List<PlannedPush>(rows.Count);
        foreach (var chunk in rows.Chunk(Chunk))
        {
            var states = await store.StatesAsync(chunk.Select(row => row.EntityId), cancellation);
            pushes.AddRange(chunk.Where(row => states.ContainsKey(row.EntityId))
                .Select(row => PlannedPush.Of(states[row.EntityId], row.System, installation.Setup.Rules.For(row.Kind))).OfType<PlannedPush>());
        }

        var mails = await store.CountMailsAsync(cancellation);
        return new PlanView(
            feeds,
            [.. pushes.OrderBy(push => push.System, StringComparer.Ordinal).ThenBy(push => push.Kind)
                .ThenBy(push => push.Title, StringComparer.Ordinal).ThenBy(push => push.EntityId, StringComparer.Ordinal)],
            await ConflictsAsync(store, cancellation), (await store.ListParkedAsync(null, null, Most, cancellation)).Count, mails.GetValueOrDefault(MailStatus.Pending));
    }

    private static async Task<IReadOnlyList<ConflictView>> ConflictsAsync(IStateStore store, CancellationToken cancellation)
    {
        var found = new List<ConflictView>();
        for (string? last = null; ;)
        {
            var rows = await store.SearchAsync(new EntityQuery { Having = "conflict", After = last, Limit = Chunk }, cancellation);
            if (rows.Count == 0) return found;
            found.AddRange((await store.StatesAsync(rows.Select(row => row.EntityId), cancellation)).Values.SelectMany(SideBySide.Conflicts));
            last = rows[^1].EntityId;
        }
    }
}

/// <summary>One thing that would be written to one system.</summary>
internal sealed record PlannedPush(string System, string EntityId, Kind Kind, string Title, string? RemoteId, bool Create, IReadOnlyList<PlannedField> Fields)
{
    public static PlannedPush? Of(EntityState state, string system, KindRules? rules) => state.View(system) is not { Pending: { LooksOnly: false } pending } view ? null : new PlannedPush(
        system, state.EntityId, state.Kind, Titles.Of(state), view.RemoteId, view.RemoteId is null,
        [.. pending.Patch.Select(field => new PlannedField(field.Key, view.Snapshot[field.Key], field.Value, Why(state, rules, field.Key)))]);

    private static string Why(EntityState state, KindRules? rules, string field)
    {
        var from = state.ProvenanceOf(field)?.System ?? Provenance.Ourselves;
        var rule = rules?.Field(field);
        if (rule is null) return from;
        return rule.Writers.Count <= 1 && rule.Master == from ? $"{from} owns it" : $"{from} said so last";
    }
}

/// <summary>One field that would be written.</summary>
/// <param name="Field">Its name.</param>
/// <param name="Held">What the system holds; absent where it does not speak of it.</param>
/// <param name="Wanted">What it would hold.</param>
/// <param name="Why">By whose word.</param>
internal sealed record PlannedField(string Field, FieldValue? Held, FieldValue Wanted, string Why);
