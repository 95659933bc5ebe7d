using System.Diagnostics;

namespace SyncCluster.Benchmarks;

/// <summary>
/// Rounds of several ways to do the same in turn, so that a machine that is busy with other things is busy for all; of each
/// the median counts. Processor time tells what a record costs however busy the machine is.
/// </summary>
internal sealed class Rounds(int records)
{
    /// <summary>How many rounds of each are run.</summary>
    public const int Count = 3;

    private readonly Dictionary<string, List<Round>> _rounds = [];

    /// <summary>One round of <paramref name="who"/>, which tells how long it took; of fewer records where that would take too long.</summary>
    public async Task RunAsync(string who, Func<Task<TimeSpan>> round, int? of = null)
    {
        var (processor, others, allocated) = (Processor(), ChildProcesses.Processor(), GC.GetTotalAllocatedBytes());
        var time = await round();
        if (!_rounds.TryGetValue(who, out var rounds)) _rounds[who] = rounds = [];
        rounds.Add(new Round(of ?? records, time, Processor() - processor, ChildProcesses.Processor() - others, GC.GetTotalAllocatedBytes() - allocated));
    }

    /// <summary>One round of a plain loop.</summary>
    public Task LoopAsync(Func<TimeSpan> round) => RunAsync("plain loop", () => Task.FromResult(round()));

    /// <summary>Tells the rates, and how each of <paramref name="engines"/> stands to the others.</summary>
    /// <param name="what">What was done.</param>
    /// <param name="where">In which database.</param>
    /// <param name="aim">Records a second that the engines should reach.</param>
    /// <param name="figures">Where figures go.</param>
    /// <param name="engines">The ways that are ours.</param>
    public void Report(string what, string where, double aim, Figures figures, params string[] engines)
    {
        foreach (var (who, _) in _rounds) figures.Rate($"{what}, {who} on {where}", Median(who).Records, Median(who).Time, engines.Contains(who) ? aim : null);
        foreach (var engine in engines)
            foreach (var (other, _) in _rounds)
                if (other != engine) figures.Value($"  {engine} to {other}", Median(engine).TimeOfOne / Median(other).TimeOfOne, "times the time", null);
        foreach (var (who, _) in _rounds) figures.Value($"  {who}'s own processor time a record", Median(who).Processor.TotalMicroseconds / Median(who).Records, "microseconds", null);
        foreach (var (who, _) in _rounds)
            if (Median(who).Others > TimeSpan.Zero)
                figures.Value($"  {who}'s processor time in the database's processes a record", Median(who).Others.TotalMicroseconds / Median(who).Records, "microseconds", null);
        foreach (var engine in engines) figures.Value($"  {engine}'s memory used up by a record", Median(engine).Allocated / 1024.0 / Median(engine).Records, "KiB", null);
    }

    private static TimeSpan Processor()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }

    private Round Median(string who) => _rounds[who].OrderBy(round => round.Time).ElementAt(_rounds[who].Count / 2);

    private sealed record Round(int Records, TimeSpan Time, TimeSpan Processor, TimeSpan Others, long Allocated)
    {
        public double TimeOfOne => Time.TotalSeconds / Records;
    }
}
