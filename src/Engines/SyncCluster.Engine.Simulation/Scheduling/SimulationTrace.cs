using System.Globalization;

namespace SyncCluster.Engine.Simulation.Scheduling;

/// <summary>What happened: everything as a hash, the last part as text for people.</summary>
public sealed class SimulationTrace(int linesKept = 400)
{
    private readonly Queue<(DateTimeOffset At, string Text)> _lines = new();
    private ulong _hash = 14695981039346656037;

    /// <summary>Equal for runs in which the same happened in the same order.</summary>
    public ulong Hash => _hash;

    /// <summary>How many lines were told in all.</summary>
    public long Told { get; private set; }

    /// <summary>The last part, a line each.</summary>
    public IEnumerable<string> Lines =>
        _lines.Select(line => string.Create(CultureInfo.InvariantCulture, $"{line.At:HH:mm:ss.fff}  {line.Text}"));

    /// <summary>Tells something worth reading.</summary>
    public void Tell(DateTimeOffset at, string text)
    {
        Told++;
        Count(at.UtcTicks);
        foreach (var letter in text) Mix(letter);
        _lines.Enqueue((at, text));
        if (_lines.Count > linesKept) _lines.Dequeue();
    }

    /// <summary>Takes a number into the hash.</summary>
    public void Count(long number)
    {
        Mix((ulong)number & 0xFFFFFFFF);
        Mix((ulong)number >> 32);
    }

    private void Mix(ulong part)
    {
        unchecked
        {
            _hash = (_hash ^ part) * 1099511628211;
            _hash ^= _hash >> 29;
        }
    }
}
