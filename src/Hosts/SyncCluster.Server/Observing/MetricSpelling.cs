using System.Text;

namespace SyncCluster.Server.Observing;

/// <summary>
/// How instruments of .NET are called in the text exposition: underscores, base units at the end, <c>_total</c> for
/// counters. Instruments of Orleans come in milliseconds and with hyphens.
/// </summary>
internal static class MetricSpelling
{
    /// <summary>The family's name, and by what a value must be multiplied to be in the base unit.</summary>
    public static (string Name, double Scale) Family(string instrument, string? unit, FamilyType type)
    {
        var (suffix, scale) = unit switch
        {
            "s" => ("_seconds", 1d),
            "ms" => ("_seconds", 0.001),
            "us" => ("_seconds", 0.000001),
            "ns" => ("_seconds", 0.000000001),
            "By" or "bytes" => ("_bytes", 1),
            "KBy" => ("_bytes", 1000),
            "MBy" => ("_bytes", 1_000_000),
            _ => ("", 1),
        };
        var name = Without(Underscored(instrument), "_total");
        if (type != FamilyType.Histogram && name.EndsWith("_count", StringComparison.Ordinal)) name = Plural(Without(name, "_count"));
        if (suffix.Length > 0 && !name.EndsWith(suffix, StringComparison.Ordinal)) name += suffix;
        if (type == FamilyType.Counter) name += "_total";
        return (name, scale);
    }

    /// <summary>A label's name.</summary>
    public static string Label(string tag) => Underscored(tag);

    private static string Underscored(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            var letter = name[i];
            if (char.IsAsciiLetterUpper(letter))
            {
                if (i > 0 && char.IsAsciiLetterLower(name[i - 1])) text.Append('_');
                text.Append(char.ToLowerInvariant(letter));
            }
            else if (char.IsAsciiLetterOrDigit(letter))
            {
                if (i == 0 && char.IsAsciiDigit(letter)) text.Append('_');
                text.Append(letter);
            }
            else if (text.Length > 0 && text[^1] != '_') text.Append('_');
        }

        return text.ToString();
    }

    /// <summary><c>_count</c> belongs to histograms: what is counted is named in the plural.</summary>
    private static string Plural(string name) =>
        name.EndsWith('y') ? name[..^1] + "ies" : name.EndsWith('s') ? name : name + "s";

    private static string Without(string name, string end) => name.EndsWith(end, StringComparison.Ordinal) ? name[..^end.Length] : name;
}
