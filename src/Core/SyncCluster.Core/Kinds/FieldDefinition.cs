using SyncCluster.Core.Records;

namespace SyncCluster.Core.Kinds;

/// <summary>How two values of a field are told apart.</summary>
public enum Comparison
{
    /// <summary>Equal values are equal.</summary>
    Exact,

    /// <summary>A list in which order does not count.</summary>
    Unordered,

    /// <summary>Texts of <see cref="Supply.DeliveryPromise"/>: lead times of one length are the same, on whatever day they were read.</summary>
    Promise,
}

/// <summary>What a field of a kind is.</summary>
/// <param name="Name">Dotted lower camel case, the same in code, API, rules and metrics.</param>
/// <param name="Form">The case of <see cref="FieldValue"/> that a value of this field has.</param>
/// <param name="Meaning">For people: meaning, unit, source.</param>
/// <param name="Comparison">How values are told apart.</param>
public sealed record FieldDefinition(string Name, FieldForm Form, string Meaning, Comparison Comparison = Comparison.Exact)
{
    /// <summary>It is, or holds, amounts in the currency of its record (<see cref="KindSchema.Currency"/>).</summary>
    public bool IsMoney { get; init; }
}

/// <summary>The cases of <see cref="FieldValue"/> as a field's type.</summary>
public enum FieldForm
{
    /// <summary><see cref="FieldValue.Text"/>.</summary>
    Text,

    /// <summary><see cref="FieldValue.Number"/>.</summary>
    Number,

    /// <summary><see cref="FieldValue.Flag"/>.</summary>
    Flag,

    /// <summary><see cref="FieldValue.Instant"/>.</summary>
    Instant,

    /// <summary><see cref="FieldValue.Link"/>.</summary>
    Link,

    /// <summary><see cref="FieldValue.Items"/>.</summary>
    Items,

    /// <summary><see cref="FieldValue.Group"/>.</summary>
    Group,
}
