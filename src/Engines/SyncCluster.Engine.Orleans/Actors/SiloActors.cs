using Microsoft.Extensions.Logging;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Orleans.Hosting;
using SyncCluster.Engine.Orleans.Spreading;
using SyncCluster.Engine.Setup;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Orleans.Actors;

/// <summary>What the actors of one silo share: behaviour, clock, and whether the silo is about to end.</summary>
public sealed partial class SiloActors : IDisposable
{
    /// <summary>Orleans' reminders do not come more often than this.</summary>
    public static readonly TimeSpan ShortestReminder = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly ClusterRuntime _runtime;
    private readonly ILogger _logger;
    private readonly HashSet<(ActorAddress Actor, string Name)> _scheduled;
    private volatile bool _closing;

    /// <summary>Actors over a store that all silos share.</summary>
    public SiloActors(
        EngineSetup setup, EngineServices services, IStateStore store, ClusterRuntime runtime, OrleansEngineOptions options, ILoggerFactory logs)
    {
        _runtime = runtime;
        _logger = logs.CreateLogger<SiloActors>();
        Time = services.Time;
        Behaviors = new EngineBehaviors(setup, services, store, runtime, logs);
        Places = new SiloPlaces(new Spread(Behaviors.Tireless), options.SpreadsAfter);
        _scheduled = [.. Behaviors.Schedules.Select(schedule => (schedule.Actor, schedule.Name))];
    }

    /// <summary>The shared behaviour.</summary>
    public EngineBehaviors Behaviors { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>Where actors that are never idle belong.</summary>
    internal SiloPlaces Places { get; }

    /// <summary>True once nothing new is to be begun.</summary>
    public bool IsClosing => _closing;

    /// <summary>Cancelled when handlers had their time to finish.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>How often the reminder of a schedule can come.</summary>
    public static TimeSpan ReminderPeriod(TimeSpan period) => period < ShortestReminder ? ShortestReminder : period;

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    internal IActorBehavior Make(ActorAddress address) => Behaviors.Create(address);

    internal bool IsScheduled(ActorAddress actor, string name) => _scheduled.Contains((actor, name));

    internal void IsHere(ActorAddress actor) => _runtime.IsHere(actor);

    internal void IsGone(ActorAddress actor) => _runtime.IsGone(actor);

    internal void Wake(ActorAddress actor) => _runtime.Hint(actor);

    /// <summary>
    /// No hint and no reminder is taken any more; what runs may finish for <paramref name="limit"/>, then it is
    /// cancelled.
    /// </summary>
    internal void Close(TimeSpan limit)
    {
        _closing = true;
        _runtime.Close();
        _stopping.CancelAfter(limit);
    }

    internal void Failed(ActorAddress actor, Exception failure)
    {
        if (failure is not OperationCanceledException || !_closing) LogFailed(failure, actor);
    }

    [LoggerMessage(EventId = 3002, Level = LogLevel.Error, Message = "{Actor} failed at something that nobody waits for; its state is loaded again")]
    private partial void LogFailed(Exception failure, ActorAddress actor);
}
