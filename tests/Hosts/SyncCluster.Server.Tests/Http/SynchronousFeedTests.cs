using System.Text.Json;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;
using SyncCluster.Server.Tests.Stage;

namespace SyncCluster.Server.Tests.Http;

/// <summary>A feed that reads on only when what it brought is delivered (S3-14), as people see it.</summary>
public sealed class SynchronousFeedTests
{
    private static readonly string Systems = House.Systems.Replace("role: erp }", "role: erp, feeds: { products: { every: 1h, mode: synchronous } } }", StringComparison.Ordinal);

    private readonly House _house = new();

    [Fact]
    public async Task it_says_what_it_waits_for_and_reads_on_when_that_is_delivered()
    {
        _house.Shop.Refuses = _ => new Fault(FaultKind.Transient, "The shop is being worked on.");
        await using var server = await StartedAsync();
        await server.UntilAsync("/api/feeds", all => Products(all) is var feed && feed.GetProperty("awaited").GetInt32() == 1 && feed.GetProperty("synchronous").GetBoolean());

        _house.Product("A-2", "Red shirt", 9.9m);
        // The second command is answered when what the first one woke has been done.
        await server.PostAsync("/api/feeds/erp/products/run");
        await server.PostAsync("/api/feeds/erp/products/run");
        Products(await server.GetAsync("/api/feeds")).GetProperty("awaited").GetInt32().ShouldBe(1);
        (await server.GetAsync("/api/entities?kind=Product&text=A-2")).GetProperty("items").GetArrayLength().ShouldBe(0, "the second is not read yet");

        _house.Shop.Refuses = _ => null;
        await server.IdAsync(Kind.Product, "A-2");
        await server.UntilAsync("/api/feeds", all => Products(all).GetProperty("awaited").GetInt32() == 0);
    }

    [Fact]
    public async Task it_reads_on_when_what_it_brought_is_parked()
    {
        _house.Shop.Refuses = push => push.Desired.Text("sku") == "A-1" ? new Fault(FaultKind.Rejected, "Too long.") : null;
        await using var server = await StartedAsync();
        await server.UntilAsync("/api/parked", all => all.GetProperty("pushes").GetArrayLength() == 1);

        _house.Product("A-2", "Red shirt", 9.9m);
        await server.PostAsync("/api/feeds/erp/products/run");
        (await RunningServer.WrittenAsync(_house.Shop)).Desired.Text("sku").ShouldBe("A-2");
    }

    private Task<RunningServer> StartedAsync()
    {
        _house.Product("A-1", "Blue shirt", 19.9m);
        return RunningServer.StartAsync(_house, Systems);
    }

    private static JsonElement Products(JsonElement groups) => groups.EnumerateArray()
        .Where(group => group.GetProperty("system").GetString() == "erp").SelectMany(group => group.GetProperty("feeds").EnumerateArray())
        .Single(feed => feed.GetProperty("feed").GetString() == "products");
}
