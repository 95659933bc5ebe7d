using SyncCluster.Connectors.Reading;
using SyncCluster.Core.Faults;
using SyncCluster.Engine.Simulation.Scheduling;

namespace SyncCluster.Engine.Simulation.Systems;

/// <summary>How often what goes wrong with a system; drawn from the seed.</summary>
public sealed record SystemFaults
{
    /// <summary>Longest way of a request or an answer.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Calls that fail before anything happens.</summary>
    public double Fails { get; init; }

    /// <summary>Calls that are told to come later.</summary>
    public double Throttled { get; init; }

    /// <summary>Writes that are applied and whose answer is lost.</summary>
    public double AnswerLost { get; init; }

    /// <summary>Reads that show how it was some time ago.</summary>
    public double Stale { get; init; }

    /// <summary>How long ago that is at most.</summary>
    public TimeSpan StaleBy { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Webhooks that never arrive.</summary>
    public double SignalLost { get; init; }

    /// <summary>Webhooks that arrive twice.</summary>
    public double SignalTwice { get; init; }

    /// <summary>Webhooks arrive late by up to this.</summary>
    public TimeSpan SignalLate { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Faults drawn from a seed: some kinds of them, not always all.</summary>
    public static SystemFaults Draw(SeededChance chance) => new()
    {
        Latency = TimeSpan.FromMilliseconds(chance.Pick([5, 50, 500, 4000])),
        Fails = chance.Pick([0, 0.05, 0.3]),
        Throttled = chance.Pick([0, 0, 0.1]),
        AnswerLost = chance.Pick([0, 0.1, 0.4]),
        Stale = chance.Pick([0, 0.2, 0.6]),
        StaleBy = TimeSpan.FromSeconds(chance.Pick([2, 30, 120])),
        SignalLost = chance.Pick([0, 0.3, 1]),
        SignalTwice = chance.Pick([0, 0.3]),
        SignalLate = TimeSpan.FromSeconds(chance.Pick([1, 20, 200])),
    };
}

/// <summary>What befalls calls to one system.</summary>
public sealed class SystemWeather(IWorldTime world, SeededChance chance, Lock gate)
{
    private readonly List<Fault?> _runsAgain = [];

    /// <summary>See <see cref="SystemFaults"/>.</summary>
    public SystemFaults Faults { get; set; } = new();

    /// <summary>Until when the system does not answer at all.</summary>
    public DateTimeOffset DownUntil { get; set; }

    /// <summary>What every read meets; null where nothing is wrong.</summary>
    public Fault? Broken { get; set; }

    /// <summary>What every read throws though no connector should; null where nothing is wrong.</summary>
    public Exception? Throws { get; set; }

    /// <summary>Reads of products take long: their feed of changes says that it is still reading.</summary>
    public bool TakesLong { get; set; }

    /// <summary>How many reads said so.</summary>
    public int ReadsPending { get; private set; }

    /// <summary>True where the read is to say that it is not at its end; counted.</summary>
    public bool IsStillReading()
    {
        lock (gate)
        {
            if (TakesLong) ReadsPending++;
            return TakesLong;
        }
    }

    /// <summary>After which failure a person had run the feed of products again, for each of its reads.</summary>
    public IReadOnlyList<Fault?> RunsAgain
    {
        get
        {
            lock (gate) return [.. _runsAgain];
        }
    }

    /// <summary>The feed of products was read, or was to be.</summary>
    public void Asked(FeedRequest request)
    {
        lock (gate) _runsAgain.Add(request.RunAgainAfter);
    }

    /// <summary>How many reads met <see cref="Broken"/> or <see cref="Throws"/>.</summary>
    public int ReadsBroken { get; private set; }

    /// <summary>Draws for webhooks.</summary>
    public SeededChance Chance => chance;

    /// <summary>A moment that a read shows: now, or some time ago.</summary>
    public DateTimeOffset Sight() => Happens(Faults.Stale) ? world.Now - Some(Faults.StaleBy) : world.Now;

    /// <summary>A call that reads.</summary>
    public async Task<T> ReadAsync<T>(TimeProvider time, Func<T> read)
    {
        await ArriveAsync(time);
        if (Broken is { } fault)
        {
            lock (gate) ReadsBroken++;
            throw new FaultException(fault);
        }

        if (Throws is { } failure)
        {
            lock (gate) ReadsBroken++;
            throw failure;
        }

        T answer;
        lock (gate) answer = read();
        await WayAsync(time);
        return answer;
    }

    /// <summary>A call that writes.</summary>
    public async Task<T> WriteAsync<T>(TimeProvider time, Func<T> write)
    {
        await ArriveAsync(time);
        T answer;
        lock (gate) answer = write();
        await WayAsync(time);
        return Happens(Faults.AnswerLost)
            ? throw new FaultException(new Fault(FaultKind.Unknown, "The connection was lost before the answer came."))
            : answer;
    }

    private async Task ArriveAsync(TimeProvider time)
    {
        await WayAsync(time);
        if (world.Now < DownUntil || Happens(Faults.Fails)) throw new FaultException(new Fault(FaultKind.Transient, "Connection refused."));
        if (Happens(Faults.Throttled))
            throw new FaultException(new Fault(FaultKind.Throttled, "Too many requests.") { RetryAfter = TimeSpan.FromSeconds(1 + Some(TimeSpan.FromSeconds(19)).Seconds) });
    }

    private Task WayAsync(TimeProvider time) => Task.Delay(TimeSpan.FromMilliseconds(1) + Some(Faults.Latency), time);

    private bool Happens(double probability)
    {
        lock (gate) return chance.Happens(probability);
    }

    private TimeSpan Some(TimeSpan most)
    {
        lock (gate) return chance.UpTo(most);
    }
}
