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
    private const int Page = 200;

    /// <summary>True for a record that must belong to something that is known already.</summary>
    public bool Concerns(SeenRecord one) =>
        one is { Known: null, Seen.Key.Kind: Kind.Product } && IsSupplier(one.Seen.Key.System);

    /// <summary>
    /// The product of each record that is an item; what has none is listed and left out of the answer. What was listed and
    /// has one now is to be forgotten once it is handed over (<see cref="ForgetAsync"/>).
    /// </summary>
    public async Task<Dictionary<RecordKey, string>> MatchAsync(IReadOnlyList<SeenRecord> ready, CancellationToken cancellation)
    {
        var items = ready.Where(Concerns).Select(one => one.Seen).Where(seen => !seen.Deleted).ToList();
        if (items.Count == 0) return [];
        var (products, unmatched) = await FindAsync(items, cancellation);
        await context.Store.PutUnmatchedAsync(unmatched, cancellation);
        foreach (var item in unmatched) EngineMetrics.RecordRejected(new RecordKey(item.System, Kind.Product, item.RemoteId), "unmapped");
        return products;
    }

    /// <summary>Items of a system that were no product's and are one's now, page by page.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<Observation>>> MatchedSinceAsync(string system, CancellationToken cancellation)
    {
        var pages = new List<IReadOnlyList<Observation>>();
        string? after = null;
        while (true)
        {
            var listed = await context.Store.ListUnmatchedAsync(system, after, Page, cancellation);
            if (listed.Count == 0) return pages;
            after = listed[^1].Place;
            var seen = listed.Select(item => EngineJson.Read<Observation>(item.Seen.Span)).ToList();
            var (products, unmatched) = await FindAsync(seen, cancellation);
            await context.Store.PutUnmatchedAsync(unmatched, cancellation);
            if (products.Count > 0) pages.Add([.. seen.Where(one => products.ContainsKey(one.Key))]);
        }
    }

    /// <summary>Takes items off the list.</summary>
    public async Task ForgetAsync(IEnumerable<RecordKey> records, CancellationToken cancellation)
    {
        foreach (var group in records.Where(key => key.Kind == Kind.Product && IsSupplier(key.System)).GroupBy(key => key.System))
            await context.Store.RemoveUnmatchedAsync(group.Key, [.. group.Select(key => key.RemoteId)], cancellation);
    }

    private async Task<(Dictionary<RecordKey, string> Products, List<UnmatchedItem> Unmatched)> FindAsync(
        IReadOnlyList<Observation> items, CancellationToken cancellation)
    {
        var products = new Dictionary<RecordKey, string>();
        var maps = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var name in items.Select(seen => seen.Key.System).Distinct(StringComparer.Ordinal))
            maps[name] = context.Setup.System(name)!.ItemMap?.Invoke() ?? new Dictionary<string, string>();
        var clues = items.Select(seen => (Seen: seen, Clues: Clues(seen, maps[seen.Key.System]).ToList())).ToList();
        var owned = clues.SelectMany(one => one.Clues).Where(clue => clue.Field == ProductFields.Sku).Distinct().ToList();
        var owners = await OwnersAsync(owned, cancellation);
        var mentions = (await context.Store.FindMentionsAsync([.. clues.SelectMany(one => one.Clues).Except(owned).Distinct()], cancellation))
            .ToLookup(mention => mention.Key, mention => mention.EntityId);
        var unmatched = new List<UnmatchedItem>();
        foreach (var (seen, own) in clues)
        {
            var (productId, why) = Find(own, owners, mentions, maps[seen.Key.System].ContainsKey(CodeOf(seen)));
            if (productId is not null) products[seen.Key] = productId;
            else unmatched.Add(new UnmatchedItem(seen.Key.System, seen.Key.RemoteId, EngineJson.Write(seen), why, context.Now, context.Now));
        }

        return (products, unmatched);
    }

    /// <summary>Whose the keys are. A key may be claimed for a product that never came to be: it is nobody's then.</summary>
    private async Task<Dictionary<NaturalKey, string?>> OwnersAsync(List<NaturalKey> keys, CancellationToken cancellation)
    {
        var owners = await context.Store.FindOwnersAsync(keys, cancellation);
        var ids = owners.OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var there = (await context.Store.LoadAsync(ids, cancellation)).OfType<StoredEntity>().Select(one => one.EntityId).ToHashSet(StringComparer.Ordinal);
        return keys.Zip(owners).ToDictionary(pair => pair.First, pair => pair.Second is { } owner && there.Contains(owner) ? owner : null);
    }

    private bool IsSupplier(string system) =>
        context.Setup.System(system)?.Role == SystemSetup.Supplier && context.Setup.Rules.For(Kind.Product)?.Master != system;

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
