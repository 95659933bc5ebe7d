using SyncCluster.Engine.Actors;

namespace SyncCluster.Engine.Behaviors;

/// <summary>
/// Finds what lost hints left behind: wakes the outbound actors of one system that have something due, and takes up what
/// was parked and need wait no longer.
/// </summary>
internal sealed class OutboundSweepBehavior(string system, EngineContext context) : IActorBehavior
{
    private readonly Intake.Intake _intake = new(context);
    private bool _begun;

    /// <inheritdoc/>
    public async Task<IMessage> HandleAsync(IMessage message, CancellationToken cancellation)
    {
        if (!_begun)
        {
            // Every shard once, whether something is due or not: what was on its way when the process ended is reclaimed.
            for (var shard = 0; shard < context.ShardsOf(system); shard++)
                context.Runtime.Hint(ActorAddress.Outbound(system, shard));
            _begun = true;
        }

        foreach (var shard in await context.Store.DueShardsAsync(system, context.Now, cancellation))
            context.Runtime.Hint(ActorAddress.Outbound(system, shard));
        if (system != TrackingBehavior.SystemName) await _intake.SweepAsync(system, cancellation);
        return Done.Instance;
    }
}

/// <summary>Finds what lost hints left behind: wakes the mail actors that have something due, and prunes what is long done.</summary>
internal sealed class MailSweepBehavior(EngineContext context) : IActorBehavior
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(14);

    private DateTimeOffset _prunedAt;

    /// <inheritdoc/>
    public async Task<IMessage> HandleAsync(IMessage message, CancellationToken cancellation)
    {
        var now = context.Now;

        // Every shard, not only those with something due: a mail that a crash interrupted is found by its actor alone.
        for (var shard = 0; shard < context.Setup.MailShards; shard++) context.Runtime.Hint(ActorAddress.Mail(shard));
        if (now - _prunedAt < TimeSpan.FromHours(6)) return Done.Instance;
        _prunedAt = now;
        await context.Store.PruneAsync(now - Kept, cancellation);
        return Done.Instance;
    }
}
