using System.Collections.Concurrent;
using SyncCluster.Connectors.SqlInterchange.Tables;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.SqlInterchange.Mapping;

/// <summary>Categorias_Productos -> category (S2-50). Remembers names, because a path needs those of the categories above.</summary>
internal sealed class CategoryMapping : IRowMapping
{
    private readonly ConcurrentDictionary<string, (string Name, string? Parent)> _known = new(StringComparer.Ordinal);

    public Kind Kind => Kind.Category;

    public void Learn(IReadOnlyList<RowValues> page)
    {
        foreach (var row in page)
        {
            if (row.Text(ColumnNames.CategoryId) is not { } id) continue;
            if (row.Text(ColumnNames.Name) is { } name) _known[id] = (name, Parent(row));
        }
    }

    public Observation Map(RowValues row)
    {
        var id = row.RequiredId(ColumnNames.CategoryId, "id");
        if (row.IsRemoval()) return row.Observe(Kind, id, FieldSet.Empty, partial: false, deleted: true);

        var fields = new FieldSetBuilder();
        fields.Text(CategoryFields.Name, row.RequiredId(ColumnNames.Name, CategoryFields.Name));
        row.Text(fields, CategoryFields.Description, ColumnNames.Description);
        row.Text(fields, CategoryFields.Image, ColumnNames.ImageUrl);
        row.Put(fields, CategoryFields.Parent, ColumnNames.ParentCategoryId,
            () => Parent(row) is { } parent ? new FieldValue.Link(Kind.Category, parent) : FieldValue.Empty);
        var path = Path(id);
        if (path is not null) fields.Text(CategoryFields.Path, path);
        return row.Observe(Kind, id, fields.Build(), partial: path is null);
    }

    // ERPs write 0 as often as NULL for "no category above".
    private static string? Parent(RowValues row) => row.Text(ColumnNames.ParentCategoryId) is { } parent && parent != "0" ? parent : null;

    private string? Path(string id)
    {
        var names = new Stack<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (string? at = id; at is not null;)
        {
            if (!seen.Add(at) || !_known.TryGetValue(at, out var category)) return null;
            names.Push(category.Name);
            at = category.Parent;
        }

        return string.Join(" > ", names);
    }
}
