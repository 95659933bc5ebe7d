namespace SyncCluster.Connectors.Options;

/// <summary>The type of a setting in <c>sync.yaml</c>.</summary>
public enum OptionType
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>Whole number.</summary>
    Integer,

    /// <summary>Decimal number.</summary>
    Number,

    /// <summary>true or false.</summary>
    Flag,

    /// <summary>Length of time: <c>30s</c>, <c>5m</c>, <c>1h</c>, <c>1d</c>.</summary>
    Duration,

    /// <summary>Absolute http or https address.</summary>
    Url,

    /// <summary>List of texts.</summary>
    List,

    /// <summary>Text to text.</summary>
    Map,

    /// <summary>Text to text to text: names of tables or fields to their settings.</summary>
    NestedMap,

    /// <summary>List of text to text: steps that are taken in their order. A single word stands for itself with nothing.</summary>
    Steps,
}

/// <summary>One setting of a connector: read by the validator, the JSON schema, the help and the README's table.</summary>
/// <param name="Name">Lower camel case.</param>
/// <param name="Type">Its type.</param>
/// <param name="Meaning">For people, in one sentence, with the unit.</param>
public sealed record OptionDefinition(string Name, OptionType Type, string Meaning)
{
    /// <summary>The value where none is given, as it would stand in the file; null where there is none.</summary>
    public string? Default { get; init; }

    /// <summary>
    /// True where it came after the first version: what stands for its <see cref="Default"/> leaves a configuration's hash as
    /// the versions before, which know nothing of it, have it. Never taken back.
    /// </summary>
    public bool AddedLater { get; init; }

    /// <summary>True where it must be given.</summary>
    public bool Required { get; init; }

    /// <summary>True where it must be given as <c>${env:NAME}</c> or <c>${file:path}</c> and is never shown.</summary>
    public bool Secret { get; init; }

    /// <summary>It is a connection string: the password in it alone must come by reference.</summary>
    public bool IsConnection { get; init; }

    /// <summary>The only values that are allowed; empty where any is.</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];

    /// <summary>For <see cref="OptionType.NestedMap"/>: the inner name for which a single value stands; null where none may.</summary>
    public string? Shorthand { get; init; }

    /// <summary>Least value of a number; seconds for a duration.</summary>
    public decimal? Minimum { get; init; }

    /// <summary>Greatest value of a number; seconds for a duration.</summary>
    public decimal? Maximum { get; init; }
}
