using SyncCluster.Connectors.Options;

namespace SyncCluster.Server.Configuration.Schema;

/// <summary>What may stand at a place of the configuration. The reader, the JSON schema and the documentation use the same shapes.</summary>
internal abstract record Shape
{
    private Shape() { }

    /// <summary>Settings and sections with fixed names.</summary>
    public sealed record Section(IReadOnlyList<OptionDefinition> Settings, IReadOnlyList<Member> Members) : Shape
    {
        /// <summary>The setting that a single value in place of the whole section stands for; null where that is not allowed.</summary>
        public string? Shorthand { get; init; }

        public IEnumerable<string> Names => Settings.Select(setting => setting.Name).Concat(Members.Select(member => member.Name));
    }

    /// <summary>Sections whose names the user chooses.</summary>
    /// <param name="Value">What stands under each name.</param>
    /// <param name="NamePattern">What a name must look like.</param>
    /// <param name="NameAdvice">The same in words.</param>
    public sealed record Named(Shape Value, string NamePattern, string NameAdvice) : Shape;

    /// <summary>Sections one below the other.</summary>
    public sealed record Listed(Shape Value) : Shape;

    /// <summary>One value.</summary>
    public sealed record Single(OptionDefinition Setting) : Shape;

    /// <summary>An outside system: settings common to all, and those of the connector that <c>connector</c> names.</summary>
    public sealed record OutsideSystem(Section Common) : Shape;
}

/// <summary>A named part of a section that is no single setting.</summary>
internal sealed record Member(string Name, string Meaning, Shape Shape, bool Required = false);
