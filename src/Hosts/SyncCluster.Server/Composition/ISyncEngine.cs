using System.Threading.Channels;
using SyncCluster.Engine.Actors;
using SyncCluster.Server.Composition.Clustering;

namespace SyncCluster.Server.Composition;

/// <summary>The engine as the host sees it, whichever it is.</summary>
internal interface ISyncEngine : IAsyncDisposable
{
    /// <summary>Where messages to actors go.</summary>
    IActorRuntime Runtime { get; }

    /// <summary>What entities publish, as hints; ends when the engine ends.</summary>
    ChannelReader<EntityChanged> Changes { get; }

    /// <summary>The cluster that the engine belongs to; null where it is alone.</summary>
    ICluster? Cluster => null;

    /// <summary>Opens the actors and sets every reminder.</summary>
    Task StartAsync(CancellationToken cancellation);

    /// <summary>Lets what runs finish, for a while.</summary>
    Task StopAsync();
}
