using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using SyncCluster.Core.Records;

namespace SyncCluster.Engine.Codec;

/// <summary>A fingerprint as 32 hexadecimal digits.</summary>
internal sealed class FingerprintJson : JsonConverter<Fingerprint>
{
    private const int Digits = 2 * Fingerprint.Size;

    public override Fingerprint Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ReadValue(ref reader);

    public override void Write(Utf8JsonWriter writer, Fingerprint value, JsonSerializerOptions options)
    {
        Span<byte> digits = stackalloc byte[Digits];
        Spell(value, digits);
        writer.WriteStringValue(digits);
    }

    public static Fingerprint ReadValue(ref Utf8JsonReader reader)
    {
        Span<byte> bytes = stackalloc byte[Fingerprint.Size];
        var isWhole = reader.TokenType == JsonTokenType.String && !reader.HasValueSequence && reader.ValueSpan.Length == Digits
            && Convert.FromHexString(reader.ValueSpan, bytes, out _, out var written) == OperationStatus.Done && written == Fingerprint.Size;
        return isWhole ? Fingerprint.Read(bytes) : throw new JsonException("A fingerprint has 32 hexadecimal digits.");
    }

    /// <summary>Writes a property; nothing for the fingerprint of nothing.</summary>
    public static void WriteValue(Utf8JsonWriter writer, JsonEncodedText name, Fingerprint value)
    {
        if (value == Fingerprint.None) return;
        Span<byte> digits = stackalloc byte[Digits];
        Spell(value, digits);
        writer.WriteString(name, digits);
    }

    private static void Spell(Fingerprint value, Span<byte> digits)
    {
        Span<byte> bytes = stackalloc byte[Fingerprint.Size];
        value.Write(bytes);
        Convert.TryToHexStringLower(bytes, digits, out _);
    }
}
