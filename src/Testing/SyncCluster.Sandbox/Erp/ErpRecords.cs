namespace SyncCluster.Sandbox.Erp;

/// <summary>How a stand-in ERP is set up.</summary>
public sealed record ErpSimulationOptions
{
    /// <summary>The database: <c>sqlite</c> (the default) or <c>postgresql</c>.</summary>
    public string Provider { get; init; } = "sqlite";

    /// <summary>Connection string of a database that may be empty.</summary>
    public required string Connection { get; init; }

    /// <summary>Whether the staff decides on new orders at once (S2-44, S2-45). Default: true; false leaves it to DecideAsync.</summary>
    public bool DecidesAtOnce { get; init; } = true;

    /// <summary>Seed of everything random. Default: 1.</summary>
    public int RandomSeed { get; init; } = 1;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>A category of the ERP.</summary>
/// <param name="Id">ID Categoría.</param>
/// <param name="Name">Its name.</param>
/// <param name="ParentId">The category above; null at the root.</param>
public sealed record ErpCategory(long Id, string Name, long? ParentId = null);

/// <summary>A product as a catalogue describes it.</summary>
/// <param name="Sku">The key field (S2-6).</param>
/// <param name="Name">Its name.</param>
/// <param name="Price">Price of list 1, in the base currency.</param>
/// <param name="Stock">Quantity on hand.</param>
public sealed record ErpProductSeed(string Sku, string Name, decimal Price, decimal Stock)
{
    /// <summary>Long description.</summary>
    public string? Description { get; init; }

    /// <summary>Brand.</summary>
    public string? Brand { get; init; }

    /// <summary>Public URL of the image.</summary>
    public string? ImageUrl { get; init; }

    /// <summary>Weight in kilograms.</summary>
    public decimal? WeightKg { get; init; }

    /// <summary>Categories that show it.</summary>
    public IReadOnlyList<long> CategoryIds { get; init; } = [];
}

/// <summary>A product as the ERP holds it.</summary>
/// <param name="Id">ID Producto.</param>
/// <param name="Sku">The key field.</param>
/// <param name="Name">Its name.</param>
/// <param name="Price">Price of list 1.</param>
/// <param name="Stock">Quantity on hand.</param>
public sealed record ErpProduct(long Id, string Sku, string Name, decimal Price, decimal Stock);

/// <summary>A company or contact as the ERP holds it.</summary>
/// <param name="Id">ID Empresa or ID Contacto.</param>
/// <param name="Name">Name of the company, or first names of the contact.</param>
/// <param name="LastNames">Last names of a contact.</param>
/// <param name="Email">E-mail.</param>
/// <param name="CompanyId">Company of a contact.</param>
public sealed record ErpCustomer(long Id, string? Name, string? LastNames, string? Email, long? CompanyId);

/// <summary>An order that arrived. One that arrived twice is here twice.</summary>
/// <param name="Id">The ERP's own number of it.</param>
/// <param name="OrderId">ID Pedido_Cabecera, as the shop issued it (S2-16).</param>
/// <param name="State">The ERP's state, in the article's words.</param>
/// <param name="Reason">Reason of a rejection.</param>
/// <param name="ContactId">ID Contacto of the header.</param>
/// <param name="Email">Facturación-Email of the header.</param>
/// <param name="Total">Total of the header.</param>
/// <param name="IsDouble">True where an order of the same id had arrived before.</param>
/// <param name="Lines">Its details.</param>
public sealed record ErpOrder(
    long Id, string OrderId, string State, string? Reason, string? ContactId, string? Email, decimal Total, bool IsDouble,
    IReadOnlyList<ErpOrderLine> Lines)
{
    /// <summary>Where it goes, in one line, as the last header of it says.</summary>
    public string? Delivery { get; init; }
}

/// <summary>One detail of an order.</summary>
/// <param name="ProductId">ID Producto.</param>
/// <param name="Quantity">Cantidad.</param>
/// <param name="UnitPrice">Precio Unitario.</param>
/// <param name="Total">Monto Total Producto.</param>
public sealed record ErpOrderLine(string ProductId, decimal Quantity, decimal UnitPrice, decimal Total);

/// <summary>What one run of the ERP's timed task did.</summary>
/// <param name="Read">Records read and deleted, by table.</param>
/// <param name="Accepted">Orders accepted.</param>
/// <param name="Rejected">Orders rejected.</param>
/// <param name="Waiting">Headers that wait for their details (X7), each with what is missing.</param>
public sealed record ErpRun(IReadOnlyDictionary<string, int> Read, int Accepted, int Rejected, IReadOnlyList<string> Waiting);
