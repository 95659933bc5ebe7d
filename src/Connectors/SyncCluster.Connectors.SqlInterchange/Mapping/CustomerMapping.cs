using SyncCluster.Connectors.SqlInterchange.Tables;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.SqlInterchange.Mapping;

/// <summary>Empresas and Contactos, both ways (S2-52, S2-53).</summary>
internal sealed class CustomerMapping(string type) : IRowMapping
{
    public const string CompanyPrefix = "empresa:";
    public const string ContactPrefix = "contacto:";

    private static readonly (string Field, string Column)[] Shared =
    [
        (Billing("street"), ColumnNames.Street), (Billing("city"), ColumnNames.City), (Billing("region"), ColumnNames.Region),
        (Billing("country"), ColumnNames.Country), (Billing("postcode"), ColumnNames.Postcode),
        (CustomerFields.Phone, ColumnNames.Phone), (CustomerFields.Mobile, ColumnNames.Mobile),
    ];

    /// <summary>Field and column of the texts of a company.</summary>
    public static IReadOnlyList<(string Field, string Column)> CompanyTexts { get; } =
        [(CustomerFields.CompanyName, ColumnNames.CompanyName), (CustomerFields.TaxId, ColumnNames.CompanyTaxId), .. Shared];

    /// <summary>Field and column of the texts of a contact.</summary>
    public static IReadOnlyList<(string Field, string Column)> ContactTexts { get; } =
    [
        (CustomerFields.FirstName, ColumnNames.FirstNames), (CustomerFields.LastName, ColumnNames.LastNames),
        (CustomerFields.JobTitle, ColumnNames.Role), .. Shared,
    ];

    /// <summary>Every field that the tables can hold.</summary>
    public static IReadOnlySet<string> Fields { get; } = CompanyTexts.Concat(ContactTexts).Select(pair => pair.Field)
        .Append(CustomerFields.Type).Append(CustomerFields.Email).Append(CustomerFields.Employer).Append(CustomerFields.PriceLevel)
        .ToHashSet(StringComparer.Ordinal);

    private bool IsCompany => type == CustomerFields.Company;

    public Kind Kind => Kind.Customer;

    /// <summary>The ERP's id within a remote id of ours; null where it is provisional or of the other sort.</summary>
    public static string? IdIn(string? remoteId, string prefix) =>
        remoteId is not null && remoteId.StartsWith(prefix, StringComparison.Ordinal) ? remoteId[prefix.Length..] : null;

    public Observation Map(RowValues row)
    {
        var (column, prefix) = IsCompany ? (ColumnNames.CompanyId, CompanyPrefix) : (ColumnNames.ContactId, ContactPrefix);
        var id = prefix + row.RequiredId(column, "id");
        if (row.IsRemoval()) return row.Observe(Kind, id, FieldSet.Empty, partial: false, deleted: true);

        var fields = new FieldSetBuilder();
        fields.Text(CustomerFields.Type, type);
        foreach (var (field, name) in IsCompany ? CompanyTexts : ContactTexts) row.Text(fields, field, name);
        row.Put(fields, CustomerFields.Email, ColumnNames.Email, () => FieldValue.Of(row.Text(ColumnNames.Email)?.ToLower(System.Globalization.CultureInfo.InvariantCulture)));
        row.Number(fields, CustomerFields.PriceLevel, ColumnNames.PriceLevel);
        if (!IsCompany)
            row.Put(fields, CustomerFields.Employer, ColumnNames.CompanyId, () => row.Text(ColumnNames.CompanyId) is { } company && company != "0"
                ? new FieldValue.Link(Kind.Customer, CompanyPrefix + company) : FieldValue.Empty);
        return row.Observe(Kind, id, fields.Build(), partial: false);
    }

    private static string Billing(string part) => CustomerFields.Address(CustomerFields.Billing, part);
}
