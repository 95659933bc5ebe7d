using SyncCluster.Core.Faults;
using SyncCluster.Core.Rules;

namespace SyncCluster.Core.Pushing;

/// <summary>Limits of a system's gate: the circuit breaker of everything that is sent there.</summary>
public sealed record GateRules
{
    /// <summary>Failures in a row that concern the whole system, from which the gate closes.</summary>
    public int Failures { get; init; } = 3;

    /// <summary>First wait before one push is let through to try.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest wait.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Wait where credentials or the set-up are wrong: a person must act, and tries may lock the account.</summary>
    public TimeSpan SetupWait { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary>Whether a system is sent anything.</summary>
public sealed record GateState
{
    /// <summary>Failures in a row.</summary>
    public int Failures { get; init; }

    /// <summary>Until when nothing is sent; null where the gate is open.</summary>
    public DateTimeOffset? ClosedUntil { get; init; }

    /// <summary>What closed it.</summary>
    public Fault? Fault { get; init; }

    /// <summary>True where something may be sent now: open, or time for one try.</summary>
    public bool IsOpen(DateTimeOffset at) => ClosedUntil is not { } until || at >= until;

    /// <summary>True where only one push may be sent, to see whether the system is back.</summary>
    public bool IsTrial(DateTimeOffset at) => ClosedUntil is { } until && at >= until;
}

/// <summary>Opens and closes a system's gate by what came of its calls.</summary>
public static class Gate
{
    /// <summary>A call was answered: the system is there.</summary>
    public static GateState Answered(GateState state) => state.Failures == 0 && state.ClosedUntil is null ? state : new GateState();

    /// <summary>A call failed with a fault that concerns the whole system.</summary>
    public static GateState Failed(GateState state, GateRules rules, Fault fault, DateTimeOffset at, double chance)
    {
        var failures = Math.Min(state.Failures + 1, 1000);
        var wait = fault.Kind switch
        {
            FaultKind.Throttled => fault.RetryAfter ?? Wait(rules, failures, chance),
            FaultKind.Auth or FaultKind.Configuration => rules.SetupWait,
            _ when failures < rules.Failures => (TimeSpan?)null,
            _ => fault.RetryAfter is { } asked && asked > Wait(rules, failures, chance) ? asked : Wait(rules, failures, chance),
        };
        return new GateState { Failures = failures, Fault = fault, ClosedUntil = wait is { } closed ? at + closed : null };
    }

    private static TimeSpan Wait(GateRules rules, int failures, double chance) =>
        Backoff.Doubled(rules.FirstWait, rules.LongestWait, failures - rules.Failures) * (0.75 + (chance / 4));
}
