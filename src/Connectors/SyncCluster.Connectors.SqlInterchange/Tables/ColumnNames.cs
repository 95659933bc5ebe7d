namespace SyncCluster.Connectors.SqlInterchange.Tables;

/// <summary>The article's names of columns (S2-49 … S2-56) and those of ours (X3, X4, X7).</summary>
internal static class ColumnNames
{
    public const string RowId = "ID Registro";
    public const string ProductId = "ID Producto";
    public const string Sku = "Código (SKU)";
    public const string Name = "Nombre";
    public const string Brand = "Marca";
    public const string Model = "Modelo";
    public const string Units = "Unidades";
    public const string ShortDescription = "Descripción Corta";
    public const string LongDescription = "Descripción Larga";
    public const string ImageUrl = "URL de la Imagen";
    public const string Category = "Categoría";
    public const string Stock = "Existencia";
    public const string Weight = "Peso";
    public const string Width = "Ancho";
    public const string Length = "Largo";
    public const string Height = "Alto";
    public const string ParentProductId = "ID Producto Padre";
    public const string Attributes = "Atributos";

    public const string CategoryId = "ID Categoría";
    public const string Description = "Descripción";
    public const string ParentCategoryId = "ID Categoría Padre";

    public const string CompanyId = "ID Empresa";
    public const string CompanyName = "Nombre Empresa";
    public const string CompanyTaxId = "Identificación Fiscal Empresa";
    public const string ContactId = "ID Contacto";
    public const string FirstNames = "Nombres";
    public const string LastNames = "Apellidos";
    public const string Role = "Cargo (Rol)";
    public const string Street = "Dirección";
    public const string City = "Ciudad";
    public const string Region = "Estado";
    public const string Country = "País";
    public const string Postcode = "Código Postal";
    public const string Phone = "Teléfono Fijo";
    public const string Mobile = "Teléfono Movil";
    public const string Email = "Email";

    public const string OrderId = "ID Pedido_Cabecera";
    public const string OrderState = "Estado del Pedido";
    public const string Subtotal = "Sub-Total Sin Descuento";
    public const string Discount = "Descuento";
    public const string SubtotalAfterDiscount = "Sub-Total con Descuento";
    public const string Shipping = "Costo Envío";
    public const string SubtotalWithShipping = "Sub-Total con Envío";
    public const string Tax = "Impuestos";
    public const string Total = "Total";
    public const string PaymentMethod = "Medio de Pago";
    public const string PaymentId = "ID Pago";
    public const string DetailId = "ID Pedido_Detalles";
    public const string Quantity = "Cantidad";
    public const string UnitPrice = "Precio Unitario";
    public const string LineTotal = "Monto Total Producto";
    public const string State = "Estado";
    public const string Reason = "Motivo del Rechazo";

    public const string CreatedAt = "FechaHora";
    public const string Operation = "Operacion";
    public const string Currency = "Moneda";
    public const string TaxRate = "TasaImpuesto";
    public const string PriceUnit = "UnidadPrecio";
    public const string PriceLevel = "NivelPrecio";
    public const string PlacedAt = "Fecha";
    public const string Number = "Numero";
    public const string LineCount = "NumeroLineas";
    public const string Origin = "Origen";

    public const string OperationId = "Operacion_Id";
    public const string LedgerKey = "Clave";
    public const string StockCode = "Codigo";

    /// <summary>The column of one part of the billing or delivery address of an order.</summary>
    public static string Billing(string part) => $"Facturación-{part}";

    /// <inheritdoc cref="Billing"/>
    public static string Delivery(string part) => $"Envío-{part}";

    /// <summary>The column of price list <paramref name="list"/>, 1 to 5.</summary>
    public static string Price(int list) => $"Precio {list.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
}
