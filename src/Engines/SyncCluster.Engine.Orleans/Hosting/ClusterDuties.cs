using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Orleans.Actors;
using SyncCluster.Engine.Orleans.Changes;

namespace SyncCluster.Engine.Orleans.Hosting;

/// <summary>
/// What a silo does besides its actors: sets the schedules, looks every few seconds whether all who work by schedule are
/// there, spreads those who are never idle over the silos that are there, and listens to the live feed. Where a silo has
/// died, or lost its part of the grain directory, its actors are awake again elsewhere within that time, and need not wait
/// for the next reminder.
/// </summary>
internal sealed partial class ClusterDuties(
    SiloActors actors, ClusterRuntime runtime, ChangeEar ear, ISiloStatusOracle silos, IClusterManifestProvider manifests, OrleansEngineOptions options,
    ILogger<ClusterDuties> logger) : BackgroundService
{
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(SetSchedulesAsync(stoppingToken), LookAfterAsync(stoppingToken), SpreadAsync(stoppingToken), ear.ListenAsync(stoppingToken));

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

    private async Task LookAfterAsync(CancellationToken cancellation)
    {
        ActorAddress[] all = [.. actors.Behaviors.Schedules.Select(schedule => schedule.Actor).Distinct()];
        while (true)
        {
            await Task.Delay(LookEvery, actors.Time, cancellation);
            foreach (var actor in all) runtime.Touch(actor);
        }
    }

    /// <summary>Asks those who belong elsewhere by now, so that they go there: whoever is not asked for anything would stay for ever.</summary>
    private async Task SpreadAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await Task.Delay(options.SpreadsAfter / 3, actors.Time, cancellation);

            // A silo of which it is not known yet what it can host would be given nobody.
            var known = manifests.Current.Silos;
            var active = silos.GetApproximateSiloStatuses(onlyActive: true).Keys.Where(known.ContainsKey).ToList();
            var leaving = actors.Places.Look(silos.SiloAddress, active, actors.Time.GetUtcNow()).Where(runtime.HasHere).ToList();
            if (leaving.Count > 0) LogSpreads(leaving.Count, active.Count);
            foreach (var actor in leaving) runtime.Hint(actor);
        }
    }

    [LoggerMessage(EventId = 3006, Level = LogLevel.Information, Message = "{Count} of those who are never idle go to other silos; there are {Silos}")]
    private partial void LogSpreads(int count, int silos);

    [LoggerMessage(EventId = 3005, Level = LogLevel.Warning, Message = "Reminder {Name} of {Actor} could not be set; it is tried again")]
    private partial void LogNotSet(Exception failure, string name, ActorAddress actor);
}
