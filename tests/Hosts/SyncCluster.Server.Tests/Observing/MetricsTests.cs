using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using SyncCluster.Engine.Telemetry;
using SyncCluster.Server.Observing;
using SyncCluster.Server.Tests.Stage;

namespace SyncCluster.Server.Tests.Observing;

[Collection("instruments of the process")]
public sealed class MetricsTests
{
    [Theory]
    [InlineData("synccluster.push.duration", "s", FamilyType.Histogram, "synccluster_push_duration_seconds", 1)]
    [InlineData("synccluster.push.attempts", null, FamilyType.Counter, "synccluster_push_attempts_total", 1)]
    [InlineData("synccluster.push.oldest.pending", "s", FamilyType.Gauge, "synccluster_push_oldest_pending_seconds", 1)]
    [InlineData("dotnet.process.cpu.time", "s", FamilyType.Counter, "dotnet_process_cpu_time_seconds_total", 1)]
    [InlineData("dotnet.thread_pool.work_item.count", "{work_item}", FamilyType.Counter, "dotnet_thread_pool_work_items_total", 1)]
    [InlineData("dotnet.assembly.count", "{assembly}", FamilyType.Gauge, "dotnet_assemblies", 1)]
    [InlineData("orleans-storage-read-latency", "ms", FamilyType.Histogram, "orleans_storage_read_latency_seconds", 0.001)]
    [InlineData("http.client.request.size", "By", FamilyType.Histogram, "http_client_request_size_bytes", 1)]
    [InlineData("already.seconds.total", "s", FamilyType.Counter, "already_seconds_total", 1)]
    public void instruments_are_spelled_as_prometheus_wants_them(string instrument, string? unit, object type, string name, double scale) =>
        MetricSpelling.Family(instrument, unit, (FamilyType)type).ShouldBe((name, scale));

