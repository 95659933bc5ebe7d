using SyncCluster.Core.Deciding;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Core.Supply;

/// <summary>How an item stands at its supplier, as an order's line keeps it.</summary>
/// <param name="ProductId">The product's entity.</param>
/// <param name="Version">The product's version that says so: what an older one says comes too late.</param>
/// <param name="System">The supplier whose word counts.</param>
/// <param name="Promise">When it comes: the text of a <see cref="DeliveryPromise"/>.</param>
/// <param name="Since">Since when the supplier says so.</param>
public sealed record ItemState(string ProductId, long Version, string System, string Promise, DateTimeOffset Since)
{
    /// <summary>The SKUs of the product, as keys.</summary>
    public EquatableList<NaturalKey> Keys { get; init; } = EquatableList<NaturalKey>.Empty;

    /// <summary>When it comes, in the supplier's words.</summary>
    public string? DeliveryText { get; init; }

    /// <summary>Availability in the supplier's words.</summary>
    public string? Availability { get; init; }

    /// <summary>Quantity that the supplier has.</summary>
    public decimal? Quantity { get; init; }

    /// <summary>The supplier does not list it any more; what it said last stands.</summary>
    public bool Gone { get; init; }

    /// <summary>The item that <paramref name="product"/> is; null where no supplier has said anything of it.</summary>
    /// <param name="product">A product's state.</param>
    /// <param name="version">The version of that state.</param>
    public static ItemState? Of(EntityState product, long version)
    {
        var fields = product.Canonical;
        var source = product.ProvenanceOf(SupplierFields.Delivery) ?? product.ProvenanceOf(SupplierFields.Availability);
        if (source is null) return null;
        var keys = NaturalKey.Of(product.Kind, fields).Concat(product.Systems.SelectMany(view => NaturalKey.Of(product.Kind, view.Snapshot)));
        return new ItemState(
            product.EntityId, version, source.System, DeliveryPromise.Read(fields.Text(SupplierFields.Delivery)).ToText(), source.At)
        {
            Keys = keys.Where(key => key.Field == ProductFields.Sku).Distinct().ToEquatableList(),
            DeliveryText = fields.Text(SupplierFields.DeliveryText),
            Availability = fields.Text(SupplierFields.Availability),
            Quantity = fields.Number(SupplierFields.Quantity),
            Gone = product.View(source.System)?.Gone == true,
        };
    }

    /// <summary>True where both say the same of the same item, whatever the version.</summary>
    public bool SaysSameAs(ItemState other) => other with { Version = Version } == this;
}
