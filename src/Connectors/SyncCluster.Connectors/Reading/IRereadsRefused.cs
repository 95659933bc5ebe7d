namespace SyncCluster.Connectors.Reading;

/// <summary>
/// A system that tells each record once: one that could not be understood can be tried again only from what was kept of it.
/// </summary>
public interface IRereadsRefused
{
    /// <summary>Tries to understand a refused record by today's settings.</summary>
    /// <param name="rejected">The record as it was refused.</param>
    /// <param name="readAt">When it was read.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="Core.Faults.FaultException">The system could not be asked what the record's fields are.</exception>
    Task<ReadOneOutcome> ReadAgainAsync(RejectedRecord rejected, DateTimeOffset readAt, CancellationToken cancellation);
}
