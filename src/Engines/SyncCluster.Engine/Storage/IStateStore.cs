namespace SyncCluster.Engine.Storage;

/// <summary>
/// Where everything that must survive is kept: one schema, several dialects, one behaviour held by the conformance suite.
/// Every method is safe to call from many threads and, on PostgreSQL, from many processes. What a method says it
/// does together happens in one transaction. Failures of the database itself are thrown as <see cref="StoreException"/>.
/// </summary>
public interface IStateStore :
    IEntityStore, IRecordIndex, IFeedStore, IOutboxStore, IInboxStore, IMailStore, IParkedStore, IReminderStore, IItemStore, IStoreQueries, IAsyncDisposable
{
    /// <summary>
    /// Creates or upgrades the schema: numbered, forward only, repeatable, safe when several processes start at once.
    /// A schema newer than this program is refused with what to do.
    /// </summary>
    Task MigrateAsync(CancellationToken cancellation);
}

/// <summary>The database failed, not the request: told with what was being done and what to do.</summary>
public sealed class StoreException : Exception
{
    /// <summary>A failure while doing <paramref name="what"/>.</summary>
    public StoreException(string what, bool mayPass, Exception? inner = null) : base(what, inner) => MayPass = mayPass;

    /// <summary>True where trying again later may help (connection lost, deadlock, disk full); false for a wrong set-up.</summary>
    public bool MayPass { get; }

    /// <summary>True where what is missing is the store's own tables, which a server makes or upgrades when it starts.</summary>
    public bool IsNotMade { get; init; }
}
