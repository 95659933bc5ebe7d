using SyncCluster.Sandbox.WooCommerce.State;

namespace SyncCluster.Sandbox.WooCommerce.Growing;

/// <summary>What a customer puts into the checkout.</summary>
public sealed record CheckoutOrder
{
    /// <summary>What is bought.</summary>
    public required IReadOnlyList<CheckoutLine> Lines { get; init; }

    /// <summary>Who pays; the e-mail is required.</summary>
    public required ShopAddress Billing { get; init; }

    /// <summary>Where it goes; null (the default) to the billing address.</summary>
    public ShopAddress? Shipping { get; init; }

    /// <summary>Registered customer; 0 (the default) for a guest.</summary>
    public int CustomerId { get; init; }

    /// <summary>bacs (bank transfer, on-hold), cod (processing) or stripe (paid, processing). Default: cod.</summary>
    public string Payment { get; init; } = "cod";

    /// <summary>Shipping as the order names it; null (the default) for none.</summary>
    public string? ShippingTitle { get; init; }

    /// <summary>What shipping costs.</summary>
    public decimal ShippingTotal { get; init; }

    /// <summary>What the customer writes.</summary>
    public string Note { get; init; } = "";

    /// <summary>Whether the customer leaves before paying: the order stays a checkout-draft. Default: false.</summary>
    public bool Abandoned { get; init; }
}

/// <summary>A line in the basket.</summary>
/// <param name="Sku">Product or variation.</param>
/// <param name="Quantity">Pieces.</param>
public sealed record CheckoutLine(string Sku, int Quantity);
