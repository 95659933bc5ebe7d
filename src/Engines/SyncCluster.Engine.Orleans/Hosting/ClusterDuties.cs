using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Orleans.Actors;
using SyncCluster.Engine.Orleans.Changes;

namespace SyncCluster.Engine.Orleans.Hosting;

/// <summary>
/// What a silo does besides its actors: sees to the schedules, listens to the live feed, and when a silo has gone wakes
/// those who work by schedule, so that nobody waits for the next reminder.
/// </summary>
internal sealed partial class ClusterDuties(
    SiloActors actors, ClusterRuntime runtime, ChangeEar ear, IClusterMembershipService membership, ILogger<ClusterDuties> logger) : BackgroundService
{
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(SetSchedulesAsync(stoppingToken), WatchAsync(stoppingToken), ear.ListenAsync(stoppingToken));

    private async Task SetSchedulesAsync(CancellationToken cancellation)
    {
        foreach (var schedule in actors.Behaviors.Schedules)
        {
            while (!await IsSetAsync(schedule, cancellation)) await Task.Delay(TryAgainAfter, actors.Time, cancellation);
        }
    }

    private async Task<bool> IsSetAsync(ActorSchedule schedule, CancellationToken cancellation)
    {
        try
        {
            await runtime.RemindAsync(schedule.Actor, schedule.Name, actors.Time.GetUtcNow(), schedule.Period, cancellation);
            return true;
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            LogNotSet(failure, schedule.Name, schedule.Actor);
            return false;
        }
    }

    private async Task WatchAsync(CancellationToken cancellation)
    {
        HashSet<SiloAddress> known = [];
        await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(cancellation))
        {
            var active = snapshot.Members.Values.Where(member => member.Status == SiloStatus.Active).Select(member => member.SiloAddress).ToHashSet();
            if (!known.IsSubsetOf(active))
                foreach (var actor in actors.Behaviors.Schedules.Select(schedule => schedule.Actor).Distinct()) runtime.Hint(actor);
            known = active;
        }
    }

    [LoggerMessage(EventId = 3005, Level = LogLevel.Warning, Message = "Reminder {Name} of {Actor} could not be set; it is tried again")]
    private partial void LogNotSet(Exception failure, string name, ActorAddress actor);
}

/// <summary>What a client does besides asking: listens to the live feed.</summary>
internal sealed class ClientDuties(ChangeEar ear) : BackgroundService
{
    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => ear.ListenAsync(stoppingToken);
}
