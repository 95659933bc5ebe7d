using SyncCluster.Sandbox.Faults;
using FaultKind = SyncCluster.Sandbox.Faults.FaultKind;

namespace SyncCluster.Connectors.SupplierPortal.Tests.Feeds;

/// <summary>What is kept of runs that failed, with a real browser: enough to see why, nothing secret, and not for ever.</summary>
public sealed class KeptFailureTests
{
    /// <summary>On this clock a screenshot and its like, which the robot does not wait for long, come in time on a busy machine too.</summary>
    private const double Patient = 0.2;

    [Fact]
    public async Task what_is_kept_of_a_failure_holds_no_secret_and_no_more_than_wanted()
    {
        await using var stage = await PortalStage.StartAsync(new() { Items = 10 });
        stage.Time.Speed = Patient;
        var system = stage.Open(("keep", 2L), ("password", "a wrong+secret &word"));
        await PortalStage.FaultAsync(system);
        // What a process that was killed left unmasked goes with the next that is kept.
        var raw = Path.Combine(Directory.GetDirectories(Path.Combine(stage.Folder, "supplier", "runs"))[0], "trace.raw");
        await File.WriteAllTextAsync(raw, "not masked", PortalStage.Cancellation);
        await PortalStage.FaultAsync(system);
        File.Exists(raw).ShouldBeFalse();
        await PortalStage.FaultAsync(system);
        var kept = Directory.GetDirectories(Path.Combine(stage.Folder, "supplier", "runs"));
        kept.Length.ShouldBe(2);
        foreach (var run in kept)
        {
            Directory.GetFiles(run).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["note.json", "page.html", "page.png", "trace.zip"]);
            foreach (var text in new[] { "note.json", "page.html" })
                (await File.ReadAllTextAsync(Path.Combine(run, text), PortalStage.Cancellation)).ShouldNotContain("wrong+secret", Case.Insensitive, text);
            using var trace = System.IO.Compression.ZipFile.OpenRead(Path.Combine(run, "trace.zip"));
            trace.Entries.Count.ShouldBeGreaterThan(2);
            foreach (var entry in trace.Entries)
            {
                using var reader = new StreamReader(entry.Open(), System.Text.Encoding.Latin1);
                var text = await reader.ReadToEndAsync(PortalStage.Cancellation);
                text.ShouldNotContain("wrong+secret");
                text.ShouldNotContain("wrong%2Bsecret");
            }
        }
    }

    [Fact]
    public async Task what_is_kept_of_failures_goes_when_it_is_old()
    {
        await using var stage = await PortalStage.StartAsync(new() { Items = 10 });
        var runs = Path.Combine(stage.Folder, "supplier", "runs");
        var (old, younger) = (Run(DateTimeOffset.UtcNow.AddHours(-25)), Run(DateTimeOffset.UtcNow.AddHours(-23)));
        await PortalStage.FaultAsync(stage.Open(("keepFor", TimeSpan.FromDays(1)), ("password", "a wrong one")));
        Directory.Exists(old).ShouldBeFalse();
        Directory.Exists(younger).ShouldBeTrue();
        Directory.GetDirectories(runs).Length.ShouldBe(2);

        string Run(DateTimeOffset at) => Directory.CreateDirectory(
            Path.Combine(runs, at.ToString("yyyyMMdd'T'HHmmssfff'Z'", System.Globalization.CultureInfo.InvariantCulture) + "-fault")).FullName;
    }

    [Fact]
    public async Task a_file_that_is_not_understood_is_kept_as_it_came()
    {
        await using var stage = await PortalStage.StartAsync(new() { Items = 10 });
        var steps = PortalStage.Steps(new Dictionary<string, string> { ["download"] = "/orders/export.csv" });
        var columns = PortalStage.Columns(("delivery", new() { ["header"] = "Another heading" }));
        var fault = await PortalStage.FaultAsync(stage.Open(("source", "file"), ("steps", steps), ("columns", columns)));
        (fault.Code, fault.Message.Contains("Termín dodání", StringComparison.Ordinal)).ShouldBe(("layout_changed", true), fault.ToString());
        var kept = Directory.GetFiles(stage.Folder, "file.csv", SearchOption.AllDirectories).ShouldHaveSingleItem();
        (await File.ReadAllTextAsync(kept, System.Text.Encoding.Latin1, PortalStage.Cancellation)).ShouldContain("HEO-00001");
    }

    [Fact]
    public async Task a_page_that_never_comes_is_a_fault_and_leaves_a_screenshot_without_waiting_for_it()
    {
        await using var stage = await PortalStage.StartAsync(new() { Items = 10 });
        stage.Portal.Faults.Add(new FaultRule { Kind = FaultKind.Latency, Latency = TimeSpan.FromMinutes(10), Path = "/orders" });
        stage.Time.Speed = Patient;
        var fault = await PortalStage.FaultAsync(stage.Open(("pageTimeout", TimeSpan.FromSeconds(1))));
        (fault.Code, fault.StopsFeedAfter).ShouldBe(("timeout", 3), fault.ToString());
        fault.Message.ShouldNotContain("runTimeout");
        Directory.GetFiles(Directory.GetDirectories(Path.Combine(stage.Folder, "supplier", "runs")).ShouldHaveSingleItem()).Select(Path.GetFileName)
            .Order(StringComparer.Ordinal).ShouldBe(["note.json", "page.html", "page.png", "trace.zip"]);
    }
}
