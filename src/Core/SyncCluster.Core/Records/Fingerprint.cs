using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Supply;

namespace SyncCluster.Core.Records;

/// <summary>128 bits that stand for the content of a field set: equal content, equal fingerprint.</summary>
public readonly record struct Fingerprint(ulong High, ulong Low)
{
    /// <summary>Number of bytes of the binary form.</summary>
    public const int Size = 16;

    /// <summary>The fingerprint of nothing seen.</summary>
    public static Fingerprint None => default;

    /// <summary>The fingerprint of <paramref name="fields"/> and of whether the record is deleted.</summary>
    public static Fingerprint Of(FieldSet fields, bool deleted = false)
    {
        using var writer = FingerprintWriter.Rent();
        writer.Byte(deleted ? (byte)1 : (byte)0);
        writer.Fields(fields);
        return writer.Finish();
    }

    /// <summary>The fingerprint of an observation's content, times and revision left out.</summary>
    public static Fingerprint Of(Observation observation) => Of(observation.Fields, observation.Deleted);

    /// <summary>The fingerprint of raw bytes, for content that is compared but not understood.</summary>
    public static Fingerprint Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return Read(hash);
    }

    /// <summary>The binary form, big-endian.</summary>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, High);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], Low);
    }

    /// <summary>Reads the binary form.</summary>
    public static Fingerprint Read(ReadOnlySpan<byte> source) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(source), BinaryPrimitives.ReadUInt64BigEndian(source[8..]));

    /// <inheritdoc/>
    public override string ToString() => $"{High:x16}{Low:x16}";
}

/// <summary>Serialises values into an unambiguous byte form and hashes it.</summary>
internal sealed class FingerprintWriter : IDisposable
{
    [ThreadStatic]
    private static FingerprintWriter? _spare;

    private byte[] _buffer = new byte[4096];
    private int _length;

    public static FingerprintWriter Rent()
    {
        var writer = _spare ?? new FingerprintWriter();
        _spare = null;
        writer._length = 0;
        return writer;
    }

    public void Dispose() => _spare = this;

    public Fingerprint Finish() => Fingerprint.Of(_buffer.AsSpan(0, _length));

    public void Byte(byte value)
    {
        Room(1);
        _buffer[_length++] = value;
    }

    public void Fields(FieldSet fields)
    {
        Number(fields.Count);
        foreach (ref readonly var field in fields.AsSpan())
        {
            Text(field.Key);

            // A lead time read again on another day says the same: it must not wake anybody every day.
            if (field is { Key: SupplierFields.Delivery, Value: FieldValue.Text promise }) Said(promise.Value);
            else Value(field.Value);
        }
    }

    private void Value(FieldValue value)
    {
        switch (value)
        {
            case FieldValue.Nothing: Byte(0); break;
            case FieldValue.Text text: Byte(1); Text(text.Value); break;
            case FieldValue.Number number: Byte(2); Decimal(FieldValue.Plain(number.Value)); break;
            case FieldValue.Flag flag: Byte(3); Byte(flag.Value ? (byte)1 : (byte)0); break;
            case FieldValue.Instant instant: Byte(4); Long(instant.Value.UtcTicks); break;
            case FieldValue.Link link: Byte(5); Byte((byte)link.Kind); Text(link.Id); break;
            case FieldValue.Items items: Byte(6); Values(items.Values); break;
            case FieldValue.Group group: Byte(7); Fields(group.Fields); break;
            case FieldValue.Delta delta: Byte(8); Values(delta.Added); Values(delta.Removed); break;
            default: throw new System.Diagnostics.UnreachableException();
        }
    }

    private void Said(string promise)
    {
        Byte(1);
        Text(DeliveryPromise.Said(promise));
    }

    private void Values(EquatableList<FieldValue> values)
    {
        Number(values.Count);
        foreach (var value in values.AsSpan()) Value(value);
    }

    private void Decimal(decimal value)
    {
        Room(16);
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        MemoryMarshal.AsBytes(bits).CopyTo(_buffer.AsSpan(_length));
        _length += 16;
    }

    private void Long(long value)
    {
        Room(8);
        BinaryPrimitives.WriteInt64LittleEndian(_buffer.AsSpan(_length), value);
        _length += 8;
    }

    private void Number(int value)
    {
        Room(4);
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(_length), value);
        _length += 4;
    }

    private void Text(ReadOnlySpan<char> text)
    {
        Room(4 + (text.Length * 3));
        var written = Encoding.UTF8.GetBytes(text, _buffer.AsSpan(_length + 4));
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(_length), written);
        _length += 4 + written;
    }

    private void Room(int bytes)
    {
        if (_length + bytes > _buffer.Length) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + bytes));
    }
}
