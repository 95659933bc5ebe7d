using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace SyncCluster.Server.Http.Access;

/// <summary>
/// Links by which a customer sees one order and nothing else: the order's number and when the link ends, signed. Nothing
/// is stored; another secret ends them all.
/// </summary>
internal sealed class OrderLinks
{
    private const byte Version = 1;
    private const int HeadSize = 1 + sizeof(long);
    private const int LongestNumber = 200;
    private static readonly byte[] Purpose = "SyncCluster order link"u8.ToArray();

    private readonly byte[] _key;

    /// <summary>Links signed with <paramref name="secret"/>.</summary>
    public OrderLinks(string secret) => _key = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Purpose);

    /// <summary>A token for the order of that number, until <paramref name="until"/>.</summary>
    public string Create(string number, DateTimeOffset until)
    {
        var text = Encoding.UTF8.GetBytes(number);
        var token = new byte[HeadSize + text.Length + HMACSHA256.HashSizeInBytes];
        token[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(token.AsSpan(1), until.ToUnixTimeSeconds());
        text.CopyTo(token.AsSpan(HeadSize));
        HMACSHA256.HashData(_key, token.AsSpan(0, HeadSize + text.Length), token.AsSpan(HeadSize + text.Length));
        return Base64Url.EncodeToString(token);
    }

    /// <summary>What a genuine token says; null for any other. The time it takes does not tell how much of a signature is right.</summary>
    public (string Number, DateTimeOffset Until)? Read(string token)
    {
        if (token.Length > LongestNumber * 4) return null;
        byte[] bytes;
        try
        {
            bytes = Base64Url.DecodeFromChars(token);
        }
        catch (FormatException)
        {
            return null;
        }

        var length = bytes.Length - HMACSHA256.HashSizeInBytes;
        if (length <= HeadSize) return null;
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, bytes.AsSpan(0, length), expected);
        if (!CryptographicOperations.FixedTimeEquals(expected, bytes.AsSpan(length)) || bytes[0] != Version) return null;
        var until = DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(1)));
        return (Encoding.UTF8.GetString(bytes.AsSpan(HeadSize, length - HeadSize)), until);
    }
}
