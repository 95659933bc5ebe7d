using Microsoft.Extensions.Logging;
using SyncCluster.Engine.Actors;

namespace SyncCluster.Engine.Orleans.Changes;

/// <summary>
/// Sends what entities publish, in groups: what comes while one group is under way goes with the next. Too many are
/// dropped, the oldest first.
/// </summary>
internal sealed partial class ChangeSender(Func<IReadOnlyList<EntityChanged>, Task> send, IBackground background, ILogger logger)
{
    private const int MostWaiting = 2000;
    private const int LargestGroup = 200;

    private readonly Lock _gate = new();
    private readonly Queue<EntityChanged> _waiting = new();
    private bool _runs;

    public void Send(EntityChanged change)
    {
        lock (_gate)
        {
            if (_waiting.Count == MostWaiting) _waiting.Dequeue();
            _waiting.Enqueue(change);
            if (_runs) return;
            _runs = true;
        }

        background.Run(DrainAsync);
    }

    private async Task DrainAsync()
    {
        while (Next() is { } group)
        {
            try
            {
                await send(group);
            }
            catch (Exception failure)
            {
                LogLost(failure, group.Count);
            }
        }
    }

    private List<EntityChanged>? Next()
    {
        lock (_gate)
        {
            if (_waiting.Count == 0)
            {
                _runs = false;
                return null;
            }

            var group = new List<EntityChanged>(Math.Min(_waiting.Count, LargestGroup));
            while (group.Count < LargestGroup && _waiting.TryDequeue(out var change)) group.Add(change);
            return group;
        }
    }

    [LoggerMessage(EventId = 3003, Level = LogLevel.Information, Message = "{Count} changes did not reach the live feed; listeners read the changes feed of the store")]
    private partial void LogLost(Exception failure, int count);
}
