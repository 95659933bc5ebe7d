using System.Security.Cryptography;
using System.Text;
using SyncCluster.Core.Records;
using SyncCluster.Server.Configuration;

namespace SyncCluster.Server.Http.Access;

/// <summary>The keys to the API, kept as hashes; a comparison takes the same time whatever is wrong.</summary>
internal sealed class KeyRing(EquatableList<ApiKey> keys)
{
    private readonly (byte[] Hash, string Name, Scope Scope)[] _keys = [.. keys.Select(key => (HashOf(key.Secret), key.Name, Highest(key)))];

    /// <summary>True where no key is configured: then only this machine itself may ask.</summary>
    public bool IsEmpty => _keys.Length == 0;

    /// <summary>Who holds <paramref name="secret"/> and what it allows; null for nobody.</summary>
    public (string Name, Scope Scope)? Find(string secret)
    {
        var hash = HashOf(secret);
        (string Name, Scope Scope)? found = null;
        foreach (var key in _keys)
            if (CryptographicOperations.FixedTimeEquals(hash, key.Hash)) found = (key.Name, key.Scope);
        return found;
    }

    private static Scope Highest(ApiKey key) =>
        key.Scopes.Select(scope => Enum.Parse<Scope>(scope, ignoreCase: true)).DefaultIfEmpty(Scope.Read).Max();

    private static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
