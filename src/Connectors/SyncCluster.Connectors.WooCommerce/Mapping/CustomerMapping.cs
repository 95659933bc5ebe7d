using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using SyncCluster.Connectors.WooCommerce.Client.Wire;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.WooCommerce.Mapping;

/// <summary>Accounts of the shop, and guests, who are known only by their orders.</summary>
internal static class CustomerMapping
{
    private static readonly FrozenSet<string> Mapped =
        new[] { "id", "email", "first_name", "last_name", "billing", "shipping", "date_modified", "date_modified_gmt" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>
    /// What an account can hold. <c>billing.phone</c> and <c>billing.company</c> are missing: the shop has one place for
    /// each, which is pushed as <c>phone</c> and <c>companyName</c>.
    /// </summary>
    public static FrozenSet<string> Writable { get; } =
    [
        CustomerFields.Email, CustomerFields.FirstName, CustomerFields.LastName, CustomerFields.CompanyName, CustomerFields.Phone,
        CustomerFields.TaxId, CustomerFields.VatId,
        .. CustomerFields.AddressParts.Except(["phone", "company"]).Select(part => CustomerFields.Address(CustomerFields.Billing, part)),
        .. CustomerFields.AddressParts.Except(["email"]).Select(part => CustomerFields.Address(CustomerFields.Delivery, part)),
    ];

    public static Observation Read(JsonElement customer, MappingContext context, DateTimeOffset seenAt)
    {
        var billing = customer.Object("billing");
        var fields = new FieldSetBuilder(32);
        Common(fields, billing, customer, context.Options);
        fields.Text(CustomerFields.Email, AddressMapping.Email(customer.Text("email")));
        fields.Text(CustomerFields.FirstName, HtmlText.DecodeName(customer.Text("first_name")));
        fields.Text(CustomerFields.LastName, HtmlText.DecodeName(customer.Text("last_name")));
        AddressMapping.Read(fields, CustomerFields.Delivery, customer.Object("shipping"));
        return new Observation(context.Key(Kind.Customer, RemoteIds.Of(customer.RequiredId("id"))), fields.Build(), seenAt)
        {
            ModifiedAt = customer.Utc("date_modified_gmt"),
            Extras = Extras.Of(customer, Mapped),
        };
    }

    /// <summary>The guest of an order (X11); null where the order belongs to an account or tells no e-mail.</summary>
    public static Observation? ReadGuest(JsonElement order, MappingContext context, DateTimeOffset seenAt)
    {
        if (order.Object("billing") is not { } billing || AddressMapping.Email(billing.Text("email")) is not { Length: > 0 } email) return null;
        var fields = new FieldSetBuilder(32);
        Common(fields, billing, order, context.Options);
        fields.Text(CustomerFields.Email, email);
        fields.Text(CustomerFields.FirstName, HtmlText.DecodeName(billing.Text("first_name")));
        fields.Text(CustomerFields.LastName, HtmlText.DecodeName(billing.Text("last_name")));
        AddressMapping.Read(fields, CustomerFields.Delivery, order.Object("shipping"));
        // The guest wrote this down when ordering; a later change of the order says nothing newer about the guest.
        return new Observation(context.Key(Kind.Customer, RemoteIds.OfGuest(email)), fields.Build(), seenAt)
        {
            ModifiedAt = order.Utc("date_created_gmt"),
        };
    }

    /// <summary>The body of a create or an update; without members where the patch holds nothing for the shop.</summary>
    public static JsonObject Write(FieldSet patch, JsonElement? extras, WooCommerceOptions options)
    {
        var body = new JsonObject();
        if (patch[CustomerFields.Email] is FieldValue.Text email) body["email"] = email.Value;
        if (patch[CustomerFields.FirstName] is { } first) body["first_name"] = Plain(first);
        if (patch[CustomerFields.LastName] is { } last) body["last_name"] = Plain(last);
        var billing = AddressMapping.Write(patch.Where((name, _) => name is not ("billing.phone" or "billing.company")), CustomerFields.Billing);
        if (patch[CustomerFields.Phone] is { } phone) (billing ??= [])["phone"] = Plain(phone);
        if (patch[CustomerFields.CompanyName] is { } company) (billing ??= [])["company"] = Plain(company);
        if (billing is not null) body["billing"] = billing;
        if (AddressMapping.Write(patch, CustomerFields.Delivery) is { } shipping) body["shipping"] = shipping;

        var meta = new JsonArray();
        WriteMeta(meta, patch[CustomerFields.TaxId], options.TaxIdMeta, extras);
        WriteMeta(meta, patch[CustomerFields.VatId], options.VatIdMeta, extras);
        if (meta.Count > 0) body["meta_data"] = meta;
        return body;
    }

    private static void Common(FieldSetBuilder fields, JsonElement? billing, JsonElement withMeta, WooCommerceOptions options)
    {
        fields.Text(CustomerFields.Type, CustomerFields.Contact);
        fields.Text(CustomerFields.Phone, HtmlText.DecodeName(billing?.Text("phone")));
        fields.Text(CustomerFields.CompanyName, HtmlText.DecodeName(billing?.Text("company")));
        if (withMeta.Meta(options.TaxIdMeta) is { } taxId) fields.Text(CustomerFields.TaxId, taxId);
        if (withMeta.Meta(options.VatIdMeta) is { } vatId) fields.Text(CustomerFields.VatId, vatId);
        if (LanguageOf(withMeta, options) is { } language) fields.Text(CustomerFields.Language, language);
        AddressMapping.Read(fields, CustomerFields.Billing, billing);
    }

    /// <summary>The language that a translation plugin noted, as ISO 639-1.</summary>
    public static string? LanguageOf(JsonElement record, WooCommerceOptions options) =>
        record.Meta(options.LanguageMeta) is { Length: >= 2 } code && char.IsAsciiLetter(code[0]) && char.IsAsciiLetter(code[1])
            ? code[..2].ToLowerInvariant()
            : null;

    private static void WriteMeta(JsonArray meta, FieldValue? value, IReadOnlyList<string> keys, JsonElement? extras)
    {
        if (value is null || keys.Count == 0) return;
        var key = keys.FirstOrDefault(name => extras?.MetaValue(name) is not null) ?? keys[0];
        meta.Add(new JsonObject { ["key"] = key, ["value"] = Plain(value) });
    }

    private static string Plain(FieldValue value) => (value as FieldValue.Text)?.Value ?? "";
}
