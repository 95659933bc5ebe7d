using System.Collections.Concurrent;
using System.Text.Json;
using SyncCluster.Connectors.WooCommerce.Client;
using SyncCluster.Connectors.WooCommerce.Client.Wire;
using SyncCluster.Connectors.WooCommerce.Mapping;

namespace SyncCluster.Connectors.WooCommerce.Feeds;

/// <summary>The tree of categories as last read: a category's path is written nowhere in the shop.</summary>
internal sealed class CategoryDirectory(WooCommerceClient client)
{
    private const int DeepestTree = 64;

    private readonly record struct Node(string Name, long? Parent);

    private readonly ConcurrentDictionary<long, Node> _nodes = new();

    /// <summary>Reads the whole tree anew, ids and names only.</summary>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        for (var page = 1; ; page++)
        {
            var answer = await client.ListAsync("products/categories", new ShopQuery()
                .With("orderby", "id").With("order", "asc").With("per_page", WooCommerceDefaults.MostPerCall).With("page", page)
                .With("_fields", "id,name,parent"), cancellation);
            foreach (var row in answer.Rows) Note(row);
            if (answer.Rows.Count < WooCommerceDefaults.MostPerCall) return;
        }
    }

    /// <summary>Notes one category as it was read or written.</summary>
    public void Note(JsonElement category)
    {
        if (RemoteIds.Number(category.Member("id")?.ToString()) is { } id && category.Text("name") is { } name)
            _nodes[id] = new Node(HtmlText.DecodeName(name)!.Trim(), RemoteIds.Number(category.Member("parent")?.ToString()));
    }

    /// <summary>Names from the root to <paramref name="id"/>; null where one on the way is not known.</summary>
    public string? PathOf(long id)
    {
        var names = new List<string>();
        for (long? at = id; at is { } node;)
        {
            // A tree that bites its own tail would never end.
            if (!_nodes.TryGetValue(node, out var found) || names.Count > DeepestTree) return null;
            names.Add(found.Name);
            at = found.Parent;
        }

        names.Reverse();
        return string.Join(CategoryMapping.PathSeparator, names);
    }

    /// <summary>The category that lies at <paramref name="path"/>; case does not count.</summary>
    public long? IdOf(string path)
    {
        foreach (var id in _nodes.Keys.Order())
            if (string.Equals(PathOf(id), path, StringComparison.OrdinalIgnoreCase))
                return id;
        return null;
    }

    /// <summary>The path, with one look at the whole tree where it is not known.</summary>
    public async Task<string?> PathOfAsync(JsonElement category, CancellationToken cancellation)
    {
        Note(category);
        var id = category.RequiredId("id");
        if (PathOf(id) is { } path) return path;
        await RefreshAsync(cancellation);
        return PathOf(id);
    }
}
