using System.Text.Json;
using SyncCluster.Core.Records;

namespace SyncCluster.Engine.Codec;

/// <summary>What hand-written converters have in common: values that are the default are left out, as everywhere in <see cref="EngineJson"/>.</summary>
internal static class JsonParts
{
    /// <summary>Reads one element.</summary>
    public delegate T Element<out T>(ref Utf8JsonReader reader);

    public static void Begin(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException($"An object was expected, and {reader.TokenType} came.");
    }

    public static void BeginList(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException($"A list was expected, and {reader.TokenType} came.");
    }

    /// <summary>Goes to the next property's name; false at the object's end. <see cref="Is"/> then asks which it is.</summary>
    public static bool Property(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>True, and on to its value, where the property has this name.</summary>
    public static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (reader.ValueSpan.Length != name.Length || !reader.ValueSpan.SequenceEqual(name)) return false;
        reader.Read();
        return true;
    }

    public static EquatableList<T> List<T>(ref Utf8JsonReader reader, Element<T> read)
    {
        BeginList(ref reader);
        var items = new List<T>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) items.Add(read(ref reader));
        return items.ToEquatableList();
    }

    public static string? Text(ref Utf8JsonReader reader) => reader.GetString();

    public static DateTimeOffset? Instant(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Null ? null : reader.GetDateTimeOffset();

    public static T Enum<T>(ref Utf8JsonReader reader)
        where T : struct, Enum =>
        reader.TokenType == JsonTokenType.Number
            ? (T)global::System.Enum.ToObject(typeof(T), reader.GetInt32())
            : Names<T>.Find(reader.GetString()!);

    public static JsonEncodedText Name<T>(T value)
        where T : struct, Enum => Names<T>.Of(value);

    public static void Text(Utf8JsonWriter writer, JsonEncodedText name, string? value)
    {
        if (value is not null) writer.WriteString(name, value);
    }

    public static void Fields(Utf8JsonWriter writer, JsonEncodedText name, FieldSet value, FieldSet? like = null)
    {
        if (value.Count == 0) return;
        writer.WritePropertyName(name);
        FieldSetJson.Write(writer, value, like);
    }

    public static void Value(Utf8JsonWriter writer, JsonEncodedText name, FieldValue? value)
    {
        if (value is null) return;
        writer.WritePropertyName(name);
        FieldValueJson.WriteValue(writer, value);
    }

    public static void Instant(Utf8JsonWriter writer, JsonEncodedText name, DateTimeOffset? value)
    {
        if (value is { } at) writer.WriteString(name, at);
    }

    public static void Instant(Utf8JsonWriter writer, JsonEncodedText name, DateTimeOffset value)
    {
        if (value != default) writer.WriteString(name, value);
    }

    public static void Flag(Utf8JsonWriter writer, JsonEncodedText name, bool value)
    {
        if (value) writer.WriteBoolean(name, true);
    }

    public static void Number(Utf8JsonWriter writer, JsonEncodedText name, long value)
    {
        if (value != 0) writer.WriteNumber(name, value);
    }

    private static class Names<T>
        where T : struct, Enum
    {
        private static readonly Dictionary<T, JsonEncodedText> Written = global::System.Enum.GetValues<T>().ToDictionary(one => one, one => JsonEncodedText.Encode(one.ToString()));
        private static readonly Dictionary<string, T> Read = global::System.Enum.GetValues<T>().ToDictionary(one => one.ToString(), StringComparer.OrdinalIgnoreCase);

        public static JsonEncodedText Of(T value) => Written[value];

        public static T Find(string name) => Read.TryGetValue(name, out var value) ? value : throw new JsonException($"'{name}' is no {typeof(T).Name}.");
    }
}

/// <summary>Texts that recur in every state (names of systems and rules), so that each is one string in memory.</summary>
internal static class KnownTexts
{
    private const int Places = 256;
    private const int Longest = 48;

    // Two threads may write the same place: either text serves, and nothing is lost but a string.
    private static readonly Known?[] Table = new Known?[Places];

    public static string Intern(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped || reader.HasValueSequence || reader.ValueSpan.Length > Longest) return reader.GetString()!;
        var bytes = reader.ValueSpan;
        var hash = 2166136261u;
        foreach (var one in bytes) hash = unchecked((hash ^ one) * 16777619u);
        ref var place = ref Table[hash % Places];
        if (place is { } known && bytes.SequenceEqual(known.Utf8)) return known.Text;
        var text = reader.GetString()!;
        place = new Known(bytes.ToArray(), text);
        return text;
    }

    private sealed record Known(byte[] Utf8, string Text);
}
