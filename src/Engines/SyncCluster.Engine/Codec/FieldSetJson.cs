using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using SyncCluster.Core.Records;

namespace SyncCluster.Engine.Codec;

/// <summary>
/// Field values as JSON that people can read: text, numbers and flags as they are, nothing as null, lists as arrays;
/// instants, links, groups and deltas as objects with one telling member (<c>at</c>, <c>link</c>, <c>group</c>, <c>add</c>).
/// </summary>
internal sealed class FieldSetJson : JsonConverter<FieldSet>
{
    [ThreadStatic]
    private static FieldSetBuilder? _spare;

    public override FieldSet Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ReadFields(ref reader, null);

    /// <summary>
    /// Reads fields. An empty object stands for the value in <paramref name="like"/> and becomes the same object: what
    /// systems hold is mostly the same, and a state then takes a third of the memory.
    /// </summary>
    public static FieldSet ReadFields(ref Utf8JsonReader reader, FieldSet? like)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("Fields are an object.");
        var builder = _spare ?? new FieldSetBuilder(32);
        _spare = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = FieldNames.Intern(ref reader);
            reader.Read();
            builder.Set(name, like is not null && IsAsThere(ref reader) ? ValueOf(like, name) : FieldValueJson.ReadValue(ref reader));
        }

        var fields = builder.Build();
        builder.Clear();
        _spare = builder;
        return fields;
    }

    /// <summary>True, and past it, at an empty object.</summary>
    private static bool IsAsThere(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject) return false;
        var next = reader;
        if (!next.Read() || next.TokenType != JsonTokenType.EndObject) return false;
        reader = next;
        return true;
    }

    private static FieldValue ValueOf(FieldSet like, string name) =>
        like[name] ?? throw new JsonException($"Field '{name}' is said to be as in the canonical fields, which lack it.");

    public override void Write(Utf8JsonWriter writer, FieldSet value, JsonSerializerOptions options) => Write(writer, value);

    public static void Write(Utf8JsonWriter writer, FieldSet value, FieldSet? like = null)
    {
        writer.WriteStartObject();
        foreach (ref readonly var field in value.AsSpan())
        {
            writer.WritePropertyName(field.Key);
            if (like?[field.Key] is { } there && IsSame(field.Value, there))
            {
                writer.WriteStartObject();
                writer.WriteEndObject();
            }
            else
            {
                FieldValueJson.WriteValue(writer, field.Value);
            }
        }

        writer.WriteEndObject();
    }

    /// <summary>True where one can stand for the other without loss: 12.50 and 12.5 are equal, and not the same.</summary>
    private static bool IsSame(FieldValue value, FieldValue there) => ReferenceEquals(value, there) || (value, there) switch
    {
        (FieldValue.Text one, FieldValue.Text other) => string.Equals(one.Value, other.Value, StringComparison.Ordinal),
        (FieldValue.Number one, FieldValue.Number other) => one.Value == other.Value && one.Value.Scale == other.Value.Scale,
        _ => false,
    };
}

/// <summary>See <see cref="FieldSetJson"/>.</summary>
internal sealed class FieldValueJson : JsonConverter<FieldValue>
{
    public override bool HandleNull => true;

    public override bool CanConvert(Type typeToConvert) => typeof(FieldValue).IsAssignableFrom(typeToConvert);

    public override FieldValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ReadValue(ref reader);

    public override void Write(Utf8JsonWriter writer, FieldValue value, JsonSerializerOptions options)
    {
        if (value is null) writer.WriteStringValue("absent");
        else WriteValue(writer, value);
    }

    public static FieldValue ReadValue(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Null => FieldValue.Empty,
        JsonTokenType.String => new FieldValue.Text(reader.GetString()!),
        JsonTokenType.Number => new FieldValue.Number(reader.GetDecimal()),
        JsonTokenType.True => new FieldValue.Flag(true),
        JsonTokenType.False => new FieldValue.Flag(false),
        JsonTokenType.StartArray => new FieldValue.Items(ReadList(ref reader)),
        JsonTokenType.StartObject => ReadObject(ref reader),
        _ => throw new JsonException($"A value cannot begin with {reader.TokenType}."),
    };

