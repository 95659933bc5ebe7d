using SyncCluster.Sandbox.WooCommerce;
using SyncCluster.Sandbox.WooCommerce.Growing;

namespace SyncCluster.Sandbox.Tests.WooCommerce;

public sealed class PersistenceTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName(), "shop.journal");

    [Fact]
    public async Task Every_answered_write_is_there_after_a_kill_and_a_line_cut_short_is_not()
    {
        string before;
        int order;
        var copy = _path + ".copy";
        await using (var shop = await StartAsync(_path))
        {
            await shop.PostAsync(
                "webhooks", "{\"topic\":\"order.created\",\"delivery_url\":\"http://127.0.0.1:9/x\",\"secret\":\"s\"}");
            new CatalogueGrower(shop.Sandbox).GrowProducts(40);
            order = new CatalogueGrower(shop.Sandbox).PlaceOrder().Id;
            await shop.PutAsync(
                "products/18", "{\"regular_price\":\"77\",\"meta_data\":[{\"key\":\"erp\",\"value\":{\"a\":[1]}}]}");
            await shop.DeleteAsync("products/17?force=true");
            before = await StateAsync(shop);

            // As a kill leaves it: nothing was closed, and the last line is half written.
            await CopyOpenFileAsync(_path, copy);
            await File.AppendAllTextAsync(copy, "{\"products\":[{\"id\":18", TestContext.Current.CancellationToken);
        }

        await using var again = await StartAsync(copy);
        again.Sandbox.Shop.Resumed.ShouldBeTrue();
        (await StateAsync(again)).ShouldBe(before);
        again.Sandbox.Shop.PendingDeliveries.ShouldBe(1);
        again.Sandbox.Shop.Writes["PUT products/{id}"].ShouldBe(1);
        ((int)(await again.PostAsync("products", "{\"name\":\"next\"}"))["id"]!).ShouldBeGreaterThan(order);
    }

    public void Dispose()
    {
        var folder = Path.GetDirectoryName(_path)!;
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private static Task<RunningShop> StartAsync(string path) =>
        RunningShop.StartAsync(WooCommerceSeed.Recorded, options => options with { StatePath = path });

    private static async Task CopyOpenFileAsync(string from, string to)
    {
        await using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        await using var target = File.Create(to);
        await source.CopyToAsync(target, TestContext.Current.CancellationToken);
    }

    private static async Task<string> StateAsync(RunningShop shop)
    {
        var texts = new List<string>();
        foreach (
            var list in new[] { "products?per_page=100&orderby=id", "variations?per_page=100", "orders",
                "customers?role=all", "webhooks", "products/categories" })
        {
            var reply = await shop.GetAsync(list);
            foreach (var item in reply.Json.AsArray()) item!.AsObject().Remove("related_ids");
            texts.Add(reply.Json.ToJsonString().Replace(shop.Sandbox.BaseUrl[^5..], "", StringComparison.Ordinal));
        }

        return string.Join('\n', texts);
    }
}
