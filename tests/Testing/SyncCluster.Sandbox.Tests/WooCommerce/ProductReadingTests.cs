using System.Text.Json.Nodes;

namespace SyncCluster.Sandbox.Tests.WooCommerce;

public sealed class ProductReadingTests
{
    [Theory]
    [InlineData("product-simple")]
    [InlineData("product-variable")]
    [InlineData("variation-via-products-endpoint")]
    public async Task A_product_has_the_recorded_fields_in_the_recorded_order(string name)
    {
        await using var shop = await RunningShop.StartAsync();
        var recording = Recording.Load(name);
        var reply = await shop.SendAsync(recording.Request());

        reply.Status.ShouldBe(200);
        Differences(recording.Answer, reply.Json, shop, "related_ids", "date_created", "date_created_gmt").ShouldBeEmpty();
        reply.Header("Allow").ShouldBe(recording.Header("Allow"));
    }

    internal static List<string> Differences(JsonNode recorded, JsonNode answered, RunningShop shop, params string[] ignored)
    {
        var found = new List<string>();
        Compare("", recorded, answered);
        return found;

        void Compare(string path, JsonNode? left, JsonNode? right)
        {
            switch (left, right)
            {
                case (JsonObject a, JsonObject b):
                    if (!a.Select(pair => pair.Key).SequenceEqual(b.Select(pair => pair.Key)))
                    {
                        found.Add($"{path}: fields {string.Join(",", a.Select(p => p.Key))} <> {string.Join(",", b.Select(p => p.Key))}");
                        break;
                    }

                    foreach (var (key, value) in a)
                    {
                        if (!ignored.Contains(key)) Compare($"{path}/{key}", value, b[key]);
                    }

                    break;
                case (JsonArray a, JsonArray b) when a.Count == b.Count:
                    for (var i = 0; i < a.Count; i++) Compare($"{path}/{i}", a[i], b[i]);
                    break;
                default:
                    var host = shop.Sandbox.BaseUrl["http://".Length..];
                    var l = left?.ToJsonString().Replace("127.0.0.1:18080", host, StringComparison.Ordinal);
                    if (l != right?.ToJsonString()) found.Add($"{path}: {l} <> {right?.ToJsonString()}");
                    break;
            }
        }
    }
}
