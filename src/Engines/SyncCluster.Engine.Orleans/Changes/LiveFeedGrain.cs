using Microsoft.Extensions.Logging;
using Orleans.CodeGeneration;
using Orleans.Concurrency;
using Orleans.Streams;
using Orleans.Streams.Core;
using Orleans.Utilities;
using SyncCluster.Engine.Orleans.Actors;
using SyncCluster.Engine.Orleans.Messages;

namespace SyncCluster.Engine.Orleans.Changes;

/// <summary>Hears what entities of the whole cluster publish.</summary>
[Alias("synccluster.change-listener")]
public interface IChangeListener : IGrainObserver
{
    /// <summary>Changes, in the order in which they came. A hint: some may be missing.</summary>
    [Alias("changed")]
    [OneWay]
    Task ChangedAsync(GrainEnvelope[] changes);
}

/// <summary>Hands changes to the processes that show them; key: <see cref="HintStreams.AllChanges"/>.</summary>
[Version(1)]
[Alias("synccluster.live-feed")]
public interface ILiveFeedGrain : IGrainWithStringKey
{
    /// <summary>Listens for a while; to be repeated, at least every minute.</summary>
    [Alias("listen")]
    Task ListenAsync(IChangeListener listener);
}

/// <summary>
/// Subscribed to the stream of changes without anybody's doing; those who listen are remembered for two minutes.
/// </summary>
[GrainType("live-feed")]
[Reentrant]
[ImplicitStreamSubscription(HintStreams.Changes)]
public sealed class LiveFeedGrain(ILogger<LiveFeedGrain> logger)
    : Grain, ILiveFeedGrain, IStreamSubscriptionObserver, IAsyncBatchObserver<GrainEnvelope>
{
    private readonly ObserverManager<IChangeListener> _listeners = new(TimeSpan.FromMinutes(2), logger);

    /// <inheritdoc/>
    public Task ListenAsync(IChangeListener listener)
    {
        _listeners.Subscribe(listener, listener);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<GrainEnvelope>().ResumeAsync(this);

    /// <inheritdoc/>
    public Task OnNextAsync(IList<SequentialItem<GrainEnvelope>> items)
    {
        GrainEnvelope[] changes = [.. items.Select(item => item.Item)];
        return _listeners.Notify(listener => listener.ChangedAsync(changes));
    }

    /// <inheritdoc/>
    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}
