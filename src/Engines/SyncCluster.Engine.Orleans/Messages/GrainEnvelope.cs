using SyncCluster.Engine.Actors;

namespace SyncCluster.Engine.Orleans.Messages;

/// <summary>
/// What crosses a call between grains: a message, or why there is no answer. Within one silo it is handed over as it is
/// (messages never change); on its way to another it becomes the versioned envelope of the shared codec.
/// </summary>
[Immutable]
public sealed class GrainEnvelope
{
    private readonly IMessage? _message;

    /// <summary>An envelope around a message.</summary>
    public GrainEnvelope(IMessage message) => _message = message;

    /// <summary>An answer that says why there is none.</summary>
    public GrainEnvelope(Exception failure) => Failure = failure;

    /// <summary>Why there is no answer; null where there is one.</summary>
    public Exception? Failure { get; }

    /// <summary>The message.</summary>
    /// <exception cref="Exception">There is none: <see cref="Failure"/>.</exception>
    public IMessage Message => Failure is null ? _message! : throw Failure;
}
