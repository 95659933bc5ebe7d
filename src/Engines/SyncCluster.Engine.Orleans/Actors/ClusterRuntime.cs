using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Orleans.Streams;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Local;
using SyncCluster.Engine.Orleans.Changes;
using SyncCluster.Engine.Orleans.Messages;

namespace SyncCluster.Engine.Orleans.Actors;

/// <summary>
/// The engine's port on a cluster: for the actors of a silo, and for whoever calls them from a silo or a client.
/// </summary>
public sealed class ClusterRuntime : IActorRuntime, IDisposable
{
    private static readonly GrainEnvelope Wake = new(WakeUp.Instance);

    private readonly ConcurrentDictionary<ActorAddress, bool> _here = new();
    private readonly IClusterClient _cluster;
    private readonly Agenda _agenda;
    private readonly HintSender _hints;
    private readonly HintSender _touches;
    private readonly ChangeSender _changes;
    private IStreamProvider? _streams;
    private volatile bool _closing;

    /// <summary>The port over <paramref name="cluster"/>.</summary>
    public ClusterRuntime(IClusterClient cluster, TimeProvider time, IBackground background, ILoggerFactory logs)
    {
        _cluster = cluster;
        _agenda = new Agenda(time, appointment => Hint(appointment.Actor));
        _hints = new HintSender(SendHintAsync, background, logs.CreateLogger<ClusterRuntime>());
        _touches = new HintSender(to => _cluster.GrainOf(to).TouchAsync(), background, logs.CreateLogger<ClusterRuntime>());
        _changes = new ChangeSender(SendChangesAsync, background, logs.CreateLogger<ClusterRuntime>());
    }

    /// <inheritdoc/>
    public async Task<IMessage> AskAsync(ActorAddress to, IMessage message, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return (await AnswerAsync(to, message, cancellation)).Message;
    }

    /// <inheritdoc/>
    public void Hint(ActorAddress to)
    {
        if (!_closing) _hints.Send(to);
    }

    /// <inheritdoc/>
    public void HintAt(ActorAddress to, DateTimeOffset at) => _agenda.Add(new Appointment(to, null, 0), at);

    /// <inheritdoc/>
    public Task RemindAsync(ActorAddress actor, string name, DateTimeOffset due, TimeSpan period, CancellationToken cancellation) =>
        _cluster.GrainOf(actor).RemindAsync(name, due, period).WaitAsync(cancellation);

    /// <inheritdoc/>
    public Task ForgetReminderAsync(ActorAddress actor, string name, CancellationToken cancellation) =>
        _cluster.GrainOf(actor).ForgetReminderAsync(name).WaitAsync(cancellation);

    /// <inheritdoc/>
    public void Publish(EntityChanged change)
    {
        if (!_closing) _changes.Send(change);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _closing = true;
        _agenda.Dispose();
    }

    /// <summary>Hints to this actor need no stream: it lives in this process.</summary>
    internal void IsHere(ActorAddress actor) => _here[actor] = true;

    internal void IsGone(ActorAddress actor) => _here.TryRemove(actor, out _);

    /// <summary>True for an actor that lives in this process and works by schedule or by what is due.</summary>
    internal bool HasHere(ActorAddress actor) => _here.ContainsKey(actor);

    /// <summary>Sees to it that an actor is awake somewhere.</summary>
    internal void Touch(ActorAddress actor)
    {
        if (!_closing) _touches.Send(actor);
    }

    /// <summary>From now on nothing is hinted or published.</summary>
    internal void Close() => Dispose();

    private async Task<GrainEnvelope> AnswerAsync(ActorAddress to, IMessage message, CancellationToken cancellation)
    {
        try
        {
            var asked = _cluster.GrainOf(to).AskAsync(new GrainEnvelope(message));
            return cancellation.CanBeCanceled ? await asked.WaitAsync(cancellation) : await asked;
        }
        catch (Exception failure) when (failure is OrleansException or TimeoutException)
        {
            throw new ActorSilentException(to, failure);
        }
    }

    private Task SendHintAsync(ActorAddress to) =>
        HintStreams.Of(to) is { } stream && !_here.ContainsKey(to)
            ? Streams.GetStream<GrainEnvelope>(stream).OnNextAsync(Wake)
            : _cluster.GrainOf(to).HintAsync();

    private Task SendChangesAsync(IReadOnlyList<EntityChanged> changes) =>
        Streams.GetStream<GrainEnvelope>(StreamId.Create(HintStreams.Changes, HintStreams.AllChanges))
            .OnNextBatchAsync([.. changes.Select(change => new GrainEnvelope(change))]);

    private IStreamProvider Streams => _streams ??= _cluster.GetStreamProvider(HintStreams.Provider);
}
