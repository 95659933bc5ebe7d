using System.Collections.Immutable;
using System.Net;
using SyncCluster.Sandbox.Faults;
using SyncCluster.Sandbox.WooCommerce.Rendering;
using SyncCluster.Sandbox.WooCommerce.State;

namespace SyncCluster.Sandbox.WooCommerce.Webhooks;

/// <summary>
/// Delivers what is due, one after another, each once: a failed delivery is not repeated. The seventh failure in a row
/// disables a webhook; success sets the count to zero, making it active again does not.
/// </summary>
internal sealed class WebhookPump : IAsyncDisposable
{
    private const int FailuresBeforeLast = 5;

    private readonly Shop _shop;
    private readonly SandboxFaults _faults;
    private readonly Func<Site> _site;
    private readonly WooCommerceSandboxOptions _options;
    private readonly HttpClient _http =
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false })
    {
        Timeout = TimeSpan.FromSeconds(60),
    };

    private readonly SemaphoreSlim _one = new(1);
    private readonly SemaphoreSlim _due = new(0, 1);
    private readonly CancellationTokenSource _stop = new();
    private Task _automatic = Task.CompletedTask;
    private ImmutableList<WebhookDelivery> _deliveries = [];

    public WebhookPump(Shop shop, SandboxFaults faults, Func<Site> site, WooCommerceSandboxOptions options) =>
        (_shop, _faults, _site, _options) = (shop, faults, site, options);

    public IReadOnlyList<WebhookDelivery> Deliveries => _deliveries;

    /// <summary>Delivers by itself from now on, where the options say so.</summary>
    public void Start()
    {
        if (!_options.DeliverWebhooks) return;
        _shop.Committed += Wake;
        _automatic = Task.Run(DeliverAlwaysAsync);
    }

    /// <summary>Delivers everything that is due, also what becomes due meanwhile.</summary>
    public async Task<int> DeliverPendingAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var delivered = 0;
            while (_shop.Now.Pending is { IsEmpty: false } pending)
            {
                var turn = pending.Count > 1 && _faults.Draw(FaultKind.OutOfOrderWebhooks, "POST", "") is not null
                    ? pending.Reverse()
                    : pending;
                foreach (var delivery in turn)
                {
                    if (await DeliverAsync(delivery, cancellationToken)) delivered++;
                }
            }

            return delivered;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>
    /// A new webhook, or a new address of an old one, is pinged inside the call. A failed ping stops nothing.
    /// </summary>
    public async Task PingChangedAsync(
        ImmutableSortedDictionary<int, ShopWebhook> before, CancellationToken cancellationToken)
    {
        var after = _shop.Now.Webhooks;
        if (ReferenceEquals(before, after)) return;
        foreach (var webhook in after.Values)
        {
            if (before.TryGetValue(webhook.Id, out var old) && old.DeliveryUrl == webhook.DeliveryUrl) continue;
            var status = IsLoopback(webhook.DeliveryUrl)
                ? await SendAsync(WebhookMessage.Ping(webhook), cancellationToken) : 0;
            Note(new WebhookDelivery(webhook.Id, "ping", 0, status));
        }
    }

    public async ValueTask DisposeAsync()
    {
        _shop.Committed -= Wake;
        await _stop.CancelAsync();
        await _automatic.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _http.Dispose();
        _stop.Dispose();
        _one.Dispose();
        _due.Dispose();
    }

    private void Wake()
    {
        if (_shop.Now.Pending.IsEmpty) return;
        try
        {
            _due.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already.
        }
        catch (ObjectDisposedException)
        {
            // The shop closes.
        }
    }

    private async Task DeliverAlwaysAsync()
    {
        if (!_shop.Now.Pending.IsEmpty) Wake();
        while (true)
        {
            await _due.WaitAsync(_stop.Token);
            if (_options.WebhookDelay > TimeSpan.Zero)
                await Task.Delay(_options.WebhookDelay, _options.Time, _stop.Token);
            await DeliverPendingAsync(_stop.Token);
        }
    }

    private async Task<bool> DeliverAsync(PendingDelivery delivery, CancellationToken cancellationToken)
    {
        // Taken off the list first: what changes during the delivery is due again.
        _shop.Write("", draft => draft.Delivered(delivery));
        if (!_shop.Now.Webhooks.TryGetValue(delivery.WebhookId, out var webhook) || webhook.Status != "active")
            return false;
        if (_faults.Draw(FaultKind.LostWebhook, "POST", webhook.Topic) is not null) return false;
        var copies = _faults.Draw(FaultKind.DuplicateWebhook, "POST", webhook.Topic) is null ? 1 : 2;
        for (var copy = 0; copy < copies; copy++)
        {
            var site = _site();
            var body = WebhookMessage.Body(_shop.Now, webhook, delivery.ResourceId, site);
            var status = IsLoopback(webhook.DeliveryUrl)
                ? await SendAsync(WebhookMessage.Delivery(webhook, body, site), cancellationToken)
                : 0;
            var made = new WebhookDelivery(webhook.Id, webhook.Topic, delivery.ResourceId, status);
            Note(made);
            Count(webhook.Id, made.Succeeded);
        }

        return true;
    }

    private async Task<int> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            try
            {
                using var response =
                    await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
                return (int)response.StatusCode;
            }
            catch (Exception fault) when (
                fault is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                return 0;
            }
        }
    }

    private void Count(int webhookId, bool succeeded)
    {
        if (!_shop.Now.Webhooks.TryGetValue(webhookId, out var known) || (succeeded && known.Failures == 0)) return;
        _shop.Write("", draft =>
        {
            if (!draft.Shop.Webhooks.TryGetValue(webhookId, out var webhook)) return;
            draft.Put(succeeded ? webhook with { Failures = 0, DateModified = draft.Now }
                : webhook.Failures > FailuresBeforeLast ? webhook with { Status = "disabled", DateModified = draft.Now }
                : webhook with { Failures = webhook.Failures + 1, DateModified = draft.Now });
        });
    }

    private void Note(WebhookDelivery delivery) =>
        ImmutableInterlocked.Update(ref _deliveries, list => list.Add(delivery));

    /// <summary>A stand-in calls nobody but this machine.</summary>
    private static bool IsLoopback(string address)
    {
        var uri = new Uri(address);
        return uri.Host is "localhost"
            || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
    }
}
