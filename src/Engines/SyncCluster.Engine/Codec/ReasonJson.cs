using System.Text.Json;
using System.Text.Json.Serialization;
using SyncCluster.Core.Deciding;
using SyncCluster.Core.Records;

namespace SyncCluster.Engine.Codec;

/// <summary>Reasons as JSON, by hand: every change that is told writes some; see <see cref="EntityStateJson"/>.</summary>
internal sealed class ReasonJson : JsonConverter<Reason>
{
    private static readonly JsonEncodedText Kind = JsonEncodedText.Encode("kind");
    private static readonly JsonEncodedText TextName = JsonEncodedText.Encode("text");
    private static readonly JsonEncodedText Field = JsonEncodedText.Encode("field");
    private static readonly JsonEncodedText Old = JsonEncodedText.Encode("old");
    private static readonly JsonEncodedText New = JsonEncodedText.Encode("new");
    private static readonly JsonEncodedText System = JsonEncodedText.Encode("system");
    private static readonly JsonEncodedText Rule = JsonEncodedText.Encode("rule");
    private static readonly JsonEncodedText OperationId = JsonEncodedText.Encode("operationId");
    private static readonly JsonEncodedText MailKey = JsonEncodedText.Encode("mailKey");

    public override Reason Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var kind = default(ReasonKind);
        var text = "";
        string? field = null, system = null, rule = null, operationId = null, mailKey = null;
        FieldValue? old = null, now = null;
        JsonParts.Begin(ref reader);
        while (JsonParts.Property(ref reader))
        {
            if (JsonParts.Is(ref reader, "kind"u8)) kind = JsonParts.Enum<ReasonKind>(ref reader);
            else if (JsonParts.Is(ref reader, "text"u8)) text = JsonParts.Text(ref reader) ?? "";
            else if (JsonParts.Is(ref reader, "field"u8)) field = FieldNames.Intern(ref reader);
            else if (JsonParts.Is(ref reader, "old"u8)) old = FieldValueJson.ReadValue(ref reader);
            else if (JsonParts.Is(ref reader, "new"u8)) now = FieldValueJson.ReadValue(ref reader);
            else if (JsonParts.Is(ref reader, "system"u8)) system = KnownTexts.Intern(ref reader);
            else if (JsonParts.Is(ref reader, "rule"u8)) rule = KnownTexts.Intern(ref reader);
            else if (JsonParts.Is(ref reader, "operationId"u8)) operationId = JsonParts.Text(ref reader);
            else if (JsonParts.Is(ref reader, "mailKey"u8)) mailKey = JsonParts.Text(ref reader);
            else reader.Skip();
        }

        return new Reason(kind, text) { Field = field, Old = old, New = now, System = system, Rule = rule, OperationId = operationId, MailKey = mailKey };
    }

    public override void Write(Utf8JsonWriter writer, Reason value, JsonSerializerOptions options) => Write(writer, value);

    public static void Write(Utf8JsonWriter writer, Reason value)
    {
        writer.WriteStartObject();
        if (value.Kind != default) writer.WriteString(Kind, JsonParts.Name(value.Kind));
        writer.WriteString(TextName, value.Text);
        JsonParts.Text(writer, Field, value.Field);
        JsonParts.Value(writer, Old, value.Old);
        JsonParts.Value(writer, New, value.New);
        JsonParts.Text(writer, System, value.System);
        JsonParts.Text(writer, Rule, value.Rule);
        JsonParts.Text(writer, OperationId, value.OperationId);
        JsonParts.Text(writer, MailKey, value.MailKey);
        writer.WriteEndObject();
    }
}

/// <summary>The reasons of one step.</summary>
internal sealed class ReasonsJson : JsonConverter<EquatableList<Reason>>
{
    private static readonly ReasonJson One = new();

    public override EquatableList<Reason> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonParts.List(ref reader, (ref Utf8JsonReader one) => One.Read(ref one, typeof(Reason), JsonSerializerOptions.Default));

    public override void Write(Utf8JsonWriter writer, EquatableList<Reason> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var reason in value.AsSpan()) ReasonJson.Write(writer, reason);
        writer.WriteEndArray();
    }
}
