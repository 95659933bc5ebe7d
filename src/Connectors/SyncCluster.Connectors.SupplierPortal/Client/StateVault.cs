using System.Security.Cryptography;
using System.Text;
using SyncCluster.Core.Faults;

namespace SyncCluster.Connectors.SupplierPortal.Client;

/// <summary>
/// Keeps what a browser remembers of a portal (cookies, local storage) between runs: encrypted and authenticated
/// (AES-GCM, key by HKDF from the configured text), bound to the account, and believed for a limited time.
/// </summary>
internal sealed class StateVault(string? folder, string account, string? key, TimeProvider time)
{
    private const byte Version = 1;
    private const int NonceSize = 12;
    private const int TagSize = 16;

    /// <summary>A session that nobody used for so long is over anyway.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    private string? _state;
    private DateTimeOffset _keptAt;

    private string? File => folder is null || key is null ? null : Path.Combine(folder, "session.bin");

    /// <summary>What was kept; null where nothing was, or it is too old, or was kept under another key.</summary>
    public string? Open()
    {
        if (_state is not null) return time.GetUtcNow() - _keptAt < Longest ? _state : null;
        if (File is not { } file || !System.IO.File.Exists(file)) return null;
        if (time.GetUtcNow() - System.IO.File.GetLastWriteTimeUtc(file) > Longest) return null;
        try
        {
            return Decrypt(System.IO.File.ReadAllBytes(file));
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException)
        {
            // Another key, another account or half a file: logging in again costs less than asking.
            return null;
        }
    }

    /// <summary>Keeps <paramref name="state"/>.</summary>
    /// <exception cref="FaultException">The folder cannot be written.</exception>
    public void Keep(string state)
    {
        (_state, _keptAt) = (state, time.GetUtcNow());
        if (File is not { } file) return;
        try
        {
            Directory.CreateDirectory(folder!);
            var fresh = file + ".new";
            System.IO.File.WriteAllBytes(fresh, Encrypt(state));
            if (!OperatingSystem.IsWindows()) System.IO.File.SetUnixFileMode(fresh, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            System.IO.File.Move(fresh, file, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw PortalFaults.NotKept(failure);
        }
    }

    /// <summary>Forgets it: it did not prove to be logged in.</summary>
    public void Forget()
    {
        _state = null;
        if (File is { } file && System.IO.File.Exists(file)) System.IO.File.Delete(file);
    }

    private byte[] Encrypt(string state)
    {
        var plain = Encoding.UTF8.GetBytes(state);
        var sealedState = new byte[1 + NonceSize + TagSize + plain.Length];
        sealedState[0] = Version;
        var nonce = sealedState.AsSpan(1, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(Key(), TagSize);
        aes.Encrypt(nonce, plain, sealedState.AsSpan(1 + NonceSize + TagSize), sealedState.AsSpan(1 + NonceSize, TagSize), Account);
        return sealedState;
    }

    private string Decrypt(byte[] sealedState)
    {
        if (sealedState.Length < 1 + NonceSize + TagSize || sealedState[0] != Version) throw new CryptographicException("No session of ours.");
        var plain = new byte[sealedState.Length - 1 - NonceSize - TagSize];
        using var aes = new AesGcm(Key(), TagSize);
        aes.Decrypt(sealedState.AsSpan(1, NonceSize), sealedState.AsSpan(1 + NonceSize + TagSize), sealedState.AsSpan(1 + NonceSize, TagSize), plain, Account);
        return Encoding.UTF8.GetString(plain);
    }

    private byte[] Key() => HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(key!), 32, info: "synccluster portal session"u8.ToArray());

    private byte[] Account => Encoding.UTF8.GetBytes(account);
}
