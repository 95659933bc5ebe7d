using SyncCluster.Core.Faults;
using SyncCluster.Core.Pushing;
using SyncCluster.Engine.Setup;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Behaviors;

/// <summary>
/// The gate of every system, shared by the outbound actors of one process. What changes is told in the store
/// (<see cref="GateDocument"/>); an answer that changes nothing costs a look at the clock.
/// </summary>
internal sealed class SystemGates(EngineSetup setup, IStateStore store, TimeProvider time)
{
    // That a system still answers is told this often, so that what another process told of it meanwhile does not stand for ever.
    private static readonly TimeSpan TellEvery = TimeSpan.FromMinutes(1);

    // How often a closed gate asks whether another process got through.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    public GateState Of(string system)
    {
        lock (_lock) return EntryOf(system).State;
    }

    /// <summary>
    /// How the gate stands after a look at what others tell: where one of them got through since this one was closed, or says
    /// that a try is due, it is time for one.
    /// </summary>
    public async ValueTask<GateState> LookAsync(string system, CancellationToken cancellation)
    {
        Entry entry;
        lock (_lock)
        {
            entry = EntryOf(system);
            var now = time.GetUtcNow();
            if (entry.State.IsOpen(now) || now - entry.LookedAt < LookEvery) return entry.State;
            entry.LookedAt = now;
        }

        var json = await store.ReadDocumentAsync(GateDocument.Key(system), cancellation);
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (json is { } told && GateDocument.Read(told) is var word && !(word.ClosedUntil > now) && word.At > entry.ChangedAt) entry.State = entry.State with { ClosedUntil = now };
            return entry.State;
        }
    }

    public Task AnsweredAsync(string system, CancellationToken cancellation)
    {
        lock (_lock)
        {
            var entry = EntryOf(system);
            var now = time.GetUtcNow();
            var state = Gate.Answered(entry.State);
            if (entry.State.ClosedUntil is not null || now - entry.ChangedAt >= TellEvery) entry.Change(now);
            entry.State = state;
            if (entry.IsTold) return Task.CompletedTask;
        }

        return TellAsync(system, cancellation);
    }

    public Task FailedAsync(string system, Fault fault, DateTimeOffset at, double chance, CancellationToken cancellation)
    {
        lock (_lock)
        {
            var entry = EntryOf(system);
            entry.State = Gate.Failed(entry.State, setup.Gate, fault, at, chance);

            // Failures that do not close the gate yet are no news: what was told before still holds.
            if (entry.State.ClosedUntil is null) return Task.CompletedTask;
            entry.Change(time.GetUtcNow());
        }

        return TellAsync(system, cancellation);
    }

    /// <summary>One at a time for a system, so that what was true last is told last.</summary>
    private async Task TellAsync(string system, CancellationToken cancellation)
    {
        while (Begin(system) is { } news)
        {
            var told = 0L;
            try
            {
                await store.WriteDocumentsAsync([news.Document.Stored()], cancellation);
                told = news.Change;
            }
            finally
            {
                lock (_lock) EntryOf(system).Told(told);
            }
        }
    }

    private (GateDocument Document, long Change)? Begin(string system)
    {
        lock (_lock) return EntryOf(system).Begin(system);
    }

    private Entry EntryOf(string system)
    {
        if (!_entries.TryGetValue(system, out var entry)) _entries[system] = entry = new Entry();
        return entry;
    }

    private sealed class Entry
    {
        private long _changes;
        private long _told;
        private bool _tells;

        public GateState State { get; set; } = new();

        /// <summary>When what is to be told became true.</summary>
        public DateTimeOffset ChangedAt { get; private set; }

        public DateTimeOffset LookedAt { get; set; }

        public bool IsTold => _told == _changes;

        public void Change(DateTimeOffset at)
        {
            ChangedAt = at;
            _changes++;
        }

        public (GateDocument Document, long Change)? Begin(string system)
        {
            if (_tells || IsTold) return null;
            _tells = true;
            var closed = State.ClosedUntil is not null;
            return (new GateDocument { System = system, At = ChangedAt, ClosedUntil = State.ClosedUntil, Fault = closed ? State.Fault : null }, _changes);
        }

        public void Told(long change)
        {
            _tells = false;
            _told = Math.Max(_told, change);
        }
    }
}
