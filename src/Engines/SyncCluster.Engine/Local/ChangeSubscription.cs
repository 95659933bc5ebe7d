using System.Threading.Channels;
using SyncCluster.Engine.Actors;

namespace SyncCluster.Engine.Local;

/// <summary>
/// What one listener has not read yet of what entities published. Bounded: a listener that is too slow loses the
/// oldest changes and is told so, and reads the changes feed of the store instead.
/// </summary>
public sealed class ChangeSubscription : IDisposable
{
    private readonly Channel<EntityChanged> _changes;
    private readonly Action<ChangeSubscription> _end;
    private int _lost;

    internal ChangeSubscription(int capacity, Action<ChangeSubscription> end)
    {
        _end = end;
        _changes = Channel.CreateBounded<EntityChanged>(
            new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Interlocked.Exchange(ref _lost, 1));
    }

    /// <summary>Changes as they come, until the subscription or the engine ends.</summary>
    public ChannelReader<EntityChanged> Changes => _changes.Reader;

    /// <summary>True where changes were lost since this was asked last.</summary>
    public bool TakeLost() => Interlocked.Exchange(ref _lost, 0) == 1;

    /// <summary>Ends the subscription.</summary>
    public void Dispose()
    {
        _end(this);
        Close();
    }

    internal void Write(EntityChanged change) => _changes.Writer.TryWrite(change);

    internal void Close() => _changes.Writer.TryComplete();
}

/// <summary>Hands changes to all who listen.</summary>
internal sealed class ChangeHub
{
    private readonly Lock _gate = new();
    private volatile ChangeSubscription[] _listeners = [];

    public ChangeSubscription Subscribe(int capacity)
    {
        var subscription = new ChangeSubscription(capacity, Remove);
        lock (_gate) _listeners = [.. _listeners, subscription];
        return subscription;
    }

    public void Publish(EntityChanged change)
    {
        foreach (var listener in _listeners) listener.Write(change);
    }

    public void Close()
    {
        foreach (var listener in _listeners) listener.Close();
    }

    private void Remove(ChangeSubscription subscription)
    {
        lock (_gate) _listeners = Array.FindAll(_listeners, listener => !ReferenceEquals(listener, subscription));
    }
}
