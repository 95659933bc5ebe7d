using SyncCluster.Connectors.Options;
using static SyncCluster.Connectors.Options.OptionType;

namespace SyncCluster.Connectors.WooCommerce;

/// <summary>Every setting of a WooCommerce shop.</summary>
internal static class WooCommerceOptionDefinitions
{
    public static IReadOnlyList<OptionDefinition> All { get; } =
    [
        new("url", Url, "Home address of the shop exactly as the shop itself writes it, such as https://shop.example.com") { Required = true },
        new("key", Text, "Consumer key of a REST key with read and write permission (ck_…)") { Required = true, Secret = true },
        new("secret", Text, "Consumer secret of the same REST key (cs_…)") { Required = true, Secret = true },
        new("authentication", Text,
            "How the key is shown: basic (header, https), query (https, for hosts that strip the header), oauth1 (signature, plain http); auto chooses by the address")
            { Default = "auto", Allowed = ["auto", "basic", "query", "oauth1"] },
        new("webhookSecret", Text, "Secret that signs webhooks; derived from the consumer secret where none is given") { Secret = true },
        new("priceList", Integer, "Price list from which the shop sells, 1 to 5") { Default = "1", Minimum = 1, Maximum = 5 },
        new("currency", Text, "ISO 4217 code of the shop's prices, for a shop that does not tell it; what the shop tells counts"),
        new("timeout", Duration, "How long one call may take; slow shops need two minutes for a batch")
            { Default = WooCommerceDefaults.Timeout, Minimum = 1, Maximum = 900 },
        new("batchSize", Integer, "Most records written by one call; halves by itself when the shop times out") { Default = "100", Minimum = 1, Maximum = 100 },
        new("pageSize", Integer, "Most records read by one call") { Default = "100", Minimum = 1, Maximum = 100 },
        new("maxAnswerMegabytes", Integer, "A longer answer is refused, in megabytes") { Default = "32", Minimum = 1, Maximum = 512 },
        new("overlap", Duration, "How far each incremental read reaches back behind the last one")
            { Default = WooCommerceDefaults.Overlap, Minimum = 1, Maximum = 86400 },
        new("sweepBudget", Integer, "Pages that a sweep reads each time it is woken; the walk goes on the next time")
            { Default = "10", Minimum = 1, Maximum = 10000 },
        new("orderStatuses", List, "Order statuses that are imported, without wc-") { Default = WooCommerceDefaults.OrderStatuses },
        new("orderPrefix", Text, "Put before the shop's order numbers, where two shops would number their orders alike: SK-149"),
        new("statusToState", Map, "Order status of the shop to canonical state, over the defaults"),
        new("stateToStatus", Map, "Canonical state to order status of the shop, over the defaults; an empty text: never told to the shop"),
        new("manualPayments", List, "Payment methods that are paid by hand (S2-14)") { Default = WooCommerceDefaults.ManualPayments },
        new("orderNotes", Text, "What becomes of a state's reason: a private note, a customer note (the shop mails it), or none")
            { Default = "private", Allowed = ["private", "customer", "none"] },
        new("images", Flag, "Images are sent to the shop by their URL, each once") { Default = "true" },
        new("createProducts", Flag, "Products that the shop lacks are created there") { Default = "true" },
        new("createCategories", Flag, "Categories that the shop lacks are created there") { Default = "true" },
        new("createCustomers", Flag, "Customers that the shop lacks get an account there; the shop mails them (S0-14, S0-15)") { Default = "true" },
        new("defaultCategory", Text, "Slug of the shop's default category, which says nothing of a product and is not read")
            { Default = WooCommerceDefaults.DefaultCategory },
        new("customerRole", Text, "Role of the accounts that are read as customers; all reads every account") { Default = "customer" },
        new("taxIdMeta", List, "Meta keys that may hold a customer's tax id; the first is written to") { Default = WooCommerceDefaults.TaxIdMeta },
        new("vatIdMeta", List, "Meta keys that may hold a customer's VAT number; the first is written to") { Default = WooCommerceDefaults.VatIdMeta },
        new("languageMeta", List, "Meta keys that may hold the language of a customer or an order") { Default = WooCommerceDefaults.LanguageMeta },
    ];
}
