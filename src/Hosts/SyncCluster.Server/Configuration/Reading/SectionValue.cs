using SyncCluster.Connectors;
using SyncCluster.Connectors.Options;

namespace SyncCluster.Server.Configuration.Reading;

/// <summary>A section as read: settings that fit their definitions, parts, and where each stands.</summary>
internal sealed class SectionValue(string path, Place place)
{
    private readonly Dictionary<string, Place> _places = new(StringComparer.Ordinal);

    public string Path => path;

    public Place Place => place;

    /// <summary>Settings, with defaults; of a setting that is wrong or missing the default, or nothing.</summary>
    public required OptionValues Settings { get; init; }

    public Dictionary<string, SectionValue> Sections { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, NamedValues> Named { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, List<SectionValue>> Listed { get; } = new(StringComparer.Ordinal);

    /// <summary>The connector, where the section is an outside system.</summary>
    public IConnector? Connector { get; set; }

    /// <summary>False where something in it is wrong: what depends on all of it must not be concluded.</summary>
    public bool IsWhole { get; init; } = true;

    public SectionValue? Section(string name) => Sections.GetValueOrDefault(name);

    public string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>Where a setting or part stands; where the section begins, for one that is not given.</summary>
    public Place PlaceOf(string name) => _places.GetValueOrDefault(name, place);

    public void Stands(string name, Place at) => _places[name] = at;
}

/// <summary>Parts whose names the user chose, in the order of the file.</summary>
internal sealed class NamedValues
{
    public List<(string Name, Place Place, SectionValue Value)> Sections { get; } = [];

    public List<(string Name, Place Place, object Value)> Singles { get; } = [];
}
