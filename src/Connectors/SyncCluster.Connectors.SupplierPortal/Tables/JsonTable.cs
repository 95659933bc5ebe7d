using System.Text.Json;
using SyncCluster.Connectors.SupplierPortal.Mapping;
using SyncCluster.Connectors.SupplierPortal.Recipes;

namespace SyncCluster.Connectors.SupplierPortal.Tables;

/// <summary>Reads rows out of JSON: a list of objects, whose members are columns.</summary>
internal static class JsonTable
{
    private const int Deepest = 4;

    /// <summary>The tables of the document: the rows at the path, else every list of objects.</summary>
    public static IEnumerable<RawTable> Read(string json, FileShape shape, IReadOnlyList<ColumnRule> rules)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        var lists = shape.Rows is { } path
            ? Find(document.RootElement, path) is { ValueKind: JsonValueKind.Array } list ? [list] : []
            : Lists(document.RootElement, 0).ToList();
        var total = shape.Total is { } where && Find(document.RootElement, where) is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : (long?)null;
        // A list without rows has the columns that the recipe names: it is empty, not another.
        var paths = rules.Where(rule => rule.Path is not null).Select(rule => rule.Path!).ToList();
        return [.. lists.Select(rows => Table(rows, paths, total))];
    }

    private static RawTable Table(JsonElement list, List<string> paths, long? total)
    {
        List<string> columns = list.GetArrayLength() == 0 ? [.. paths] : [];
        var index = columns.Select((name, i) => (name, i)).ToDictionary(one => one.name, one => one.i, StringComparer.Ordinal);
        var rows = new List<Dictionary<int, string>>();
        foreach (var row in list.EnumerateArray().Where(row => row.ValueKind == JsonValueKind.Object))
        {
            var cells = new Dictionary<int, string>();
            foreach (var (name, text) in Flat(row, "", 0))
            {
                if (!index.TryGetValue(name, out var at))
                {
                    index[name] = at = columns.Count;
                    columns.Add(name);
                }

                cells[at] = text;
            }

            rows.Add(cells);
        }

        // article.code answers to "article.code" and to "code".
        var headers = columns.Select(name => (IReadOnlyList<string>)[name, name[(name.LastIndexOf('.') + 1)..]]).ToList();
        return new RawTable(headers, [.. rows.Select(cells => new RawRow([.. columns.Select((_, i) => new RawCell(cells.GetValueOrDefault(i, "")))]))]) { Total = total };
    }

    private static IEnumerable<(string Name, string Text)> Flat(JsonElement value, string path, int depth)
    {
        if (value.ValueKind == JsonValueKind.Object && depth < Deepest)
        {
            foreach (var member in value.EnumerateObject())
                foreach (var inner in Flat(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}", depth + 1)) yield return inner;
        }
        else if (value.ValueKind == JsonValueKind.Array && depth < Deepest && value.GetArrayLength() > 0 && value[0].ValueKind != JsonValueKind.Object)
        {
            yield return (path, PlainText.Clean(string.Join(", ", value.EnumerateArray().Select(Text))));
        }
        else if (value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
        {
            yield return (path, Text(value));
        }
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => "",
        JsonValueKind.String => PlainText.Clean(value.GetString()),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => value.GetRawText(),
    };

    private static IEnumerable<JsonElement> Lists(JsonElement value, int depth)
    {
        if (depth > Deepest) yield break;
        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().Any(one => one.ValueKind == JsonValueKind.Object)) yield return value;
        if (value.ValueKind != JsonValueKind.Object) yield break;
        foreach (var member in value.EnumerateObject())
            foreach (var inner in Lists(member.Value, depth + 1)) yield return inner;
    }

    private static JsonElement? Find(JsonElement root, string path)
    {
        var at = root;
        foreach (var name in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at)) return null;
        }

        return at;
    }
}