    public static void WriteValue(Utf8JsonWriter writer, FieldValue value)
    {
        switch (value)
        {
            case FieldValue.Nothing: writer.WriteNullValue(); break;
            case FieldValue.Text text: writer.WriteStringValue(text.Value); break;
            case FieldValue.Number number: writer.WriteNumberValue(number.Value); break;
            case FieldValue.Flag flag: writer.WriteBooleanValue(flag.Value); break;
            case FieldValue.Instant instant: One(writer, "at", instant.ToString()); break;
            case FieldValue.Link link: One(writer, "link", link.ToString()); break;
            case FieldValue.Items items: WriteList(writer, items.Values); break;
            case FieldValue.Group group:
                writer.WriteStartObject();
                writer.WritePropertyName("group");
                FieldSetJson.Write(writer, group.Fields);
                writer.WriteEndObject();
                break;
            case FieldValue.Delta delta:
                writer.WriteStartObject();
                writer.WritePropertyName("add");
                WriteList(writer, delta.Added);
                writer.WritePropertyName("remove");
                WriteList(writer, delta.Removed);
                writer.WriteEndObject();
                break;
            default: throw new System.Diagnostics.UnreachableException();
        }
    }

    private static void One(Utf8JsonWriter writer, string name, string value)
    {
        writer.WriteStartObject();
        writer.WriteString(name, value);
        writer.WriteEndObject();
    }

    private static EquatableList<FieldValue> ReadList(ref Utf8JsonReader reader)
    {
        var values = new List<FieldValue>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) values.Add(ReadValue(ref reader));
        return values.ToEquatableList();
    }

    private static void WriteList(Utf8JsonWriter writer, EquatableList<FieldValue> values)
    {
        writer.WriteStartArray();
        foreach (var value in values.AsSpan()) WriteValue(writer, value);
        writer.WriteEndArray();
    }

    private static FieldValue ReadObject(ref Utf8JsonReader reader)
    {
        FieldValue? value = null;
        EquatableList<FieldValue>? added = null, removed = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "at": value = new FieldValue.Instant(DateTimeOffset.Parse(reader.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)); break;
                case "link": value = ReadLink(reader.GetString()!); break;
                case "group": value = new FieldValue.Group(FieldSetJson.ReadFields(ref reader, null)); break;
                case "add": added = ReadList(ref reader); break;
                case "remove": removed = ReadList(ref reader); break;
                default: throw new JsonException($"No value has a member '{name}'.");
            }
        }

        if (added is not null || removed is not null)
            value = new FieldValue.Delta(added ?? EquatableList<FieldValue>.Empty, removed ?? EquatableList<FieldValue>.Empty);
        return value ?? throw new JsonException("An empty object is no value.");
    }

    private static FieldValue.Link ReadLink(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && Enum.TryParse<Kind>(text.AsSpan(0, colon), out var kind)
            ? new FieldValue.Link(kind, text[(colon + 1)..])
            : throw new JsonException($"'{text}' is no link.");
    }
}

/// <summary>Field names as they recur in every state, so that each is one string in memory.</summary>
internal static class FieldNames
{
    private static readonly (byte[] Utf8, string Name)[][] Known = Build();

    public static string Intern(ref Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped || reader.HasValueSequence || reader.ValueSpan.Length >= Known.Length) return reader.GetString()!;
        foreach (var (utf8, name) in Known[reader.ValueSpan.Length])
            if (reader.ValueSpan.SequenceEqual(utf8)) return name;
        return reader.GetString()!;
    }

    private static (byte[], string)[][] Build()
    {
        var names = Enum.GetValues<Kind>().SelectMany(kind => Core.Kinds.KindSchema.Of(kind).Fields.Select(field => field.Name))
            .Concat([
                Core.Kinds.OrderLineFields.LineId, Core.Kinds.OrderLineFields.Sku, Core.Kinds.OrderLineFields.Name, Core.Kinds.OrderLineFields.Quantity,
                Core.Kinds.OrderLineFields.UnitPrice, Core.Kinds.OrderLineFields.Total, Core.Kinds.OrderLineFields.Tax,
            ])
            .Distinct().Select(name => (Utf8: System.Text.Encoding.UTF8.GetBytes(name), Name: name)).ToArray();
        var longest = names.Max(name => name.Utf8.Length);
        return [.. Enumerable.Range(0, longest + 1).Select(length => names.Where(name => name.Utf8.Length == length).ToArray())];
    }
}
