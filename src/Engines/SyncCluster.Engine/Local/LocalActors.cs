using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Local;

/// <summary>
/// Actors of one process: made when a message comes for them, unloaded when idle. Everything starts through
/// <see cref="IBackground"/> and continues where it was started, so that a simulation runs it on one thread.
/// </summary>
public sealed partial class LocalActors : IActorRuntime, IAsyncDisposable
{
    private readonly ConcurrentDictionary<ActorAddress, ActorCell> _cells = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _quiet = new();
    private readonly ChangeHub _changes = new();
    private readonly IBackground _background;
    private readonly LocalActorOptions _options;
    private readonly ILogger _logger;
    private readonly Agenda _agenda;
    private readonly LocalReminders _reminders;
    private readonly ITimer _unloading;
    private IBehaviorFactory? _behaviors;
    private long _made;
    private int _entities;
    private int _busy;
    private int _trims;
    private volatile bool _closing;
    private volatile bool _closed;
    private long _asks;
    private long _hints;
    private long _hintsJoined;
    private long _sent;
    private long _failures;
    private long _unloaded;

    /// <summary>Actors that nobody can reach yet: <see cref="StartAsync"/> opens them.</summary>
    public LocalActors(LocalActorOptions options, IReminderStore reminders, TimeProvider time, IBackground background, ILoggerFactory logs)
    {
        _options = options;
        _background = background;
        _logger = logs.CreateLogger<LocalActors>();
        Time = time;
        _agenda = new Agenda(time, Due);
        _reminders = new LocalReminders(reminders, time, _agenda, SendReminderAsync, _logger);
        _unloading = time.CreateTimer(
            static actors => ((LocalActors)actors!).UnloadIdle(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Counts for metrics.</summary>
    public LocalActorCounts Counts => new(
        _cells.Count, Volatile.Read(ref _entities), Volatile.Read(ref _busy), Volatile.Read(ref _asks), Volatile.Read(ref _hints),
        Volatile.Read(ref _hintsJoined), Volatile.Read(ref _sent), Volatile.Read(ref _failures), Volatile.Read(ref _unloaded));

    internal TimeProvider Time { get; }

    /// <summary>Cancelled when handlers had their time to finish.</summary>
    internal CancellationToken Stopping => _stopping.Token;

    /// <summary>Takes the behaviours and takes up the reminders that the store holds.</summary>
    public async Task StartAsync(IBehaviorFactory behaviors, CancellationToken cancellation)
    {
        _behaviors = behaviors;
        await _reminders.LoadAsync(cancellation);
        var period = _options.IdleAfter / 2;
        _unloading.Change(period, period);
    }

    /// <inheritdoc/>
    public Task<IMessage> AskAsync(ActorAddress to, IMessage message, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested) return Task.FromCanceled<IMessage>(cancellation);
        if (_closed) return Task.FromException<IMessage>(new OperationCanceledException($"The engine has stopped: {to} is not asked."));
        Interlocked.Increment(ref _asks);
        var letter = Letter.Asking(message);
        if (cancellation.CanBeCanceled) letter.GiveUpOn(cancellation);
        while (!CellOf(to).TryPost(letter)) { }
        return letter.Task;
    }

    /// <inheritdoc/>
    public void Hint(ActorAddress to)
    {
        // A webhook may come before the actors are open: its signal is kept, and a sweep finds it.
        if (_closing || _behaviors is null) return;
        bool joined;
        while (!CellOf(to).TryHint(out joined)) { }
        Interlocked.Increment(ref joined ? ref _hintsJoined : ref _hints);
    }

    /// <inheritdoc/>
    public void HintAt(ActorAddress to, DateTimeOffset at) => _agenda.Add(new Appointment(to, null, 0), at);

    /// <inheritdoc/>
    public Task RemindAsync(ActorAddress actor, string name, DateTimeOffset due, TimeSpan period, CancellationToken cancellation) =>
        _reminders.SetAsync(actor, new StoredReminder(actor.ToString(), name, due, period), cancellation);

    /// <inheritdoc/>
    public Task ForgetReminderAsync(ActorAddress actor, string name, CancellationToken cancellation) =>
        _reminders.ForgetAsync(actor, name, cancellation);

    /// <summary>True where the reminder is set already with this period: setting it again would only move its time.</summary>
    public bool IsReminded(ActorAddress actor, string name, TimeSpan period) => _reminders.IsSet(actor, name, period);

    /// <summary>Every reminder that is set.</summary>
    public IReadOnlyList<(ActorAddress Actor, string Name)> Reminders => _reminders.All();

    /// <inheritdoc/>
    public void Publish(EntityChanged change) => _changes.Publish(change);

    /// <summary>Listens to what entities publish; the listener loses the oldest where it is behind by more than <paramref name="capacity"/>.</summary>
    public ChangeSubscription Subscribe(int capacity = 1024) => _changes.Subscribe(capacity);

    /// <summary>
    /// Stops: no hint and no reminder is taken any more; what runs, and what it asks of others, may finish in time and
    /// is cancelled after that.
    /// </summary>
    public async Task StopAsync()
    {
        if (_closing) return;
        _closing = true;
        _agenda.Dispose();
        await _unloading.DisposeAsync();
        if (!await IsQuietWithinAsync(_options.StopsWithin))
        {
            StillRunning(Volatile.Read(ref _busy));
            await _stopping.CancelAsync();
            if (!await IsQuietWithinAsync(_options.CancelsWithin)) LeftRunning(Volatile.Read(ref _busy));
        }

        _closed = true;
        _changes.Close();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
    }

    internal IActorBehavior Make(ActorAddress address) =>
        (_behaviors ?? throw new InvalidOperationException($"{address} got a message before the actors were started.")).Create(address);

    /// <summary>A cell has something to do.</summary>
    internal void Begin(Func<Task> work)
    {
        Interlocked.Increment(ref _busy);
        _background.Run(work);
    }

    /// <summary>A cell has nothing to do any more.</summary>
    internal void End()
    {
        if (Interlocked.Decrement(ref _busy) > 0 || !_closing) return;
        _background.Run(() =>
        {
            _quiet.TrySetResult();
            return Task.CompletedTask;
        });
    }

    internal void Failed(ActorAddress address, Exception exception, bool isTold)
    {
        Interlocked.Increment(ref _failures);
        if (isTold || (exception is OperationCanceledException && _closing)) return;
        HandlerFailed(exception, address);
    }

    private async Task<bool> IsQuietWithinAsync(TimeSpan limit)
    {
        if (Volatile.Read(ref _busy) == 0) return true;
        try
        {
            await _quiet.Task.WaitAsync(limit, Time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private ActorCell CellOf(ActorAddress address)
    {
        if (_cells.TryGetValue(address, out var cell)) return cell;
        var made = new ActorCell(this, address, Interlocked.Increment(ref _made));
        cell = _cells.GetOrAdd(address, made);
        if (ReferenceEquals(cell, made) && IsEntity(address)
            && Interlocked.Increment(ref _entities) > _options.MostLoadedEntities && Interlocked.Exchange(ref _trims, 1) == 0)
            _background.Run(TrimAsync);
        return cell;
    }

    private Task TrimAsync()
    {
        Volatile.Write(ref _trims, 0);
        // A quarter below the bound: a stream of new entities must not sort them all every few of them.
        var surplus = Volatile.Read(ref _entities) - (_options.MostLoadedEntities - (_options.MostLoadedEntities / 4));
        foreach (var cell in _cells.Values.Where(cell => IsEntity(cell.Address)).OrderBy(cell => cell.UsedAt).ThenBy(cell => cell.Number))
        {
            if (surplus <= 0) break;
            if (Unload(cell)) surplus--;
        }

        return Task.CompletedTask;
    }

    private void UnloadIdle()
    {
        var now = Time.GetTimestamp();
        foreach (var (_, cell) in _cells)
            if (Time.GetElapsedTime(cell.UsedAt, now) >= _options.IdleAfter) Unload(cell);
    }

    private bool Unload(ActorCell cell)
    {
        if (!cell.TryUnload()) return false;
        _cells.TryRemove(new KeyValuePair<ActorAddress, ActorCell>(cell.Address, cell));
        if (IsEntity(cell.Address)) Interlocked.Decrement(ref _entities);
        Interlocked.Increment(ref _unloaded);
        return true;
    }

    private void Due(Appointment appointment)
    {
        if (appointment.Reminder is null) Hint(appointment.Actor);
        else _background.Run(() => _reminders.FireAsync(appointment));
    }

    private Task SendReminderAsync(ActorAddress actor, string name)
    {
        if (_closing) return Task.FromCanceled(new CancellationToken(canceled: true));
        Interlocked.Increment(ref _sent);
        return AskAsync(actor, new Reminder(name), CancellationToken.None);
    }

    private static bool IsEntity(ActorAddress address) => address.Type <= ActorType.Order;

    [LoggerMessage(Level = LogLevel.Error, Message = "{Actor} failed at something that nobody waits for; its state is loaded again")]
    private partial void HandlerFailed(Exception exception, ActorAddress actor);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Busy} actors did not finish in time and are cancelled")]
    private partial void StillRunning(int busy);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Busy} actors ignore that they are cancelled and are left behind")]
    private partial void LeftRunning(int busy);
}
