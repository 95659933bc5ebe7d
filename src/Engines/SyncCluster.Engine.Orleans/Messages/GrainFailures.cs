using SyncCluster.Core.Faults;
using SyncCluster.Engine.Behaviors;
using SyncCluster.Engine.Codec;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Orleans.Messages;

/// <summary>
/// Failures that behaviour tells apart: they arrive at the asker as what they were, from whichever silo.
/// </summary>
internal static class GrainFailures
{
    private const int Version = 1;
    private const string Contested = "failure.contested";
    private const string Store = "failure.store";
    private const string Outside = "failure.fault";

    /// <summary>True where the failure is carried as itself; others travel as exceptions of Orleans.</summary>
    public static bool Carries(Exception failure) => failure is EntityContestedException or StoreException or FaultException;

    public static Envelope Write(Exception failure) => failure switch
    {
        EntityContestedException => new(Contested, Version, EngineJson.Write(failure.Message)),
        StoreException store => new(Store, Version, EngineJson.Write(new StoreFailure(store.Message, store.MayPass))),
        FaultException fault => new(Outside, Version, EngineJson.Write(fault.Fault)),
        _ => throw new ArgumentException($"{failure.GetType().Name} is not carried.", nameof(failure), failure),
    };

    /// <summary>The failure in an envelope; null where it holds a message.</summary>
    public static Exception? Read(Envelope envelope)
    {
        switch (envelope.Kind)
        {
            case Contested: return new EntityContestedException(EngineJson.Read<string>(envelope.Payload.Span));
            case Outside: return new FaultException(EngineJson.Read<Fault>(envelope.Payload.Span));
            case Store:
                var store = EngineJson.Read<StoreFailure>(envelope.Payload.Span);
                return new StoreException(store.Text, store.MayPass);
            default: return null;
        }
    }

    private sealed record StoreFailure(string Text, bool MayPass);
}
