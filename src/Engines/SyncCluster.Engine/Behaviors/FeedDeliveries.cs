using SyncCluster.Connectors.Reading;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Intake;
using SyncCluster.Engine.Setup;

namespace SyncCluster.Engine.Behaviors;

/// <summary>
/// What a synchronous feed waits for before it reads on (S3-14): that nothing of what its last page changed is on its way any
/// more. What failed for good is parked, and nobody waits for it. A process that dies between making a page durable and saving
/// how the feed stands leaves nothing to wait for: its successor reads on at once, that one time.
/// </summary>
internal sealed class FeedDeliveries(EngineContext context, SystemSetup system)
{
    /// <summary>How often it is looked whether they are over.</summary>
    public static readonly TimeSpan LooksEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>True where the feed may read on.</summary>
    public async Task<bool> AreOverAsync(IFeed feed, FeedProgress progress, CancellationToken cancellation) =>
        progress.Awaits.Count == 0 || !IsSynchronous(feed) || await Awaited.CountAsync(context.Setup, context.Store, feed.Kind, progress.Awaits, cancellation) == 0;

    /// <summary>The progress after something was handed on.</summary>
    public FeedProgress Handed(IFeed feed, FeedProgress progress, IntakeResult result) => progress with
    {
        Changed = progress.Changed + result.Handed,
        Awaits = IsSynchronous(feed) ? result.Entities.ToEquatableList() : EquatableList<string>.Empty,
    };

    /// <summary>True where more may be staged than was handed on: piece by piece, and the round ends when nothing is left.</summary>
    public bool HasMoreStaged(FeedProgress progress) => system.External.Capabilities.ReadsAreConsumed && progress.Awaits.Count > 0;

    /// <summary>True where it hands a page on, and waits for it, before it reads the next.</summary>
    public bool IsSynchronous(IFeed feed) => system.Feeds.GetValueOrDefault(feed.Name)?.Synchronous == true;
}
