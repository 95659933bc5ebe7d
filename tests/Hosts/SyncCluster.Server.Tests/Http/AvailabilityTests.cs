using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SyncCluster.Core.Faults;
using SyncCluster.Engine.Behaviors;
using SyncCluster.Server.Observing;
using SyncCluster.Server.Tests.Stage;

namespace SyncCluster.Server.Tests.Http;

/// <summary>How systems stand, whichever process knows it.</summary>
public sealed class AvailabilityTests
{
    private readonly House _house = new();

    [Fact]
    public async Task a_system_is_unknown_until_it_answered_and_cut_off_when_it_refuses()
    {
        await using var server = await RunningServer.StartAsync(_house);
        foreach (var path in new[] { "/health/systems", "/api/overview" }) Shop(await server.GetAsync(path)).TryGetProperty("available", out _).ShouldBeFalse(path);

        _house.Product("A-1", "Blue shirt", 19.9m);
        await server.PostAsync("/api/feeds/erp/products/run");
        foreach (var path in new[] { "/health/systems", "/api/overview" }) await server.UntilAsync(path, all => Available(all) is true);

        _house.Shop.Refuses = _ => new Fault(FaultKind.Auth, "The key was revoked.");
        _house.Product("A-1", "Light blue shirt", 19.9m);
        await server.PostAsync("/api/feeds/erp/products/run");
        await server.UntilAsync("/health/systems", all => Available(all) is false);
        Shop(await server.GetAsync("/health/systems")).GetProperty("fault").GetString().ShouldBe("The key was revoked.");
        Shop(await server.GetAsync("/api/overview")).GetProperty("fault").GetProperty("message").GetString().ShouldBe("The key was revoked.");
    }

    [Fact]
    public async Task what_another_process_of_the_cluster_noticed_is_shown_by_one_that_writes_to_no_system()
    {
        await using var server = await RunningServer.StartAsync(_house);
        var now = TimeProvider.System.GetUtcNow();
        var told = new GateDocument { System = "shop", At = now, ClosedUntil = now.AddHours(1), Fault = new Fault(FaultKind.Transient, "Connection refused.") };
        await server.Installation.Store.WriteDocumentsAsync([told.Stored()], TestContext.Current.CancellationToken);
        foreach (var path in new[] { "/health/systems", "/api/overview" }) Available(await server.GetAsync(path)).ShouldBe(false, path);
        await server.App.Services.GetRequiredService<QueueGauges>().RefreshAsync(TestContext.Current.CancellationToken);
        (await server.Client.GetStringAsync("/metrics", TestContext.Current.CancellationToken)).ShouldContain("synccluster_circuit_open{system=\"shop\"} 1");

        await server.Installation.Store.WriteDocumentsAsync([(told with { ClosedUntil = now.AddMinutes(-1) }).Stored()], TestContext.Current.CancellationToken);
        Shop(await server.GetAsync("/health/systems")).TryGetProperty("available", out _).ShouldBeFalse("a try is due, and nobody knows how it ends");
    }

    private static JsonElement Shop(JsonElement all) => all.GetProperty("systems").EnumerateArray().Single(system => system.GetProperty("system").GetString() == "shop");

    private static bool? Available(JsonElement all) => Shop(all).TryGetProperty("available", out var available) ? available.GetBoolean() : null;
}
