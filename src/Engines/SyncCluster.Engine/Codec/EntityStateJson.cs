using System.Text.Json;
using System.Text.Json.Serialization;
using SyncCluster.Core.Deciding;
using SyncCluster.Core.Records;
using SyncCluster.Core.Supply;

namespace SyncCluster.Engine.Codec;

/// <summary>
/// States as JSON, by hand: every change of every record reads and writes one, and reflection took most of the time of
/// both. The form is the one that reflection gives, but for values of systems that are the canonical ones, and for a
/// provenance that differs from the one before in its field alone, of which only that stands; a test holds that, and
/// fails where a property is forgotten here.
/// </summary>
internal sealed class EntityStateJson : JsonConverter<EntityState>
{
    private static readonly JsonEncodedText EntityId = JsonEncodedText.Encode("entityId");
    private static readonly JsonEncodedText Kind = JsonEncodedText.Encode("kind");
    private static readonly JsonEncodedText Canonical = JsonEncodedText.Encode("canonical");
    private static readonly JsonEncodedText Provenances = JsonEncodedText.Encode("provenance");
    private static readonly JsonEncodedText Systems = JsonEncodedText.Encode("systems");
    private static readonly JsonEncodedText Conflicts = JsonEncodedText.Encode("conflicts");
    private static readonly JsonEncodedText Mails = JsonEncodedText.Encode("mails");
    private static readonly JsonEncodedText Delivery = JsonEncodedText.Encode("delivery");
    private static readonly JsonEncodedText Tombstoned = JsonEncodedText.Encode("tombstoned");
    private static readonly JsonEncodedText Absorbed = JsonEncodedText.Encode("absorbed");
    private static readonly JsonEncodedText MergedInto = JsonEncodedText.Encode("mergedInto");
    private static readonly JsonEncodedText Field = JsonEncodedText.Encode("field");
    private static readonly JsonEncodedText System = JsonEncodedText.Encode("system");
    private static readonly JsonEncodedText At = JsonEncodedText.Encode("at");
    private static readonly JsonEncodedText Theirs = JsonEncodedText.Encode("theirs");
    private static readonly JsonEncodedText Ours = JsonEncodedText.Encode("ours");
    private static readonly JsonEncodedText OursFrom = JsonEncodedText.Encode("oursFrom");
    private static readonly JsonEncodedText Since = JsonEncodedText.Encode("since");

    public override EntityState Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string? entityId = null;
        Kind? kind = null;
        var canonical = FieldSet.Empty;
        var provenance = EquatableList<Provenance>.Empty;
        var systems = EquatableList<SystemView>.Empty;
        var conflicts = EquatableList<Conflict>.Empty;
        var mails = EquatableList<string>.Empty;
        var absorbed = EquatableList<string>.Empty;
        string? mergedInto = null;
        OrderDelivery? delivery = null;
        var tombstoned = false;
        JsonParts.Begin(ref reader);
        while (JsonParts.Property(ref reader))
        {
            if (JsonParts.Is(ref reader, "entityId"u8)) entityId = JsonParts.Text(ref reader);
            else if (JsonParts.Is(ref reader, "kind"u8)) kind = JsonParts.Enum<Kind>(ref reader);
            else if (JsonParts.Is(ref reader, "canonical"u8)) canonical = FieldSetJson.ReadFields(ref reader, null);
            else if (JsonParts.Is(ref reader, "provenance"u8)) provenance = ReadProvenances(ref reader);
            else if (JsonParts.Is(ref reader, "systems"u8)) systems = ReadSystems(ref reader, canonical, options);
            else if (JsonParts.Is(ref reader, "conflicts"u8)) conflicts = JsonParts.List(ref reader, ReadConflict);
            else if (JsonParts.Is(ref reader, "mails"u8)) mails = JsonParts.List(ref reader, (ref Utf8JsonReader one) => one.GetString()!);
            else if (JsonParts.Is(ref reader, "delivery"u8)) delivery = JsonSerializer.Deserialize<OrderDelivery>(ref reader, options);
            else if (JsonParts.Is(ref reader, "tombstoned"u8)) tombstoned = reader.GetBoolean();
            else if (JsonParts.Is(ref reader, "absorbed"u8)) absorbed = JsonSerializer.Deserialize<EquatableList<string>>(ref reader, options)!;
            else if (JsonParts.Is(ref reader, "mergedInto"u8)) mergedInto = JsonParts.Text(ref reader);
            else reader.Skip();
        }

