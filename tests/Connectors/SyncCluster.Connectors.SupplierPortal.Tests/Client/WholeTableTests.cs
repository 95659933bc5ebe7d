using SyncCluster.Core.Kinds;
using SyncCluster.Sandbox.Faults;
using SyncCluster.Sandbox.Portal;

namespace SyncCluster.Connectors.SupplierPortal.Tests.Client;

/// <summary>A table is read when it is whole, and not before, with a real browser (S4-12).</summary>
public sealed class WholeTableTests
{
    [Fact]
    public async Task dates_that_a_script_fills_in_late_are_waited_for()
    {
        await using var stage = await PortalStage.StartAsync(new() { Items = 30, PageSize = 20 });
        stage.Portal.Faults.Add(new FaultRule { Kind = FaultKind.LateCells });
        // Longer than anything is watched that does not move.
        stage.Portal.Faults.Add(new FaultRule { Kind = FaultKind.Latency, Latency = TimeSpan.FromMilliseconds(1500), Path = "/orders/late" });
        var (seen, rejected, _) = await PortalStage.RoundAsync(stage.Open());
        rejected.ShouldBeEmpty();
        seen.Select(one => (one.Key.RemoteId, Promise(one.Fields.Text(SupplierFields.Delivery), one.Fields.Text(SupplierFields.DeliveryText))))
            .ShouldBe(stage.Portal.Stock.Items.Select(item => (item.Code, (string?)(item.Day is { } day ? $"day:{day:yyyy-MM-dd}" : item.Said.Replace('–', '-')))));

        static string? Promise(string? read, string? said) => read?.StartsWith("day:", StringComparison.Ordinal) == true ? read : said;
    }

    [Theory]
    [InlineData("html")]
    [InlineData("json")]
    public async Task two_lines_that_look_alike_on_two_pages_are_two_lines(string source)
    {
        var items = Enumerable.Range(1, 30).Select(i => new PortalItem($"S-{i:00}", $"85900000000{i:00}", $"Thing {i}") { Day = new(2027, 4, 10), Ordered = 3 }).ToList();
        items.Add(items[4]);
        await using var stage = await PortalStage.StartAsync(new() { Seed = items, PageSize = 20 });
        var system = source == "html" ? stage.Open() : stage.Open(
            ("url", stage.Portal.BaseUrl + "/orders/app"), ("loginUrl", stage.Portal.BaseUrl + "/login"), ("source", "json"), ("json", "/api/orders"), ("total", "data.total"),
            ("more", "#more"), ("columns", PortalStage.Columns(("code", new() { ["path"] = "article.code" }), ("delivery", new() { ["path"] = "eta" }))));
        for (var round = 1; round <= 2; round++)
        {
            var (seen, rejected, _) = await PortalStage.RoundAsync(system);
            (seen.Count, rejected.Count).ShouldBe((30, 0));
            seen.Single(one => one.Key.RemoteId == "S-05").Fields.Number(SupplierFields.Ordered).ShouldBe(6);
            seen.Single(one => one.Key.RemoteId == "S-06").Fields.Number(SupplierFields.Ordered).ShouldBe(3);
        }
    }

    [Fact]
    public async Task a_table_that_moves_while_it_is_read_is_not_believed()
    {
        var items = Enumerable.Range(1, 40).Select(i => new PortalItem($"S-{i:00}", $"85900000000{i:00}", $"Thing {i}") { Day = new(2027, 4, 10) }).ToList();
        var (pages, moved) = (0, 0);
        SupplierPortalSandbox? portal = null;
        await using var stage = await PortalStage.StartAsync(new()
        {
            Seed = items,
            PageSize = 20,
            Asked = path =>
            {
                // Whenever the second page is asked for, an item of the first is gone, and one that was before it stands behind the others.
                if (portal is null || path != "/orders" || ++pages % 2 != 0) return;
                portal.Stock.Remove($"S-{20 - moved:00}");
                portal.Stock.Add(items[18 - moved]);
                moved += 2;
            },
        });
        var system = stage.Open();
        await PortalStage.RoundAsync(system);
        portal = stage.Portal;
        var fault = await PortalStage.FaultAsync(system);
        (fault.Code, fault.StopsFeedAfter, moved).ShouldBe(("incomplete", 3, 4), fault.ToString());
        fault.Message.ShouldContain("moves while it is read");
    }
}
