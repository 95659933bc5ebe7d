using Microsoft.AspNetCore.Http.HttpResults;
using SyncCluster.Core.Deciding;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Codec;
using SyncCluster.Engine.Storage;
using SyncCluster.Server.Composition;
using SyncCluster.Server.Http.Answers;

namespace SyncCluster.Server.Http.Endpoints;

/// <summary>An item at a supplier.</summary>
/// <param name="System">The supplier.</param>
/// <param name="Code">The supplier's code.</param>
/// <param name="Matched">It is a product of ours.</param>
/// <param name="ProductId">The product; absent where it is none.</param>
/// <param name="Sku">Our SKU.</param>
/// <param name="Name">The supplier's name, else ours.</param>
/// <param name="Ean">EAN as the supplier gives it.</param>
/// <param name="Delivery">When it comes.</param>
/// <param name="DeliveryText">The same in the supplier's words.</param>
/// <param name="Availability">Availability in the supplier's words.</param>
/// <param name="Quantity">What the supplier has.</param>
/// <param name="Gone">The supplier does not list it any more.</param>
/// <param name="SeenAt">When it was read last and had changed; for an unmatched item, when it was read last.</param>
/// <param name="Why">Why it is no product of ours, and what to do.</param>
internal sealed record ItemView(
    string System, string Code, bool Matched, string? ProductId, string? Sku, string? Name, string? Ean, PromiseView? Delivery, string? DeliveryText,
    string? Availability, decimal? Quantity, bool Gone, DateTimeOffset? SeenAt, string? Why);

/// <summary>An item with all that the supplier has said of it.</summary>
internal sealed record ItemHistoryView(ItemView Item, IReadOnlyList<ItemStepView> History);

/// <summary>A step of an item: which of its fields changed.</summary>
internal sealed record ItemStepView(DateTimeOffset At, string Field, FieldValue? Old, FieldValue? New);

/// <summary>Items at suppliers: matched to products, and those that are none of ours.</summary>
internal static class ItemEndpoints
{
    private const int MostSteps = 500;
    private const string Unmatched = "unmatched:";

    public static void Map(IEndpointRouteBuilder api)
    {
        var items = api.MapGroup("/items").WithTags("items");
        items.MapGet("", ListAsync).WithSummary("Items at suppliers with their state; matched=false: those that are no product of ours, and why");
        items.MapGet("/{system}/{code}", OneAsync).WithSummary("One item and all that the supplier has said of it").ProducesProblem(404);
    }

    private static async Task<Page<ItemView>> ListAsync(
        Installation installation, string? system, bool? matched, string? after, int? limit, CancellationToken cancellation)
    {
        var suppliers = Suppliers(installation);
        if (!string.IsNullOrEmpty(system) && !suppliers.Contains(system))
            throw new WrongRequestException($"'{system}' is no supplier.", suppliers.Count == 0 ? "No supplier is configured." : $"Suppliers: {string.Join(", ", suppliers)}.");
        var asked = string.IsNullOrEmpty(system) ? suppliers : [system];
        var most = Asked.Limit(limit);
        var page = new List<ItemView>();
        string? next = string.IsNullOrEmpty(after) ? null : after;
        if (matched != false && next?.StartsWith(Unmatched, StringComparison.Ordinal) != true)
        {
            await MatchedAsync(installation, asked, next, most, page, cancellation);
            if (page.Count == most) return new Page<ItemView>(page, $"{page[^1].System}/{page[^1].Code}");
            next = null;
        }

        if (matched == true) return new Page<ItemView>(page, null);
        var left = most - page.Count;
        var rest = await installation.Store.ListUnmatchedAsync(
            string.IsNullOrEmpty(system) ? null : system, next?[Unmatched.Length..], left, cancellation);
        page.AddRange(rest.Select(View));
        return new Page<ItemView>(page, rest.Count == left ? Unmatched + rest[^1].Place : null);
    }

