using SyncCluster.Connectors.WooCommerce.Client;
using SyncCluster.Connectors.WooCommerce.Mapping;
using SyncCluster.Connectors.Writing;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.WooCommerce.Sinks;

/// <summary>Writes categories, a parent before its children.</summary>
internal sealed class CategorySink : ISink
{
    private readonly ShopParts _parts;
    private readonly AdaptiveSize _size;
    private readonly BatchWriter _batches;

    public CategorySink(ShopParts parts)
    {
        _parts = parts;
        _size = new AdaptiveSize(parts.Options.BatchSize);
        _batches = new BatchWriter(parts, _size);
    }

    public Kind Kind => Kind.Category;

    public int BatchSize => _size.Current;

    public IReadOnlySet<string> Fields => CategoryMapping.Writable;

    public bool Creates => _parts.Options.CreateCategories;

    public IReadOnlySet<string> RequiredToCreate { get; } = new HashSet<string>(StringComparer.Ordinal) { CategoryFields.Name };

    /// <summary>The category above, where the push tells it by its path only.</summary>
    public IEnumerable<ReferenceNeed> Needs(PushRequest push) =>
        push.IsCreate && ParentPath(push) is { } key ? [new ReferenceNeed(key, Required: true)] : [];

    public async Task<IReadOnlyList<PushOutcome>> WriteAsync(IReadOnlyList<PushRequest> pushes, CancellationToken cancellation)
    {
        try
        {
            var context = await _parts.ContextAsync(cancellation);
            var outcomes = new PushOutcome?[pushes.Count];
            var items = new List<BatchItem>();
            for (var i = 0; i < pushes.Count; i++)
            {
                if (Item(pushes[i], i, context) is { } item) items.Add(item);
                else outcomes[i] = Refused(pushes[i]) ?? SinkOutcomes.Unchanged(pushes[i]);
            }

            await _batches.WriteAsync("products/categories", items, outcomes, cancellation);
            return [.. outcomes.Select(outcome => outcome ?? throw new InvalidOperationException("A push was left without an outcome."))];
        }
        catch (FaultException exception)
        {
            return SinkOutcomes.All(pushes, exception.Fault);
        }
    }

    public Task<Receipt?> FindAsync(PushRequest push, CancellationToken cancellation) =>
        SinkOutcomes.FoundAsync(() => LookAsync(push, cancellation));

    private async Task<Receipt?> LookAsync(PushRequest push, CancellationToken cancellation)
    {
        var context = await _parts.ContextAsync(cancellation);
        if (push.Desired.Text(CategoryFields.Path) is not { } path) return null;
        await _parts.Categories.RefreshAsync(cancellation);
        if (_parts.Categories.IdOf(path) is not { } id) return null;
        var answer = await _parts.Client.GetAsync($"products/categories/{RemoteIds.Of(id)}", ShopQuery.None, cancellation);
        return SinkOutcomes.Of(CategoryMapping.Read(answer.Body, _parts.Categories.PathOf(id), context, answer.AskedAt));
    }

    private BatchItem? Item(PushRequest push, int index, MappingContext context)
    {
        if (Refused(push) is not null) return null;
        var body = CategoryMapping.Write(push.Patch, Extras.Read(push.Extras));
        if (push.IsCreate && ParentPath(push) is { } key && push.References.TryGetValue(key, out var parent) && RemoteIds.Number(parent) is { } id)
            body["parent"] = id;
        return body.Count == 0
            ? null
            : new BatchItem(index, body, push.IsCreate ? null : RemoteIds.Number(push.Key.RemoteId), answer =>
            {
                _parts.Categories.Note(answer);
                var written = Client.Wire.WireReading.RequiredId(answer, "id");
                return SinkOutcomes.Of(CategoryMapping.Read(answer, _parts.Categories.PathOf(written), context, MappingContext.SeenNow(_parts)));
            });
    }

    private static PushOutcome? Refused(PushRequest push)
    {
        if (!push.IsCreate && RemoteIds.Number(push.Key.RemoteId) is null)
            return SinkOutcomes.Failed(FaultKind.Rejected, $"'{push.Key.RemoteId}' is no category id of a shop.");
        if (push.IsCreate && push.Patch.Text(CategoryFields.Name) is null)
            return SinkOutcomes.Failed(FaultKind.Rejected, "The category was not sent: it has no name.");
        // An unknown parent would make it a root category without a word.
        return push.Patch[CategoryFields.Parent] is { } parent && !KindSchema.IsVoid(parent) && RemoteIds.Linked(parent, Kind.Category) is null
            ? SinkOutcomes.Failed(FaultKind.Rejected, "The category was not sent: its parent is no category of the shop.")
            : null;
    }

    private static NaturalKey? ParentPath(PushRequest push)
    {
        if (push.Desired[CategoryFields.Parent] is FieldValue.Link || push.Patch[CategoryFields.Parent] is FieldValue.Link) return null;
        var path = push.Desired.Text(CategoryFields.Path);
        var at = path?.LastIndexOf(CategoryMapping.PathSeparator, StringComparison.Ordinal) ?? -1;
        return at > 0 ? NaturalKey.From(Kind.Category, CategoryFields.Path, path![..at]) : null;
    }
}
