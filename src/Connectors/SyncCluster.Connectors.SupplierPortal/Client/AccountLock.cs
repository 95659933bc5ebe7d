using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace SyncCluster.Connectors.SupplierPortal.Client;

/// <summary>One run at a time for an account: portals throw out whoever logs in twice.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Lives as long as the process.")]
internal sealed class AccountLock
{
    private static readonly ConcurrentDictionary<(string Host, string? User), AccountLock> Locks = new();

    private readonly SemaphoreSlim _one = new(1);

    /// <summary>The lock of the account of a recipe, the same for every system that uses it.</summary>
    public static AccountLock Of(PortalOptions options) => Locks.GetOrAdd((options.Url.Authority, options.User), _ => new AccountLock());

    /// <summary>Waits for its turn; the turn ends with the returned value.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        return new Turn(_one);
    }

    private sealed class Turn(SemaphoreSlim one) : IDisposable
    {
        private int _ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0) one.Release();
        }
    }
}
