using System.Diagnostics.CodeAnalysis;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Testing.Storage;

/// <summary>
/// What every state store must do. A store joins with one class that derives from this one and says how to make a
/// database; <see cref="StateStoreModelConformance"/> goes with it.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The runner disposes of it asynchronously.")]
public abstract partial class StateStoreConformance : IAsyncLifetime
{
    private readonly List<IStateStore> _opened = [];
    private StoreDatabase? _database;

    /// <summary>The clock of every store of the test.</summary>
    protected StandingClock Clock { get; } = new();

    /// <summary>The store under test.</summary>
    protected IStateStore Store { get; private set; } = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _database = await CreateAsync(Cancellation);
        Store = await OpenAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var store in _opened) await store.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
    }

    /// <summary>An empty database; skips the test where there can be none.</summary>
    protected abstract Task<StoreDatabase> CreateAsync(CancellationToken cancellation);

    /// <summary>One more store on the test's database, as another process would open it.</summary>
    protected async Task<IStateStore> OpenAsync()
    {
        var store = _database!.Open(Clock);
        _opened.Add(store);
        await store.MigrateAsync(Cancellation);
        return store;
    }

    private async Task<CommitVerdict> CommitAsync(Transition transition) => (await Store.CommitAsync([transition], Cancellation))[0];

    private async Task CommittedAsync(params Transition[] transitions) =>
        (await Store.CommitAsync(transitions, Cancellation)).ShouldAllBe(verdict => verdict == CommitVerdict.Committed);
}
