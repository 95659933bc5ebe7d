using static SyncCluster.Core.Kinds.FieldForm;

namespace SyncCluster.Core.Kinds;

/// <summary>The fields of a customer: a company or a contact person.</summary>
public static class CustomerFields
{
    /// <summary>Value of <see cref="Type"/> for a company.</summary>
    public const string Company = "company";

    /// <summary>Value of <see cref="Type"/> for a person.</summary>
    public const string Contact = "contact";

    /// <summary>Names of the parts of an address, under <c>billing.</c> and <c>delivery.</c>.</summary>
    public static IReadOnlyList<string> AddressParts { get; } =
        ["name", "company", "street", "street2", "city", "region", "postcode", "country", "phone", "email"];

#pragma warning disable CS1591 // The meaning stands beside each name in All, where pages and schemas read it too.
    public const string Type = "type";
    public const string Email = "email";
    public const string FirstName = "firstName";
    public const string LastName = "lastName";
    public const string CompanyName = "companyName";
    public const string Employer = "employer";
    public const string JobTitle = "jobTitle";
    public const string TaxId = "taxId";
    public const string VatId = "vatId";
    public const string PriceLevel = "priceLevel";
    public const string Phone = "phone";
    public const string Mobile = "mobile";
    public const string Language = "language";
    public const string MarketingConsent = "consent.marketing";
    public const string Active = "active";
    public const string Billing = "billing";
    public const string Delivery = "delivery";
#pragma warning restore CS1591

    /// <summary>The field of one part of an address: <c>billing.city</c>.</summary>
    public static string Address(string which, string part) => $"{which}.{part}";

    /// <summary>Every field of a customer.</summary>
    public static IReadOnlyList<FieldDefinition> All { get; } =
    [
        new(Type, Text, "company or contact"),
        new(Email, Text, "E-mail, lower case; by it one customer is found in several systems"),
        new(FirstName, Text, "First name of a contact"),
        new(LastName, Text, "Last name of a contact"),
        new(CompanyName, Text, "Name of the company"),
        new(Employer, Link, "The company that a contact belongs to"),
        new(JobTitle, Text, "Role of a contact in the company"),
        new(TaxId, Text, "Company registration or tax number (IČO, NIF, P. IVA)"),
        new(VatId, Text, "VAT number (DIČ) with country prefix"),
        new(PriceLevel, Number, "Price list that applies, 1 to 5"),
        new(Phone, Text, "Fixed phone"),
        new(Mobile, Text, "Mobile phone"),
        new(Language, Text, "ISO 639-1 code of the language for mails"),
        .. Addresses(Billing, "Billing address"),
        .. Addresses(Delivery, "Delivery address"),
        new(MarketingConsent, Flag, "Agreed to marketing mail"),
        new(Active, Flag, "May buy"),
    ];

    internal static IEnumerable<FieldDefinition> Addresses(string which, string meaning) =>
        AddressParts.Select(part => new FieldDefinition(Address(which, part), Text, $"{meaning}: {part}"));
}
