using Microsoft.Extensions.Logging;
using SyncCluster.Connectors.SupplierPortal.Mapping;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Rules;

namespace SyncCluster.Connectors.SupplierPortal.Handover;

/// <summary>
/// The robot as a process of its own: reads by its schedule and hands whole runs over. A run that is read is kept until
/// the broker has confirmed all of it. What a person must look at stops it, until the core says that a person did.
/// </summary>
internal sealed partial class RobotLoop(
    string system, TimeSpan interval, Func<LastRun?, CancellationToken, Task<ScrapedRun>> read, Broker broker, TimeProvider time, Func<double> jitter, ILogger logger)
{
    /// <summary>How often it is looked, between runs, whether somebody wants one.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan FirstWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private LastRun? _last;
    private int _failures;
    private bool _stopped;

    public async Task WorkAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                var wait = _stopped ? Look : await RunAsync(cancellation);
                await RestAsync(wait, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Told to stop.
        }
    }

    /// <summary>One run, handed over; answers how long to wait for the next.</summary>
    private async Task<TimeSpan> RunAsync(CancellationToken cancellation)
    {
        var id = time.GetUtcNow().ToUnixTimeMilliseconds();
        try
        {
            var run = await read(_last, cancellation);
            (_last, _failures) = (new LastRun(run.Items.Count, run.Said), 0);
            foreach (var message in HandedMessage.Of(run, id)) await HandAsync(message, cancellation);
            LogHanded(logger, system, run.Items.Count);
            return interval * (0.9 + (0.2 * jitter()));
        }
        catch (FaultException failure)
        {
            _failures++;
            _stopped = failure.Fault.StopsFeedAfter <= _failures;
            LogFailed(logger, system, failure.Fault.ToString(), _failures);
            // The core counts no failures of ours: what stops, stops there at once.
            await HandAsync(HandedMessage.Of(failure.Fault with { StopsFeedAfter = _stopped ? 1 : null }, id, time.GetUtcNow()), cancellation);
            return failure.Fault.RetryAfter is { } asked ? (asked < LongestWait ? asked : LongestWait) : Backoff.Doubled(FirstWait, LongestWait, _failures - 1);
        }
    }

    /// <summary>Hands over, however long the broker is away: what is handed over is not read again.</summary>
    private async Task HandAsync(HandedMessage message, CancellationToken cancellation)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                await broker.PublishAsync(broker.Runs, message.Write(), cancellation);
                return;
            }
            catch (FaultException failure)
            {
                if (tries == 0) LogNoBroker(logger, system, failure.Fault.ToString());
                await Task.Delay(Look, time, cancellation);
            }
        }
    }

    /// <summary>Waits, and looks meanwhile whether somebody wants a run.</summary>
    private async Task RestAsync(TimeSpan wait, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        while (time.GetElapsedTime(started) is var gone && gone < wait)
        {
            var left = wait - gone;
            await Task.Delay(left < Look ? left : Look, time, cancellation);
            if (!await IsWantedAsync(cancellation)) continue;
            (_stopped, _failures) = (false, 0);
            return;
        }
    }

    private async Task<bool> IsWantedAsync(CancellationToken cancellation)
    {
        try
        {
            var channel = await broker.OpenAsync(cancellation);
            var wanted = false;
            while (await channel.BasicGetAsync(broker.Wanted, autoAck: true, cancellation) is not null) wanted = true;
            return wanted;
        }
        catch (Exception failure) when (failure is FaultException || Broker.IsExpected(failure))
        {
            return false;
        }
    }

    [LoggerMessage(EventId = 4121, Level = LogLevel.Information, Message = "{System}: {Items} items handed over")]
    private static partial void LogHanded(ILogger logger, string system, int items);

    [LoggerMessage(EventId = 4122, Level = LogLevel.Warning, Message = "{System}: the run failed, try {Failures}: {Fault}")]
    private static partial void LogFailed(ILogger logger, string system, string fault, int failures);

    [LoggerMessage(EventId = 4123, Level = LogLevel.Warning, Message = "{System}: the rows wait to be handed over. {Fault}")]
    private static partial void LogNoBroker(ILogger logger, string system, string fault);
}
