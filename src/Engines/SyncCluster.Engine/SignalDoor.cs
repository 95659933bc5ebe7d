using SyncCluster.Connectors.Signals;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Codec;
using SyncCluster.Engine.Setup;
using SyncCluster.Engine.Storage;
using SyncCluster.Engine.Telemetry;

namespace SyncCluster.Engine;

/// <summary>How a webhook request is answered.</summary>
public enum SignalAnswer
{
    /// <summary>Kept, or nothing to do: 200.</summary>
    Accepted,

    /// <summary>Not genuine: 401.</summary>
    NotGenuine,

    /// <summary>No such system, or one that sends no webhooks: 404.</summary>
    Unknown,
}

/// <summary>Where webhooks come in: verified over the raw body, deduplicated by content, made durable, answered; handled afterwards.</summary>
public sealed class SignalDoor(EngineSetup setup, IStateStore store, IActorRuntime runtime)
{
    /// <summary>Takes in one request. When it answers Accepted, the signal is durable.</summary>
    public async Task<SignalAnswer> ReceiveAsync(string system, SignalRequest request, CancellationToken cancellation)
    {
        if (setup.System(system)?.External.Signals is not { } receiver)
        {
            EngineMetrics.Webhook("unknown", "unknown");
            return SignalAnswer.Unknown;
        }

        var verdict = receiver.Receive(request);
        var key = verdict switch
        {
            SignalVerdict.Hint hint => hint.ContentKey,
            SignalVerdict.Unreadable => "unreadable/" + Core.Records.Fingerprint.Of(request.Body.Span),
            _ => null,
        };
        if (key is null)
        {
            var genuine = verdict is SignalVerdict.Nothing;
            EngineMetrics.Webhook(system, genuine ? "ignored" : "bad_signature");
            return genuine ? SignalAnswer.Accepted : SignalAnswer.NotGenuine;
        }

        var isNew = await store.AddSignalAsync(new StoredSignal(system, key, request.ReceivedAt, EngineJson.Write(verdict)), cancellation);
        EngineMetrics.Webhook(system, isNew ? "accepted" : "duplicate");
        if (isNew) runtime.Hint(ActorAddress.Inbox(system));
        return SignalAnswer.Accepted;
    }
}
