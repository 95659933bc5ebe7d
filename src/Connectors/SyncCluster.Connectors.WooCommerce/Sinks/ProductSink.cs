using System.Text.Json;
using System.Text.Json.Nodes;
using SyncCluster.Connectors.WooCommerce.Client;
using SyncCluster.Connectors.WooCommerce.Mapping;
using SyncCluster.Connectors.Writing;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.WooCommerce.Sinks;

/// <summary>Writes products by <c>products/batch</c> and variations by <c>products/{parent}/variations/batch</c>.</summary>
internal sealed class ProductSink : ISink
{
    private readonly ShopParts _parts;
    private readonly BatchWriter _batches;
    private readonly ImageMemoryWriter _images;
    private readonly VariableParents _parents;
    private readonly BrandDirectory _brands;
    private readonly ProductFinder _finder;

    public ProductSink(ShopParts parts)
    {
        _parts = parts;
        _batches = new BatchWriter(parts);
        _images = new ImageMemoryWriter(parts, _batches);
        _parents = new VariableParents(parts.Client);
        _brands = new BrandDirectory(parts.Client);
        _finder = new ProductFinder(parts);
        Fields = ProductWriting.Writable(parts.Options);
    }

    public Kind Kind => Kind.Product;

    public int BatchSize => _batches.Size;

    public IReadOnlySet<string> Fields { get; }

    public bool Creates => _parts.Options.CreateProducts;

    public IReadOnlySet<string> RequiredToCreate { get; } = new HashSet<string>(StringComparer.Ordinal) { ProductFields.Name };

    public Task<Receipt?> FindAsync(PushRequest push, CancellationToken cancellation) =>
        SinkOutcomes.FoundAsync(() => _finder.FindAsync(push, cancellation));

    public async Task<IReadOnlyList<PushOutcome>> WriteAsync(IReadOnlyList<PushRequest> pushes, CancellationToken cancellation)
    {
        try
        {
            var context = await _parts.ContextAsync(cancellation);
            var outcomes = new PushOutcome?[pushes.Count];
            var products = new List<BatchItem>();
            var variations = new Dictionary<long, List<int>>();
            for (var i = 0; i < pushes.Count; i++)
            {
                if (Refused(pushes[i]) is { } refusal) outcomes[i] = refusal;
                else if (ParentOf(pushes[i]) is { } parent) (variations.TryGetValue(parent, out var list) ? list : variations[parent] = []).Add(i);
                else if (await PreparedAsync(pushes[i], i, context, outcomes, cancellation) is { } item) products.Add(item);
            }

            var goesOn = await WriteAsync("products", products, outcomes, cancellation);
            foreach (var (parent, indexes) in variations)
            {
                if (goesOn) goesOn = await WriteVariationsAsync(parent, indexes, pushes, context, outcomes, cancellation);
                else foreach (var index in indexes) outcomes[index] = SinkOutcomes.Failed(FaultKind.Transient, "Not sent, since the shop was in trouble just before.");
            }

            return BatchWriter.Whole(outcomes);
        }
        catch (FaultException exception)
        {
            // Only the questions asked before anything was written come here.
            return SinkOutcomes.All(pushes, exception.Fault);
        }
    }

    private async Task<bool> WriteAsync(string path, List<BatchItem> items, PushOutcome?[] outcomes, CancellationToken cancellation)
    {
        var goesOn = await _batches.WriteAsync(path, items, outcomes, cancellation);
        await _images.RememberAsync(path, items, outcomes, cancellation);
        return goesOn;
    }

    private PushOutcome? Refused(PushRequest push)
    {
        if (!push.IsCreate && RemoteIds.Product(push.Key.RemoteId) is not { } address)
            return SinkOutcomes.Failed(FaultKind.Rejected, $"'{push.Key.RemoteId}' is no product id of a shop.");
        if (ProductWriting.Check(push.Patch, push.IsCreate, _parts.Options) is { } fault) return new PushOutcome.Failed(fault);
        var moved = !push.IsCreate && push.Patch[ProductFields.Parent] is { } parent
            && RemoteIds.Linked(parent, Kind.Product) != RemoteIds.Product(push.Key.RemoteId)!.Value.Parent;
        return moved
            ? SinkOutcomes.Failed(FaultKind.Rejected, "A shop cannot move a variation to another product.", "Delete the variation in the shop; it is then created under its new parent.")
            : null;
    }

    private static long? ParentOf(PushRequest push) => push.IsCreate
        ? RemoteIds.Linked(push.Patch[ProductFields.Parent] ?? push.Desired[ProductFields.Parent], Kind.Product)
        : RemoteIds.Product(push.Key.RemoteId)!.Value.Parent;

    private async Task<BatchItem?> PreparedAsync(
        PushRequest push, int index, MappingContext context, PushOutcome?[] outcomes, CancellationToken cancellation)
    {
        try
        {
            var extras = await ExtrasAsync(push, cancellation);
            var body = ProductWriting.Write(push.Patch, isVariation: false, ProductWriting.IsVariable(extras), ProductWriting.ImagesOf(extras), context);
            if (push.Patch[ProductFields.Brand] is { } brand) await WriteBrandAsync(body, brand, cancellation);
            if (push.IsCreate) SinkOutcomes.Mark(body, push.EntityId);
            if (body.Count > 0)
                return new BatchItem(index, body, push.IsCreate ? null : RemoteIds.Product(push.Key.RemoteId)!.Value.Id,
                    answer => SinkOutcomes.Of(ProductMapping.Read(answer, context, MappingContext.SeenNow(_parts))));
            outcomes[index] = SinkOutcomes.Unchanged(push);
        }
        catch (FaultException exception)
        {
            // What was asked was a brand or the product's images; the product itself was not written.
            outcomes[index] = new PushOutcome.Failed(BatchWriter.NotSent(exception.Fault));
        }

        return null;
    }