        return new EntityState
        {
            EntityId = entityId ?? throw new JsonException("A state has an entityId."),
            Kind = kind ?? throw new JsonException("A state has a kind."),
            Canonical = canonical,
            Provenance = provenance,
            Systems = systems,
            Conflicts = conflicts,
            Mails = mails,
            Delivery = delivery,
            Tombstoned = tombstoned,
            Absorbed = absorbed,
            MergedInto = mergedInto,
        };
    }

    public override void Write(Utf8JsonWriter writer, EntityState value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString(EntityId, value.EntityId);
        writer.WriteString(Kind, JsonParts.Name(value.Kind));
        JsonParts.Fields(writer, Canonical, value.Canonical);
        if (value.Provenance.Count > 0)
        {
            writer.WriteStartArray(Provenances);
            Provenance? before = null;
            foreach (var one in value.Provenance.AsSpan())
            {
                // Most came with one record: a third of a state would be the same system and time again and again.
                if (before is not null && before.System == one.System && before.At.EqualsExact(one.At)) writer.WriteStringValue(one.Field);
                else Write(writer, one);
                before = one;
            }

            writer.WriteEndArray();
        }

        if (value.Systems.Count > 0)
        {
            writer.WriteStartArray(Systems);
            foreach (var view in value.Systems.AsSpan()) SystemViewJson.Write(writer, view, value.Canonical, options);
            writer.WriteEndArray();
        }

        if (value.Conflicts.Count > 0)
        {
            writer.WriteStartArray(Conflicts);
            foreach (var conflict in value.Conflicts.AsSpan()) Write(writer, conflict);
            writer.WriteEndArray();
        }

        if (value.Mails.Count > 0)
        {
            writer.WriteStartArray(Mails);
            foreach (var mail in value.Mails.AsSpan()) writer.WriteStringValue(mail);
            writer.WriteEndArray();
        }

        if (value.Delivery is { } delivery)
        {
            writer.WritePropertyName(Delivery);
            JsonSerializer.Serialize(writer, delivery, options);
        }

        JsonParts.Flag(writer, Tombstoned, value.Tombstoned);
        if (value.Absorbed.Count > 0)
        {
            writer.WriteStartArray(Absorbed);
            foreach (var id in value.Absorbed.AsSpan()) writer.WriteStringValue(id);
            writer.WriteEndArray();
        }

        if (value.MergedInto is { } into) writer.WriteString(MergedInto, into);
        writer.WriteEndObject();
    }

    private static EquatableList<SystemView> ReadSystems(ref Utf8JsonReader reader, FieldSet canonical, JsonSerializerOptions options)
    {
        var views = new List<SystemView>(4);
        JsonParts.BeginList(ref reader);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) views.Add(SystemViewJson.Read(ref reader, canonical, options));
        return views.ToEquatableList();
    }

    private static EquatableList<Provenance> ReadProvenances(ref Utf8JsonReader reader)
    {
        var all = new List<Provenance>(16);
        JsonParts.BeginList(ref reader);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.String) all.Add(ReadProvenance(ref reader));
            else if (all.Count > 0) all.Add(new Provenance(FieldNames.Intern(ref reader), all[^1].System, all[^1].At));
            else throw new JsonException("The first provenance names its system.");
        }

        return all.ToEquatableList();
    }

    private static Provenance ReadProvenance(ref Utf8JsonReader reader)
    {
        string field = "", system = "";
        var at = default(DateTimeOffset);
        JsonParts.Begin(ref reader);
        while (JsonParts.Property(ref reader))
        {
            if (JsonParts.Is(ref reader, "field"u8)) field = FieldNames.Intern(ref reader);
            else if (JsonParts.Is(ref reader, "system"u8)) system = KnownTexts.Intern(ref reader);
            else if (JsonParts.Is(ref reader, "at"u8)) at = reader.GetDateTimeOffset();
            else reader.Skip();
        }

        return new Provenance(field, system, at);
    }

    private static void Write(Utf8JsonWriter writer, Provenance value)
    {
        writer.WriteStartObject();
        writer.WriteString(Field, value.Field);
        writer.WriteString(System, value.System);
        JsonParts.Instant(writer, At, value.At);
        writer.WriteEndObject();
    }

    private static Conflict ReadConflict(ref Utf8JsonReader reader)
    {
        string field = "", system = "", oursFrom = "";
        FieldValue theirs = FieldValue.Empty, ours = FieldValue.Empty;
        var since = default(DateTimeOffset);
        JsonParts.Begin(ref reader);
        while (JsonParts.Property(ref reader))
        {
            if (JsonParts.Is(ref reader, "field"u8)) field = FieldNames.Intern(ref reader);
            else if (JsonParts.Is(ref reader, "system"u8)) system = KnownTexts.Intern(ref reader);
            else if (JsonParts.Is(ref reader, "theirs"u8)) theirs = FieldValueJson.ReadValue(ref reader);
            else if (JsonParts.Is(ref reader, "ours"u8)) ours = FieldValueJson.ReadValue(ref reader);
            else if (JsonParts.Is(ref reader, "oursFrom"u8)) oursFrom = KnownTexts.Intern(ref reader);
            else if (JsonParts.Is(ref reader, "since"u8)) since = reader.GetDateTimeOffset();
            else reader.Skip();
        }

        return new Conflict(field, system, theirs, ours, oursFrom, since);
    }

    private static void Write(Utf8JsonWriter writer, Conflict value)
    {
        writer.WriteStartObject();
        writer.WriteString(Field, value.Field);
        writer.WriteString(System, value.System);
        JsonParts.Value(writer, Theirs, value.Theirs);
        JsonParts.Value(writer, Ours, value.Ours);
        writer.WriteString(OursFrom, value.OursFrom);
        JsonParts.Instant(writer, Since, value.Since);
        writer.WriteEndObject();
    }
}
