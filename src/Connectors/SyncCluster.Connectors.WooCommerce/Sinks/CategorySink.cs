using SyncCluster.Connectors.WooCommerce.Client;
using SyncCluster.Connectors.WooCommerce.Mapping;
using SyncCluster.Connectors.Writing;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.WooCommerce.Sinks;

/// <summary>Writes categories, a parent before its children.</summary>
internal sealed class CategorySink(ShopParts parts) : ISink
{
    private readonly BatchWriter _batches = new(parts);

    public Kind Kind => Kind.Category;

    public int BatchSize => _batches.Size;

    public IReadOnlySet<string> Fields => CategoryMapping.Writable;

    public bool Creates => parts.Options.CreateCategories;

    public IReadOnlySet<string> RequiredToCreate { get; } = new HashSet<string>(StringComparer.Ordinal) { CategoryFields.Name };

    /// <summary>The category above, where the push tells it by its path only.</summary>
    public IEnumerable<ReferenceNeed> Needs(PushRequest push) =>
        push.IsCreate && ParentPath(push) is { } key ? [new ReferenceNeed(key, Required: true)] : [];

    public async Task<IReadOnlyList<PushOutcome>> WriteAsync(IReadOnlyList<PushRequest> pushes, CancellationToken cancellation) =>
        await _batches.WriteAsync("products/categories", pushes, Prepare, cancellation);

    public Task<Receipt?> FindAsync(PushRequest push, CancellationToken cancellation) =>
        SinkOutcomes.FoundAsync(() => LookAsync(push, cancellation));

    private async Task<Receipt?> LookAsync(PushRequest push, CancellationToken cancellation)
    {
        var context = await parts.ContextAsync(cancellation);
        if (push.Desired.Text(CategoryFields.Path) is not { } path) return null;
        await parts.Categories.RefreshAsync(cancellation);
        if (parts.Categories.IdOf(path) is not { } id) return null;
        var answer = await parts.Client.GetAsync($"products/categories/{RemoteIds.Of(id)}", ShopQuery.None, cancellation);
        return SinkOutcomes.Of(CategoryMapping.Read(answer.Body, parts.Categories.PathOf(id), context, answer.AskedAt));
    }

    private BatchStep Prepare(PushRequest push, int index, MappingContext context)
    {
        if (Refused(push) is { } refusal) return refusal;
        var body = CategoryMapping.Write(push.Patch, Extras.Read(push.Extras));
        if (push.IsCreate && ParentPath(push) is { } key && push.References.TryGetValue(key, out var parent) && RemoteIds.Number(parent) is { } id)
            body["parent"] = id;
        if (body.Count == 0) return SinkOutcomes.Unchanged(push);
        return new BatchItem(index, body, push.IsCreate ? null : RemoteIds.Number(push.Key.RemoteId), answer =>
        {
            parts.Categories.Note(answer);
            var written = Client.Wire.WireReading.RequiredId(answer, "id");
            return SinkOutcomes.Of(CategoryMapping.Read(answer, parts.Categories.PathOf(written), context, MappingContext.SeenNow(parts)));
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
