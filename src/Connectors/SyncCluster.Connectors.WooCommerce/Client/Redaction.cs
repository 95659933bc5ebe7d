using System.Text.RegularExpressions;

namespace SyncCluster.Connectors.WooCommerce.Client;

/// <summary>Takes keys out of texts that people will read: a shop's error page may show the address it was asked for.</summary>
internal sealed partial class Redaction(WooCommerceOptions options)
{
    private readonly string[] _secrets = [.. new[] { options.Secret, options.Key, options.WebhookSecret }.Where(secret => secret.Length >= 4)];

    public string Clean(string text)
    {
        foreach (var secret in _secrets) text = text.Replace(secret, "***", StringComparison.Ordinal);
        return KeyLike().Replace(Parameters().Replace(text, "$1=***"), "***");
    }

    [GeneratedRegex(@"\b(consumer_key|consumer_secret|oauth_consumer_key|oauth_signature)=[^&\s""'<>]+", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Parameters();

    [GeneratedRegex(@"\bc[ks]_[0-9A-Za-z]{16,}\b", RegexOptions.None, 1000)]
    private static partial Regex KeyLike();
}
