using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SyncCluster.Server.Tests.Stage;

namespace SyncCluster.Server.Tests.Http;

public sealed class OpenApiTests
{
    [Fact]
    public async Task the_document_lists_every_route()
    {
        await using var server = await RunningServer.StartAsync(new House());
        var document = await server.GetAsync("/openapi/v1.json");
        var told = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(verb => $"{verb.Name.ToUpperInvariant()} {path.Name}")).ToHashSet();
        var routes = server.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(route => $"{route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods[0]} {route.RoutePattern.RawText!.TrimEnd('/')}")
            .Where(route => route is not ("GET " or "GET /openapi/{documentName}.json")).ToList();
        routes.Count.ShouldBeGreaterThan(25);
        routes.Except(told).ShouldBeEmpty();
        foreach (var path in document.GetProperty("paths").EnumerateObject())
            foreach (var verb in path.Value.EnumerateObject())
                verb.Value.TryGetProperty("summary", out _).ShouldBeTrue($"{verb.Name} {path.Name} says nothing about itself");
    }
}
