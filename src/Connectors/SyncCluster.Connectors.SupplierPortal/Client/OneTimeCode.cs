using OtpNet;

namespace SyncCluster.Connectors.SupplierPortal.Client;

/// <summary>One-time codes after RFC 6238, as authenticator apps show them: SHA-1, six digits, 30 seconds.</summary>
internal static class OneTimeCode
{
    private const int StepSeconds = 30;

    /// <summary>A code that ends sooner than this may be over before the portal looks at it.</summary>
    private const int LeastSeconds = 3;

    /// <summary>How long to wait at <paramref name="now"/> so that a code lasts until the portal looks at it.</summary>
    public static TimeSpan WaitAt(DateTimeOffset now)
    {
        var left = TimeSpan.FromSeconds(StepSeconds) - TimeSpan.FromTicks(now.UtcTicks % TimeSpan.FromSeconds(StepSeconds).Ticks);
        return left < TimeSpan.FromSeconds(LeastSeconds) ? left : TimeSpan.Zero;
    }

    /// <summary>The code that is valid at <paramref name="now"/>.</summary>
    public static string At(string secret, DateTimeOffset now) => new Totp(Base32Encoding.ToBytes(Bare(secret))).ComputeTotp(now.UtcDateTime);

    /// <summary>True for a text that can be the secret of such codes.</summary>
    public static bool IsSecret(string text)
    {
        try
        {
            return Base32Encoding.ToBytes(Bare(text)).Length >= 10;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static string Bare(string secret) => secret.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();
}
