using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SyncCluster.Connectors.Signals;
using SyncCluster.Connectors.WooCommerce.Client.Wire;
using SyncCluster.Connectors.WooCommerce.Mapping;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.WooCommerce.Signals;

/// <summary>
/// Webhooks of a shop. Verified over the raw bytes, since the shop escapes slashes and accents. The delivery id says
/// little: products of one batch are delivered under one id (10.5), so the content tells what is a repetition.
/// </summary>
internal sealed class WooCommerceWebhook(ShopParts parts) : ISignalReceiver
{
    private const int LongestPing = 256;

    public SignalVerdict Receive(SignalRequest request)
    {
        var signature = Header(request, "X-WC-Webhook-Signature");
        if (signature is null)
            return IsPing(request)
                ? new SignalVerdict.Nothing("The shop tried whether this address answers.")
                : new SignalVerdict.NotGenuine("The request carries no signature.");
        if (!IsGenuine(request.Body.Span, signature))
            return new SignalVerdict.NotGenuine("The signature does not fit the body; the shop may sign with another secret.");

        var topic = Header(request, "X-WC-Webhook-Topic") ?? "";
        var (resource, happened) = Split(topic);
        if (KindOf(resource) is not { } kind || happened is not ("created" or "updated" or "restored" or "deleted"))
            return new SignalVerdict.Nothing($"Topic '{Shown(topic)}' is not followed.");
        try
        {
            using var document = JsonDocument.Parse(request.Body, new JsonDocumentOptions { MaxDepth = WooCommerceDefaults.DeepestJson });
            return Understand(request, kind, happened, document.RootElement.Clone());
        }
        catch (Exception exception) when (MappingContext.IsUnreadable(exception))
        {
            var reason = exception is JsonException ? "the body is no JSON" : exception.Message;
            return new SignalVerdict.Unreadable(MappingContext.Rejected(
                new RecordKey(parts.System, kind, ""), RawText(request.Body.Span), reason, (exception as UnreadableException)?.Field));
        }
    }

    private SignalVerdict.Hint Understand(SignalRequest request, Kind kind, string happened, JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object) throw new UnreadableException("body", "is no object");
        // By the time of the delivery the record was gone: an error object stands in its place, without an id.
        if (body.Has("code") && body.Object("data") is { } data && data.Text("status") is "404" or "410")
            return Hint(request, kind, "", DeliveryKey(request));

        var id = body.RequiredId("id");
        if (happened == "deleted") return Deleted(request, kind, RemoteIds.Of(id));
        if (kind == Kind.Product && body.Text("type") == "variation")
            // Which SKU is the variation's own only its parent tells: it is read.
            return Hint(request, kind, RemoteIds.OfVariation(body.RequiredId("parent_id"), id), ContentKey(request, kind));
        return Hint(request, kind, RemoteIds.Of(id), ContentKey(request, kind), Observed(request, kind, body));
    }

    private Observation[] Observed(SignalRequest request, Kind kind, JsonElement body)
    {
        // Units and currency are asked on the first read; before that the record is read, too.
        if (parts.Facts.Known is not { } facts) return [];
        var context = new MappingContext(parts.System, parts.Options, facts);
        // Built by the shop before it was sent.
        var seenAt = request.ReceivedAt - WooCommerceDefaults.WebhookJourney;
        switch (kind)
        {
            case Kind.Product:
                return [ProductMapping.Read(body, context, seenAt, rendered: true)];
            case Kind.Customer:
                return body.Text("role") is { } role && parts.Options.CustomerRole != "all" && role != parts.Options.CustomerRole
                    ? []
                    : [CustomerMapping.Read(body, context, seenAt)];
            default:
                // An account comes before its order (X11), and its data are not in the order.
                if (body.Id("customer_id") is not null || !OrderMapping.IsImported(body, parts.Options)) return [];
                var order = OrderMapping.Read(body, context, seenAt);
                return CustomerMapping.ReadGuest(body, context, seenAt) is { } guest ? [guest, order] : [order];
        }
    }

    private SignalVerdict.Hint Deleted(SignalRequest request, Kind kind, string remoteId) =>
        // Trashed, restored and trashed again tells the same body twice: the delivery keeps the two apart.
        Hint(request, kind, remoteId, DeliveryKey(request),
            new Observation(new RecordKey(parts.System, kind, remoteId), FieldSet.Empty, request.ReceivedAt - WooCommerceDefaults.WebhookJourney) { Deleted = true });

    private SignalVerdict.Hint Hint(SignalRequest request, Kind kind, string remoteId, string contentKey, params Observation[] observations) =>
        new(new RecordKey(parts.System, kind, remoteId), contentKey, observations.ToEquatableList());

    // Created and updated come in pairs with one body; they tell the same.
    private static string ContentKey(SignalRequest request, Kind kind) => Hashed(request, kind.ToString());

    private static string DeliveryKey(SignalRequest request) => Hashed(
        request, $"{Header(request, "X-WC-Webhook-Topic")} {Header(request, "X-WC-Webhook-ID")} {Header(request, "X-WC-Webhook-Delivery-ID")}");

    private static string Hashed(SignalRequest request, string prefix)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(prefix + "\n"));
        hash.AppendData(request.Body.Span);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private bool IsGenuine(ReadOnlySpan<byte> body, string signature)
    {
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (!Convert.TryFromBase64String(signature.Trim(), given, out var written) || written != given.Length) return false;
        Span<byte> due = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(parts.Options.WebhookSecret), body, due);
        return CryptographicOperations.FixedTimeEquals(due, given);
    }

    // The form "webhook_id=N" without any header of the shop's: all that it can do is be answered.
    private static bool IsPing(SignalRequest request)
    {
        if (request.Body.Length > LongestPing) return false;
        var text = Encoding.ASCII.GetString(request.Body.Span);
        const string Name = "webhook_id=";
        return text.StartsWith(Name, StringComparison.Ordinal) && text.Length > Name.Length && text.AsSpan(Name.Length).IndexOfAnyExceptInRange('0', '9') < 0;
    }

    private static Kind? KindOf(string resource) => resource switch
    {
        "product" => Kind.Product,
        "customer" => Kind.Customer,
        "order" => Kind.Order,
        _ => null,
    };

    private static (string Resource, string Event) Split(string topic)
    {
        var dot = topic.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? (topic, "") : (topic[..dot], topic[(dot + 1)..]);
    }

    private static string? Header(SignalRequest request, string name)
    {
        if (request.Headers.TryGetValue(name, out var value)) return value;
        foreach (var (key, other) in request.Headers)
            if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase))
                return other;
        return null;
    }

    private static string Shown(string topic) => topic.Length <= 60 ? topic : topic[..60] + "…";

    private static string RawText(ReadOnlySpan<byte> body) => Encoding.UTF8.GetString(body[..Math.Min(body.Length, 64 * 1024)]);
}
