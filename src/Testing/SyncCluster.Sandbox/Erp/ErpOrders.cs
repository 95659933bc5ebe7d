namespace SyncCluster.Sandbox.Erp;

/// <summary>The orders that arrived and what the staff does with them (S2-44, S2-45, S2-47, S2-48).</summary>
internal static class ErpOrders
{
    /// <summary>Records an order. One that arrived before is recorded as a double and answered with null: nothing is done with it.</summary>
    public static async Task<long?> ReceiveAsync(ErpWork work, Dictionary<string, string?> header, IReadOnlyList<Dictionary<string, string?>> details)
    {
        var order = header["ID Pedido_Cabecera"]!;
        var isDouble = (await work.QueryAsync("SELECT id FROM erp_pedidos WHERE pedido = @p0", order)).Count > 0;
        var id = await work.AddAsync("erp_pedidos", ("pedido", order), ("estado", ErpOrderStates.Received), ("contacto", header["ID Contacto"]),
            ("email", header["Facturación-Email"]), ("total", header.Amount("Total")), ("doble", isDouble ? 1 : 0));
        foreach (var detail in details)
            await work.AddAsync("erp_lineas", ("pedido", id), ("producto", detail["ID Producto"]), ("cantidad", detail.Amount("Cantidad")),
                ("precio", detail.Amount("Precio Unitario")), ("monto", detail.Amount("Monto Total Producto")));
        await DeliverToAsync(work, id, header);
        return isDouble ? null : id;
    }

    /// <summary>Takes in whom an order goes to now. False where no such order has arrived.</summary>
    public static async Task<bool> CorrectAsync(ErpWork work, Dictionary<string, string?> header)
    {
        if ((await AllAsync(work)).Find(one => one.OrderId == header["ID Pedido_Cabecera"] && !one.IsDouble) is not { } order) return false;
        await work.ExecuteAsync("UPDATE erp_pedidos SET contacto = @p0, email = @p1 WHERE id = @p2", header["ID Contacto"], header["Facturación-Email"], order.Id);
        await DeliverToAsync(work, order.Id, header);
        return true;
    }

    private static async Task DeliverToAsync(ErpWork work, long id, Dictionary<string, string?> header)
    {
        string?[] parts = [header["Envío-Dirección"], header["Envío-CódigoPostal"], header["Envío-Ciudad"], header["Envío-País"]];
        await work.ExecuteAsync("DELETE FROM erp_entregas WHERE pedido = @p0", id);
        await work.ExecuteAsync("INSERT INTO erp_entregas (pedido, direccion) VALUES (@p0, @p1)", id, string.Join(", ", parts.Where(part => !string.IsNullOrEmpty(part))));
    }

    /// <summary>Accepts where the stock suffices and lowers it, else rejects with the reason.</summary>
    public static async Task<bool> DecideAsync(ErpWork work, long id)
    {
        var order = (await AllAsync(work)).Single(one => one.Id == id);
        var taken = new List<(string Sku, decimal Quantity)>();
        var missing = new List<string>();
        foreach (var line in order.Lines.GroupBy(line => line.ProductId))
        {
            var quantity = line.Sum(one => one.Quantity);
            var product = await ErpCatalogue.FindAsync(work, line.Key);
            if (product is null) missing.Add($"producto {line.Key} desconocido");
            else if (product.Stock < quantity) missing.Add($"{product.Sku}: pedido {ErpText.Plain(quantity)}, disponible {ErpText.Plain(product.Stock)}");
            else taken.Add((product.Sku, quantity));
        }

        if (missing.Count > 0)
        {
            await MoveAsync(work, id, order.OrderId, ErpOrderStates.Rejected, $"Existencias insuficientes: {string.Join("; ", missing)}");
            return false;
        }

        foreach (var (sku, quantity) in taken) await ErpCatalogue.AddStockAsync(work, sku, -quantity);
        await MoveAsync(work, id, order.OrderId, ErpOrderStates.Accepted, null);
        return true;
    }

    /// <summary>Moves an accepted order one step on; answers with its new state, or null where there is no step left.</summary>
    public static async Task<string?> AdvanceAsync(ErpWork work, string orderId)
    {
        var order = (await AllAsync(work)).Single(one => one.OrderId == orderId && !one.IsDouble);
        var at = ErpOrderStates.IndexOf(order.State);
        if (at < 0 || at == ErpOrderStates.Steps.Count - 1) return null;
        await MoveAsync(work, order.Id, orderId, ErpOrderStates.Steps[at + 1], null);
        return ErpOrderStates.Steps[at + 1];
    }

    /// <summary>Applies a state that the shop wrote. A cancelled order gives its goods back where they have not left.</summary>
    public static async Task ReceiveStateAsync(ErpWork work, string orderId, string state)
    {
        if (!string.Equals(state, ErpOrderStates.Cancelled, StringComparison.OrdinalIgnoreCase)) return;
        if ((await AllAsync(work)).Find(one => one.OrderId == orderId && !one.IsDouble) is not { } order) return;
        if (order.State is ErpOrderStates.Accepted or ErpOrderStates.Processed)
        {
            foreach (var line in order.Lines)
                if (await ErpCatalogue.FindAsync(work, line.ProductId) is { } product) await ErpCatalogue.AddStockAsync(work, product.Sku, line.Quantity);
        }

        await work.ExecuteAsync("UPDATE erp_pedidos SET estado = @p0 WHERE id = @p1", ErpOrderStates.Cancelled, order.Id);
    }

    public static async Task<List<ErpOrder>> AllAsync(ErpWork work)
    {
        var lines = (await work.QueryAsync("SELECT * FROM erp_lineas ORDER BY id")).ToLookup(
            row => row["pedido"], row => new ErpOrderLine(row["producto"]!, row.Amount("cantidad"), row.Amount("precio"), row.Amount("monto")));
        var deliveries = (await work.QueryAsync("SELECT * FROM erp_entregas")).ToDictionary(row => row["pedido"]!, row => row["direccion"], StringComparer.Ordinal);
        return [.. (await work.QueryAsync("SELECT * FROM erp_pedidos ORDER BY id")).Select(row => new ErpOrder(
            row.Id(), row["pedido"]!, row["estado"]!, row["motivo"], row["contacto"], row["email"], row.Amount("total"), row["doble"] == "1",
            [.. lines[row["id"]]])
        {
            Delivery = deliveries.GetValueOrDefault(row["id"]!),
        })];
    }

    private static async Task MoveAsync(ErpWork work, long id, string orderId, string state, string? reason)
    {
        await work.ExecuteAsync("UPDATE erp_pedidos SET estado = @p0, motivo = @p1 WHERE id = @p2", state, reason, id);
        await work.InsertAsync("Pedidos_Estados", ("ID Pedido_Cabecera", orderId), ("Estado", state), ("Motivo del Rechazo", reason), ("Origen", "ERP"));
    }
}
