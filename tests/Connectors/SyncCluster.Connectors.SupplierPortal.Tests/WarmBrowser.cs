using SyncCluster.Connectors.SupplierPortal.Client;
using SyncCluster.Connectors.SupplierPortal.Tests;

[assembly: AssemblyFixture(typeof(WarmBrowser))]

// Most of a test is waiting for a browser: as many go on at a time as it serves at once, however few the cores are.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]

namespace SyncCluster.Connectors.SupplierPortal.Tests;

/// <summary>
/// Keeps the one browser of this process running between tests: starting it takes longer than most runs. A browser that
/// has served its number of runs is replaced as always.
/// </summary>
public sealed class WarmBrowser : IAsyncDisposable
{
    private static BrowserLease? _held;

    /// <summary>Sees to it that a browser runs.</summary>
    internal static async Task KeepAsync(CancellationToken cancellation)
    {
        var next = await BrowserHost.Of(PortalStage.Chromium, sandbox: false).RentAsync(cancellation);
        if (Interlocked.Exchange(ref _held, next) is { } before) await before.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _held, null) is { } held) await held.DisposeAsync();
    }
}
