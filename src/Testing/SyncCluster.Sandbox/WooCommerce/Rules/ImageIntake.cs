using System.Globalization;
using System.Text.Json;
using SyncCluster.Sandbox.WooCommerce.Rest;
using SyncCluster.Sandbox.WooCommerce.State;

namespace SyncCluster.Sandbox.WooCommerce.Rules;

/// <summary>
/// Images: those with an id are kept, those with an address are "downloaded" each time they are sent (counted, never
/// fetched), as the shop does; one that fails makes the whole write fail.
/// </summary>
internal static class ImageIntake
{
    public static int? Take(ShopDraft draft, JsonElement sent, Func<string, bool> isBroken)
    {
        if (sent.Whole("id") is { } id and not 0)
        {
            if (!draft.Shop.Images.ContainsKey(id))
            {
                throw new RestException(400, "woocommerce_product_invalid_image_id", $"#{id} is an invalid image ID.");
            }

            return id;
        }

        if (sent.Text("src") is not { Length: > 0 } source) return null;
        draft.Downloaded(source);
        if (!Uri.TryCreate(source, UriKind.Absolute, out var address)
            || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps)
            || isBroken(source))
        {
            throw new RestException(
                400,
                "woocommerce_product_image_upload_error",
                "Invalid image: File is empty. Please upload something more substantial. This error could also be caused by "
                + "uploads being disabled in your php.ini file or by post_max_size being defined as smaller than "
                + "upload_max_filesize in php.ini.");
        }

        var number = draft.NextPost();
        var file = Path.GetFileName(address.AbsolutePath);
        var title = sent.Text("name") is { Length: > 0 } named ? named : Path.GetFileNameWithoutExtension(file);
        var folder = draft.Now.ToString("yyyy/MM", CultureInfo.InvariantCulture);
        draft.Put(new ShopImage(number, source, $"{folder}/{number}-{file}", title, sent.Text("alt") ?? "", draft.Now));
        return number;
    }
}
