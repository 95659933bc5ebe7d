using System.Net;
using System.Net.Sockets;
using Npgsql;
using SyncCluster.Server.Demo;

namespace SyncCluster.EndToEnd.Tests.Cluster;

/// <summary>Whoever does not fit those who work is told so in one sentence at start, with the way out and an exit code.</summary>
[Trait("Speed", "slow")]
public sealed class ClusterDoorTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task who_does_not_fit_is_refused_with_one_sentence()
    {
        Assert.SkipWhen(RunningCluster.WhyMissing is not null, RunningCluster.WhyMissing ?? "");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        var stop = patience.Token;
        await using var cluster = await RunningCluster.StartAsync(new SandboxScale(Products: 20, Customers: 5), stop);
        await cluster.Start("works").UntilReadyIsAsync(HttpStatusCode.OK, stop);

        await RefusedAsync(cluster, 4, "works by another sync.yaml (hash ", stop, file: Changed(cluster, "interval: 1s", "interval: 2s"));
        await RefusedAsync(cluster, 4, "of the cluster 'synccluster' works on this database, and this process belongs to the cluster 'other'", stop,
            file: Changed(cluster, "cluster: {", "cluster: { clusterId: other,"));
        await RefusedAsync(cluster, 4, "Set cluster.serviceId to 'synccluster'", stop, file: Changed(cluster, "cluster: {", "cluster: { serviceId: other,"));
        await RefusedAsync(cluster, 4, "192.0.2.9 is no address of this machine", stop, file: Changed(cluster, "cluster: {", "cluster: { address: 192.0.2.9,"));
        using (var taken = new TcpListener(IPAddress.Loopback, 0))
        {
            taken.Start();
            var port = ((IPEndPoint)taken.LocalEndpoint).Port;
            await RefusedAsync(cluster, 4, $"Another program listens on 127.0.0.1:{port} already.", stop,
                file: Changed(cluster, "\"${env:SYNC_SILO_PORT}\"", $"{port}"));
        }

        await RefusedAsync(cluster, 3, "Create the database, or name another.", stop, database: cluster.Database.Replace("Database=", "Database=no_", StringComparison.Ordinal));
        await RefusedAsync(cluster, 3, "The database user may not make the schema", stop, database: await ForGuestAsync(cluster, stop));

        // A new file comes in when somebody says that it is to, and from then on it is the one that counts.
        var newer = Changed(cluster, "interval: 1s", "interval: 3s");
        await cluster.Start("newer", file: newer, more: "--accept-configuration").UntilReadyIsAsync(HttpStatusCode.OK, stop);
        await cluster.Start("newest", file: newer).UntilReadyIsAsync(HttpStatusCode.OK, stop);
        await RefusedAsync(cluster, 4, "works by another sync.yaml (hash ", stop);
    }

    private static async Task RefusedAsync(RunningCluster cluster, int code, string sentence, CancellationToken stop, string? file = null, string? database = null)
    {
        var refused = cluster.Start("refused", file: file, database: database);
        (await refused.Program.ExitAsync(stop)).ShouldBe(code, refused.Program.Output);
        var said = refused.Program.Output.Split('\n').Where(line => line.Contains("crit:", StringComparison.Ordinal)).ToList();
        said.ShouldHaveSingleItem(refused.Program.Output).ShouldContain(sentence);
        refused.Program.Output.ShouldNotContain("   at ");
    }

    private static string Changed(RunningCluster cluster, string passage, string into)
    {
        var text = File.ReadAllText(cluster.File);
        text.ShouldContain(passage);
        var file = Path.Combine(cluster.Folder, $"{Guid.NewGuid():N}.yaml");
        File.WriteAllText(file, text.Replace(passage, into, StringComparison.Ordinal));
        return file;
    }

    /// <summary>How to connect as a user who may connect to an empty database and make nothing there.</summary>
    private static async Task<string> ForGuestAsync(RunningCluster cluster, CancellationToken stop)
    {
        var empty = await cluster.Postgres.CreateDatabaseAsync(stop);
        await using var source = NpgsqlDataSource.Create(empty);
        await using var command = source.CreateCommand("CREATE ROLE guest LOGIN");
        await command.ExecuteNonQueryAsync(stop);
        return new NpgsqlConnectionStringBuilder(empty) { Username = "guest" }.ConnectionString;
    }
}
