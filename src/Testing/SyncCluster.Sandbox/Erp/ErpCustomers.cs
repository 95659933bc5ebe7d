namespace SyncCluster.Sandbox.Erp;

/// <summary>Companies and contacts: the ERP gives the ids (S2-12) and reports them back.</summary>
internal static class ErpCustomers
{
    public static async Task<long> AddCompanyAsync(ErpWork work, string name, string? taxId, string? email)
    {
        var id = await work.AddAsync("erp_empresas", ("nombre", name), ("fiscal", taxId), ("email", email));
        await TellCompanyAsync(work, id, "A");
        return id;
    }

    public static async Task TellCompanyAsync(ErpWork work, long id, string operation)
    {
        var company = (await work.QueryAsync("SELECT * FROM erp_empresas WHERE id = @p0", id)).Single();
        await work.InsertAsync("Clientes_Sube", ("ID Empresa", Text(id)), ("Nombre Empresa", company["nombre"]),
            ("Identificación Fiscal Empresa", company["fiscal"]), ("Email", company["email"]), ("Operacion", operation));
    }

    public static async Task<long> AddContactAsync(ErpWork work, string? firstNames, string? lastNames, string? email, long? company)
    {
        var id = await work.AddAsync("erp_contactos", ("nombres", firstNames), ("apellidos", lastNames), ("email", email), ("empresa", company));
        await TellContactAsync(work, id, "A");
        return id;
    }

    public static async Task TellContactAsync(ErpWork work, long id, string operation)
    {
        var contact = (await work.QueryAsync("SELECT * FROM erp_contactos WHERE id = @p0", id)).Single();
        await work.InsertAsync("Contactos_Sube", ("ID Contacto", Text(id)), ("Nombres", contact["nombres"]), ("Apellidos", contact["apellidos"]),
            ("ID Empresa", contact["empresa"]), ("Email", contact["email"]), ("Operacion", operation));
    }

    /// <summary>Applies a company that the shop wrote. A new one gets an id, which is reported back; so is that of one found.</summary>
    public static async Task ReceiveCompanyAsync(ErpWork work, Dictionary<string, string?> row)
    {
        var known = row["ID Empresa"] is { } id
            ? await work.QueryAsync("SELECT id FROM erp_empresas WHERE id = @p0", long.Parse(id, System.Globalization.CultureInfo.InvariantCulture))
            : await work.QueryAsync("SELECT id FROM erp_empresas WHERE fiscal = @p0 OR lower(email) = lower(@p1)",
                row["Identificación Fiscal Empresa"] ?? "", row["Email"] ?? "");
        if (known.Count == 0)
        {
            await AddCompanyAsync(work, row["Nombre Empresa"] ?? "?", row["Identificación Fiscal Empresa"], row["Email"]);
            return;
        }

        await work.ExecuteAsync("UPDATE erp_empresas SET nombre = @p0, email = @p1 WHERE id = @p2", row["Nombre Empresa"], row["Email"], known[0].Id());
        if (row["ID Empresa"] is null) await TellCompanyAsync(work, known[0].Id(), "M");
    }

    /// <summary>Applies a contact that the shop wrote. A new one gets an id, which is reported back; so is that of one found by e-mail.</summary>
    public static async Task ReceiveContactAsync(ErpWork work, Dictionary<string, string?> row)
    {
        var known = row["ID Contacto"] is { } id
            ? await work.QueryAsync("SELECT id FROM erp_contactos WHERE id = @p0", long.Parse(id, System.Globalization.CultureInfo.InvariantCulture))
            : await work.QueryAsync("SELECT id FROM erp_contactos WHERE lower(email) = lower(@p0)", row["Email"] ?? "");
        if (known.Count == 0)
        {
            await AddContactAsync(work, row["Nombres"], row["Apellidos"], row["Email"], ErpText.Number(row["ID Empresa"]));
            return;
        }

        await work.ExecuteAsync("UPDATE erp_contactos SET nombres = @p0, apellidos = @p1, email = @p2 WHERE id = @p3",
            row["Nombres"], row["Apellidos"], row["Email"], known[0].Id());
        if (row["ID Contacto"] is null) await TellContactAsync(work, known[0].Id(), "M");
    }

    public static async Task<List<ErpCustomer>> ContactsAsync(ErpWork work) =>
        [.. (await work.QueryAsync("SELECT * FROM erp_contactos ORDER BY id")).Select(row =>
            new ErpCustomer(row.Id(), row["nombres"], row["apellidos"], row["email"], ErpText.Number(row["empresa"])))];

    public static async Task<List<ErpCustomer>> CompaniesAsync(ErpWork work) =>
        [.. (await work.QueryAsync("SELECT * FROM erp_empresas ORDER BY id")).Select(row => new ErpCustomer(row.Id(), row["nombre"], null, row["email"], null))];

    private static string Text(long id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
