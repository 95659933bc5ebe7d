using System.Globalization;

namespace SyncCluster.Benchmarks;

/// <summary>How much memory the browsers that this process started hold: what each accounts for alone (PSS), the driver included.</summary>
internal sealed class BrowserMemory : IDisposable
{
    private readonly Timer _timer;
    private long _most;

    public BrowserMemory() => _timer = new Timer(_ => Look(), null, TimeSpan.Zero, TimeSpan.FromSeconds(1));

    /// <summary>The most that was seen, in MiB; 0 where the system does not tell.</summary>
    public double Most => Volatile.Read(ref _most) / 1024.0;

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        if (!Directory.Exists("/proc/self")) return;
        var parents = new Dictionary<int, int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) && ParentOf(id) is { } parent) parents[id] = parent;
        var held = parents.Keys.Where(id => id != Environment.ProcessId && IsOurs(id, parents)).Sum(Proportional);
        if (held > Volatile.Read(ref _most)) Volatile.Write(ref _most, held);
    }

    private static bool IsOurs(int id, Dictionary<int, int> parents)
    {
        for (var depth = 0; depth < 50 && id > 1; depth++)
        {
            if (id == Environment.ProcessId) return true;
            if (!parents.TryGetValue(id, out id)) return false;
        }

        return false;
    }

    private static int? ParentOf(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return null;
        }
    }

    private static long Proportional(int id)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id}/smaps_rollup").First(one => one.StartsWith("Pss:", StringComparison.Ordinal));
            return long.Parse(new string([.. line.Where(char.IsAsciiDigit)]), CultureInfo.InvariantCulture);
        }
        catch (Exception failure) when (failure is IOException or InvalidOperationException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
