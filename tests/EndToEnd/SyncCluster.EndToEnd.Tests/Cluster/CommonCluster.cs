using System.Globalization;
using System.Net;
using SyncCluster.Server.Demo;

namespace SyncCluster.EndToEnd.Tests.Cluster;

/// <summary>
/// One cluster for tests that come one after the other: each begins with three silos at rest. Starting a silo costs more
/// than what befalls it. After a test that failed the cluster is ended, and the next begins with a new one.
/// </summary>
public sealed class CommonCluster : IAsyncLifetime
{
    private const string PreviousVariable = "SYNCCLUSTER_TEST_PREVIOUS";
    private const string ProductsVariable = "SYNCCLUSTER_TEST_PRODUCTS";
    private const int Silos = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);
    private static readonly TimeSpan PatienceAThousand = TimeSpan.FromMinutes(1);

    private RunningCluster? _cluster;
    private int _started;

    /// <summary>As many as the environment variable <c>SYNCCLUSTER_TEST_PRODUCTS</c> says, 400 where it says nothing.</summary>
    internal static int Products { get; } =
        Environment.GetEnvironmentVariable(ProductsVariable) is { Length: > 0 } asked ? int.Parse(asked, CultureInfo.InvariantCulture) : 400;

    /// <summary>
    /// Plays a test on three silos that have read everything. Those that are started for it run the program in the folder that
    /// the environment variable <c>SYNCCLUSTER_TEST_PREVIOUS</c> names; where it names none, this version, as all later ones.
    /// </summary>
    internal async Task PlayAsync(Func<RunningCluster, CancellationToken, Task> story)
    {
        Assert.SkipWhen(RunningCluster.WhyMissing is not null, RunningCluster.WhyMissing ?? "");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience + (Products / 1000 * PatienceAThousand));
        var stop = limit.Token;
        _cluster ??= await RunningCluster.StartAsync(new SandboxScale(Products, Customers: 15), stop);
        try
        {
            await CompleteAsync(_cluster, stop);
            await story(_cluster, stop);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_cluster is not { } cluster) return;
        _cluster = null;
        await cluster.DisposeAsync();
    }

    private async Task CompleteAsync(RunningCluster cluster, CancellationToken stop)
    {
        cluster.ForgetEnded();
        cluster.Programs = Environment.GetEnvironmentVariable(PreviousVariable) is { Length: > 0 } previous ? previous : AppContext.BaseDirectory;
        var started = new List<Silo>();
        if (!cluster.Silos.ContainsKey(RunningCluster.FrontName)) started.Add(cluster.Start(RunningCluster.FrontName, "web"));
        while (cluster.Silos.Count < Silos + 1) started.Add(cluster.Start(NextName()));
        foreach (var silo in started) await silo.UntilReadyIsAsync(HttpStatusCode.OK, stop);
        cluster.Programs = AppContext.BaseDirectory;
        await cluster.RestAsync(stop);
    }

    private string NextName() => $"silo-{(++_started).ToString(CultureInfo.InvariantCulture)}";
}
