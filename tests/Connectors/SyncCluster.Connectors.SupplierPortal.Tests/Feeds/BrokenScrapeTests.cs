using SyncCluster.Connectors.SupplierPortal.Feeds;
using SyncCluster.Connectors.SupplierPortal.Mapping;
using SyncCluster.Sandbox.Faults;
using FaultKind = SyncCluster.Sandbox.Faults.FaultKind;

namespace SyncCluster.Connectors.SupplierPortal.Tests.Feeds;

/// <summary>Each guard, with a real browser: a run that cannot be believed is a fault, and nothing of it is observed (S4-12, X16).</summary>
public sealed class BrokenScrapeTests
{
    private static readonly string AfterAGoodRun = new RunMark(null, 0, new LastRun(30)).ToString();

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
    [InlineData(FaultKind.DatesRenamed, "layout_changed", 1)]
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
        await using var stage = await PortalStage.StartAsync(new() { Items = 30 });
        var system = (FaultKind)kind is FaultKind.LayoutChanged or FaultKind.DatesRenamed or FaultKind.HalfRendered or FaultKind.EmptyTable ? stage.OpenHurried() : stage.Open();
        stage.Portal.Faults.Add(new FaultRule { Kind = (FaultKind)kind });
        var fault = await PortalStage.FaultAsync(system, AfterAGoodRun);
        (fault.Code, fault.StopsFeedAfter).ShouldBe((code, stops), fault.ToString());
        fault.ConcernsSystem.ShouldBeTrue();
        Directory.Exists(fault.Advice.ShouldNotBeNull().Split("Kept: ")[1]).ShouldBeTrue(fault.Advice);
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
