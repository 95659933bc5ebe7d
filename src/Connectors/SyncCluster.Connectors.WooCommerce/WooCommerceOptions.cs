using System.Security.Cryptography;
using System.Text;
using SyncCluster.Connectors.Options;
using SyncCluster.Core.Orders;

namespace SyncCluster.Connectors.WooCommerce;

/// <summary>How the REST key is shown to the shop.</summary>
internal enum Authentication
{
    Basic,
    Query,
    OAuth1,
}

/// <summary>What becomes of the reason of an order's state.</summary>
internal enum OrderNotes
{
    Private,
    Customer,
    None,
}

/// <summary>The settings of one shop, typed.</summary>
internal sealed class WooCommerceOptions
{
    public WooCommerceOptions(string system, OptionValues values)
    {
        Home = new Uri(values.RequiredText("url").TrimEnd('/') + "/");
        Key = values.RequiredText("key");
        Secret = values.RequiredText("secret");
        Authentication = values.Text("authentication") switch
        {
            "basic" => Authentication.Basic,
            "query" => Authentication.Query,
            "oauth1" => Authentication.OAuth1,
            _ => Home.Scheme == Uri.UriSchemeHttps ? Authentication.Basic : Authentication.OAuth1,
        };
        WebhookSecret = values.Text("webhookSecret") ?? Derived(Secret, system);
        PriceList = values.Integer("priceList");
        Currency = values.Text("currency")?.Trim().ToUpperInvariant();
        Timeout = values.Duration("timeout");
        BatchSize = values.Integer("batchSize");
        PageSize = values.Integer("pageSize");
        LongestAnswerBytes = values.Integer("maxAnswerMegabytes") * 1024 * 1024;
        Overlap = values.Duration("overlap");
        SweepBudgetPages = values.Integer("sweepBudget");
        OrderStatuses = values.List("orderStatuses").Select(WithoutPrefix).ToHashSet(StringComparer.Ordinal);
        OrderPrefix = values.Text("orderPrefix")?.Trim() ?? "";
        StatusToState = Merged(values.Map("statusToState"));
        StateToStatus = MergedBack(values.Map("stateToStatus"));
        ManualPayments = values.List("manualPayments").ToHashSet(StringComparer.OrdinalIgnoreCase);
        OrderNotes = values.Text("orderNotes") switch
        {
            "customer" => OrderNotes.Customer,
            "none" => OrderNotes.None,
            _ => OrderNotes.Private,
        };
        Images = values.Flag("images");
        CreateProducts = values.Flag("createProducts");
        CreateCategories = values.Flag("createCategories");
        CreateCustomers = values.Flag("createCustomers");
        DefaultCategory = values.Text("defaultCategory") ?? WooCommerceDefaults.DefaultCategory;
        CustomerRole = values.Text("customerRole") ?? "customer";
        TaxIdMeta = values.List("taxIdMeta");
        VatIdMeta = values.List("vatIdMeta");
        LanguageMeta = values.List("languageMeta");
    }

    public Uri Home { get; }
    public string Key { get; }
    public string Secret { get; }
    public Authentication Authentication { get; }
    public string WebhookSecret { get; }
    public int PriceList { get; }
    public string? Currency { get; }
    public TimeSpan Timeout { get; }
    public int BatchSize { get; }
    public int PageSize { get; }
    public int LongestAnswerBytes { get; }
    public TimeSpan Overlap { get; }
    public int SweepBudgetPages { get; }
    public IReadOnlySet<string> OrderStatuses { get; }
    public IReadOnlyDictionary<string, OrderState> StatusToState { get; }
    public IReadOnlyDictionary<OrderState, string> StateToStatus { get; }

    /// <summary>What makes the shop's order numbers unlike those of other shops; empty for nothing.</summary>
    public string OrderPrefix { get; }
    public IReadOnlySet<string> ManualPayments { get; }
    public OrderNotes OrderNotes { get; }
    public bool Images { get; }
    public bool CreateProducts { get; }
    public bool CreateCategories { get; }
    public bool CreateCustomers { get; }
    public string DefaultCategory { get; }
    public string CustomerRole { get; }
    public IReadOnlyList<string> TaxIdMeta { get; }
    public IReadOnlyList<string> VatIdMeta { get; }
    public IReadOnlyList<string> LanguageMeta { get; }

    /// <summary>Status names as REST v3 writes them: without the prefix that the shop's database has.</summary>
    public static string WithoutPrefix(string status)
    {
        var trimmed = status.Trim();
        return trimmed.StartsWith("wc-", StringComparison.Ordinal) ? trimmed[3..] : trimmed;
    }

    private static Dictionary<string, OrderState> Merged(IReadOnlyDictionary<string, string> overrides)
    {
        var merged = new Dictionary<string, OrderState>(WooCommerceDefaults.StatusToState, StringComparer.Ordinal);
        foreach (var (status, name) in overrides)
            if (OrderStateMachine.TryParse(name, out var state))
                merged[WithoutPrefix(status)] = state;
        return merged;
    }

    private static Dictionary<OrderState, string> MergedBack(IReadOnlyDictionary<string, string> overrides)
    {
        var merged = new Dictionary<OrderState, string>(WooCommerceDefaults.StateToStatus);
        foreach (var (name, status) in overrides)
        {
            if (!OrderStateMachine.TryParse(name, out var state)) continue;
            if (string.IsNullOrWhiteSpace(status)) merged.Remove(state);
            else merged[state] = WithoutPrefix(status);
        }

        return merged;
    }

    // Without a secret of its own a shop would sign with a value that only the shop knows. Derived, it is the same after
    // every start and tells nothing about the consumer secret.
    private static string Derived(string secret, string system) => Convert.ToHexStringLower(
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes("synccluster webhook " + system)));
}
