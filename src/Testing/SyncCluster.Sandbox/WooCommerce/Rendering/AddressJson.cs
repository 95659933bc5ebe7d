using System.Text.Json.Nodes;
using SyncCluster.Sandbox.WooCommerce.State;

namespace SyncCluster.Sandbox.WooCommerce.Rendering;

/// <summary>Addresses. Orders and customers show the same fields, but each in an order of its own.</summary>
internal static class AddressJson
{
    public static JsonObject OfOrder(ShopAddress address, bool withEmail)
    {
        var json = Start(address);
        json["city"] = address.City;
        json["state"] = address.State;
        json["postcode"] = address.Postcode;
        json["country"] = address.Country;
        if (withEmail) json["email"] = address.Email;
        json["phone"] = address.Phone;
        return json;
    }

    public static JsonObject OfCustomer(ShopAddress address, bool withEmail)
    {
        var json = Start(address);
        json["city"] = address.City;
        json["postcode"] = address.Postcode;
        json["country"] = address.Country;
        json["state"] = address.State;
        if (withEmail) json["email"] = address.Email;
        json["phone"] = address.Phone;
        return json;
    }

    private static JsonObject Start(ShopAddress address) => new()
    {
        ["first_name"] = address.FirstName,
        ["last_name"] = address.LastName,
        ["company"] = address.Company,
        ["address_1"] = address.Address1,
        ["address_2"] = address.Address2,
    };
}
