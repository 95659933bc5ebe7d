using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using SyncCluster.Engine.Actors;

namespace SyncCluster.Engine.Orleans.Actors;

/// <summary>
/// Sends hints, to one actor one at a time: those that come while one is under way become a single one after it. A
/// thousand commits a second wake an outbound actor as often as it can be told, not a thousand times.
/// </summary>
internal sealed partial class HintSender(Func<ActorAddress, Task> send, IBackground background, ILogger logger)
{
    // True where another hint came since the one that is under way was sent.
    private readonly ConcurrentDictionary<ActorAddress, bool> _underWay = new();

    public void Send(ActorAddress to)
    {
        while (true)
        {
            if (_underWay.TryAdd(to, false))
            {
                background.Run(() => DeliverAsync(to));
                return;
            }

            if (_underWay.TryUpdate(to, true, false) || (_underWay.TryGetValue(to, out var again) && again)) return;
        }
    }

    private async Task DeliverAsync(ActorAddress to)
    {
        do
        {
            _underWay[to] = false;
            try
            {
                await send(to);
            }
            catch (Exception failure)
            {
                LogLost(failure, to);
            }
        }
        while (!_underWay.TryRemove(new KeyValuePair<ActorAddress, bool>(to, false)));
    }

    [LoggerMessage(EventId = 3001, Level = LogLevel.Information, Message = "A hint to {Actor} was lost; the next sweep finds what it was about")]
    private partial void LogLost(Exception failure, ActorAddress actor);
}
