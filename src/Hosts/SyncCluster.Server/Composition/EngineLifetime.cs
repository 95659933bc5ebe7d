using SyncCluster.Core.Rules;
using SyncCluster.Engine.Storage;
using SyncCluster.Engine.Storage.Cluster;

namespace SyncCluster.Server.Composition;

/// <summary>
/// Starts the engine while HTTP already answers, so that probes can tell starting from dead; stops it before the
/// process ends. A database that is away is waited for; a wrong set-up ends the process.
/// </summary>
internal sealed partial class EngineLifetime(Installation installation, Heartbeat heartbeat, IHostApplicationLifetime application, ILogger<EngineLifetime> log) : BackgroundService
{
    private static readonly RetryPolicy Waits = new() { First = TimeSpan.FromSeconds(1), Longest = TimeSpan.FromSeconds(15) };

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        application.ApplicationStopping.Register(() => installation.Phase = Phase.Stopping);
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await installation.Engine.StartAsync(stoppingToken);
                heartbeat.StoreAnswered();
                if (installation.Phase == Phase.Starting) installation.Phase = Phase.Running;
                LogRunning(log, installation.Setup.Systems.Count, installation.Setup.Rules.Kinds.Count);
                return;
            }
            catch (StoreException failure) when (failure.MayPass)
            {
                var wait = Waits.Wait(attempt, null, 0.5);
                LogStoreAway(log, failure.Message, wait);
                await Task.Delay(wait, installation.Services.Time, stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                installation.Refused = failure is ClusterRefusedException;
                installation.Phase = Phase.Failed;

                // What was meant for people says everything; of anything else the whole is of use.
                LogCannotStart(log, failure is ClusterRefusedException or StoreException ? null : failure, failure.Message);
                application.StopApplication();
                return;
            }
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await installation.Engine.StopAsync();
        LogStopped(log);
    }

    [LoggerMessage(EventId = 2101, Level = LogLevel.Information, Message = "Running: {Systems} systems, {Kinds} kinds")]
    private static partial void LogRunning(ILogger log, int systems, int kinds);

    [LoggerMessage(EventId = 2102, Level = LogLevel.Warning, Message = "The store does not answer yet: {Why} Next try in {Wait}")]
    private static partial void LogStoreAway(ILogger log, string why, TimeSpan wait);

    [LoggerMessage(EventId = 2103, Level = LogLevel.Critical, Message = "Cannot start: {Why}")]
    private static partial void LogCannotStart(ILogger log, Exception? failure, string why);

    [LoggerMessage(EventId = 2104, Level = LogLevel.Information, Message = "Stopped: nothing is on its way any more")]
    private static partial void LogStopped(ILogger log);
}
