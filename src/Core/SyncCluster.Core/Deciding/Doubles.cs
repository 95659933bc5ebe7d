using System.Diagnostics.CodeAnalysis;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Core.Deciding;

/// <summary>What is asked of two entities that have a natural key in common.</summary>
public static class Doubles
{
    /// <summary>Why the two cannot be one thing, for people; null where they can.</summary>
    public static string? Refusal(EntityState one, EntityState other)
    {
        foreach (var view in one.Systems)
        {
            if (!IsReal(view) || other.View(view.System) is not { } theirs || !IsReal(theirs) || theirs.RemoteId == view.RemoteId) continue;
            return $"{view.System} knows both, as {view.RemoteId} and as {theirs.RemoteId}: give one of the two another key there, or delete one";
        }

        return (TypeOf(one), TypeOf(other)) is ({ } type, { } otherType) && type != otherType ? $"one is a {type} and the other a {otherType}" : null;
    }

    /// <summary>What is left of an entity that proved to be <paramref name="into"/>.</summary>
    public static EntityState Remains(EntityState other, string into) => EntityState.New(other.EntityId, other.Kind) with { MergedInto = into };

    /// <summary>Of two entities that are one thing, which stays: the same answer whoever asks, so that two never merge crosswise.</summary>
    public static (string Stays, string Goes) Order(string one, string other) =>
        string.CompareOrdinal(one, other) < 0 ? (one, other) : (other, one);

    private static bool IsReal([NotNullWhen(true)] SystemView? view) => view is { RemoteId: { } id, Gone: false } && !RecordKey.IsProvisionalId(id);

    private static string? TypeOf(EntityState state)
    {
        if (state.Kind != Kind.Customer) return null;
        if (state.Canonical.Text(CustomerFields.Type) is { } type) return type;
        foreach (var view in state.Systems)
            if (view.Snapshot.Text(CustomerFields.Type) is { } seen) return seen;
        return null;
    }
}
