using System.Text;
using SyncCluster.Connectors.SupplierPortal.Mapping;

namespace SyncCluster.Connectors.SupplierPortal.Recording;

/// <summary>Writes what is proposed as a section of <c>sync.yaml</c>.</summary>
internal sealed class RecipeText(PageToRecord page)
{
    private const int LongestExample = 40;

    private Proposal? _proposal;

    /// <summary>True where the login asked for a one-time code.</summary>
    public bool AsksForCode { get; set; }

    /// <summary>The text of a button that shows more rows.</summary>
    public string? More { get; set; }

    /// <summary>Takes the likeliest, and says what it lacks.</summary>
    public IEnumerable<Finding> Propose(Proposal proposal)
    {
        _proposal = proposal;
        if (!proposal.Match.HasKey) yield return Missing("a code of the item", "code");
        if (!proposal.Match.HasNews) yield return Missing("a delivery date", "delivery");
    }

    /// <summary>The section.</summary>
    public string Write()
    {
        var yaml = new StringBuilder();
        yaml.Append("  supplier:\n    connector: supplier-portal\n    role: supplier\n").Append("    url: ").Append(page.Url.AbsoluteUri).Append('\n');
        if (page.Settings.TryGetValue("loginUrl", out var login)) yaml.Append("    loginUrl: ").Append(login).Append('\n');
        if (page.Settings.TryGetValue("user", out var user))
            yaml.Append("    user: ").Append(Quoted((string)user)).Append("\n    password: \"${env:PORTAL_PASSWORD}\"\n");
        if (AsksForCode) yaml.Append("    totp: \"${env:PORTAL_TOTP}\"\n");
        if (_proposal is { } best) Items(yaml, best);
        return yaml.ToString();
    }

    private void Items(StringBuilder yaml, Proposal best)
    {
        if (best.Row is { } row) yaml.Append("    row: ").Append(Quoted(row)).Append('\n');
        if (best.Heading is { } heading) yaml.Append("    heading: ").Append(Quoted(heading)).Append('\n');
        if (More is { } more) yaml.Append("    more: ").Append(Quoted($"text={more}")).Append('\n');
        yaml.Append("    columns:\n");
        foreach (var (rule, column) in best.Match.Columns)
        {
            yaml.Append("      ").Append(rule.Name).Append(": ");
            if (rule.Css is { } css) yaml.Append("{ css: ").Append(Quoted(css)).Append(" }").Append(Such(RowMapping.Text(best.Table.Rows[0], rule, column)));
            else if (rule.Name == "delivery" && AttributeOf(best, column) is { } found)
                yaml.Append("{ header: ").Append(Quoted(best.Table.Titles[column])).Append(", attribute: ").Append(found.Name).Append(" }").Append(Such(found.Value));
            else yaml.Append(Quoted(best.Table.Titles[column])).Append(Such(Example(best, column)));
            yaml.Append('\n');
        }

        var unused = best.Table.Titles.Where((title, i) => title.Length > 0 && best.Match.Columns.All(one => one.Column != i)).ToList();
        if (unused.Count > 0 && best.Match.Columns.Any(one => one.Column >= 0)) yaml.Append("      # not used: ").Append(string.Join(", ", unused)).Append('\n');
    }

    /// <summary>Where a cell shows a sign only, and carries the date in an attribute of itself or of something in it.</summary>
    private static (string Name, string Value)? AttributeOf(Proposal best, int column)
    {
        var style = new DeliveryStyle(new DateOnly(2026, 1, 1));
        var cell = best.Table.Rows.Select(row => column < row.Cells.Count ? row.Cells[column] : default).FirstOrDefault(cell => cell.Element is not null && cell.Text.Length > 0);
        if (cell.Element is not { } element || DeliveryText.Read(cell.Text, style).Problem is null) return null;
        foreach (var attribute in element.QuerySelectorAll("*").Prepend(element).SelectMany(one => one.Attributes))
        {
            if ((attribute.Name.StartsWith("data-", StringComparison.Ordinal) || attribute.Name == "datetime") && attribute.Value.Length > 5
                && DeliveryText.Read(attribute.Value, style).Problem is null) return (attribute.Name, attribute.Value);
        }

        return null;
    }

    private static Finding Missing(string what, string column) =>
        new(Severity.Warning, $"No column looks like {what}.", $"Name its heading: columns: {{ {column}: … }}.");

    private static string Example(Proposal best, int column) =>
        best.Table.Rows.Select(row => column < row.Cells.Count ? row.Cells[column].Text : "").FirstOrDefault(text => text.Length > 0) ?? "";

    private static string Such(string text) => text.Length == 0 ? "" : $" # such as {(text.Length <= LongestExample ? text : text[..LongestExample] + "…")}";

    private static string Quoted(string text) => $"\"{PlainText.Clean(text).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
