using System.Text.Json;

namespace SyncCluster.Sandbox.Erp;

/// <summary>The ERP's timed task: reads, notes, deletes and applies what the shop wrote (S2-22 … S2-26), in the sequence of S2-41.</summary>
internal sealed class ErpIntake(ErpWork work, bool decidesAtOnce)
{
    private static readonly string[] Sequence = ["Clientes_Baja", "Contactos_Baja", "Pedidos_Cabecera", "Pedidos_Detalles", "Pedidos_Estados"];
    private readonly Dictionary<string, int> _read = new(StringComparer.Ordinal);
    private readonly List<string> _waiting = [];
    private int _accepted;
    private int _rejected;

    public async Task<ErpRun> RunAsync()
    {
        foreach (var table in Sequence) await ReadAsync(table);
        foreach (var row in await TakeAsync("Clientes_Baja")) await ErpCustomers.ReceiveCompanyAsync(work, row);
        foreach (var row in await TakeAsync("Contactos_Baja")) await ErpCustomers.ReceiveContactAsync(work, row);
        await ReceiveOrdersAsync();
        foreach (var row in await TakeAsync("Pedidos_Estados")) await ErpOrders.ReceiveStateAsync(work, row["ID Pedido_Cabecera"]!, row["Estado"]!);
        return new(_read, _accepted, _rejected, _waiting);
    }

    /// <summary>Stages the records of a table, notes the last one, and deletes exactly those that were read.</summary>
    private async Task ReadAsync(string table)
    {
        // Without this condition the ERP would take its own states for the shop's (X3).
        var condition = table == "Pedidos_Estados" ? " WHERE \"Origen\" = 'DP'" : "";
        var rows = await work.QueryAsync($"SELECT * FROM \"{table}\"{condition} ORDER BY \"ID Registro\"");
        foreach (var row in rows)
        {
            var number = row.Id("ID Registro");
            await work.ExecuteAsync("INSERT INTO erp_recibidos (tabla, registro, contenido) VALUES (@p0, @p1, @p2)", table, number, JsonSerializer.Serialize(row));
            await work.ExecuteAsync($"DELETE FROM \"{table}\" WHERE \"ID Registro\" = @p0", number);
        }

        _read[table] = rows.Count;
        if (rows.Count == 0) return;
        await work.ExecuteAsync("DELETE FROM erp_indices WHERE tabla = @p0", table);
        await work.ExecuteAsync("INSERT INTO erp_indices (tabla, ultimo) VALUES (@p0, @p1)", table, rows[^1].Id("ID Registro"));
    }

    private async Task<List<Dictionary<string, string?>>> StagedAsync(string table) =>
        [.. (await work.QueryAsync("SELECT id, contenido FROM erp_recibidos WHERE tabla = @p0 ORDER BY id", table)).Select(row =>
        {
            var content = JsonSerializer.Deserialize<Dictionary<string, string?>>(row["contenido"]!)!;
            content["#"] = row["id"];
            return content;
        })];

    private async Task<List<Dictionary<string, string?>>> TakeAsync(string table)
    {
        var rows = await StagedAsync(table);
        foreach (var row in rows) await DropAsync(row);
        return rows;
    }

    private Task<int> DropAsync(Dictionary<string, string?> row) => work.ExecuteAsync("DELETE FROM erp_recibidos WHERE id = @p0", row.Id("#"));

    // X7: a header whose details are not complete waits; its details wait with it.
    private async Task ReceiveOrdersAsync()
    {
        var details = await StagedAsync("Pedidos_Detalles");
        foreach (var header in await StagedAsync("Pedidos_Cabecera"))
        {
            var order = header["ID Pedido_Cabecera"]!;
            if (header.GetValueOrDefault("Operacion") == "M")
            {
                if (await ErpOrders.CorrectAsync(work, header)) await DropAsync(header);
                else _waiting.Add($"{order}: a correction of an order that has not arrived");
                continue;
            }

            var own = details.Where(detail => detail["ID Pedido_Cabecera"] == order).ToList();
            // Where an order was written twice, its details are there twice: each header takes its own share of them.
            var count = header["NumeroLineas"] is { } lines ? int.Parse(lines, System.Globalization.CultureInfo.InvariantCulture) : own.Count;
            own = [.. own.Take(count)];
            var sum = own.Sum(detail => detail.Amount("Monto Total Producto"));
            if (own.Count == 0 || own.Count < count || Math.Round(sum, 2) != Math.Round(header.Amount("Sub-Total con Descuento"), 2))
            {
                _waiting.Add($"{order}: {ErpText.Plain(own.Count)} details of {ErpText.Plain(sum)} in all");
                continue;
            }

            await DropAsync(header);
            foreach (var detail in own)
            {
                await DropAsync(detail);
                details.Remove(detail);
            }

            var id = await ErpOrders.ReceiveAsync(work, header, own);
            if (!decidesAtOnce || id is null) continue;
            if (await ErpOrders.DecideAsync(work, id.Value)) _accepted++;
            else _rejected++;
        }
    }
}
