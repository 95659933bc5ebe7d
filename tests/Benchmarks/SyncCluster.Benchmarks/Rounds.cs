using System.Diagnostics;

namespace SyncCluster.Benchmarks;

/// <summary>
/// Rounds of the engine and of the plain loop in turn, so that a machine that is busy with other things is busy for both;
/// of each the median counts. Processor time tells what a record costs however busy the machine is.
/// </summary>
internal sealed class Rounds(int records)
{
    /// <summary>How many rounds of each are run.</summary>
    public const int Count = 3;

    private readonly List<(TimeSpan Time, TimeSpan Processor, long Allocated)> _engine = [];
    private readonly List<(TimeSpan Time, TimeSpan Processor, long Allocated)> _loop = [];

    public async Task EngineAsync(Func<Task<TimeSpan>> round)
    {
        var before = (Processor(), GC.GetTotalAllocatedBytes());
        var time = await round();
        _engine.Add((time, Processor() - before.Item1, GC.GetTotalAllocatedBytes() - before.Item2));
    }

    public void Loop(Func<TimeSpan> round)
    {
        var before = (Processor(), GC.GetTotalAllocatedBytes());
        var time = round();
        _loop.Add((time, Processor() - before.Item1, GC.GetTotalAllocatedBytes() - before.Item2));
    }

    public void Report(string what, string database, double aim, Figures figures)
    {
        var (engine, loop) = (Median(_engine), Median(_loop));
        figures.Rate($"{what}, engine on {database}", records, engine.Time, aim);
        figures.Rate($"{what}, plain loop on {database}", records, loop.Time, null);
        figures.Value("  engine to plain loop", engine.Time / loop.Time, "times the time", null);
        figures.Value("  engine's own processor time a record", engine.Processor.TotalMicroseconds / records, "microseconds", null);
        figures.Value("  plain loop's own processor time a record", loop.Processor.TotalMicroseconds / records, "microseconds", null);
        figures.Value("  engine's memory used up by a record", engine.Allocated / 1024.0 / records, "KiB", null);
    }

    private static TimeSpan Processor()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }

    private static (TimeSpan Time, TimeSpan Processor, long Allocated) Median(List<(TimeSpan Time, TimeSpan Processor, long Allocated)> rounds) =>
        rounds.OrderBy(round => round.Time).ElementAt(rounds.Count / 2);
}
