using System.Diagnostics;
using SyncCluster.Sandbox.Faults;

namespace SyncCluster.Connectors.SupplierPortal.Tests.Client;

/// <summary>Tests of the one browser of this process: nothing else may use it meanwhile.</summary>
[CollectionDefinition(nameof(BrowserTests), DisableParallelization = true)]
public sealed class BrowserAlone;

/// <summary>The browser as a process: killed, measured.</summary>
[Collection(nameof(BrowserTests))]
public sealed class BrowserTests
{
    [Fact]
    public async Task a_browser_that_is_killed_is_a_fault_and_the_next_run_starts_another()
    {
        await using var stage = await PortalStage.StartAsync(new() { Items = 200 });
        // The same program by another name is a browser of its own: the one of the other tests lives on.
        var system = stage.Open(("chromium", Path.Combine(Path.GetDirectoryName(PortalStage.Chromium)!, ".", Path.GetFileName(PortalStage.Chromium))));
        stage.Portal.Faults.Add(new FaultRule { Kind = FaultKind.Latency, Latency = TimeSpan.FromSeconds(3), Path = "/orders", Times = 1 });
        var before = Browsers().Select(one => one.Id).ToHashSet();
        var run = PortalStage.FaultAsync(system);
        Process? browser = null;
        SpinWait.SpinUntil(() => (browser = Browsers().FirstOrDefault(one => !before.Contains(one.Id) && IsOurs(one) && IsWhole(one))) is not null, TimeSpan.FromSeconds(20)).ShouldBeTrue();
        browser!.Kill(entireProcessTree: true);
        var fault = await run;
        fault.Code.ShouldBe("browser_crash", fault.ToString());
        (await PortalStage.RoundAsync(system)).Observations.Count.ShouldBe(200);
    }

    /// <summary>How long it takes, and how much memory exactly, is the benchmarks' business.</summary>
    [Fact]
    public async Task a_thousand_rows_on_twenty_pages_are_read_whole_in_bounded_memory()
    {
        // Looked at whenever a page of the table is asked for: the one before it is whole then.
        var kilobytes = new System.Collections.Concurrent.ConcurrentQueue<long>();
        await using var stage = await PortalStage.StartAsync(new()
        {
            Items = 1000,
            Asked = path =>
            {
                if (path == "/orders") kilobytes.Enqueue(Browsers().Where(IsOurs).Sum(Proportional));
            },
        });
        var (observations, _, _) = await PortalStage.RoundAsync(stage.Open());
        observations.Select(one => one.Key.RemoteId).Distinct().Count().ShouldBe(1000);
        kilobytes.Count.ShouldBeGreaterThanOrEqualTo(20);
        kilobytes.Max().ShouldBeInRange(1, 2L * 1024 * 1024);
    }

    private static List<Process> Browsers() => [.. Process.GetProcesses().Where(one => one.ProcessName.Contains("chrom", StringComparison.Ordinal) || one.ProcessName == "node")];

    /// <summary>Several test runs may share a machine: only what descends from this process is ours.</summary>
    private static bool IsOurs(Process process)
    {
        try
        {
            for (var id = process.Id; id > 1;)
            {
                if (id == Environment.ProcessId) return true;
                var stat = File.ReadAllText($"/proc/{id}/stat");
                id = int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
            }
        }
        catch (IOException)
        {
            // It ended meanwhile.
        }

        return false;
    }

    /// <summary>The browser itself, not one of the processes that it starts for pages.</summary>
    private static bool IsWhole(Process process)
    {
        try
        {
            var command = File.ReadAllText($"/proc/{process.Id}/cmdline");
            return command.Contains("--remote-debugging-pipe", StringComparison.Ordinal) && !command.Contains("--type=", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Kilobytes that the process alone accounts for.</summary>
    private static long Proportional(Process process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process.Id}/smaps_rollup").First(one => one.StartsWith("Pss:", StringComparison.Ordinal));
            return long.Parse(new string([.. line.Where(char.IsAsciiDigit)]), System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (Exception failure) when (failure is IOException or InvalidOperationException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
