using System.Globalization;

namespace SyncCluster.Benchmarks;

/// <summary>
/// What the processes that this one started, and theirs, have used of the processors: the PostgreSQL of the run shares them
/// with the engine. Nothing where the system does not tell.
/// </summary>
internal static class ChildProcesses
{
    private const int TicksInSecond = 100;

    /// <summary>Processor time of all of them up to now, of those that have ended too.</summary>
    public static TimeSpan Processor()
    {
        if (!OperatingSystem.IsLinux()) return TimeSpan.Zero;
        var all = Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])).Select(Read).OfType<Used>().ToLookup(one => one.Parent);
        return TimeSpan.FromSeconds((double)Below(Environment.ProcessId) / TicksInSecond);

        long Below(int parent) => all[parent].Sum(one => one.Ticks + Below(one.Process));
    }

    /// <summary>One process; null where it has ended meanwhile.</summary>
    private static Used? Read(string folder)
    {
        try
        {
            // The name, which stands in brackets, may hold anything.
            var text = File.ReadAllText(Path.Combine(folder, "stat"));
            var parts = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return new Used(
                int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture),
                int.Parse(parts[1], CultureInfo.InvariantCulture),
                parts[11..15].Sum(ticks => long.Parse(ticks, CultureInfo.InvariantCulture)));
        }
        catch (IOException)
        {
            return null;
        }
    }

    private sealed record Used(int Process, int Parent, long Ticks);
}
