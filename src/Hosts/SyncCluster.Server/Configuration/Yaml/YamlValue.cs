namespace SyncCluster.Server.Configuration.Yaml;

/// <summary>A value of a YAML file with its place.</summary>
internal abstract record YamlValue(Place Place)
{
    /// <summary>What it is, in words for people.</summary>
    public abstract string What { get; }
}

/// <summary>One word or text. What type it has is decided by whoever reads it, never by how it looks.</summary>
/// <param name="Place">Where it begins.</param>
/// <param name="Text">The text without quotes.</param>
/// <param name="Quoted">True where it stands in quotes or as a block.</param>
internal sealed record YamlText(Place Place, string Text, bool Quoted) : YamlValue(Place)
{
    public bool IsNull => !Quoted && Text is "" or "~" or "null";

    public override string What => IsNull ? "nothing" : "a single value";
}

/// <summary>Values one below the other.</summary>
internal sealed record YamlList(Place Place, IReadOnlyList<YamlValue> Items) : YamlValue(Place)
{
    public override string What => "a list";
}

/// <summary>Names with values, in the order of the file; no name twice.</summary>
internal sealed record YamlMap(Place Place, IReadOnlyList<YamlEntry> Entries) : YamlValue(Place)
{
    public override string What => "a section with names";
}

/// <summary>A name with its value.</summary>
internal sealed record YamlEntry(YamlText Name, YamlValue Value);
