using System.Text.Json.Nodes;
using SyncCluster.Connectors.WooCommerce.Mapping;

namespace SyncCluster.Connectors.WooCommerce.Tests.Mapping;

/// <summary>Images are uploaded once (S2-8, S2-9).</summary>
public sealed class ImageMemoryTests
{
    private const string First = "https://cdn.example.com/img/SKU-1.jpg";
    private const string Second = "https://cdn.example.com/img/SKU-1-back.jpg";

    [Fact]
    public void a_new_image_goes_by_url_and_afterwards_by_id()
    {
        ImageMemory.ToWire([First], []).ToJsonString().ShouldBe($$"""[{"src":"{{First}}"}]""");

        // As the shop shows it after the first write: copied under its own name, our memory beside it.
        var stored = Product(ImageMemory.ToMeta([First], []), (501, "https://shop/wp-content/uploads/2026/11/SKU-1.jpg"));
        var known = ImageMemory.Read(stored);

        known[0].Url.ShouldBe(First);
        ImageMemory.ToWire([First], known).ToJsonString().ShouldBe("""[{"id":501}]""");
    }

    [Fact]
    public void a_second_image_leaves_the_first_alone()
    {
        var known = ImageMemory.Read(Product(ImageMemory.ToMeta([First], []), (501, "https://shop/SKU-1-1.jpg")));

        ImageMemory.ToWire([Second, First], known).ToJsonString().ShouldBe($$"""[{"src":"{{Second}}"},{"id":501}]""");
        ImageMemory.ToMeta([Second, First], known)["value"]!.ToJsonString().ShouldBe($$"""[{"src":"{{Second}}"},{"src":"{{First}}","id":501}]""");
    }

    [Fact]
    public void an_image_that_the_merchant_took_away_is_no_longer_known()
    {
        var meta = ImageMemory.ToMeta([First, Second], [new(501, "a", First), new(502, "b", Second)]);
        var known = ImageMemory.Read(Product(meta, (502, "https://shop/SKU-1-back.jpg")));

        known.Select(image => image.Url).ShouldBe([Second]);
    }

    [Fact]
    public void an_image_of_the_merchants_own_keeps_the_shops_url()
    {
        var known = ImageMemory.Read(Product(ImageMemory.ToMeta([First], []), (900, "https://shop/banner.jpg"), (501, "https://shop/SKU-1.jpg")));

        known.Select(image => image.Url).ShouldBe(["https://shop/banner.jpg", First]);
        ImageMemory.ToWire(["https://shop/banner.jpg", First], known).ToJsonString().ShouldBe("""[{"id":900},{"id":501}]""");
    }

    private static System.Text.Json.JsonElement Product(JsonObject meta, params (long Id, string Url)[] images) => Recording.Json(new JsonObject
    {
        ["images"] = new JsonArray([.. images.Select(image => (JsonNode)new JsonObject { ["id"] = image.Id, ["src"] = image.Url })]),
        ["meta_data"] = new JsonArray(meta),
    }.ToJsonString());
}
