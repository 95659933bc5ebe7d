using System.Reflection;
using SyncCluster.Core.Deciding;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Behaviors;
using SyncCluster.Engine.Storage;
using SyncCluster.Server.Composition;
using SyncCluster.Server.Http.Answers;

namespace SyncCluster.Server.Http.Endpoints;

/// <summary>Everything on one page.</summary>
internal sealed record OverviewView(
    string Version, DateTimeOffset Now, Phase Phase, IReadOnlyList<SystemOverview> Systems, IReadOnlyList<KindOverview> Kinds, IReadOnlyList<FeedGroupView> Feeds,
    IReadOnlyDictionary<string, long> Mails, IReadOnlyList<ChangeLine> Changes);

/// <summary>One outside system; whether it is available is null where nobody knows.</summary>
internal sealed record SystemOverview(
    string System, string Role, string Connector, bool? Available, DateTimeOffset? ClosedUntil, FaultView? Fault, double LagSeconds, IReadOnlyList<SystemKindOverview> Kinds);

/// <summary>One kind of record in one system.</summary>
internal sealed record SystemKindOverview(Kind Kind, long Records, long Pending, long InFlight, long Parked, double LagSeconds);

/// <summary>One kind of thing.</summary>
internal sealed record KindOverview(Kind Kind, string Master, long Entities, long InSync, long Pending, long Parked, long Conflicts, long Drift, long Gone);

/// <summary>A change in one line.</summary>
internal sealed record ChangeLine(string Sequence, DateTimeOffset At, string EntityId, Kind Kind, string Title, string Text);

/// <summary>What the status page shows.</summary>
internal static class OverviewEndpoints
{
    private const int Latest = 15;
    private const int MostFields = 3;

    /// <summary>This program's version.</summary>
    public static string Version { get; } =
        typeof(OverviewEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/overview", AllAsync).WithTags("overview").WithSummary("Systems, kinds, feeds, mails and the latest changes");

    private static async Task<OverviewView> AllAsync(Installation installation, CancellationToken cancellation)
    {
        var store = installation.Store;
        var now = installation.Services.Time.GetUtcNow();
        var mails = await store.CountMailsAsync(cancellation);
        return new OverviewView(
            Version, now, installation.Phase,
            Systems(installation, await store.CountSystemsAsync(cancellation), await GateDocument.AllAsync(store, cancellation), now),
            Kinds(installation, await store.CountEntitiesAsync(cancellation)),
            await FeedEndpoints.ListAsync(installation, cancellation),
            Enum.GetValues<MailStatus>().ToDictionary(Asked.Word, status => mails.GetValueOrDefault(status)),
            await ChangesAsync(store, cancellation));
    }

    private static List<SystemOverview> Systems(
        Installation installation, IReadOnlyList<SystemCount> counts, IReadOnlyDictionary<string, GateDocument> gates, DateTimeOffset now) =>
    [
        .. installation.Systems.Select(system =>
        {
            var kinds = counts.Where(count => count.System == system.Name)
                .Select(count => new SystemKindOverview(count.Kind, count.Records, count.Pending, count.InFlight, count.Parked, Age(now, count.OldestPending))).ToList();
            var gate = gates.GetValueOrDefault(system.Name);
            return new SystemOverview(
                system.Name, system.Role, system.Configuration.Connector.Name, gate?.IsAvailable(now), gate?.ClosedUntil, FaultView.Of(gate?.Fault),
                kinds.Select(kind => kind.LagSeconds).DefaultIfEmpty(0).Max(), kinds);
        }),
    ];

    private static List<KindOverview> Kinds(Installation installation, IReadOnlyList<KindCount> counts) =>
    [
        .. installation.Setup.Rules.Kinds.Select(rules =>
        {
            var count = counts.FirstOrDefault(one => one.Kind == rules.Kind) ?? new KindCount(rules.Kind, 0, 0, 0, 0, 0, 0);
            var open = Math.Min(count.Entities, count.Pending + count.Parked + count.Conflicts);
            return new KindOverview(rules.Kind, rules.Master, count.Entities, count.Entities - open, count.Pending, count.Parked, count.Conflicts, count.Drift, count.Tombstoned);
        }),
    ];

    private static async Task<IReadOnlyList<ChangeLine>> ChangesAsync(IStateStore store, CancellationToken cancellation)
    {
        var rows = await store.LatestChangesAsync(Latest, cancellation);
        var states = await store.StatesAsync(rows.Select(row => row.EntityId), cancellation);
        return [.. rows.Select(row => new ChangeLine(
            Asked.Cursor(row.Sequence), row.At, row.EntityId, row.Kind,
            states.TryGetValue(row.EntityId, out var state) ? Titles.Of(state) : row.EntityId, Sentence(StoredViews.Reasons(row))))];
    }

    /// <summary>The step in a few words: what changed first, else what was found first.</summary>
    private static string Sentence(EquatableList<Reason> reasons)
    {
        // Of a field that moved twice in one step the last word counts.
        var changed = reasons.Where(reason => reason is { Kind: ReasonKind.Changed, Field: not null }).GroupBy(reason => reason.Field).Select(group => group.Last()).ToList();
        if (changed.Count == 0) return reasons.Select(reason => reason.Text).FirstOrDefault() ?? "";
        var told = string.Join(", ", changed.Take(MostFields).Select(Field));
        return $"{changed[0].System} changed {told}{(changed.Count > MostFields ? $" and {changed.Count - MostFields} more" : "")}";
    }

    private static string Field(Reason reason) =>
        reason.New is FieldValue.Text or FieldValue.Number or FieldValue.Flag && reason.New.ToString() is { Length: <= 40 } value ? $"{reason.Field} to {value}" : reason.Field!;

    private static double Age(DateTimeOffset now, DateTimeOffset? since) => since is { } at ? Math.Max(0, (now - at).TotalSeconds) : 0;
}
