using SyncCluster.Core.Deciding;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;

namespace SyncCluster.Core.Polling;

/// <summary>When webhooks of which nothing is heard count as silent, and how often they are made anew.</summary>
public sealed record HookRules
{
    /// <summary>Changes of a kind that polling must have found, each without a signal.</summary>
    public int Enough { get; init; } = 3;

    /// <summary>How late a signal may be: what a shop sends waits for its next visitor now and then.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Wait after the first time that they were made anew in vain; it doubles each time.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Longest wait.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromDays(1);
}

/// <summary>How the webhooks of one kind stand.</summary>
public sealed record KindHooks(Kind Kind)
{
    /// <summary>When a signal was handled last.</summary>
    public DateTimeOffset? HeardAt { get; init; }

    /// <summary>Since when changes come by polling alone; null where the hooks are not taken for silent.</summary>
    public DateTimeOffset? SilentSince { get; init; }
}

/// <summary>Changes that polling found and no signal had told.</summary>
/// <param name="FirstAt">When the first was found.</param>
/// <param name="Count">How many.</param>
public sealed record MissedSignals(DateTimeOffset FirstAt, int Count);

/// <summary>How a system's webhooks stand.</summary>
/// <param name="Since">Since when every change should have been signalled: the hooks were in order and somebody listened.</param>
public sealed record HookState(DateTimeOffset Since)
{
    /// <summary>When they were looked at last.</summary>
    public DateTimeOffset? LookedAt { get; init; }

    /// <summary>By kind, as far as anything is known.</summary>
    public EquatableList<KindHooks> Kinds { get; init; } = EquatableList<KindHooks>.Empty;

    /// <summary>What had to be repaired the last time that something had, a sentence each.</summary>
    public EquatableList<string> Repaired { get; init; } = EquatableList<string>.Empty;

    /// <summary>When that was.</summary>
    public DateTimeOffset? RepairedAt { get; init; }

    /// <summary>How often they were made anew since a signal was heard.</summary>
    public int Renewals { get; init; }

    /// <summary>When they were made anew last because of their silence.</summary>
    public DateTimeOffset? RenewedAt { get; init; }

    /// <summary>Why they could not be looked after the last time; null where they could.</summary>
    public Fault? Fault { get; init; }

    /// <summary>True where some kind's changes come by polling alone.</summary>
    public bool IsSilent => Kinds.Any(kind => kind.SilentSince is not null);
}

/// <summary>
/// Notices webhooks that are in order by all that the system says and deliver nothing: by comparison of what polling
/// finds changed with what was signalled. Pure.
/// </summary>
public static class HookWatch
{
    /// <summary>The system's clock and ours, and what it does of itself after a write of ours.</summary>
    private static readonly TimeSpan Aftermath = TimeSpan.FromMinutes(1);

    /// <summary>Whoever looks after the hooks begins. What changed while nobody listened proves nothing.</summary>
    /// <param name="known">What was known before; null at the very beginning.</param>
    /// <param name="at">Now.</param>
    /// <param name="gap">A longer time without a look means that nobody listened.</param>
    public static HookState Begins(HookState? known, DateTimeOffset at, TimeSpan gap) =>
        known is null ? new HookState(at) : known.LookedAt is { } looked && at - looked <= gap ? known : known with { Since = at };

    /// <summary>Signals of these kinds were handled: their hooks live.</summary>
    public static HookState Heard(HookState state, IReadOnlyCollection<Kind> kinds, DateTimeOffset at)
    {
        var next = state with
        {
            Kinds = state.Kinds.Where(one => !kinds.Contains(one.Kind)).Concat(kinds.Distinct().Select(kind => new KindHooks(kind) { HeardAt = at }))
                .OrderBy(one => one.Kind).ToEquatableList(),
        };
        return next.IsSilent ? next : next with { Renewals = 0 };
    }

    /// <summary>Which kinds' hooks are silent, by what polling found.</summary>
    public static HookState Judge(HookState state, HookRules rules, IReadOnlyDictionary<Kind, MissedSignals> missed, DateTimeOffset at)
    {
        var silent = missed.Where(one => Proves(state, rules, one.Key, one.Value, at)).Select(one => one.Key).ToHashSet();
        if (silent.Count == 0) return state;
        var known = state.Kinds.Select(one => one.Kind).ToHashSet();
        return state with
        {
            Kinds = state.Kinds.Concat(silent.Where(kind => !known.Contains(kind)).Select(kind => new KindHooks(kind)))
                .Select(one => silent.Contains(one.Kind) ? one with { SilentSince = one.SilentSince ?? missed[one.Kind].FirstAt } : one)
                .OrderBy(one => one.Kind).ToEquatableList(),
        };
    }

    /// <summary>True where the hooks are to be made anew: never twice for the same proof, and the more seldom the less it helped.</summary>
    public static bool Renews(HookState state, HookRules rules, IReadOnlyDictionary<Kind, MissedSignals> missed, DateTimeOffset at)
    {
        if (!missed.Any(one => Proves(state, rules, one.Key, one.Value, at))) return false;
        return state.Renewals == 0 || state.RenewedAt is not { } last || at - last >= Backoff.Doubled(rules.FirstWait, rules.LongestWait, state.Renewals - 1);
    }

    /// <summary>Something was repaired, or all made anew: what was missed before proves nothing any more.</summary>
    public static HookState Repaired(HookState state, IEnumerable<string> repaired, DateTimeOffset at, bool renewed) => state with
    {
        Since = at, Repaired = repaired.ToEquatableList(), RepairedAt = at,
        Renewals = renewed ? checked(state.Renewals + 1) : state.Renewals, RenewedAt = renewed ? at : state.RenewedAt,
    };

    /// <summary>True where a change should have been signalled before polling found it.</summary>
    /// <param name="state">How the hooks stand.</param>
    /// <param name="seen">The record as polling found it.</param>
    /// <param name="held">What was known of it in this system; null where nothing was.</param>
    public static bool IsMissed(HookState state, Observation seen, SystemView? held)
    {
        if (seen.Deleted || seen.Key.IsProvisional || seen.ModifiedAt is not { } modified || modified <= state.Since) return false;
        // A push of ours that is read back is nobody's news, whether its answer came or not.
        return held?.Pending is not { Parked: false } && !(modified <= (held?.WriteModifiedAt ?? held?.WrittenAt) + Aftermath);
    }

    private static bool Proves(HookState state, HookRules rules, Kind kind, MissedSignals missed, DateTimeOffset at) =>
        missed.Count >= rules.Enough && at - missed.FirstAt >= rules.Patience
        && !(state.Kinds.FirstOrDefault(one => one.Kind == kind)?.HeardAt >= missed.FirstAt);
}
