using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SyncCluster.Connectors.Signals;
using SyncCluster.Connectors.WooCommerce.Client;
using SyncCluster.Connectors.WooCommerce.Client.Wire;
using SyncCluster.Connectors.WooCommerce.Mapping;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.WooCommerce.Signals;

/// <summary>
/// Registers webhooks and keeps them alive. A shop disables a hook at its 7th failure in a row and never tells; setting it
/// active again leaves the counter where it was, so that the next failure disables it anew (10.5). Deleting it and
/// creating it starts at nought.
/// </summary>
internal sealed class WooCommerceHooks(ShopParts parts) : ISignalHooks
{
    /// <summary>Every topic that is followed.</summary>
    public static IReadOnlyList<string> Topics { get; } =
    [
        "product.created", "product.updated", "product.deleted", "product.restored",
        "customer.created", "customer.updated", "customer.deleted",
        "order.created", "order.updated", "order.deleted", "order.restored",
    ];

    public IReadOnlySet<Kind> Kinds { get; } = new HashSet<Kind> { Kind.Product, Kind.Customer, Kind.Order };

    private readonly record struct Hook(long Id, string Topic, string Status, string Name, string Url);

    /// <summary>Tells with which secret a hook was made, which the shop never shows. No secret can be told from it.</summary>
    private string Mark => Convert.ToHexStringLower(
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(parts.Options.WebhookSecret), "synccluster hook"u8))[..8];

    public async Task<HookReport> EnsureAsync(Uri callback, CancellationToken cancellation)
    {
        var ours = (await ListAsync(cancellation)).Where(hook => IsSame(hook.Url, callback)).ToList();
        var repaired = new List<string>();
        foreach (var topic in Topics)
        {
            var found = ours.Where(hook => hook.Topic == topic).OrderBy(hook => hook.Id).ToList();
            var healthy = found.Where(IsHealthy).ToList();
            foreach (var surplus in found.Except(healthy.Take(1)))
            {
                await RemoveAsync(surplus, cancellation);
                repaired.Add(Why(surplus, healthy.Count > 0));
            }

            if (healthy.Count > 0) continue;
            await CreateAsync(topic, callback, cancellation);
            repaired.Add($"Webhook {topic} was created.");
        }

        foreach (var stray in ours.Where(hook => !Topics.Contains(hook.Topic)))
        {
            await RemoveAsync(stray, cancellation);
            repaired.Add($"Webhook {stray.Topic}, which is not followed, was removed.");
        }

        return new HookReport(Topics.ToEquatableList(), repaired.ToEquatableList());
    }

    public async Task RemoveAsync(Uri callback, CancellationToken cancellation)
    {
        foreach (var hook in (await ListAsync(cancellation)).Where(hook => IsSame(hook.Url, callback)))
            await RemoveAsync(hook, cancellation);
    }

    /// <summary>Webhooks of ours that the shop does not deliver, a sentence each.</summary>
    public async Task<IReadOnlyList<string>> TroublesAsync(CancellationToken cancellation)
    {
        var troubles = new List<string>();
        foreach (var hook in (await ListAsync(cancellation)).Where(hook => hook.Name.StartsWith("SyncCluster", StringComparison.Ordinal)))
        {
            if (hook.Status != "active") troubles.Add($"Webhook {hook.Topic} is {hook.Status}.");
            if (Reachability.Problem(hook.Url) is { } problem) troubles.Add($"Webhook {hook.Topic} goes to {problem}.");
        }

        return troubles;
    }

    private async Task RemoveAsync(Hook hook, CancellationToken cancellation)
    {
        try
        {
            await parts.Client.DeleteAsync($"webhooks/{RemoteIds.Of(hook.Id)}", cancellation);
        }
        catch (FaultException exception) when (exception.Fault.Kind == FaultKind.Missing)
        {
            // Somebody else removed it meanwhile, which is what was wanted.
        }
    }

    private async Task<List<Hook>> ListAsync(CancellationToken cancellation)
    {
        var hooks = new List<Hook>();
        for (var page = 1; ; page++)
        {
            var answer = await parts.Client.ListAsync("webhooks", new ShopQuery()
                .With("status", "all").With("per_page", WooCommerceDefaults.MostPerCall).With("page", page)
                .With("orderby", "id").With("order", "asc"), cancellation);
            hooks.AddRange(answer.Rows.Select(Read));
            if (answer.Rows.Count < WooCommerceDefaults.MostPerCall) return hooks;
        }
    }

    private async Task CreateAsync(string topic, Uri callback, CancellationToken cancellation) =>
        await parts.Client.WriteAsync(HttpMethod.Post, "webhooks", new JsonObject
        {
            ["name"] = $"SyncCluster {parts.System} {topic} [{Mark}]",
            ["topic"] = topic,
            ["delivery_url"] = callback.AbsoluteUri,
            ["secret"] = parts.Options.WebhookSecret,
            ["status"] = "active",
        }, cancellation);

    private bool IsHealthy(Hook hook) => hook.Status == "active" && hook.Name.EndsWith($"[{Mark}]", StringComparison.Ordinal);

    private static string Why(Hook hook, bool another) =>
        hook.Status != "active" ? $"Webhook {hook.Topic} was {hook.Status} and was removed."
        : another ? $"A second webhook {hook.Topic} was removed."
        : $"Webhook {hook.Topic} signed with another secret and was removed.";

    private static Hook Read(JsonElement hook) => new(
        hook.RequiredId("id"), hook.Text("topic") ?? "", hook.Text("status") ?? "", hook.Text("name") ?? "", hook.Text("delivery_url") ?? "");

    private static bool IsSame(string url, Uri callback) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address)
        && string.Equals(address.AbsoluteUri.TrimEnd('/'), callback.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal);
}
