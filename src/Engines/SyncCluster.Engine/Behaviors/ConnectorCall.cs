using Microsoft.Extensions.Logging;
using SyncCluster.Core.Faults;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Behaviors;

/// <summary>
/// A read by a connector. What it throws unexpectedly becomes a fault of what was read: it is counted, waited for and
/// shown like any other, and does not keep its worker from everything else.
/// </summary>
internal static partial class ConnectorCall
{
    /// <summary>The answer of <paramref name="call"/>.</summary>
    /// <exception cref="FaultException">The call failed, expected or not.</exception>
    public static async Task<T> OfAsync<T>(ILogger log, string system, string what, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception failure) when (failure is not (FaultException or StoreException or OperationCanceledException))
        {
            LogThrew(log, failure, system, what);

            // Not a fault of the whole system: one record that the connector cannot bear must not close its gate.
            var fault = new Fault(FaultKind.Rejected, $"The connector of {system} failed at {what}: {failure.GetType().Name}: {failure.Message}")
            {
                Code = "threw", Advice = "It is tried again. The log has the details; it is an error of this program.",
            };
            throw new FaultException(fault, failure);
        }
    }

    [LoggerMessage(EventId = 1104, Level = LogLevel.Error, Message = "{System}: reading {What} threw")]
    private static partial void LogThrew(ILogger log, Exception failure, string system, string what);
}
