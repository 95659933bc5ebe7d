using SyncCluster.Connectors.SqlInterchange.Sinks;
using SyncCluster.Connectors.SqlInterchange.Tables;
using SyncCluster.Connectors.Writing;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.SqlInterchange.Mapping;

/// <summary>Customer -> Clientes or Contactos, cloud to local (S2-52, S2-53). Pure.</summary>
internal static class CustomerRows
{
    /// <summary>One record with everything that the ERP should hold.</summary>
    public static WritePlan Plan(PushRequest push, MappingContext context)
    {
        var customer = push.Desired;
        var isCompany = customer.Text(CustomerFields.Type) == CustomerFields.Company;
        var values = new Dictionary<string, object?>
        {
            [ColumnNames.CompanyId] = isCompany
                ? CustomerMapping.IdIn(push.Key.RemoteId, CustomerMapping.CompanyPrefix)
                : CustomerMapping.IdIn((customer[CustomerFields.Employer] as FieldValue.Link)?.Id, CustomerMapping.CompanyPrefix),
            [ColumnNames.Email] = customer.Text(CustomerFields.Email),
            [ColumnNames.PriceLevel] = customer.Number(CustomerFields.PriceLevel),
            [ColumnNames.CreatedAt] = context.Now,
            [ColumnNames.Operation] = push.IsCreate ? Operations.Created : Operations.Changed,
        };
        if (!isCompany) values[ColumnNames.ContactId] = CustomerMapping.IdIn(push.Key.RemoteId, CustomerMapping.ContactPrefix);
        foreach (var (field, column) in isCompany ? CustomerMapping.CompanyTexts : CustomerMapping.ContactTexts) values[column] = customer.Text(field);

        var table = isCompany ? context.Options.CompaniesOut : context.Options.ContactsOut;
        return new([new RowToWrite(table, values)], new Receipt(push.IsCreate ? ProvisionalId(customer) : push.Key.RemoteId));
    }

    /// <summary>By what the customer is known until the ERP gives an id and reports it.</summary>
    /// <exception cref="FaultException">There is nothing by which the ERP's answer would be recognised.</exception>
    public static string ProvisionalId(FieldSet customer)
    {
        if (customer.Text(CustomerFields.Email) is { } email) return $"{RecordKey.ProvisionalPrefix}mail:{email}";
        if (customer.Text(CustomerFields.TaxId) is { } taxId) return $"{RecordKey.ProvisionalPrefix}tax:{taxId}";
        throw new FaultException(new(
            FaultKind.Rejected, "The customer has neither e-mail nor tax id, so the ERP's answer could not be recognised.")
        {
            Fields = [new(CustomerFields.Email, "is empty")],
        });
    }
}