    [Fact]
    public void a_histogram_is_cumulative_and_labels_are_escaped()
    {
        var family = new Family("x_seconds", "What\nit \\ is", FamilyType.Histogram, [0.1, 1], 1);
        foreach (var value in new[] { 0.05, 0.1, 0.5, 7 }) family.Record(value, [new("sys.name", "a\"b\\c\nd")]);
        var text = new StringBuilder();
        family.Write(text);
        text.ToString().ShouldBe("""
            # HELP x_seconds What\nit \\ is
            # TYPE x_seconds histogram
            x_seconds_bucket{sys_name="a\"b\\c\nd",le="0.1"} 2
            x_seconds_bucket{sys_name="a\"b\\c\nd",le="1"} 3
            x_seconds_bucket{sys_name="a\"b\\c\nd",le="+Inf"} 4
            x_seconds_sum{sys_name="a\"b\\c\nd"} 7.65
            x_seconds_count{sys_name="a\"b\\c\nd"} 4

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task series_of_configured_systems_are_there_from_the_beginning()
    {
        await using var server = await RunningServer.StartAsync(new House());
        var text = await UntilAsync(server, "synccluster_push_queue_depth");
        var shown = text.Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(Series).ToList();
        foreach (var series in new[]
                 {
                     "synccluster_push_queue_depth{kind=\"product\",state=\"pending\",system=\"shop\"}", "synccluster_push_oldest_pending_seconds{kind=\"order\",system=\"erp\"}",
                     "synccluster_dead_letters{kind=\"customer\",system=\"shop\"}", "synccluster_poll_interval_seconds{feed=\"products\",kind=\"product\",system=\"erp\"} 300",
                     "synccluster_circuit_open{system=\"erp\"} 0", "synccluster_email_oldest_pending_seconds 0", "synccluster_build_info{component=\"server\"",
                 })
            shown.ShouldContain(line => line.StartsWith(series, StringComparison.Ordinal), series);
    }

    [Fact]
    public async Task what_differs_and_is_left_so_is_counted_by_system()
    {
        var house = new House();
        house.Product("A-1", "Blue shirt", 19.9m);
        await using var server = await RunningServer.StartAsync(house, House.Systems + """
            rules:
              product: { master: erp, fields: { name: { master: erp, drift: keep } } }

            """);
        await RunningServer.WrittenAsync(house.Shop);
        await server.UntilAsync("/api/pushes", rows => rows.GetArrayLength() == 0);
        house.Shop.Put(Core.Records.Kind.Product, "shop-1", ("sku", Core.Records.FieldValue.Of("A-1")), ("name", Core.Records.FieldValue.Of("Shirt, blue")));
        await server.PostAsync("/api/feeds/shop/products/run");
        await server.UntilAsync("/api/entities?having=drift", page => page.GetProperty("items").GetArrayLength() == 1);
        await server.App.Services.GetRequiredService<QueueGauges>().RefreshAsync(TestContext.Current.CancellationToken);
        var text = await server.Client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        text.Split('\n').Select(Series).ShouldContain(line => line.StartsWith("synccluster_drift_records{kind=\"product\",system=\"shop\"} 1", StringComparison.Ordinal), text);
    }

    /// <summary>The same list whoever writes the text: it holds with the exporter's package and without.</summary>
    [Fact]
    public async Task names_and_types_are_the_approved_ones()
    {
        await using var server = await RunningServer.StartAsync(new House());
        await UntilAsync(server, "synccluster_push_queue_depth");
        var instruments = new List<Instrument>();
        using (var listener = new MeterListener())
        {
            listener.InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == MetricNames.Meter && !instrument.IsObservable) instruments.Add(instrument);
            };
            RuntimeHelpers.RunClassConstructor(typeof(EngineMetrics).TypeHandle);
            listener.Start();
        }

        foreach (var instrument in instruments)
        {
            // A counter that never counted is not shown.
            if (instrument is Counter<long> counter) counter.Add(0);
            else if (instrument is Histogram<double> histogram) histogram.Record(0);
            else Assert.Fail($"{instrument.Name} is a {instrument.GetType().Name}: measure it here too.");
        }

        var text = await server.Client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        var types = text.Split('\n').Where(line => line.StartsWith("# TYPE synccluster_", StringComparison.Ordinal))
            // What connectors measure themselves is there only once one of them ran, perhaps for another test in this process.
            .Where(line => !line.StartsWith("# TYPE synccluster_portal_", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        Approve(string.Join('\n', types) + "\n");
    }

    [Fact]
    public async Task promtool_finds_nothing_wrong()
    {
        await using var server = await RunningServer.StartAsync(new House());
        var text = await UntilAsync(server, "synccluster_push_queue_depth");
        using var promtool = TryStart();
        if (promtool is null) Assert.Skip("promtool is not installed: apt-get install prometheus");
        await promtool.StandardInput.WriteAsync(text);
        promtool.StandardInput.Close();
        var told = await promtool.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await promtool.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await promtool.WaitForExitAsync(TestContext.Current.CancellationToken);
        told.Trim().ShouldBeEmpty();
        promtool.ExitCode.ShouldBe(0);
    }

    /// <summary>A line with its labels in order: the writers differ in that.</summary>
    private static string Series(string line)
    {
        line = line.Replace("{}", "", StringComparison.Ordinal);
        var (from, to) = (line.IndexOf('{', StringComparison.Ordinal), line.LastIndexOf('}'));
        return from < 0 ? line : line[..(from + 1)] + string.Join(',', line[(from + 1)..to].Split(',').Order(StringComparer.Ordinal)) + line[to..];
    }

    private static void Approve(string text, [CallerFilePath] string file = "")
    {
        var approved = Path.Combine(Path.GetDirectoryName(file)!, "metric-names.approved.txt");
        if (Environment.GetEnvironmentVariable("SYNCCLUSTER_APPROVE") == "1") File.WriteAllText(approved, text);
        text.ShouldBe(File.ReadAllText(approved));
    }

    private static async Task<string> UntilAsync(RunningServer server, string name)
    {
        await server.GetAsync("/api/overview");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        string text;
        while (!(text = await server.Client.GetStringAsync("/metrics", limit.Token)).Contains(name, StringComparison.Ordinal)) await timer.WaitForNextTickAsync(limit.Token);
        return text;
    }

    private static Process? TryStart()
    {
        try
        {
            return Process.Start(new ProcessStartInfo("promtool", ["check", "metrics"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
