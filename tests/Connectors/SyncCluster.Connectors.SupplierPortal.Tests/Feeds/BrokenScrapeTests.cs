using SyncCluster.Connectors.SupplierPortal.Feeds;
using SyncCluster.Connectors.SupplierPortal.Mapping;
using SyncCluster.Sandbox.Faults;
using FaultKind = SyncCluster.Sandbox.Faults.FaultKind;

namespace SyncCluster.Connectors.SupplierPortal.Tests.Feeds;

/// <summary>Each guard, with a real browser: a run that cannot be believed is a fault, and nothing of it is observed (S4-12, X16).</summary>
public sealed class BrokenScrapeTests
{
    /// <summary>On this clock a screenshot and its like, which the robot does not wait for long, come in time on a busy machine too.</summary>
    private const double Patient = 0.2;

    private static readonly string AfterAGoodRun = new RunMark(null, 0, new LastRun(120)).ToString();

    [Fact]
    public async Task a_wrong_password_is_tried_once_and_stops_the_feed()
    {
        await using var stage = await PortalStage.StartAsync(new() { Items = 10 });
        var fault = await PortalStage.FaultAsync(stage.Open(("password", "not the password")));
        (fault.Kind, fault.Code, fault.StopsFeedAfter).ShouldBe((Core.Faults.FaultKind.Auth, "login_failed", 1));
        fault.Message.ShouldContain("Neplatné přihlašovací údaje");
        fault.ToString().ShouldNotContain("not the password");
        stage.Portal.WrongPasswords.ShouldBe(1);
    }

    [Theory]
    [InlineData(FaultKind.LayoutChanged, "layout_changed", 1)]
    [InlineData(FaultKind.Captcha, "blocked", 1)]
    [InlineData(FaultKind.EmptyTable, "empty", 1)]
    [InlineData(FaultKind.FewerRows, "shrunk", 1)]
    [InlineData(FaultKind.StrangeDates, "unparsed", 1)]
    [InlineData(FaultKind.HalfRendered, "incomplete", 3)]
    [InlineData(FaultKind.Maintenance, "unavailable", null)]
    [InlineData(FaultKind.ServerError, "unavailable", null)]
    [InlineData(FaultKind.Throttled, "blocked", 3)]
    [InlineData(FaultKind.DropBefore, "unavailable", null)]
    public async Task what_cannot_be_believed_is_told_and_kept(object kind, string code, int? stops)
    {
        await using var stage = await PortalStage.StartAsync(new() { Items = 120 });
        var system = (FaultKind)kind is FaultKind.LayoutChanged or FaultKind.HalfRendered or FaultKind.EmptyTable ? stage.OpenHurried() : stage.Open();
        stage.Portal.Faults.Add(new FaultRule { Kind = (FaultKind)kind });
        var fault = await PortalStage.FaultAsync(system, AfterAGoodRun);
        (fault.Code, fault.StopsFeedAfter).ShouldBe((code, stops), fault.ToString());
        fault.ConcernsSystem.ShouldBeTrue();
        Directory.Exists(fault.Advice.ShouldNotBeNull().Split("Kept: ")[1]).ShouldBeTrue(fault.Advice);
    }

    [Fact]
    public async Task after_each_kind_of_broken_run_the_next_good_one_is_read_as_if_nothing_had_been()
    {
        await using var stage = await PortalStage.StartAsync(new() { Items = 60 });
        var system = stage.Open();
        var (seen, _, cursor) = await PortalStage.RoundAsync(system);
        seen.Count.ShouldBe(60);
        foreach (var kind in new[] { FaultKind.LayoutChanged, FaultKind.Captcha, FaultKind.Maintenance })
        {
            stage.Portal.Faults.Add(new FaultRule { Kind = kind });
            stage.Time.Speed = kind is FaultKind.LayoutChanged ? 30 : 1;
            await PortalStage.FaultAsync(system, cursor);
            stage.Portal.Faults.Clear();
            stage.Time.Speed = 1;
            (await PortalStage.RoundAsync(system, cursor)).Observations.Count.ShouldBe(60);
        }
    }

    [Fact]
    public async Task a_table_that_is_still_small_when_a_person_runs_it_is_believed()
    {
        await using var stage = await PortalStage.StartAsync(new() { Items = 100 });
        var system = stage.Open();
        var cursor = (await PortalStage.RoundAsync(system)).Cursor;
        stage.Portal.Faults.Add(new FaultRule { Kind = FaultKind.FewerRows });
        var fault = await PortalStage.FaultAsync(system, cursor);
        fault.Code.ShouldBe("shrunk");
        (await PortalStage.RoundAsync(system, cursor, fault)).Observations.Count.ShouldBe(10);

        // So it is where another process goes on, which remembers nothing.
        (await PortalStage.RoundAsync(stage.Open(), cursor, fault)).Observations.Count.ShouldBe(10);
        (await PortalStage.FaultAsync(stage.Open(), cursor)).Code.ShouldBe("shrunk");
    }

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
    public async Task without_a_browser_the_check_says_how_to_get_one()
    {
        await using var stage = await PortalStage.StartAsync(new() { Items = 10 });
        var report = await stage.Open(("chromium", "/nowhere/chromium")).CheckAsync(PortalStage.Cancellation);
        report.Passed.ShouldBeFalse();
        report.Findings.ShouldContain(finding => finding.Message.Contains("/nowhere/chromium") && finding.Advice!.Contains("apt-get install chromium"));
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

    [Fact]
    public async Task a_run_that_takes_too_long_ends()
    {
        var longest = TimeSpan.FromMinutes(7);
        HurriedTime? time = null;
        await using var stage = await PortalStage.StartAsync(new() { Items = 10, Asked = _ => time!.Expire(longest) });
        time = stage.Time;
        stage.Portal.Faults.Add(new FaultRule { Kind = FaultKind.Latency, Latency = TimeSpan.FromMinutes(10), Path = "/orders" });
        var fault = await PortalStage.FaultAsync(stage.Open(("runTimeout", longest), ("pageTimeout", TimeSpan.FromMinutes(9))));
        (fault.Code, fault.Message.Contains("7 minutes (runTimeout)", StringComparison.Ordinal)).ShouldBe(("timeout", true), fault.ToString());
    }
}
