using System.Diagnostics.CodeAnalysis;

namespace SyncCluster.Connectors.SupplierPortal.Recipes;

/// <summary>By what something on a page is found.</summary>
internal enum TargetKind
{
    /// <summary>A CSS selector.</summary>
    Css,

    /// <summary>Text that is shown.</summary>
    Text,

    /// <summary>The label of a field.</summary>
    Label,

    /// <summary>An ARIA role with an accessible name: <c>role=button Log in</c>.</summary>
    Role,

    /// <summary>What stands in an empty field.</summary>
    Placeholder,

    /// <summary>The title of something.</summary>
    Title,

    /// <summary>An XPath expression.</summary>
    XPath,
}

/// <summary>One way to find something.</summary>
internal sealed record Finder(TargetKind Kind, string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Kind == TargetKind.Css ? Value : $"{Kind.ToString().ToLowerInvariant()}={Value}";
}

/// <summary>Something on a page, by several ways of which the first that finds anything counts.</summary>
internal sealed record Target(IReadOnlyList<Finder> Ways)
{
    private const string Or = " || ";

    /// <summary>
    /// Reads <c>css</c>, <c>text=…</c>, <c>label=…</c>, <c>role=button Name</c>, <c>placeholder=…</c>, <c>title=…</c>, <c>xpath=…</c>;
    /// several joined by <c> || </c>.
    /// </summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Target? target)
    {
        target = null;
        if (string.IsNullOrWhiteSpace(text)) return false;
        var ways = new List<Finder>();
        foreach (var part in text.Split(Or, StringSplitOptions.TrimEntries))
        {
            if (part.Length == 0) return false;
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var kind = equals < 0 ? null : KindOf(part[..equals]);
            var value = kind is null ? part : part[(equals + 1)..].Trim();
            if (value.Length == 0) return false;
            ways.Add(new Finder(kind ?? TargetKind.Css, value));
        }

        target = new Target(ways);
        return true;
    }

    /// <summary>Reads what the validator let pass.</summary>
    public static Target Parse(string text) => TryParse(text, out var target) ? target : throw new FormatException($"'{text}' is no target.");

    /// <inheritdoc/>
    public override string ToString() => string.Join(Or, Ways);

    private static TargetKind? KindOf(string word) => word switch
    {
        "css" => TargetKind.Css,
        "text" => TargetKind.Text,
        "label" => TargetKind.Label,
        "role" => TargetKind.Role,
        "placeholder" => TargetKind.Placeholder,
        "title" => TargetKind.Title,
        "xpath" => TargetKind.XPath,
        _ => null,
    };
}
