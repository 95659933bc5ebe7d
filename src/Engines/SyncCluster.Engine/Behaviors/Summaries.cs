using SyncCluster.Core.Deciding;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Core.Supply;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Behaviors;

/// <summary>What people search and count entities by.</summary>
internal static class Summaries
{
    public static EntitySummary Of(EntityState state)
    {
        if (state.MergedInto is { } into) return new EntitySummary($"merged into {into}", "", 0, 0, 0, 0, null, true) { Merged = true };
        int pending = 0, parked = 0, drift = 0;
        foreach (var view in state.Systems)
        {
            if (view.Pending is { } push)
            {
                if (push.Parked) parked++;
                else pending++;
            }

            drift += view.Kept.Count;
        }

        return new EntitySummary(
            Title(state), SearchText(state), pending, parked, state.Conflicts.Count, drift,
            state.Kind == Kind.Order ? Text(state, OrderFields.State) : null, state.Tombstoned)
        {
            ExpectedBy = IsWaiting(state) ? DeliveryPromise.Read(state.Canonical.Text(OrderFields.ExpectedDelivery)).Latest : null,
        };
    }

    private static bool IsWaiting(EntityState state) => state.Delivery is { } delivery && delivery.Lines.Any(line => !line.Closed);

    private static string Title(EntityState state) => state.Kind switch
    {
        Kind.Product => Text(state, ProductFields.Name) ?? Text(state, ProductFields.Sku) ?? state.EntityId,
        Kind.Category => Text(state, CategoryFields.Name) ?? state.EntityId,
        Kind.Customer => Text(state, CustomerFields.CompanyName)
            ?? Joined(Text(state, CustomerFields.FirstName), Text(state, CustomerFields.LastName))
            ?? Text(state, CustomerFields.Email) ?? state.EntityId,
        Kind.Order => Text(state, OrderFields.Number) ?? state.EntityId,
        _ => state.EntityId,
    };

    private static string SearchText(EntityState state)
    {
        var words = new HashSet<string>(StringComparer.Ordinal) { Title(state).ToLowerInvariant() };
        foreach (var field in KindSchema.Of(state.Kind).NaturalKeys) Add(words, Text(state, field));
        if (state.Kind == Kind.Order)
        {
            Add(words, Text(state, OrderFields.CustomerEmail));
            Add(words, Text(state, OrderFields.CustomerName));
        }

        foreach (var view in state.Systems) Add(words, view.RemoteId);
        return string.Join('\n', words);
    }

    /// <summary>The canonical value, or, where no writer has given one, that of any system that has it.</summary>
    private static string? Text(EntityState state, string field)
    {
        if (state.Canonical.Text(field) is { } canonical) return canonical;
        foreach (var view in state.Systems)
            if (view.Snapshot.Text(field) is { } seen) return seen;
        return null;
    }

    private static void Add(HashSet<string> words, string? word)
    {
        if (!string.IsNullOrEmpty(word)) words.Add(word.ToLowerInvariant());
    }

    private static string? Joined(string? first, string? last) =>
        (first, last) switch { (null, null) => null, (null, _) => last, (_, null) => first, _ => $"{first} {last}" };
}
