namespace SyncCluster.Sandbox.WooCommerce.Webhooks;

/// <summary>One attempt to deliver a webhook.</summary>
/// <param name="WebhookId">The webhook.</param>
/// <param name="Topic">Its topic.</param>
/// <param name="ResourceId">What it was about; 0 for a ping.</param>
/// <param name="Status">Answer of the receiver; 0 when it could not be reached or its address was refused.</param>
public sealed record WebhookDelivery(int WebhookId, string Topic, int ResourceId, int Status)
{
    /// <summary>2xx, 301 and 302 count as delivered; redirects are not followed.</summary>
    public bool Succeeded => Status is (>= 200 and < 300) or 301 or 302;
}
