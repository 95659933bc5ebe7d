using System.Text.RegularExpressions;
using SyncCluster.Connectors.SupplierPortal.Mapping;
using SyncCluster.Connectors.SupplierPortal.Recipes;

namespace SyncCluster.Connectors.SupplierPortal.Tables;

/// <summary>Which column holds which field.</summary>
/// <param name="Columns">Rule and place; -1 for one that is found without a heading.</param>
/// <param name="Missing">Rules that must be there and are not.</param>
internal sealed record ColumnMatch(IReadOnlyList<(ColumnRule Rule, int Column)> Columns, IReadOnlyList<ColumnRule> Missing)
{
    private const int LeastPart = 4;

    /// <summary>Names of the fields found.</summary>
    public IReadOnlySet<string> Found { get; } = Columns.Select(one => one.Rule.Name).ToHashSet(StringComparer.Ordinal);

    /// <summary>True where a row can be told from another.</summary>
    public bool HasKey => Found.Contains("code") || Found.Contains("ean") || Found.Contains("ourSku");

    /// <summary>True where a row says when an item comes.</summary>
    public bool HasNews => Found.Contains("delivery") || Found.Contains("availability") || Found.Contains("quantity");

    /// <summary>True where the table is the one that is looked for.</summary>
    public bool Fits => Missing.Count == 0 && HasKey && HasNews;

    /// <summary>Finds the columns. A column serves one field only; exact headings go before parts of them.</summary>
    public static ColumnMatch Of(IReadOnlyList<IReadOnlyList<string>> headers, IReadOnlyList<ColumnRule> rules)
    {
        var bare = headers.Select(names => names.Select(PlainText.Bare).ToList()).ToList();
        var taken = new HashSet<int>();
        var found = new Dictionary<ColumnRule, int>();
        foreach (var exact in new[] { true, false })
        {
            foreach (var rule in rules)
            {
                if (found.ContainsKey(rule)) continue;
                if (rule.NeedsNoHeading)
                {
                    found[rule] = -1;
                    continue;
                }

                var at = rule is { Path: { } path, Headers.Count: 0 } ? IndexOf(headers, path) : Find(bare, headers, rule, exact, taken);
                if (at < 0) continue;
                found[rule] = at;
                taken.Add(at);
            }
        }

        return new ColumnMatch(
            [.. rules.Where(found.ContainsKey).Select(rule => (rule, found[rule]))], [.. rules.Where(rule => rule.Required && !found.ContainsKey(rule))]);
    }

    /// <summary>A path is no heading for people: it is met as it is written.</summary>
    private static int IndexOf(IReadOnlyList<IReadOnlyList<string>> headers, string path)
    {
        for (var i = 0; i < headers.Count; i++)
            if (headers[i].Count > 0 && headers[i][0] == path) return i;
        return -1;
    }

    private static int Find(
        List<List<string>> bare, IReadOnlyList<IReadOnlyList<string>> headers, ColumnRule rule, bool exact, HashSet<int> taken)
    {
        foreach (var header in rule.Headers)
        {
            var wanted = PlainText.Bare(header);
            var pattern = header.Length > 2 && header[0] == '/' && header[^1] == '/' ? header[1..^1] : null;
            for (var i = 0; i < bare.Count; i++)
            {
                if (taken.Contains(i)) continue;
                var hit = pattern is not null
                    ? headers[i].Any(name => Regex.IsMatch(PlainText.Clean(name), pattern, RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1)))
                    : bare[i].Any(name => exact ? name == wanted : wanted.Length >= LeastPart && name.StartsWith(wanted, StringComparison.Ordinal));
                if (hit) return i;
            }
        }

        return -1;
    }
}
