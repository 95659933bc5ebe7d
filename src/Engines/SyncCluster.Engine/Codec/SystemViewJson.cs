using System.Text.Json;
using SyncCluster.Core.Deciding;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;

namespace SyncCluster.Engine.Codec;

/// <summary>
/// The part of a state that is about one system; see <see cref="EntityStateJson"/>. Values that are the canonical ones
/// are written as <c>{}</c>: most are, and what is not written need not be read, kept or flushed.
/// </summary>
internal static class SystemViewJson
{
    private static readonly JsonEncodedText System = JsonEncodedText.Encode("system");
    private static readonly JsonEncodedText RemoteId = JsonEncodedText.Encode("remoteId");
    private static readonly JsonEncodedText Snapshot = JsonEncodedText.Encode("snapshot");
    private static readonly JsonEncodedText Print = JsonEncodedText.Encode("fingerprint");
    private static readonly JsonEncodedText ModifiedAt = JsonEncodedText.Encode("modifiedAt");
    private static readonly JsonEncodedText Revision = JsonEncodedText.Encode("revision");
    private static readonly JsonEncodedText SeenAt = JsonEncodedText.Encode("seenAt");
    private static readonly JsonEncodedText WrittenAt = JsonEncodedText.Encode("writtenAt");
    private static readonly JsonEncodedText WriteModifiedAt = JsonEncodedText.Encode("writeModifiedAt");
    private static readonly JsonEncodedText Whole = JsonEncodedText.Encode("whole");
    private static readonly JsonEncodedText Extras = JsonEncodedText.Encode("extras");
    private static readonly JsonEncodedText Gone = JsonEncodedText.Encode("gone");
    private static readonly JsonEncodedText Uncertain = JsonEncodedText.Encode("uncertain");
    private static readonly JsonEncodedText Trace = JsonEncodedText.Encode("trace");
    private static readonly JsonEncodedText Pending = JsonEncodedText.Encode("pending");
    private static readonly JsonEncodedText Superseded = JsonEncodedText.Encode("superseded");
    private static readonly JsonEncodedText Unread = JsonEncodedText.Encode("unread");
    private static readonly JsonEncodedText Sequence = JsonEncodedText.Encode("sequence");
    private static readonly JsonEncodedText Acknowledged = JsonEncodedText.Encode("acknowledged");
    private static readonly JsonEncodedText WritesAgainFrom = JsonEncodedText.Encode("writesAgainFrom");
    private static readonly JsonEncodedText Answered = JsonEncodedText.Encode("answered");
    private static readonly JsonEncodedText Kept = JsonEncodedText.Encode("kept");
    private static readonly JsonEncodedText Normalised = JsonEncodedText.Encode("normalised");
    private static readonly JsonEncodedText Contradictions = JsonEncodedText.Encode("contradictions");
    private static readonly JsonEncodedText Field = JsonEncodedText.Encode("field");
    private static readonly JsonEncodedText Sent = JsonEncodedText.Encode("sent");
    private static readonly JsonEncodedText Stored = JsonEncodedText.Encode("stored");
    private static readonly JsonEncodedText Patch = JsonEncodedText.Encode("patch");
    private static readonly JsonEncodedText Base = JsonEncodedText.Encode("base");
    private static readonly JsonEncodedText Unanswered = JsonEncodedText.Encode("unanswered");
    private static readonly JsonEncodedText OperationId = JsonEncodedText.Encode("operationId");
    private static readonly JsonEncodedText EnqueuedAt = JsonEncodedText.Encode("enqueuedAt");
    private static readonly JsonEncodedText Failures = JsonEncodedText.Encode("failures");
    private static readonly JsonEncodedText NotBefore = JsonEncodedText.Encode("notBefore");
    private static readonly JsonEncodedText FaultName = JsonEncodedText.Encode("fault");
    private static readonly JsonEncodedText Parked = JsonEncodedText.Encode("parked");
    private static readonly JsonEncodedText ChecksStock = JsonEncodedText.Encode("checksStock");
    private static readonly JsonEncodedText SkipsStock = JsonEncodedText.Encode("skipsStock");
    private static readonly JsonEncodedText LooksOnly = JsonEncodedText.Encode("looksOnly");

