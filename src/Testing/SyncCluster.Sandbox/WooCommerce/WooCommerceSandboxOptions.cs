namespace SyncCluster.Sandbox.WooCommerce;

/// <summary>How a stand-in shop is set up.</summary>
public sealed record WooCommerceSandboxOptions
{
    /// <summary>Port on loopback; 0 (the default) takes any free one.</summary>
    public int Port { get; init; }

    /// <summary>Key with read and write permission.</summary>
    public string ConsumerKey { get; init; } = "ck_7e57000000000000000000000000000000000001";

    /// <summary>Secret of <see cref="ConsumerKey"/>.</summary>
    public string ConsumerSecret { get; init; } = "cs_7e57000000000000000000000000000000000001";

    /// <summary>Further keys, such as one that may only read. Default: none.</summary>
    public IReadOnlyList<ShopKey> MoreKeys { get; init; } = [];

    /// <summary>
    /// Take basic authentication and keys in the query over plain http. Default: false, as a real shop.
    /// </summary>
    public bool AcceptBasicOverHttp { get; init; }

    /// <summary>What the shop holds when it starts for the first time. Default: the recorded shop.</summary>
    public WooCommerceSeed Seed { get; init; } = WooCommerceSeed.Recorded;

    /// <summary>File that lets the shop survive its process; null (the default) keeps it in memory.</summary>
    public string? StatePath { get; init; }

    /// <summary>Whether webhooks go out by themselves. Default: true; false leaves it to DeliverPendingAsync.</summary>
    public bool DeliverWebhooks { get; init; } = true;

    /// <summary>
    /// How long the shop waits before it delivers what is due, when it delivers by itself. Default: not at all.
    /// </summary>
    public TimeSpan WebhookDelay { get; init; }

    /// <summary>Currency of the shop. Default: CZK.</summary>
    public string Currency { get; init; } = "CZK";

    /// <summary>Time zone of the shop. Default: Europe/Prague.</summary>
    public string TimeZone { get; init; } = "Europe/Prague";

    /// <summary>Seed of everything random: faults, order keys. Default: 1.</summary>
    public int RandomSeed { get; init; } = 1;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>What a stand-in shop holds when it starts for the first time.</summary>
public enum WooCommerceSeed
{
    /// <summary>The recorded shop: catalogue, customers and orders.</summary>
    Recorded,

    /// <summary>The recorded shop's sample catalogue alone: 18 products and 4 variations.</summary>
    Catalogue,

    /// <summary>Nothing but the administrator and the category "Uncategorized".</summary>
    Empty,
}

/// <summary>A REST key.</summary>
/// <param name="Key">Consumer key.</param>
/// <param name="Secret">Consumer secret.</param>
/// <param name="CanRead">Whether it may read.</param>
/// <param name="CanWrite">Whether it may write.</param>
public sealed record ShopKey(string Key, string Secret, bool CanRead, bool CanWrite)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Key} (read {CanRead}, write {CanWrite})";
}
