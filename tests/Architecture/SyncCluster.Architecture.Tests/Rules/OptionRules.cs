using System.Globalization;
using System.Text.RegularExpressions;
using SyncCluster.Connectors;
using SyncCluster.Connectors.Options;

namespace SyncCluster.Architecture.Tests.Rules;

/// <summary>What every definition of an option must keep, and that the README says the same.</summary>
internal static class OptionRules
{
    public static IEnumerable<string> Malformed(IConnector connector)
    {
        foreach (var option in connector.Options)
        {
            if (!Regex.IsMatch(option.Name, "^[a-z][A-Za-z0-9]*$")) yield return $"{connector.Name}: '{option.Name}' is not lower camel case";
            if (option.Required && option.Default is not null) yield return $"{connector.Name}: '{option.Name}' is required and has a default";
            if (string.IsNullOrWhiteSpace(option.Meaning)) yield return $"{connector.Name}: '{option.Name}' does not say what it means";
            if (option.Default is { } text && !Fits(option, text)) yield return $"{connector.Name}: default '{text}' of '{option.Name}' does not fit";
        }

        foreach (var twice in connector.Options.GroupBy(option => option.Name).Where(group => group.Count() > 1))
            yield return $"{connector.Name}: '{twice.Key}' is defined twice";
    }

    public static IEnumerable<string> MissingInReadme(IConnector connector, string readme) =>
        MissingInReadme(connector.Options, readme, $"README.md of {connector.GetType().Assembly.GetName().Name}");

    /// <summary>A row whose first cell is the option's name in backticks, with the default in a cell of its own.</summary>
    public static IEnumerable<string> MissingInReadme(IReadOnlyList<OptionDefinition> options, string readme, string where)
    {
        var rows = readme.Split('\n')
            .Where(line => line.TrimStart().StartsWith('|'))
            .Select(line => line.Trim().Trim('|').Split('|').Select(cell => cell.Trim().Trim('`')).ToList())
            .ToLookup(cells => cells[0], StringComparer.Ordinal);
        foreach (var option in options)
        {
            var row = rows[option.Name].FirstOrDefault();
            if (row is null) yield return $"{where} has no table row for option `{option.Name}`";
            else if (option.Default is { Length: > 0 } text && !row.Skip(1).Contains(text))
                yield return $"{where}: the row of `{option.Name}` does not give its default `{text}` in a cell of its own";
        }
    }

    private static bool Fits(OptionDefinition option, string text) => option.Type switch
    {
        OptionType.Integer => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && InRange(option, number),
        OptionType.Number => decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) && InRange(option, number),
        OptionType.Flag => text is "true" or "false",
        OptionType.Duration => Durations.TryParse(text, out var value) && InRange(option, (decimal)value.TotalSeconds),
        OptionType.Url => Uri.TryCreate(text, UriKind.Absolute, out _),
        OptionType.Map or OptionType.NestedMap or OptionType.Steps => false,
        _ => option.Allowed.Count == 0 || text.Split(',', StringSplitOptions.TrimEntries).All(option.Allowed.Contains),
    };

    private static bool InRange(OptionDefinition option, decimal value) =>
        (option.Minimum ?? value) <= value && value <= (option.Maximum ?? value);
}
