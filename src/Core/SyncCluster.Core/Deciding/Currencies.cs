using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Core.Deciding;

/// <summary>Money is a number and a currency: the number alone is written to nobody who would take it for his own.</summary>
public static class Currencies
{
    /// <summary>The <see cref="Fault.Code"/> of such a refusal.</summary>
    public const string Code = "other_currency";

    /// <summary>Why a patch may not be written as it is; null where all money in it is in the receiver's currency, or nobody says in which.</summary>
    /// <param name="state">The entity, which knows whose word each amount is.</param>
    /// <param name="patch">What is to be written.</param>
    /// <param name="receiver">The system, which holds amounts without their currency.</param>
    /// <param name="own">The receiver's currency.</param>
    /// <param name="told">System to the currency that it says of all its money.</param>
    public static Fault? Refusal(EntityState state, FieldSet patch, string receiver, string own, IReadOnlyDictionary<string, string> told)
    {
        var schema = KindSchema.Of(state.Kind);
        var wrong = new List<KeyValuePair<string, string>>();
        var (from, currency) = ("", "");
        foreach (var (field, value) in patch)
        {
            if (KindSchema.IsVoid(value) || !schema.IsMoney(field) || Of(state, field, told) is not { } theirs || IsSame(theirs, own)) continue;
            (from, currency) = (state.ProvenanceOf(field)?.System ?? Provenance.Ourselves, theirs);
            wrong.Add(new(field, $"is in {theirs}, and {receiver} keeps {own}"));
        }

        return wrong.Count == 0 ? null : new Fault(FaultKind.Rejected,
            $"Not written: {string.Join(", ", wrong.Select(pair => pair.Key))} of {from} in {currency}, and {receiver} would take it for {own}.")
        {
            Code = Code, Fields = wrong.ToEquatableList(), Advice = Advice(state.Kind, from, receiver),
        };
    }

    /// <summary>What a person can do about two systems of different currencies.</summary>
    public static string Advice(Kind kind, string from, string receiver) =>
        $"Set the right currency in {from} or in {receiver}; or let {receiver} receive no such fields (rules.{kind.ToString().ToLowerInvariant()}.fields, receivers). Then retry.";

    /// <summary>True where two codes name one currency.</summary>
    public static bool IsSame(string one, string other) => string.Equals(one.Trim(), other.Trim(), StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The currency of an amount. Prices are in the base currency of whoever set them (S2-5), so what he says today counts
    /// before what stood beside the price when it was read; an order keeps the currency in which it was placed.
    /// </summary>
    private static string? Of(EntityState state, string field, IReadOnlyDictionary<string, string> told)
    {
        if (state.Kind == Kind.Order) return state.Canonical.Text(KindSchema.Currency);
        if (state.ProvenanceOf(field)?.System is { } from)
        {
            if (told.TryGetValue(from, out var says)) return says;
            if (state.View(from)?.Snapshot.Text(KindSchema.Currency) is { } said) return said;
        }

        return state.Canonical.Text(KindSchema.Currency);
    }
}
