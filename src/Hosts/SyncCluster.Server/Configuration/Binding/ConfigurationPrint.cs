using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SyncCluster.Connectors.Options;
using SyncCluster.Server.Configuration.Reading;

namespace SyncCluster.Server.Configuration.Binding;

/// <summary>
/// A short hash of what a configuration means, by which silos notice that they do not work by the same one. The order
/// of the file, its comments and values that equal their defaults do not count. Secrets count as given or not; where a
/// process stands (store, addresses, ports, the cluster section) does not count, since it differs. Versions that work side
/// by side while one follows the other have one hash for one file (<see cref="OptionDefinition.AddedLater"/>).
/// </summary>
internal static class ConfigurationPrint
{
    private const int Letters = 12;
    private static readonly string[] OfTheProcess = ["store", "http.listen", "http.metricsListen", "http.trustedProxies", "http.keys", "cluster"];

    public static string Of(SectionValue root)
    {
        var lines = new SortedSet<string>(StringComparer.Ordinal);
        Collect(root, lines);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))))[..Letters];
    }

    private static void Collect(SectionValue section, SortedSet<string> lines)
    {
        if (IsOfTheProcess(section.Path)) return;

        foreach (var definition in section.Settings.Definitions)
        {
            var path = section.PathOf(definition.Name);
            if (IsOfTheProcess(path) || Text(section.Settings, definition) is not { } text) continue;
            if (!definition.AddedLater || text != DefaultText(definition)) lines.Add($"{path} = {text}");
        }

        foreach (var inner in section.Sections.Values) Collect(inner, lines);
        foreach (var named in section.Named.Values)
        {
            foreach (var (_, _, inner) in named.Sections)
            {
                // A section that says nothing still says that it is there.
                lines.Add(inner.Path);
                Collect(inner, lines);
            }
        }

        foreach (var (member, named) in section.Named)
        {
            foreach (var (name, _, value) in named.Singles) lines.Add($"{section.PathOf(member)}.{name} = {Plain(value)}");
        }

        foreach (var (member, listed) in section.Listed)
        {
            if (IsOfTheProcess(section.PathOf(member))) continue;
            foreach (var inner in listed) Collect(inner, lines);
        }
    }

    private static bool IsOfTheProcess(string path) =>
        OfTheProcess.Any(one => path == one || path.StartsWith(one + ".", StringComparison.Ordinal) || path.StartsWith(one + "[", StringComparison.Ordinal));

    private static string? DefaultText(OptionDefinition definition) => Text(new OptionValues([definition], new Dictionary<string, object>(StringComparer.Ordinal)), definition);

    private static string? Text(OptionValues values, OptionDefinition definition)
    {
        var name = definition.Name;
        if (definition.Secret) return values.IsGiven(name) ? "given" : null;
        if (!values.IsGiven(name) && definition.Default is null) return null;
        return definition.Type switch
        {
            OptionType.Integer => Plain(values.Integer(name)),
            OptionType.Number => Plain(values.Number(name) / 1.0000000000000000000000000000m),
            OptionType.Flag => Plain(values.Flag(name)),
            OptionType.Duration => Plain(values.Duration(name)),
            OptionType.List => string.Join('\u001f', values.List(name)),
            OptionType.Map => Plain(values.Map(name)),
            OptionType.NestedMap => string.Join('\u001e', values.NestedMap(name).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}\u001f{Plain(pair.Value)}")),
            OptionType.Steps => string.Join('\u001e', values.Steps(name).Select(Plain)),
            OptionType.Text or OptionType.Url => values.Text(name),
            _ => throw new UnreachableException(),
        };
    }

    private static string Plain(IReadOnlyDictionary<string, string> map) =>
        string.Join('\u001d', map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}\u001c{pair.Value}"));

    private static string Plain(object value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
