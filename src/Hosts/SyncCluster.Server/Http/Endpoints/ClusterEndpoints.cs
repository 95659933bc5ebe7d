using SyncCluster.Engine.Storage.Cluster;
using SyncCluster.Server.Composition;
using SyncCluster.Server.Composition.Clustering;
using SyncCluster.Server.Http.Answers;

namespace SyncCluster.Server.Http.Endpoints;

/// <summary>The cluster on one page; of an engine of its own only that it is one.</summary>
/// <param name="Engine">orleans or embedded.</param>
/// <param name="Cluster">The cluster's id; null where there is none.</param>
/// <param name="Members">Who works on the database, by their own words.</param>
/// <param name="Silos">Whom the membership lists.</param>
/// <param name="Workers">Actors that work by schedule, each on exactly one silo.</param>
/// <param name="Residents">Actors in memory, by silo and type.</param>
internal sealed record ClusterView(
    string Engine, string? Cluster, IReadOnlyList<MemberView> Members, IReadOnlyList<SiloView> Silos, IReadOnlyList<WorkerView> Workers, IReadOnlyList<Residents> Residents);

/// <summary>One process.</summary>
internal sealed record MemberView(string Name, string Role, string Address, string Configuration, string Program, DateTimeOffset JoinedAt, DateTimeOffset SeenAt);

/// <summary>An actor that works by schedule.</summary>
internal sealed record WorkerView(string Type, string Key, string Silo);

/// <summary>Who is in the cluster and does what.</summary>
internal static class ClusterEndpoints
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/cluster", LookAsync).WithTags("cluster").WithSummary("Silos, and where feeds and outbound shards run");

    private static async Task<ClusterView> LookAsync(Installation installation, CancellationToken cancellation)
    {
        if (installation.Engine is not MemberEngine { Cluster: { } cluster, Register: { } register }) return new ClusterView("embedded", null, [], [], [], []);
        var sight = await cluster.LookAsync(cancellation);
        return new ClusterView(
            "orleans", installation.Configuration.Cluster.ClusterId, [.. (await register.ListAsync(cancellation)).Select(Of)], sight.Silos,
            [.. sight.Workers.Select(worker => new WorkerView(Asked.Word(worker.Type), worker.Key, worker.Silo))], sight.Residents);
    }

    private static MemberView Of(SeenMember seen) => new(
        seen.Member.Name, seen.Member.Role, seen.Member.Address, seen.Member.Configuration, seen.Member.Program, seen.JoinedAt, seen.SeenAt);
}