    private async Task<bool> WriteVariationsAsync(
        long parent, List<int> indexes, IReadOnlyList<PushRequest> pushes, MappingContext context, PushOutcome?[] outcomes, CancellationToken cancellation)
    {
        ReadyParent? ready = null;
        var optioned = indexes.Where(index => pushes[index].IsCreate || pushes[index].Patch.Contains(ProductFields.Attributes)).ToList();
        try
        {
            if (optioned.Count > 0)
                ready = await _parents.MakeReadyAsync(parent, Options(optioned, pushes), cancellation);
            var items = new List<BatchItem>();
            foreach (var index in indexes)
            {
                if (await VariationAsync(pushes[index], index, parent, ready, context, cancellation) is { } item) items.Add(item);
                else outcomes[index] = SinkOutcomes.Unchanged(pushes[index]);
            }

            var goesOn = await WriteAsync($"products/{RemoteIds.Of(parent)}/variations", items, outcomes, cancellation);
            return goesOn && await ConfirmAsync(parent, optioned, pushes, outcomes, cancellation);
        }
        catch (FaultException exception)
        {
            var fault = BatchWriter.NotSent(exception.Fault);
            foreach (var index in indexes) outcomes[index] = new PushOutcome.Failed(fault);
            return !exception.Fault.ConcernsSystem;
        }
    }

    // Another silo may have written the parent's options from what it had read before ours were there: a variation whose
    // option its parent does not list cannot be chosen by anybody. Where that cannot be told, the push is looked at again.
    private async Task<bool> ConfirmAsync(
        long parent, List<int> optioned, IReadOnlyList<PushRequest> pushes, PushOutcome?[] outcomes, CancellationToken cancellation)
    {
        var written = optioned.Where(index => outcomes[index] is PushOutcome.Written).ToList();
        if (written.Count == 0) return true;
        try
        {
            await _parents.MakeReadyAsync(parent, Options(written, pushes), cancellation);
            return true;
        }
        catch (FaultException exception)
        {
            var fault = new Fault(FaultKind.Unknown, $"It was written, but whether its product lists its options is not known: {exception.Fault.Message}");
            foreach (var index in written) outcomes[index] = new PushOutcome.Failed(fault);
            return !exception.Fault.ConcernsSystem;
        }
    }

    private static IReadOnlyList<FieldSet> Options(List<int> indexes, IReadOnlyList<PushRequest> pushes) =>
        [.. indexes.Select(index => pushes[index].Desired.Over(pushes[index].Patch))];

    private async Task<BatchItem?> VariationAsync(
        PushRequest push, int index, long parent, ReadyParent? ready, MappingContext context, CancellationToken cancellation)
    {
        var extras = await ExtrasAsync(push, cancellation);
        var body = ProductWriting.Write(push.Patch, isVariation: true, isVariable: false, ProductWriting.ImagesOf(extras), context);
        if (ready is not null && push.Patch[ProductFields.Attributes] is FieldValue.Group attributes) body["attributes"] = ready.OptionsOf(attributes);
        if (push.IsCreate) SinkOutcomes.Mark(body, push.EntityId);
        return body.Count == 0
            ? null
            : new BatchItem(index, body, push.IsCreate ? null : RemoteIds.Product(push.Key.RemoteId)!.Value.Id,
                answer => SinkOutcomes.Of(StoredVariation(answer, push, parent, ready, context)));
    }

    // Where the parent was not read for this write, whether the SKU shown is the parent's and how the parent is named is
    // known from when the variation was last seen.
    private Observation StoredVariation(JsonElement answer, PushRequest push, long parent, ReadyParent? ready, MappingContext context)
    {
        if (ready is not null) return ProductMapping.ReadVariation(answer, ready.Parent, context, MappingContext.SeenNow(_parts));
        var stored = ProductMapping.ReadVariation(answer, new ParentProduct(parent, null, null), context, MappingContext.SeenNow(_parts));
        var fields = stored.Fields;
        if (!push.Patch.Contains(ProductFields.Sku) && push.Snapshot.Text(ProductFields.Sku) is null) fields = fields.Without(ProductFields.Sku);
        if (push.Snapshot[ProductFields.Name] is { } name) fields = fields.With(ProductFields.Name, name);
        return stored with { Fields = fields };
    }

    // Only images need to be known before they are written: sent by URL again, the shop would copy each a second time.
    private async Task<JsonElement?> ExtrasAsync(PushRequest push, CancellationToken cancellation)
    {
        var known = Extras.Read(push.Extras);
        if (known is not null || push.IsCreate || !push.Patch.Contains(ProductFields.Images)) return known;
        var address = RemoteIds.Product(push.Key.RemoteId)!.Value;
        var path = address.Parent is { } parent
            ? $"products/{RemoteIds.Of(parent)}/variations/{RemoteIds.Of(address.Id)}"
            : $"products/{RemoteIds.Of(address.Id)}";
        return (await _parts.Client.GetAsync(path, new ShopQuery().With("_fields", "id,type,images,image,meta_data"), cancellation)).Body;
    }

    private async Task WriteBrandAsync(JsonObject body, FieldValue brand, CancellationToken cancellation)
    {
        if (brand is not FieldValue.Text name) body["brands"] = new JsonArray();
        else if (await _brands.IdOfAsync(name.Value, cancellation) is { } id) body["brands"] = new JsonArray(new JsonObject { ["id"] = id });
    }
}