    private static async Task MatchedAsync(
        Installation installation, IReadOnlyList<string> systems, string? after, int most, List<ItemView> page, CancellationToken cancellation)
    {
        var slash = after?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        if (after is not null && slash < 0) throw new WrongRequestException($"'{after}' is no cursor.", "Send back the 'next' of an earlier answer, or nothing to begin at the beginning.");
        foreach (var system in systems.Order(StringComparer.Ordinal))
        {
            var order = slash < 0 ? 1 : string.CompareOrdinal(system, after![..slash]);
            if (order < 0) continue;
            var records = await installation.Store.ListRecordsAsync(system, Kind.Product, order == 0 ? after![(slash + 1)..] : null, most - page.Count, cancellation);
            var states = await installation.Store.StatesAsync(records.Select(record => record.EntityId), cancellation);
            page.AddRange(records.Where(record => states.ContainsKey(record.EntityId)).Select(record => View(system, record.RemoteId, states[record.EntityId])));
            if (page.Count >= most) return;
        }
    }

    private static async Task<Results<Ok<ItemHistoryView>, ProblemHttpResult>> OneAsync(
        string system, string code, Installation installation, CancellationToken cancellation)
    {
        if (!Suppliers(installation).Contains(system)) return Problem.Unknown("supplier", $"'{system}' is no supplier.", "See GET /api/items.");
        if ((await installation.Store.FindRecordsAsync(system, Kind.Product, [code], cancellation))[0] is { } record
            && await installation.Store.StateAsync(record.EntityId, cancellation) is { } found)
        {
            var steps = await installation.Store.HistoryAsync(record.EntityId, MostSteps, cancellation);
            return TypedResults.Ok(new ItemHistoryView(View(system, code, found.State), [.. steps.Reverse().SelectMany(step => Steps(step, system))]));
        }

        return await installation.Store.FindUnmatchedAsync(system, code, cancellation) is { } unmatched
            ? TypedResults.Ok(new ItemHistoryView(View(unmatched), []))
            : Problem.Unknown("item", $"{system} has no item '{code}'.", "See GET /api/items.");
    }

    private static IEnumerable<ItemStepView> Steps(HistoryRow row, string system) => StoredViews.Reasons(row)
        .Where(reason => reason.Kind == ReasonKind.Changed && reason.System == system && reason.Field?.StartsWith(SupplierFields.Prefix, StringComparison.Ordinal) == true)
        .Select(reason => new ItemStepView(row.At, reason.Field!, reason.Old, reason.New));

    private static ItemView View(string system, string code, EntityState product)
    {
        var view = product.View(system);
        var fields = view?.Snapshot ?? FieldSet.Empty;
        return Of(system, code, fields, view?.Gone == true, view?.SeenAt) with
        {
            Matched = true, ProductId = product.EntityId, Sku = product.Canonical.Text(ProductFields.Sku),
            Name = fields.Text(SupplierFields.Name) ?? product.Canonical.Text(ProductFields.Name),
        };
    }

    private static ItemView View(UnmatchedItem item) =>
        Of(item.System, item.RemoteId, EngineJson.Read<Observation>(item.Seen.Span).Fields, false, item.LastAt) with { Why = item.Reason };

    private static ItemView Of(string system, string code, FieldSet fields, bool gone, DateTimeOffset? seenAt) => new(
        system, code, false, null, fields.Text(SupplierFields.OurSku), fields.Text(SupplierFields.Name), fields.Text(SupplierFields.Ean),
        PromiseView.Of(fields.Text(SupplierFields.Delivery)), fields.Text(SupplierFields.DeliveryText), fields.Text(SupplierFields.Availability),
        fields.Number(SupplierFields.Quantity), gone, seenAt, null);

    private static List<string> Suppliers(Installation installation) =>
        [.. installation.Systems.Where(system => system.Role == Roles.Supplier).Select(system => system.Name)];
}
