using SyncCluster.Connectors.Mail.Rendering;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.Mail.Tests.Rendering;

internal static class Models
{
    public static MailRendererOptions Shop { get; } = new()
    {
        Shop = new Dictionary<string, object?>
        {
            ["name"] = "Kniha & Káva", ["url"] = "https://kniha.example/", ["email"] = "obchod@kniha.example", ["phone"] = "+420 123 456 789",
        },
        Payment = new Dictionary<string, object?>
        {
            ["accountName"] = "Kniha & Káva s.r.o.", ["iban"] = "CZ6508000000192000145399", ["bic"] = "GIBACZPX", ["dueDays"] = 14,
        },
    };

    public static Dictionary<string, object?> Order(string state = "Accepted", string? reason = null) => new()
    {
        ["order"] = new Dictionary<string, object?>
        {
            ["number"] = "2026-0042", ["placedAt"] = new DateTimeOffset(2026, 3, 5, 9, 30, 0, TimeSpan.Zero), ["total"] = 12587.11m,
            ["currency"] = "CZK", ["shipping"] = 99m, ["discount"] = 0m, ["tax"] = 2142.61m,
            ["customerName"] = "Jana <script>Nováková</script>", ["state"] = state, ["stateReason"] = reason,
            ["lines"] = new[]
            {
                new Dictionary<string, object?> { ["name"] = "Hrnek \"Ráno\"", ["sku"] = "HR-1", ["quantity"] = 2m, ["total"] = 345.5m },
                new Dictionary<string, object?> { ["name"] = "Kávovar", ["sku"] = "", ["quantity"] = 1m, ["total"] = 10000m },
            },
        },
    };

    public static Dictionary<string, object?> Account { get; } = new()
    {
        ["account"] = new Dictionary<string, object?>
        {
            ["name"] = "Jan Novák", ["email"] = "jan@novak.example", ["passwordUrl"] = "https://kniha.example/heslo?a=1&b=2",
        },
    };

    public static Dictionary<string, object?> Of(string template) => template == "account-created" ? Account : Order();

    /// <summary>The same order as the engine keeps it.</summary>
    public static FieldSet Canonical { get; } = FieldSet.Of(
        ("number", FieldValue.Of("2026-0042")),
        ("placedAt", FieldValue.Of(new DateTimeOffset(2026, 3, 5, 9, 30, 0, TimeSpan.Zero))),
        ("state", FieldValue.Of("Rejected")),
        ("stateReason", FieldValue.Of("Vyprodáno")),
        ("total", FieldValue.Of(99m)),
        ("currency", FieldValue.Of("EUR")),
        ("customerName", FieldValue.Empty),
        ("billing.city", FieldValue.Of("Brno")),
        ("lines", FieldValue.Of([new FieldValue.Group(FieldSet.Of(
            ("name", FieldValue.Of("Hrnek")), ("sku", FieldValue.Of("HR-1")), ("quantity", FieldValue.Of(1.5m)), ("total", FieldValue.Of(99m))))])));

    /// <summary>Two orders of one customer whose dates moved.</summary>
    public static Dictionary<string, object?> Deliveries()
    {
        var first = FieldSet.Of(
            ("number", FieldValue.Of("2026-0042")), ("customerName", FieldValue.Of("Jan Novák")), ("state", FieldValue.Of("Accepted")),
            ("expectedDelivery", FieldValue.Of("week:2026-W49")),
            ("deliveries", FieldValue.Of([
                Delivery("Kniha & Káva", "K-1", 2, "day:2026-12-10", "week:2026-W49"), Delivery("Hrnek", "H-1", 1, "unknown", "in-stock"),
            ])));
        var second = FieldSet.Of(
            ("number", FieldValue.Of("2026-0043")), ("customerName", FieldValue.Of("Jan Novák")),
            ("deliveries", FieldValue.Of([Delivery("Čaj", null, 1.5m, "month:2026-12", "discontinued")])));
        return new() { ["order"] = first, ["orders"] = new[] { first, second } };
    }

    private static FieldValue.Group Delivery(string name, string? sku, decimal quantity, string old, string said) => new FieldValue.Group(FieldSet.Of(
        ("name", FieldValue.Of(name)), ("sku", FieldValue.Of(sku)), ("quantity", FieldValue.Of(quantity)), ("old", FieldValue.Of(old)),
        ("new", FieldValue.Of(said))));
}
