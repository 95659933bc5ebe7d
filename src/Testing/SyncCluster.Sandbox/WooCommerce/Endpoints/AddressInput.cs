using System.Text.Json;
using SyncCluster.Sandbox.WooCommerce.Rest;
using SyncCluster.Sandbox.WooCommerce.State;

namespace SyncCluster.Sandbox.WooCommerce.Endpoints;

/// <summary>Addresses merge field by field.</summary>
internal static class AddressInput
{
    public static ShopAddress Merge(ShopAddress stored, JsonElement body, string name)
    {
        if (!body.Has(name, out var sent) || sent.ValueKind != JsonValueKind.Object) return stored;
        return new ShopAddress
        {
            FirstName = sent.Text("first_name") ?? stored.FirstName,
            LastName = sent.Text("last_name") ?? stored.LastName,
            Company = sent.Text("company") ?? stored.Company,
            Address1 = sent.Text("address_1") ?? stored.Address1,
            Address2 = sent.Text("address_2") ?? stored.Address2,
            City = sent.Text("city") ?? stored.City,
            State = sent.Text("state") ?? stored.State,
            Postcode = sent.Text("postcode") ?? stored.Postcode,
            Country = sent.Text("country") ?? stored.Country,
            Email = name == "billing" ? sent.Text("email") ?? stored.Email : "",
            Phone = sent.Text("phone") ?? stored.Phone,
        };
    }
}
