using SyncCluster.Core.Orders;

namespace SyncCluster.Connectors.WooCommerce;

/// <summary>Values where <c>sync.yaml</c> gives none, as they would stand in the file, and limits that are not settings.</summary>
internal static class WooCommerceDefaults
{
    public const string Timeout = "120s";
    public const string Overlap = "2m";
    public const string OrderStatuses = "processing,on-hold,completed,cancelled,refunded";
    public const string ManualPayments = "bacs,cheque";
    public const string TaxIdMeta =
        "billing_ic,_billing_ic,billing_ico,_billing_ico,billing_tax_id,_billing_tax_id,billing_nif,_billing_nif,tax_id";
    public const string VatIdMeta =
        "billing_dic,_billing_dic,billing_vat_number,_billing_vat_number,_vat_number,vat_number,billing_vat,billing_eu_vat_number";
    public const string LanguageMeta = "wpml_language,_wpml_language,trp_language,lang";
    public const string DefaultCategory = "uncategorized";

    /// <summary>The shop takes and gives at most this many records a call (10.5; a filter in the shop may change it).</summary>
    public const int MostPerCall = 100;

    /// <summary>Nested deeper than this, an answer is refused: PHP itself writes no deeper by default than 512.</summary>
    public const int DeepestJson = 256;

    /// <summary>From the shop building a webhook's body to its arrival here: so much earlier its content may have been seen.</summary>
    public static readonly TimeSpan WebhookJourney = TimeSpan.FromSeconds(5);

    /// <summary>How long currency, units and statuses of a shop are believed.</summary>
    public static readonly TimeSpan FactsLifetime = TimeSpan.FromHours(1);

    /// <summary>Statuses of WooCommerce itself on their way in.</summary>
    public static readonly IReadOnlyDictionary<string, OrderState> StatusToState = new Dictionary<string, OrderState>(StringComparer.Ordinal)
    {
        ["pending"] = OrderState.Validating,
        ["processing"] = OrderState.Validating,
        ["on-hold"] = OrderState.Validating,
        ["completed"] = OrderState.Shipped,
        ["cancelled"] = OrderState.Cancelled,
        ["failed"] = OrderState.Cancelled,
        ["refunded"] = OrderState.Returned,
    };

    /// <summary>
    /// Canonical states on their way out. <see cref="OrderState.Validating"/> is missing: it is where the shop itself
    /// puts an order. A rejected order becomes cancelled, at which the shop frees the stock and mails no customer.
    /// </summary>
    public static readonly IReadOnlyDictionary<OrderState, string> StateToStatus = new Dictionary<OrderState, string>
    {
        [OrderState.Emitting] = "processing",
        [OrderState.Accepted] = "processing",
        [OrderState.Rejected] = "cancelled",
        [OrderState.Processed] = "processing",
        [OrderState.PartiallyShipped] = "processing",
        [OrderState.Shipped] = "completed",
        [OrderState.Delivered] = "completed",
        [OrderState.Invoiced] = "completed",
        [OrderState.Cancelled] = "cancelled",
        [OrderState.Returned] = "refunded",
    };

    /// <summary>The status at whose arrival the shop notes that the order was paid (WC_Order::maybe_set_date_paid), books it, and thanks the customer.</summary>
    public const string PaidStatus = "processing";

    /// <summary>Statuses of orders for which nobody paid yet: by bank transfer, by cheque.</summary>
    public static readonly IReadOnlySet<string> UnpaidStatuses = new HashSet<string>(StringComparer.Ordinal) { "pending", "on-hold" };

    /// <summary>Statuses at whose arrival the shop mails the customer by default settings (measured on 10.5.0).</summary>
    public static readonly IReadOnlySet<string> MailingStatuses =
        new HashSet<string>(StringComparer.Ordinal) { "processing", "on-hold", "completed", "refunded", "failed" };
}
