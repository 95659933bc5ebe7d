namespace SyncCluster.Sandbox.WooCommerce.State;

/// <summary>A registered user of the shop.</summary>
public sealed record ShopCustomer
{
    /// <summary>Number of the user.</summary>
    public int Id { get; init; }

    /// <summary>E-mail of the account.</summary>
    public string Email { get; init; } = "";

    /// <summary>Given name.</summary>
    public string FirstName { get; init; } = "";

    /// <summary>Family name.</summary>
    public string LastName { get; init; } = "";

    /// <summary>customer, administrator, …</summary>
    public string Role { get; init; } = "customer";

    /// <summary>User name, made from the e-mail when none was sent.</summary>
    public string UserName { get; init; } = "";

    /// <summary>Billing address.</summary>
    public ShopAddress Billing { get; init; } = ShopAddress.Empty;

    /// <summary>Shipping address.</summary>
    public ShopAddress Shipping { get; init; } = ShopAddress.Empty;

    /// <summary>Whether an order of theirs was paid.</summary>
    public bool IsPaying { get; init; }

    /// <summary>Free entries of key and value.</summary>
    public IReadOnlyList<ShopMeta> Meta { get; init; } = [];

    /// <summary>When the account was made, UTC.</summary>
    public DateTime DateCreated { get; init; }

    /// <summary>When it was last written, UTC.</summary>
    public DateTime DateModified { get; init; }
}

/// <summary>A webhook.</summary>
public sealed record ShopWebhook
{
    /// <summary>Number of the webhook.</summary>
    public int Id { get; init; }

    /// <summary>Name.</summary>
    public string Name { get; init; } = "";

    /// <summary>active, paused or disabled.</summary>
    public string Status { get; init; } = "active";

    /// <summary>resource.event</summary>
    public string Topic { get; init; } = "";

    /// <summary>Where it is delivered.</summary>
    public string DeliveryUrl { get; init; } = "";

    /// <summary>Key of the signature; REST never shows it.</summary>
    public string Secret { get; init; } = "";

    /// <summary>Failures in a row. Setting the status to active does not reset it.</summary>
    public int Failures { get; init; }

    /// <summary>When it was made, UTC.</summary>
    public DateTime DateCreated { get; init; }

    /// <summary>When it was last written, UTC; null until then.</summary>
    public DateTime? DateModified { get; init; }
}

/// <summary>A mail the shop itself would have sent. Nothing is sent.</summary>
/// <param name="To">Recipient.</param>
/// <param name="Template">customer_processing_order, customer_note, admin_new_order, …</param>
/// <param name="OrderId">Order it is about; 0 when none.</param>
/// <param name="At">When, UTC.</param>
public sealed record ShopMail(string To, string Template, int OrderId, DateTime At);

/// <summary>One call to the REST interface.</summary>
/// <param name="At">When it arrived, UTC.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path without the query, which may hold keys.</param>
/// <param name="Status">Answer; 0 when the connection was dropped.</param>
/// <param name="Fault">Name of the fault that was injected, or empty.</param>
public sealed record ShopCall(DateTime At, string Method, string Path, int Status, string Fault);
