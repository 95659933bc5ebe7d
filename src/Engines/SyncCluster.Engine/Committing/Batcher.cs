using SyncCluster.Engine.Actors;

namespace SyncCluster.Engine.Committing;

/// <summary>
/// Collects requests while one batch is under way and handles them together in the next: what many actors ask for one
/// by one costs one round trip.
/// </summary>
internal sealed class Batcher<TRequest, TAnswer>(
    int largest, IBackground background, Func<IReadOnlyList<TRequest>, Task<IReadOnlyList<TAnswer>>> handle)
{
    private readonly Lock _lock = new();
    private readonly Queue<(TRequest Request, TaskCompletionSource<TAnswer> Answer)> _waiting = new();
    private bool _running;

    /// <summary>Asks for one and waits for its answer; a failed batch fails each of its requests.</summary>
    public Task<TAnswer> AskAsync(TRequest request)
    {
        var answer = new TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.Enqueue((request, answer));
            if (_running) return answer.Task;
            _running = true;
        }

        background.Run(DrainAsync);
        return answer.Task;
    }

    private async Task DrainAsync()
    {
        while (Next() is { } batch)
        {
            try
            {
                var answers = await handle([.. batch.Select(one => one.Request)]);
                for (var i = 0; i < batch.Count; i++) batch[i].Answer.SetResult(answers[i]);
            }
            catch (Exception fault)
            {
                foreach (var (_, answer) in batch) answer.TrySetException(fault);
            }
        }
    }

    private List<(TRequest Request, TaskCompletionSource<TAnswer> Answer)>? Next()
    {
        lock (_lock)
        {
            if (_waiting.Count == 0)
            {
                _running = false;
                return null;
            }

            var batch = new List<(TRequest, TaskCompletionSource<TAnswer>)>(Math.Min(_waiting.Count, largest));
            while (batch.Count < largest && _waiting.TryDequeue(out var one)) batch.Add(one);
            return batch;
        }
    }
}
