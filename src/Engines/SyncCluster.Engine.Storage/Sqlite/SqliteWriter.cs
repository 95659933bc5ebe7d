using Microsoft.Data.Sqlite;

namespace SyncCluster.Engine.Storage.Sqlite;

/// <summary>
/// The one writer: a thread of its own that takes what callers want written, in their order, and commits what has
/// gathered together, so that many small writes share one flush of the disk. Each piece of work stands or falls alone.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    // So many pieces share a transaction at most: nobody waits long for others, and the log stays small.
    private const int WorkInTransactionMax = 256;

    private readonly Lock _gate = new();
    private readonly Queue<Work> _queue = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly SqliteSession _session;
    private readonly Thread _thread;
    private bool _ended;

    public SqliteWriter(SqliteSession session, string name)
    {
        _session = session;
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>Runs <paramref name="work"/> in a transaction; the task ends when it is durable.</summary>
    public Task<T> WriteAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellation)
    {
        var item = new Work<T>(work, cancellation);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_ended, typeof(SqliteStateStore));
            _queue.Enqueue(item);
        }

        _wake.Release();
        return item.Done.Task;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_ended) return;
            _ended = true;
        }

        _wake.Release();
        _thread.Join();
        _wake.Dispose();
        _session.Dispose();
    }

    private void Run()
    {
        var batch = new List<Work>(WorkInTransactionMax);
        while (true)
        {
            _wake.Wait();
            lock (_gate)
            {
                while (batch.Count < WorkInTransactionMax && _queue.TryDequeue(out var work)) batch.Add(work);
                if (batch.Count == 0 && _ended) return;
            }

            batch.RemoveAll(work => work.IsCancelled());
            if (batch.Count > 0) Commit(batch);
            batch.Clear();
        }
    }

    private void Commit(List<Work> batch)
    {
        try
        {
            _session.Statement("BEGIN IMMEDIATE").Run();
            var alone = batch.Count == 1;
            foreach (var work in batch) RunOne(work, alone);
            _session.Statement("COMMIT").Run();
        }
#pragma warning disable CA1031 // Whatever happened is told to everybody whose work is lost with the transaction.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            var all = Rollback() is { } second ? new AggregateException(fault, second) : fault;
            foreach (var work in batch) work.Fail(all);
            return;
        }

        foreach (var work in batch) work.Finish();
    }

    private void RunOne(Work work, bool alone)
    {
        if (alone)
        {
            work.Run(_session);
            return;
        }

        _session.Statement("SAVEPOINT work").Run();
        try
        {
            work.Run(_session);
            _session.Statement("RELEASE work").Run();
        }
        catch (Exception fault) when (_session.InTransaction)
        {
            _session.Statement("ROLLBACK TO work").Run();
            _session.Statement("RELEASE work").Run();
            work.Fail(fault);
        }
    }

    private SqliteException? Rollback()
    {
        try
        {
            // Some faults (a full disk, for one) have rolled back by themselves.
            if (_session.InTransaction) _session.Statement("ROLLBACK").Run();
            return null;
        }
        catch (SqliteException fault)
        {
            return fault;
        }
    }

    private abstract class Work
    {
        public abstract bool IsCancelled();

        public abstract void Run(SqliteSession session);

        public abstract void Finish();

        public abstract void Fail(Exception fault);
    }

    private sealed class Work<T>(Func<SqliteSession, T> work, CancellationToken cancellation) : Work
    {
        private T? _result;

        public TaskCompletionSource<T> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override bool IsCancelled() => cancellation.IsCancellationRequested && Done.TrySetCanceled(cancellation);

        public override void Run(SqliteSession session) => _result = work(session);

        public override void Finish() => Done.TrySetResult(_result!);

        public override void Fail(Exception fault) => Done.TrySetException(fault);
    }
}
