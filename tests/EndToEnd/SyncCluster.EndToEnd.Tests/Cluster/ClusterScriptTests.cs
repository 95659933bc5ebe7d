using System.Globalization;
using SyncCluster.Sandbox;

namespace SyncCluster.EndToEnd.Tests.Cluster;

/// <summary>The cluster that the README shows on one machine.</summary>
public sealed class ClusterScriptTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>From here on lie the ports of one silo, other ones in every run: the system gives none of them away, and no other test claims them.</summary>
    private static readonly int FirstPort = 18_000 + (LoopbackPorts.Claim() % 500 * 3);

    /// <summary>Of the usual rights: the database server runs as another user where this one is root.</summary>
    private readonly string _folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"synccluster-shown-{Guid.NewGuid():N}")).FullName;

    [Fact]
    [Trait("Speed", "slow")]
    public async Task it_comes_to_rest_says_who_does_what_and_ends_all_that_it_started()
    {
        Assert.SkipWhen(RunningCluster.WhyMissing is not null, RunningCluster.WhyMissing ?? "");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        var environment = new Dictionary<string, string>
        {
            ["SYNCCLUSTER_PROGRAM"] = $"dotnet {Path.Combine(AppContext.BaseDirectory, "synccluster.dll")}",
            ["SYNCCLUSTER_CLUSTER_DATA"] = _folder, ["SYNCCLUSTER_CLUSTER_PORT"] = FirstPort.ToString(CultureInfo.InvariantCulture), ["SYNCCLUSTER_CLUSTER_PRODUCTS"] = "20",
        };
        await using var shown = RunningProgram.StartScript("deploy/cluster.sh", environment, "1", "--once");
        var code = await shown.ExitAsync(patience.Token);
        code.ShouldBe(0, shown.Output);
        shown.Output.ShouldContain("1 silos active, 29 workers, each on one silo: yes");
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
