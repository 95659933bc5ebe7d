using System.Globalization;
using System.Text;

namespace SyncCluster.Core.Records;

/// <summary>
/// One value of one field, as every system's values are expressed inside SyncCluster. A closed union: a switch over it
/// ends with a throw of <see cref="System.Diagnostics.UnreachableException"/>.
/// A field that a system does not speak of is absent from its <see cref="FieldSet"/>; a field that a system holds
/// as empty is <see cref="Empty"/>.
/// </summary>
public abstract record FieldValue
{
    private FieldValue() { }

    /// <summary>The system holds the field and it is empty.</summary>
    public static FieldValue Empty { get; } = new Nothing();

    /// <summary>A text, trimmed and in Unicode normalisation form C (connectors see to it with <see cref="Of(string?)"/>).</summary>
    public sealed record Text(string Value) : FieldValue
    {
        /// <inheritdoc/>
        public override string ToString() => Value;
    }

    /// <summary>A decimal number: money in the currency field's currency, a quantity, kilograms or centimetres.</summary>
    public sealed record Number(decimal Value) : FieldValue
    {
        /// <inheritdoc/>
        public override string ToString() => Plain(Value).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Yes or no.</summary>
    public sealed record Flag(bool Value) : FieldValue
    {
        /// <inheritdoc/>
        public override string ToString() => Value ? "true" : "false";
    }

    /// <summary>An instant in UTC.</summary>
    public sealed record Instant(DateTimeOffset Value) : FieldValue
    {
        /// <inheritdoc/>
        public override string ToString() => Value.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// A reference to another record. At a connector's edge <paramref name="Id"/> is that system's remote id; inside
    /// (state, canonical fields) it is the entity id. Intake translates one way, outbound the other.
    /// </summary>
    public sealed record Link(Kind Kind, string Id) : FieldValue
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Kind}:{Id}";
    }

    /// <summary>Several values. Whether their order counts is said by the field's definition.</summary>
    public sealed record Items(EquatableList<FieldValue> Values) : FieldValue
    {
        /// <inheritdoc/>
        public override string ToString() => Values.ToString();
    }

    /// <summary>Named values that belong together, such as an order's line.</summary>
    public sealed record Group(FieldSet Fields) : FieldValue
    {
        /// <inheritdoc/>
        public override string ToString() => Fields.ToString();
    }

    /// <summary>
    /// Only in partial observations: elements that were added to and removed from a list field, where the source tells
    /// changes of membership one by one (interchange table of categories and products).
    /// </summary>
    public sealed record Delta(EquatableList<FieldValue> Added, EquatableList<FieldValue> Removed) : FieldValue
    {
        /// <inheritdoc/>
        public override string ToString() => $"+{Added} -{Removed}";
    }

    /// <summary>See <see cref="Empty"/>.</summary>
    public sealed record Nothing : FieldValue
    {
        internal Nothing() { }

        /// <inheritdoc/>
        public override string ToString() => "";
    }

    /// <summary>
    /// The text with a replacement character for what is no character: half of one, left by a system that cuts texts in
    /// the middle, could neither be normalised nor written anywhere.
    /// </summary>
    public static string Sound(string text) =>
        text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') || text.Contains(NoCharacter, StringComparison.Ordinal) ? Mended(text) : text;

    private const char NoCharacter = '\uFFFE';

    private static string Mended(string text)
    {
        var mended = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) mended.Append(rune.Value == NoCharacter ? Rune.ReplacementChar : rune);
        return mended.ToString();
    }

    /// <summary>A text value, trimmed and normalised; <see cref="Empty"/> for null, empty or blank.</summary>
    public static FieldValue Of(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return Empty;
        var trimmed = Sound(text.Trim());
        return new Text(trimmed.IsNormalized() ? trimmed : trimmed.Normalize());
    }

    /// <summary>A number, or <see cref="Empty"/> for null.</summary>
    public static FieldValue Of(decimal? number) => number is { } value ? new Number(value) : Empty;

    /// <summary>A flag, or <see cref="Empty"/> for null.</summary>
    public static FieldValue Of(bool? flag) => flag is { } value ? new Flag(value) : Empty;

    /// <summary>An instant in UTC, or <see cref="Empty"/> for null.</summary>
    public static FieldValue Of(DateTimeOffset? instant) => instant is { } value ? new Instant(value.ToUniversalTime()) : Empty;

    /// <summary>A list of values.</summary>
    public static FieldValue Of(IEnumerable<FieldValue> values) => new Items(values.ToEquatableList());

    /// <summary>The same number without trailing zeros, so that 12.50 and 12.5 have one form; nought has no sign.</summary>
    public static decimal Plain(decimal value) => value == 0 ? 0 : value.Scale == 0 ? value : value / 1.000000000000000000000000000000000m;
}
