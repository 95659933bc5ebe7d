using System.Text.RegularExpressions;
using SyncCluster.Connectors.Options;
using SyncCluster.Server.Configuration.Schema;
using SyncCluster.Server.Configuration.Yaml;

namespace SyncCluster.Server.Configuration.Reading;

/// <summary>Reads values by their shape and tells everything that does not fit.</summary>
internal sealed class ShapeReader(ConfigurationSource source, ConnectorCatalog connectors, Problems problems)
{
    private readonly SettingReader _settings = new(source, problems);

    /// <summary>Reads a section; never null: of what is wrong the defaults stand.</summary>
    public SectionValue Section(Shape.Section shape, YamlValue value, string path)
    {
        var before = problems.Errors;
        var map = AsMap(shape, value, path);
        var read = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var entry in map.Entries)
            if (shape.Settings.FirstOrDefault(setting => setting.Name == entry.Name.Text) is { } setting
                && _settings.Read(setting, entry.Value, Join(path, setting.Name)) is { } fits)
                read[setting.Name] = fits;
        TellMissing(shape, map, value.Place, path);
        TellUnknown(shape, map, path);
        var section = new SectionValue(path, value.Place)
        {
            Settings = new OptionValues(shape.Settings, read),
            IsWhole = problems.Errors == before,
        };
        foreach (var entry in map.Entries)
        {
            section.Stands(entry.Name.Text, entry.Name.Place);
            if (shape.Members.FirstOrDefault(member => member.Name == entry.Name.Text) is { } member) Member(section, member, entry);
        }

        return section;
    }

    private void Member(SectionValue section, Member member, YamlEntry entry)
    {
        var path = section.PathOf(member.Name);
        switch (member.Shape)
        {
            case Shape.Section inner:
                section.Sections[member.Name] = Section(inner, entry.Value, path);
                break;
            case Shape.Named named:
                section.Named[member.Name] = Named(named, entry.Value, path);
                break;
            case Shape.Listed { Value: Shape.Section inner }:
                section.Listed[member.Name] = Listed(inner, entry.Value, path);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private NamedValues Named(Shape.Named shape, YamlValue value, string path)
    {
        var named = new NamedValues();
        if (value is not YamlMap map)
        {
            if (value is not YamlText { IsNull: true }) problems.Error(value.Place, path, $"Here {value.What} stands.", "Write names, and under each its settings.");
            return named;
        }

        foreach (var entry in map.Entries)
        {
            var name = entry.Name.Text;
            if (!Regex.IsMatch(name, shape.NamePattern, RegexOptions.CultureInvariant))
                problems.Error(entry.Name.Place, path, $"'{(name.Length <= 60 ? name : name[..60] + "…")}' cannot be a name here.", $"Write {shape.NameAdvice}.");
            else if (shape.Value is Shape.Single single)
            {
                if (_settings.Read(single.Setting, entry.Value, Join(path, name)) is { } read) named.Singles.Add((name, entry.Name.Place, read));
            }
            else
                named.Sections.Add((name, entry.Name.Place, Part(shape.Value, entry.Value, Join(path, name))));
        }

        return named;
    }

    private SectionValue Part(Shape shape, YamlValue value, string path) => shape switch
    {
        Shape.Section section => Section(section, value, path),
        Shape.OutsideSystem system => System(system, value, path),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>A system's settings are the common ones and those of its connector; a connector's own definition of a common one counts.</summary>
    private SectionValue System(Shape.OutsideSystem shape, YamlValue value, string path)
    {
        var given = (value as YamlMap)?.Entries.FirstOrDefault(entry => entry.Name.Text == "connector")?.Value as YamlText;
        var connector = given is null ? null : connectors.Find(given.Text);
        if (connector is null)
        {
            if (given is { IsNull: false })
                problems.Error(given.Place, Join(path, "connector"), $"There is no connector '{given.Text}'.", DidYouMean.Advice(given.Text, connectors.Names, "connectors"));
            // Without the connector nobody can say which settings are right: only the common ones are looked at.
            var common = value is YamlMap map
                ? map with { Entries = [.. map.Entries.Where(entry => shape.Common.Names.Contains(entry.Name.Text))] }
                : value;
            return Section(shape.Common, common, path);
        }

        var section = Section(Combined(shape.Common, connector.Options), value, path);
        section.Connector = connector;
        return section;
    }

    internal static Shape.Section Combined(Shape.Section common, IReadOnlyList<OptionDefinition> own) => common with
    {
        Settings = [.. common.Settings.Where(setting => own.All(option => option.Name != setting.Name)), .. own],
    };

    private List<SectionValue> Listed(Shape.Section shape, YamlValue value, string path)
    {
        if (value is YamlList list) return [.. list.Items.Select((item, index) => Section(shape, item, $"{path}[{index}]"))];
        if (value is not YamlText { IsNull: true }) problems.Error(value.Place, path, $"Here {value.What} stands.", "Write a list: each entry begins with '- '.");
        return [];
    }

    private YamlMap AsMap(Shape.Section shape, YamlValue value, string path)
    {
        if (value is YamlMap map) return map;
        if (value is YamlText { IsNull: true }) return new YamlMap(value.Place, []);
        if (value is YamlText single && shape.Shorthand is { } name)
            return new YamlMap(value.Place, [new YamlEntry(new YamlText(value.Place, name, false), single)]);
        problems.Error(value.Place, path, $"Here {value.What} stands.", $"Write names and values: {string.Join(", ", shape.Names.Take(8))}.");
        return new YamlMap(value.Place, []);
    }

    private void TellMissing(Shape.Section shape, YamlMap map, Place place, string path)
    {
        var given = map.Entries.Select(entry => entry.Name.Text).ToHashSet(StringComparer.Ordinal);
        foreach (var setting in shape.Settings.Where(setting => setting.Required && !given.Contains(setting.Name)))
            problems.Error(place, path, $"'{setting.Name}' is missing.", $"Add {setting.Name}: {setting.Meaning}{(setting.Secret ? $", as {References.HowTo}" : "")}.");
        foreach (var member in shape.Members.Where(member => member.Required && !given.Contains(member.Name)))
            problems.Error(place, path, $"'{member.Name}' is missing.", $"Add {member.Name}: {member.Meaning}.");
    }

    private void TellUnknown(Shape.Section shape, YamlMap map, string path)
    {
        foreach (var entry in map.Entries.Where(entry => !shape.Names.Contains(entry.Name.Text, StringComparer.Ordinal)))
        {
            var name = entry.Name.Text.Length <= 60 ? entry.Name.Text : entry.Name.Text[..60] + "…";
            problems.Error(entry.Name.Place, path, $"There is no setting '{name}'.", DidYouMean.Advice(entry.Name.Text, [.. shape.Names], "settings"));
        }
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