    /// <summary>Reads a view. Values written as <c>{}</c> are those of <paramref name="canonical"/>.</summary>
    public static SystemView Read(ref Utf8JsonReader reader, FieldSet canonical, JsonSerializerOptions options)
    {
        var view = new Draft();
        JsonParts.Begin(ref reader);
        while (JsonParts.Property(ref reader))
        {
            if (JsonParts.Is(ref reader, "system"u8)) view.System = KnownTexts.Intern(ref reader);
            else if (JsonParts.Is(ref reader, "remoteId"u8)) view.RemoteId = JsonParts.Text(ref reader);
            else if (JsonParts.Is(ref reader, "snapshot"u8)) view.Snapshot = FieldSetJson.ReadFields(ref reader, canonical);
            else if (JsonParts.Is(ref reader, "fingerprint"u8)) view.Fingerprint = FingerprintJson.ReadValue(ref reader);
            else if (JsonParts.Is(ref reader, "modifiedAt"u8)) view.ModifiedAt = JsonParts.Instant(ref reader);
            else if (JsonParts.Is(ref reader, "revision"u8)) view.Revision = JsonParts.Text(ref reader);
            else if (JsonParts.Is(ref reader, "seenAt"u8)) view.SeenAt = JsonParts.Instant(ref reader);
            else if (JsonParts.Is(ref reader, "writtenAt"u8)) view.WrittenAt = JsonParts.Instant(ref reader);
            else if (JsonParts.Is(ref reader, "writeModifiedAt"u8)) view.WriteModifiedAt = JsonParts.Instant(ref reader);
            else if (JsonParts.Is(ref reader, "whole"u8)) view.Whole = reader.GetBoolean();
            else if (JsonParts.Is(ref reader, "extras"u8)) view.Extras = JsonParts.Text(ref reader);
            else if (JsonParts.Is(ref reader, "gone"u8)) view.Gone = reader.GetBoolean();
            else if (JsonParts.Is(ref reader, "uncertain"u8)) view.Uncertain = reader.GetBoolean();
            else if (JsonParts.Is(ref reader, "pending"u8)) view.Pending = ReadPending(ref reader, canonical, options);
            else if (JsonParts.Is(ref reader, "superseded"u8)) view.Superseded = ReadAllSent(ref reader, canonical);
            else if (JsonParts.Is(ref reader, "unread"u8)) view.Unread = FieldSetJson.ReadFields(ref reader, canonical);
            else if (JsonParts.Is(ref reader, "sequence"u8)) view.Sequence = reader.GetInt64();
            else if (JsonParts.Is(ref reader, "acknowledged"u8)) view.Acknowledged = reader.GetInt64();
            else if (JsonParts.Is(ref reader, "answered"u8)) view.Answered = reader.GetInt64();
            else if (JsonParts.Is(ref reader, "writesAgainFrom"u8)) view.WritesAgainFrom = reader.GetInt64();
            else if (JsonParts.Is(ref reader, "kept"u8)) view.Kept = FieldSetJson.ReadFields(ref reader, canonical);
            else if (JsonParts.Is(ref reader, "normalised"u8)) view.Normalised = JsonParts.List(ref reader, ReadNormalisation);
            else if (JsonParts.Is(ref reader, "contradictions"u8)) view.Contradictions = JsonParts.List(ref reader, (ref Utf8JsonReader one) => one.GetDateTimeOffset());
            else reader.Skip();
        }

        return view.Build();
    }

