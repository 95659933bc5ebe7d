using System.Collections.Concurrent;
using SyncCluster.Core.Records;

namespace SyncCluster.Engine.Storage.Sql;

/// <summary>
/// What SQLite and PostgreSQL do alike, written once: everything but the busiest paths, which each has in its own way.
/// </summary>
internal abstract partial class SqlStateStore : IStateStore
{
    private readonly ConcurrentDictionary<string, int> _names = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;

    protected SqlStateStore(TimeProvider time) => _time = time;

    /// <inheritdoc/>
    public abstract Task MigrateAsync(CancellationToken cancellation);

    /// <inheritdoc/>
    public abstract Task<IReadOnlyList<StoredEntity?>> LoadAsync(IReadOnlyList<string> entityIds, CancellationToken cancellation);

    /// <inheritdoc/>
    public abstract Task<IReadOnlyList<CommitVerdict>> CommitAsync(IReadOnlyList<Transition> transitions, CancellationToken cancellation);

    /// <inheritdoc/>
    public abstract Task<IReadOnlyList<KnownRecord?>> FindRecordsAsync(
        string system, Kind kind, IReadOnlyList<string> remoteIds, CancellationToken cancellation);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>What time it is, for what has no time of its own.</summary>
    protected DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Reads on a connection of the caller's own. <paramref name="what"/> completes "while …" in a fault's text.</summary>
    protected abstract Task<T> ReadAsync<T>(string what, Func<SqlSession, Task<T>> work, CancellationToken cancellation);

    /// <summary>Writes in one transaction; the work may run more than once and must begin anew each time.</summary>
    protected abstract Task<T> WriteAsync<T>(string what, Func<SqlSession, Task<T>> work, CancellationToken cancellation);

    /// <summary>The number of a name that may be unknown: then nothing is stored under it.</summary>
    protected async ValueTask<int?> FindNameAsync(string name, CancellationToken cancellation)
    {
        if (_names.TryGetValue(name, out var known)) return known;
        var found = await ReadAsync("looking up a name", session => ReadNameAsync(session, name), cancellation);
        if (found is { } id) _names.TryAdd(name, id);
        return found;
    }

    /// <summary>Sees to it that names have numbers, in a transaction of its own: numbers never go away.</summary>
    protected async ValueTask EnsureNamesAsync(IEnumerable<string> names, CancellationToken cancellation)
    {
        foreach (var name in names)
        {
            if (_names.ContainsKey(name)) continue;
            var id = await WriteAsync("giving a name its number", async session =>
            {
                // Asked first: PostgreSQL uses up a number even where the name exists.
                if (await ReadNameAsync(session, name) is { } there) return there;
                await session.ExecuteAsync("INSERT INTO name (name) VALUES (@name) ON CONFLICT (name) DO NOTHING", ("@name", name));
                return await ReadNameAsync(session, name) ?? throw new InvalidOperationException($"Name '{name}' was written and is not there.");
            }, cancellation);
            _names.TryAdd(name, id);
        }
    }

    /// <summary>The number of a name that <see cref="EnsureNamesAsync"/> has seen.</summary>
    protected int NameId(string name) => _names[name];

    /// <summary>Sees to it that the systems which <paramref name="transitions"/> speak of have numbers.</summary>
    protected ValueTask EnsureSystemsAsync(IReadOnlyList<Transition> transitions, CancellationToken cancellation)
    {
        // Nearly always all have: nothing is collected, and each is one look.
        HashSet<string>? unknown = null;
        for (var i = 0; i < transitions.Count; i++)
        {
            var (records, outbox) = (transitions[i].Records, transitions[i].Outbox);
            for (var at = 0; at < records.Count; at++) Look(records[at].Key.System);
            for (var at = 0; at < outbox.Count; at++)
                Look(outbox[at] is OutboxChange.Put put ? put.Row.System : ((OutboxChange.Remove)outbox[at]).System);
        }

        return unknown is null ? ValueTask.CompletedTask : EnsureNamesAsync(unknown, cancellation);

        void Look(string system)
        {
            if (!_names.ContainsKey(system)) (unknown ??= new(StringComparer.Ordinal)).Add(system);
        }
    }

    private static async Task<int?> ReadNameAsync(SqlSession session, string name)
    {
        var ids = await session.QueryAsync("SELECT id FROM name WHERE name = @name", row => row.GetInt32(0), ("@name", name));
        return ids.Count == 0 ? null : ids[0];
    }

    private Task<bool> WriteAsync(string what, Func<SqlSession, Task> work, CancellationToken cancellation) =>
        WriteAsync(what, async session =>
        {
            await work(session);
            return true;
        }, cancellation);

    private static T? FirstOrNull<T>(List<T> rows)
        where T : class => rows.Count == 0 ? null : rows[0];

    /// <summary>Puts what was found back into the order in which it was asked for.</summary>
    private static TValue?[] InOrder<TKey, TValue>(IReadOnlyList<TKey> asked, List<(TKey Key, TValue Value)> found)
        where TKey : notnull
        where TValue : class
    {
        var map = new Dictionary<TKey, TValue>(found.Count);
        foreach (var (key, value) in found) map[key] = value;
        var answer = new TValue?[asked.Count];
        for (var i = 0; i < answer.Length; i++) answer[i] = map.GetValueOrDefault(asked[i]);
        return answer;
    }
}
