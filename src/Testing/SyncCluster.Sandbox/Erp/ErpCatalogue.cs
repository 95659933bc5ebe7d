namespace SyncCluster.Sandbox.Erp;

/// <summary>Products, categories and stock, and how changes of them reach the interchange tables (S2-17 … S2-21).</summary>
internal static class ErpCatalogue
{
    private const string Products = "SELECT p.*, e.\"Existencia\" AS existencia FROM erp_productos p LEFT JOIN \"Existencias\" e ON e.\"Codigo\" = p.sku";

    public static async Task SeedAsync(ErpWork work, IReadOnlyList<ErpCategory> categories, IReadOnlyList<ErpProductSeed> products)
    {
        foreach (var category in categories)
        {
            await work.ExecuteAsync("INSERT INTO erp_categorias (id, nombre, padre) VALUES (@p0, @p1, @p2)", category.Id, category.Name, category.ParentId);
            await work.InsertAsync("Categorias_Productos", ("ID Categoría", Text(category.Id)), ("Nombre", category.Name),
                ("ID Categoría Padre", category.ParentId is { } parent ? Text(parent) : null), ("Operacion", "A"));
        }

        foreach (var product in products) await AddAsync(work, product);
    }

    public static async Task<long> AddAsync(ErpWork work, ErpProductSeed product)
    {
        var id = await work.AddAsync("erp_productos", ("sku", product.Sku), ("nombre", product.Name), ("marca", product.Brand),
            ("descripcion", product.Description), ("imagen", product.ImageUrl), ("precio", product.Price), ("peso", product.WeightKg));
        await work.ExecuteAsync("INSERT INTO \"Existencias\" (\"Codigo\", \"Existencia\") VALUES (@p0, @p1)", product.Sku, product.Stock);
        await TellAsync(work, product.Sku, "A");
        foreach (var category in product.CategoryIds) await TellCategoryAsync(work, id, category, "A");
        return id;
    }

    /// <summary>Inserts the product, whole, as it is now.</summary>
    public static async Task TellAsync(ErpWork work, string sku, string operation)
    {
        var product = await RowAsync(work, sku);
        await work.InsertAsync("Productos", ("ID Producto", product["id"]), ("Código (SKU)", product["sku"]), ("Nombre", product["nombre"]),
            ("Marca", product["marca"]), ("Descripción Larga", product["descripcion"]), ("URL de la Imagen", product["imagen"]),
            ("Precio 1", product.Amount("precio")), ("Existencia", product.Amount("existencia")),
            ("Peso", product["peso"] is null ? null : product.Amount("peso")), ("Operacion", operation));
    }

    public static Task TellCategoryAsync(ErpWork work, long product, long category, string operation) => work.InsertAsync(
        "Relación_Categorias_Productos", ("ID Categoría", Text(category)), ("ID Producto", Text(product)), ("Operacion", operation));

    // S2-18: what is as it was is no change, and nobody is told.
    public static async Task SetPriceAsync(ErpWork work, string sku, decimal price)
    {
        if ((await RowAsync(work, sku)).Amount("precio") == price) return;
        await work.ExecuteAsync("UPDATE erp_productos SET precio = @p0 WHERE sku = @p1", price, sku);
        await TellAsync(work, sku, "M");
    }

    public static async Task AddStockAsync(ErpWork work, string sku, decimal quantity)
    {
        if (quantity == 0) return;
        await work.ExecuteAsync("UPDATE \"Existencias\" SET \"Existencia\" = \"Existencia\" + @p0 WHERE \"Codigo\" = @p1", quantity, sku);
        await TellAsync(work, sku, "M");
    }

    public static async Task RemoveAsync(ErpWork work, string sku)
    {
        await TellAsync(work, sku, "B");
        await work.ExecuteAsync("DELETE FROM erp_productos WHERE sku = @p0", sku);
        await work.ExecuteAsync("DELETE FROM \"Existencias\" WHERE \"Codigo\" = @p0", sku);
    }

    public static async Task<List<ErpProduct>> AllAsync(ErpWork work) =>
        [.. (await work.QueryAsync($"{Products} ORDER BY p.id")).Select(row =>
            new ErpProduct(row.Id(), row["sku"]!, row["nombre"]!, row.Amount("precio"), row.Amount("existencia")))];

    public static async Task<ErpProduct?> FindAsync(ErpWork work, string id)
    {
        if (!long.TryParse(id, System.Globalization.CultureInfo.InvariantCulture, out var number)) return null;
        var rows = await work.QueryAsync($"{Products} WHERE p.id = @p0", number);
        return rows.Count == 0 ? null : new(rows[0].Id(), rows[0]["sku"]!, rows[0]["nombre"]!, rows[0].Amount("precio"), rows[0].Amount("existencia"));
    }

    private static async Task<Dictionary<string, string?>> RowAsync(ErpWork work, string sku)
    {
        var rows = await work.QueryAsync($"{Products} WHERE p.sku = @p0", sku);
        return rows.Count == 1 ? rows[0] : throw new ArgumentException($"The ERP has no product '{sku}'.", nameof(sku));
    }

    private static string Text(long id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
