using SyncCluster.Connectors;
using SyncCluster.Core.Records;

namespace SyncCluster.Testing.Connectors;

/// <summary>A connector opened on a system that <see cref="ConnectorConformance"/> may read and write.</summary>
/// <param name="External">Opened on a system that holds some records.</param>
/// <param name="Unreachable">Opened with an address at which nobody answers.</param>
/// <param name="Kind">A kind that can be created there.</param>
/// <param name="Creatable">A record of that kind that the system lacks.</param>
/// <param name="Refused">A record of that kind that must be refused.</param>
public sealed record ConnectorSubject(IExternalSystem External, IExternalSystem Unreachable, Kind Kind, FieldSet Creatable, FieldSet Refused) : IAsyncDisposable
{
    /// <summary>Texts that must never be told to anybody.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>How many records of the kind were written so far; needed where writes are once by operation id.</summary>
    public Func<Task<long>> CountWrittenAsync { get; init; } = () => Task.FromResult(0L);

    /// <summary>What else ends with the test, in order.</summary>
    public IReadOnlyList<IAsyncDisposable> Owned { get; init; } = [];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await External.DisposeAsync();
        await Unreachable.DisposeAsync();
        foreach (var one in Owned) await one.DisposeAsync();
    }
}
