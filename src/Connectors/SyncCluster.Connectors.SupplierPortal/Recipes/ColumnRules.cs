namespace SyncCluster.Connectors.SupplierPortal.Recipes;

/// <summary>Makes rules of what the file says about columns, and fills in what it does not say.</summary>
internal static class ColumnRules
{
    /// <summary>Names that a column's section may hold.</summary>
    public static IReadOnlyList<string> Settings { get; } = ["header", "css", "attribute", "path", "format", "part", "optional"];

    /// <summary>
    /// The rules: what the file names is required; of the other fields the usual headings are tried. A field whose
    /// heading is '-' is left out.
    /// </summary>
    public static IReadOnlyList<ColumnRule> Of(IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> given)
    {
        var rules = given.Where(one => one.Value.GetValueOrDefault("header") != "-").Select(one => Of(one.Key, one.Value)).ToList();
        rules.AddRange(UsualHeadings.All.Where(usual => !given.ContainsKey(usual.Name)));
        return rules;
    }

    private static ColumnRule Of(string name, IReadOnlyDictionary<string, string> said)
    {
        var own = Parts(said.GetValueOrDefault("header"));
        var bySelf = said.ContainsKey("css") || said.ContainsKey("path");
        return new ColumnRule(name)
        {
            Headers = own.Count > 0 || bySelf ? own : UsualHeadings.Find(name)?.Headers ?? [name],
            Css = said.GetValueOrDefault("css"),
            Attribute = said.GetValueOrDefault("attribute"),
            Path = said.GetValueOrDefault("path"),
            Formats = Parts(said.GetValueOrDefault("format")),
            Part = said.GetValueOrDefault("part"),
            Required = said.GetValueOrDefault("optional") != "true",
        };
    }

    private static List<string> Parts(string? text) =>
        text is null ? [] : [.. text.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
}
