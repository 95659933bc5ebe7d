using SyncCluster.Core.Records;

namespace SyncCluster.Core.Rules;

/// <summary>How two changes to one field since the last agreement are settled.</summary>
public enum ConflictPolicy
{
    /// <summary>The master's value counts.</summary>
    Master,

    /// <summary>The value of the writer named first counts.</summary>
    Priority,

    /// <summary>The value changed last counts, by the systems' own times.</summary>
    Latest,

    /// <summary>A person decides; until then the canonical value stays and the field is not pushed to the other.</summary>
    Manual,
}

/// <summary>What happens to a change by a system that may not make it.</summary>
public enum DriftPolicy
{
    /// <summary>The canonical value is pushed over it.</summary>
    Overwrite,

    /// <summary>It stays until the canonical value changes.</summary>
    Keep,

    /// <summary>It stays, and is shown to people.</summary>
    Report,

    /// <summary>
    /// A lower number stays until the canonical value changes, a higher one is pushed over: a shop that sold something
    /// knows it before the master does, but has no goods that the master does not have.
    /// </summary>
    KeepLower,
}

/// <summary>Who may write a field, who receives it, and how disagreement is settled.</summary>
/// <param name="Pattern">A field's name, a prefix ending in <c>.*</c>, or <c>*</c>.</param>
public sealed record FieldRule(string Pattern)
{
    /// <summary>The system whose value counts in doubt; null where none does.</summary>
    public string? Master { get; init; }

    /// <summary>The systems that may change it, in order of priority.</summary>
    public EquatableList<string> Writers { get; init; } = EquatableList<string>.Empty;

    /// <summary>
    /// Systems that may not change it, but whose value counts as long as no writer has given one: a company that registers
    /// in the shop brings its tax number to the ERP, which owns it from then on.
    /// </summary>
    public EquatableList<string> Seeds { get; init; } = EquatableList<string>.Empty;

    /// <summary>The systems that it is pushed to; null for every system that can hold it.</summary>
    public EquatableList<string>? Receivers { get; init; }

    /// <summary>See <see cref="ConflictPolicy"/>.</summary>
    public ConflictPolicy Conflict { get; init; } = ConflictPolicy.Master;

    /// <summary>See <see cref="DriftPolicy"/>.</summary>
    public DriftPolicy Drift { get; init; } = DriftPolicy.Overwrite;

    /// <summary>True where the pattern covers <paramref name="name"/>.</summary>
    public bool Fits(string name) =>
        Pattern == "*" || Pattern == name
        || (Pattern.EndsWith(".*", StringComparison.Ordinal) && name.AsSpan().StartsWith(Pattern.AsSpan(0, Pattern.Length - 1), StringComparison.Ordinal));

    /// <summary>True where <paramref name="system"/> may change the field.</summary>
    public bool IsWriter(string system)
    {
        foreach (var writer in Writers)
            if (writer == system) return true;
        return false;
    }

    /// <summary>True where <paramref name="system"/> may give the first value.</summary>
    public bool IsSeed(string system) => Seeds.Contains(system);

    /// <summary>True where the field is pushed to <paramref name="system"/>.</summary>
    public bool IsReceiver(string system)
    {
        if (Receivers is null) return true;
        foreach (var receiver in Receivers)
            if (receiver == system) return true;
        return false;
    }
}