    public static void Write(Utf8JsonWriter writer, SystemView view, FieldSet canonical, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString(System, view.System);
        JsonParts.Text(writer, RemoteId, view.RemoteId);
        JsonParts.Fields(writer, Snapshot, view.Snapshot, canonical);
        FingerprintJson.WriteValue(writer, Print, view.Fingerprint);
        JsonParts.Instant(writer, ModifiedAt, view.ModifiedAt);
        JsonParts.Text(writer, Revision, view.Revision);
        JsonParts.Instant(writer, SeenAt, view.SeenAt);
        JsonParts.Instant(writer, WrittenAt, view.WrittenAt);
        JsonParts.Instant(writer, WriteModifiedAt, view.WriteModifiedAt);
        JsonParts.Flag(writer, Whole, view.Whole);
        JsonParts.Text(writer, Extras, view.Extras);
        JsonParts.Flag(writer, Gone, view.Gone);
        JsonParts.Flag(writer, Uncertain, view.Uncertain);
        if (view.Pending is { } pending) Write(writer, pending, canonical, options);
        if (view.Superseded.Count > 0)
        {
            writer.WriteStartArray(Superseded);
            foreach (var sent in view.Superseded.AsSpan()) Write(writer, sent, canonical);
            writer.WriteEndArray();
        }

        JsonParts.Fields(writer, Unread, view.Unread, canonical);
        JsonParts.Number(writer, Sequence, view.Sequence);
        JsonParts.Number(writer, Acknowledged, view.Acknowledged);
        JsonParts.Number(writer, Answered, view.Answered);
        JsonParts.Number(writer, WritesAgainFrom, view.WritesAgainFrom);
        JsonParts.Fields(writer, Kept, view.Kept, canonical);
        if (view.Normalised.Count > 0)
        {
            writer.WriteStartArray(Normalised);
            foreach (var form in view.Normalised.AsSpan()) Write(writer, form);
            writer.WriteEndArray();
        }

        if (view.Contradictions.Count > 0)
        {
            writer.WriteStartArray(Contradictions);
            foreach (var at in view.Contradictions.AsSpan()) writer.WriteStringValue(at);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static PendingPush ReadPending(ref Utf8JsonReader reader, FieldSet canonical, JsonSerializerOptions options)
    {
        var operationId = "";
        long sequence = 0;
        FieldSet patch = FieldSet.Empty, basis = FieldSet.Empty;
        DateTimeOffset enqueuedAt = default, notBefore = default;
        var failures = 0;
        Fault? fault = null;
        bool parked = false, checksStock = false, skipsStock = false, looksOnly = false;
        string? trace = null;
        JsonParts.Begin(ref reader);
        while (JsonParts.Property(ref reader))
        {
            if (JsonParts.Is(ref reader, "operationId"u8)) operationId = JsonParts.Text(ref reader) ?? "";
            else if (JsonParts.Is(ref reader, "sequence"u8)) sequence = reader.GetInt64();
            else if (JsonParts.Is(ref reader, "patch"u8)) patch = FieldSetJson.ReadFields(ref reader, canonical);
            else if (JsonParts.Is(ref reader, "enqueuedAt"u8)) enqueuedAt = reader.GetDateTimeOffset();
            else if (JsonParts.Is(ref reader, "base"u8)) basis = FieldSetJson.ReadFields(ref reader, canonical);
            else if (JsonParts.Is(ref reader, "failures"u8)) failures = reader.GetInt32();
            else if (JsonParts.Is(ref reader, "notBefore"u8)) notBefore = reader.GetDateTimeOffset();
            else if (JsonParts.Is(ref reader, "fault"u8)) fault = JsonSerializer.Deserialize<Fault>(ref reader, options);
            else if (JsonParts.Is(ref reader, "parked"u8)) parked = reader.GetBoolean();
            else if (JsonParts.Is(ref reader, "checksStock"u8)) checksStock = reader.GetBoolean();
            else if (JsonParts.Is(ref reader, "skipsStock"u8)) skipsStock = reader.GetBoolean();
            else if (JsonParts.Is(ref reader, "trace"u8)) trace = JsonParts.Text(ref reader);
            else if (JsonParts.Is(ref reader, "looksOnly"u8)) looksOnly = reader.GetBoolean();
            else reader.Skip();
        }

        return new PendingPush(operationId, sequence, patch, enqueuedAt)
        {
            Base = basis, Failures = failures, NotBefore = notBefore, Fault = fault, Parked = parked, ChecksStock = checksStock, LooksOnly = looksOnly,
            SkipsStock = skipsStock, Trace = trace,
        };
    }

    private static void Write(Utf8JsonWriter writer, PendingPush push, FieldSet canonical, JsonSerializerOptions options)
    {
        writer.WriteStartObject(Pending);
        writer.WriteString(OperationId, push.OperationId);
        JsonParts.Number(writer, Sequence, push.Sequence);
        writer.WritePropertyName(Patch);
        FieldSetJson.Write(writer, push.Patch, canonical);
        JsonParts.Instant(writer, EnqueuedAt, push.EnqueuedAt);
        JsonParts.Fields(writer, Base, push.Base, canonical);
        JsonParts.Number(writer, Failures, push.Failures);
        JsonParts.Instant(writer, NotBefore, push.NotBefore);
        if (push.Fault is { } fault)
        {
            writer.WritePropertyName(FaultName);
            JsonSerializer.Serialize(writer, fault, options);
        }

        JsonParts.Flag(writer, Parked, push.Parked);
        JsonParts.Flag(writer, ChecksStock, push.ChecksStock);
        JsonParts.Flag(writer, SkipsStock, push.SkipsStock);
        if (push.Trace is { } trace) writer.WriteString(Trace, trace);
        JsonParts.Flag(writer, LooksOnly, push.LooksOnly);
        writer.WriteEndObject();
    }

    private static EquatableList<SentPatch> ReadAllSent(ref Utf8JsonReader reader, FieldSet canonical)
    {
        var all = new List<SentPatch>(2);
        JsonParts.BeginList(ref reader);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) all.Add(ReadSent(ref reader, canonical));
        return all.ToEquatableList();
    }

    private static SentPatch ReadSent(ref Utf8JsonReader reader, FieldSet canonical)
    {
        long sequence = 0;
        FieldSet patch = FieldSet.Empty, basis = FieldSet.Empty;
        var unanswered = false;
        JsonParts.Begin(ref reader);
        while (JsonParts.Property(ref reader))
        {
            if (JsonParts.Is(ref reader, "sequence"u8)) sequence = reader.GetInt64();
            else if (JsonParts.Is(ref reader, "patch"u8)) patch = FieldSetJson.ReadFields(ref reader, canonical);
            else if (JsonParts.Is(ref reader, "base"u8)) basis = FieldSetJson.ReadFields(ref reader, canonical);
            else if (JsonParts.Is(ref reader, "unanswered"u8)) unanswered = reader.GetBoolean();
            else reader.Skip();
        }

        return new SentPatch(sequence, patch) { Base = basis, Unanswered = unanswered };
    }

    private static void Write(Utf8JsonWriter writer, SentPatch sent, FieldSet canonical)
    {
        writer.WriteStartObject();
        JsonParts.Number(writer, Sequence, sent.Sequence);
        writer.WritePropertyName(Patch);
        FieldSetJson.Write(writer, sent.Patch, canonical);
        JsonParts.Fields(writer, Base, sent.Base, canonical);
        JsonParts.Flag(writer, Unanswered, sent.Unanswered);
        writer.WriteEndObject();
    }

    private static Normalisation ReadNormalisation(ref Utf8JsonReader reader)
    {
        var field = "";
        FieldValue sent = FieldValue.Empty;
        FieldValue? stored = null;
        JsonParts.Begin(ref reader);
        while (JsonParts.Property(ref reader))
        {
            if (JsonParts.Is(ref reader, "field"u8)) field = FieldNames.Intern(ref reader);
            else if (JsonParts.Is(ref reader, "sent"u8)) sent = FieldValueJson.ReadValue(ref reader);
            else if (JsonParts.Is(ref reader, "stored"u8)) stored = FieldValueJson.ReadValue(ref reader);
            else reader.Skip();
        }

        return new Normalisation(field, sent, stored);
    }

    private static void Write(Utf8JsonWriter writer, Normalisation form)
    {
        writer.WriteStartObject();
        writer.WriteString(Field, form.Field);
        JsonParts.Value(writer, Sent, form.Sent);
        JsonParts.Value(writer, Stored, form.Stored);
        writer.WriteEndObject();
    }

    /// <summary>A view in the making.</summary>
    private struct Draft()
    {
        public string? System;
        public string? RemoteId;
        public FieldSet Snapshot = FieldSet.Empty;
        public Fingerprint Fingerprint;
        public DateTimeOffset? ModifiedAt;
        public string? Revision;
        public DateTimeOffset? SeenAt;
        public DateTimeOffset? WrittenAt;
        public DateTimeOffset? WriteModifiedAt;
        public bool Whole;
        public string? Extras;
        public bool Gone;
        public bool Uncertain;
        public PendingPush? Pending;
        public EquatableList<SentPatch> Superseded = EquatableList<SentPatch>.Empty;
        public FieldSet Unread = FieldSet.Empty;
        public long Sequence;
        public long Acknowledged;
        public long Answered;
        public long WritesAgainFrom;
        public FieldSet Kept = FieldSet.Empty;
        public EquatableList<Normalisation> Normalised = EquatableList<Normalisation>.Empty;
        public EquatableList<DateTimeOffset> Contradictions = EquatableList<DateTimeOffset>.Empty;

        public readonly SystemView Build() => new()
        {
            System = System ?? throw new JsonException("A view has a system."),
            RemoteId = RemoteId,
            Snapshot = Snapshot,
            Fingerprint = Fingerprint,
            ModifiedAt = ModifiedAt,
            Revision = Revision,
            SeenAt = SeenAt,
            WrittenAt = WrittenAt,
            WriteModifiedAt = WriteModifiedAt,
            Whole = Whole,
            Extras = Extras,
            Gone = Gone,
            Uncertain = Uncertain,
            Pending = Pending,
            Superseded = Superseded,
            Unread = Unread,
            Sequence = Sequence,
            Acknowledged = Acknowledged,
            Answered = Answered,
            WritesAgainFrom = WritesAgainFrom,
            Kept = Kept,
            Normalised = Normalised,
            Contradictions = Contradictions,
        };
    }
}
