using SyncCluster.Connectors.Reading;
using SyncCluster.Connectors.WooCommerce.Client;
using SyncCluster.Connectors.WooCommerce.Mapping;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.WooCommerce.Feeds;

/// <summary>
/// Accounts. The shop ignores <c>modified_after</c> for them (10.5), so each round brings the newest registered first,
/// then goes on with a walk over all, a budget of pages at a time.
/// </summary>
internal sealed class CustomerFeed(ShopParts parts) : IFeed
{
    // Part 0 is the page of the newest, part 1 the walk.
    private const int Walk = 1;

    private readonly IdWalk _walk = new(parts.Client);

    public string Name => "customers";

    public Kind Kind => Kind.Customer;

    public bool IsCensus => true;

    public TimeSpan DefaultInterval => TimeSpan.FromMinutes(5);

    public async Task<FeedPage> ReadAsync(FeedRequest request, CancellationToken cancellation)
    {
        var context = await parts.ContextAsync(cancellation);
        var cursor = IdCursor.Read(request.Cursor);
        return cursor.Part == Walk
            ? await WalkAsync(context, cursor, request, cancellation)
            : await NewestAsync(context, cursor, request, cancellation);
    }

    private async Task<FeedPage> NewestAsync(MappingContext context, IdCursor cursor, FeedRequest request, CancellationToken cancellation)
    {
        var answer = await parts.Client.ListAsync("customers", Filter().And(new ShopQuery()
            .With("orderby", "registered_date").With("order", "desc").With("per_page", parts.PageSize(request))), cancellation);
        var built = new PageBuilder(context);
        foreach (var row in answer.Rows)
            built.Map(Kind.Customer, row, customer => [CustomerMapping.Read(customer, context, answer.AskedAt)]);
        return built.Build(CursorText.Write(cursor with { Part = Walk, Pages = 0 }), more: true, total: answer.Total);
    }

    private async Task<FeedPage> WalkAsync(MappingContext context, IdCursor cursor, FeedRequest request, CancellationToken cancellation)
    {
        var page = await _walk.ReadAsync("customers", Filter(), cursor, parts.PageSize(request), cancellation);
        var built = new PageBuilder(context);
        foreach (var row in page.Rows)
            built.Map(Kind.Customer, row, customer => [CustomerMapping.Read(customer, context, page.AskedAt)]);
        if (!page.More) return built.Build(CursorText.Write(IdCursor.Beginning), more: false, total: page.Total);
        var paused = page.Next.Pages >= parts.Options.SweepBudgetPages;
        return built.Build(
            CursorText.Write(paused ? page.Next with { Part = 0, Pages = 0 } : page.Next), more: !paused, paused, page.Total);
    }

    private ShopQuery Filter() => new ShopQuery().With("role", parts.Options.CustomerRole);
}
