using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SyncCluster.Sandbox.WooCommerce.State;

namespace SyncCluster.Sandbox.WooCommerce.Rendering;

/// <summary>Customers, categories and webhooks as REST v3 shows them.</summary>
internal static class CustomerJson
{
    public static JsonObject Render(ShopCustomer customer, Site site) => new()
    {
        ["id"] = customer.Id,
        ["date_created"] = site.Local(customer.DateCreated),
        ["date_created_gmt"] = Site.Gmt(customer.DateCreated),
        ["date_modified"] = site.Local(customer.DateModified),
        ["date_modified_gmt"] = Site.Gmt(customer.DateModified),
        ["email"] = customer.Email,
        ["first_name"] = customer.FirstName,
        ["last_name"] = customer.LastName,
        ["role"] = customer.Role,
        ["username"] = customer.UserName,
        ["billing"] = AddressJson.OfCustomer(customer.Billing, withEmail: true),
        ["shipping"] = AddressJson.OfCustomer(customer.Shipping, withEmail: false),
        ["is_paying_customer"] = customer.IsPaying,
        ["avatar_url"] = $"https://secure.gravatar.com/avatar/{AvatarHash(customer.Email)}?s=96&d=mm&r=g",
        ["meta_data"] = ProductParts.Meta(customer.Meta),
        ["_links"] = site.Links($"customers/{customer.Id}", "customers"),
    };

    private static string AvatarHash(string email) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(email.Trim().ToLowerInvariant())));
}
