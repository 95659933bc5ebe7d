using SyncCluster.Connectors.SqlInterchange.Tables;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.SqlInterchange.Mapping;

/// <summary>Relación_Categorias_Productos -> one category more or less of a product (S2-51, X5).</summary>
internal sealed class RelationMapping : IRowMapping
{
    public Kind Kind => Kind.Product;

    public Observation Map(RowValues row)
    {
        var product = row.RequiredId(ColumnNames.ProductId, "id");
        FieldValue category = new FieldValue.Link(Kind.Category, row.RequiredId(ColumnNames.CategoryId, ProductFields.Categories));
        var delta = row.IsRemoval() ? new FieldValue.Delta([], [category]) : new FieldValue.Delta([category], []);

        // When a link was written says nothing of the product's own row, and the other way round: the table's order counts.
        return row.Observe(Kind, product, FieldSet.Of((ProductFields.Categories, delta)), partial: true) with { ModifiedAt = null, TellsAll = false };
    }
}
