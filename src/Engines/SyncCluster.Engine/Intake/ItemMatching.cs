using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Behaviors;
using SyncCluster.Engine.Codec;
using SyncCluster.Engine.Setup;
using SyncCluster.Engine.Storage;
using SyncCluster.Engine.Telemetry;

namespace SyncCluster.Engine.Intake;

/// <summary>
/// Says which product an item at a supplier is: by the mapping file, by our SKU, by EAN, by the supplier's code where a
/// product names it, else by the code where it is our SKU. An item of no product is kept in a list and creates nothing.
/// </summary>
internal sealed class ItemMatching(EngineContext context)
{
    /// <summary>True for a record that must belong to something that is known already.</summary>
    public bool Concerns(SeenRecord one) =>
        one is { Known: null, Seen.Key.Kind: Kind.Product } && context.Setup.System(one.Seen.Key.System)?.Role == SystemSetup.Supplier
        && context.Setup.Rules.For(Kind.Product)?.Master != one.Seen.Key.System;

    /// <summary>The product of each record that is an item; what has none is listed and left out of the answer.</summary>
    public async Task<Dictionary<RecordKey, string>> MatchAsync(IReadOnlyList<SeenRecord> ready, CancellationToken cancellation)
    {
        var products = new Dictionary<RecordKey, string>();
        var items = ready.Where(Concerns).Where(one => !one.Seen.Deleted).ToList();
        if (items.Count == 0) return products;
        var maps = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var name in items.Select(one => one.Seen.Key.System).Distinct(StringComparer.Ordinal))
            maps[name] = context.Setup.System(name)!.ItemMap?.Invoke() ?? new Dictionary<string, string>();
        var clues = items.Select(one => (one.Seen, Clues: Clues(one.Seen, maps[one.Seen.Key.System]).ToList())).ToList();
        var owned = clues.SelectMany(one => one.Clues).Where(clue => clue.Field == ProductFields.Sku).Distinct().ToList();
        var owners = owned.Zip(await context.Store.FindOwnersAsync(owned, cancellation)).ToDictionary(pair => pair.First, pair => pair.Second);
        var mentions = (await context.Store.FindMentionsAsync([.. clues.SelectMany(one => one.Clues).Except(owned).Distinct()], cancellation))
            .ToLookup(mention => mention.Key, mention => mention.EntityId);
        var unmatched = new List<UnmatchedItem>();
        foreach (var (seen, own) in clues)
        {
            var (productId, why) = Find(own, owners, mentions, maps[seen.Key.System].ContainsKey(CodeOf(seen)));
            if (productId is not null) products[seen.Key] = productId;
            else unmatched.Add(new UnmatchedItem(seen.Key.System, seen.Key.RemoteId, EngineJson.Write(seen), why, context.Now, context.Now));
        }

        await context.Store.PutUnmatchedAsync(unmatched, cancellation);
        foreach (var item in unmatched) EngineMetrics.RecordRejected(new RecordKey(item.System, Kind.Product, item.RemoteId), "unmapped");
        foreach (var group in products.Keys.GroupBy(key => key.System))
            await context.Store.RemoveUnmatchedAsync(group.Key, [.. group.Select(key => key.RemoteId)], cancellation);
        return products;
    }

    private static string CodeOf(Observation seen) => seen.Fields.Text(SupplierFields.Code) ?? seen.Key.RemoteId;

    /// <summary>Keys that may name the product, the strongest first. Who is in the mapping file is nobody else.</summary>
    private static IEnumerable<NaturalKey> Clues(Observation seen, IReadOnlyDictionary<string, string> map)
    {
        var code = CodeOf(seen);
        if (map.TryGetValue(code, out var mapped))
        {
            if (Key(ProductFields.Sku, mapped) is { } sku) yield return sku;
            yield break;
        }

        if (Key(ProductFields.Sku, seen.Fields.Text(SupplierFields.OurSku)) is { } ours) yield return ours;
        if (Key(ProductFields.Sku, seen.Fields.Text(ProductFields.Sku)) is { } plain) yield return plain;
        if (Key(ProductFields.Ean, seen.Fields.Text(SupplierFields.Ean)) is { } ean) yield return ean;
        if (Key(SupplierFields.Code, code) is { } theirs) yield return theirs;
        if (Key(ProductFields.Sku, code) is { } same) yield return same;
    }

    private static (string? ProductId, string Why) Find(
        List<NaturalKey> clues, Dictionary<NaturalKey, string?> owners, ILookup<NaturalKey, string> mentions, bool isMapped)
    {
        foreach (var clue in clues)
        {
            var found = owners.TryGetValue(clue, out var owner)
                ? owner is null ? [] : [owner]
                : mentions[clue].Distinct(StringComparer.Ordinal).ToList();
            if (found.Count == 1) return (found[0], "");
            if (found.Count > 1) return (null, $"{found.Count} products have {clue.Field} '{clue.Value}'. Name the right one in the mapping file.");
        }

        return isMapped
            ? (null, $"The mapping file says SKU '{clues.Select(clue => clue.Value).FirstOrDefault()}', which no product has.")
            : (null, "No product has its code, EAN or SKU. Add it to the mapping file, or leave it if it is not ours.");
    }

    private static NaturalKey? Key(string field, string? value) => NaturalKey.From(Kind.Product, field, value);
}
