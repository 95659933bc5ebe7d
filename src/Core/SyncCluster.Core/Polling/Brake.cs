using System.Globalization;

namespace SyncCluster.Core.Polling;

/// <summary>Stops a feed that would delete, zero or re-price more than a set share of what is known: a mass mistake at the source.</summary>
public sealed record BrakeRules
{
    /// <summary>Share of known records, in (0, 1], from which the brake trips.</summary>
    public decimal Share { get; init; } = 0.2m;

    /// <summary>Records that may always change, however few are known.</summary>
    public int Minimum { get; init; } = 20;

    /// <summary>A price that moves by more than this share of its old value counts as re-priced.</summary>
    public decimal PriceMove { get; init; } = 0.5m;

    /// <summary>The time over which changes are added up.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromHours(1);
}

/// <summary>What the brake has counted.</summary>
/// <param name="Since">Beginning of the window.</param>
public sealed record BrakeState(DateTimeOffset Since)
{
    /// <summary>Records deleted in the window.</summary>
    public int Deleted { get; init; }

    /// <summary>Records whose stock went to zero or below.</summary>
    public int Zeroed { get; init; }

    /// <summary>Records whose price moved too far.</summary>
    public int Repriced { get; init; }

    /// <summary>A person has let the window's changes pass.</summary>
    public bool Released { get; init; }

    /// <summary>Why the feed stands still; null where it runs.</summary>
    public string? Tripped { get; init; }
}

/// <summary>One change as the brake sees it.</summary>
/// <param name="Deleted">The record is gone.</param>
/// <param name="OldStock">Its stock before; null where there was none.</param>
/// <param name="NewStock">Its stock now; null where nothing is said of it.</param>
/// <param name="Prices">The prices of which something is said.</param>
public readonly record struct GuardedChange(bool Deleted, decimal? OldStock, decimal? NewStock, params IReadOnlyList<PriceChange> Prices);

/// <summary>What was and what is the price of one list; null where there was none.</summary>
public readonly record struct PriceChange(decimal? Old, decimal Now);

/// <summary>Counts changes and trips.</summary>
public static class Brake
{
    /// <summary>
    /// Adds up a page's changes. The answer's <see cref="BrakeState.Tripped"/> tells whether the page may be handed on:
    /// where it is set, the page must wait for a person.
    /// </summary>
    /// <param name="state">What was counted so far.</param>
    /// <param name="rules">The limits.</param>
    /// <param name="known">How many records of the kind the system is known to have.</param>
    /// <param name="page">The page's changes to known records.</param>
    /// <param name="at">Now.</param>
    public static BrakeState Count(BrakeState state, BrakeRules rules, long known, IEnumerable<GuardedChange> page, DateTimeOffset at)
    {
        if (at - state.Since >= rules.Window && state.Tripped is null) state = new BrakeState(at);
        int deleted = state.Deleted, zeroed = state.Zeroed, repriced = state.Repriced;
        foreach (var change in page)
        {
            if (change.Deleted) deleted++;
            if (change.OldStock > 0 && change.NewStock <= 0) zeroed++;
            if (IsRepriced(change, rules)) repriced++;
        }

        state = state with { Deleted = deleted, Zeroed = zeroed, Repriced = repriced };
        if (state.Released || state.Tripped is not null) return state;
        var limit = Math.Max(rules.Minimum, (int)Math.Min(int.MaxValue, Math.Ceiling(known * rules.Share)));
        var worst = Math.Max(deleted, Math.Max(zeroed, repriced));
        if (worst <= limit) return state;
        var what = worst == deleted ? "deleted" : worst == zeroed ? "set to no stock" : "re-priced by more than " + rules.PriceMove.ToString("P0", CultureInfo.InvariantCulture);
        return state with
        {
            Tripped = string.Create(CultureInfo.InvariantCulture,
                $"{worst} of {known} records would be {what} within {rules.Window.TotalMinutes:0} minutes; the limit is {limit}. Look at the source; then release the feed, or discard what was read."),
        };
    }

    /// <summary>A person lets the window's changes pass.</summary>
    public static BrakeState Release(BrakeState state) => state with { Tripped = null, Released = true };

    /// <summary>A person has thrown away what tripped the brake.</summary>
    public static BrakeState Discard(DateTimeOffset at) => new(at);

    private static bool IsRepriced(GuardedChange change, BrakeRules rules) =>
        change.Prices.Any(price => price.Old is { } old and > 0 && Math.Abs(price.Now - old) > old * rules.PriceMove);
}
