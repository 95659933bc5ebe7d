using SyncCluster.Sandbox.Faults;
using FaultKind = SyncCluster.Sandbox.Faults.FaultKind;

namespace SyncCluster.Connectors.SupplierPortal.Tests.Feeds;

/// <summary>How it goes on after a run that was not believed, with a real browser (S4-12, X16).</summary>
public sealed class AfterBrokenScrapeTests
{
    [Fact]
    public async Task after_each_kind_of_broken_run_the_next_good_one_is_read_as_if_nothing_had_been()
    {
        await using var stage = await PortalStage.StartAsync(new() { Items = 20 });
        var system = stage.Open();
        var (seen, _, cursor) = await PortalStage.RoundAsync(system);
        seen.Count.ShouldBe(20);
        foreach (var kind in new[] { FaultKind.LayoutChanged, FaultKind.Captcha, FaultKind.Maintenance })
        {
            stage.Portal.Faults.Add(new FaultRule { Kind = kind });
            stage.Time.Speed = kind is FaultKind.LayoutChanged ? 30 : 1;
            await PortalStage.FaultAsync(system, cursor);
            stage.Portal.Faults.Clear();
            stage.Time.Speed = 1;
            (await PortalStage.RoundAsync(system, cursor)).Observations.Count.ShouldBe(20);
        }
    }

    [Fact]
    public async Task a_table_that_is_still_small_when_a_person_runs_it_is_believed()
    {
        await using var stage = await PortalStage.StartAsync(new() { Items = 50 });
        var system = stage.Open();
        var cursor = (await PortalStage.RoundAsync(system)).Cursor;
        stage.Portal.Faults.Add(new FaultRule { Kind = FaultKind.FewerRows });
        var fault = await PortalStage.FaultAsync(system, cursor);
        fault.Code.ShouldBe("shrunk");
        (await PortalStage.RoundAsync(system, cursor, fault)).Observations.Count.ShouldBe(5);

        // So it is where another process goes on, which remembers nothing.
        (await PortalStage.RoundAsync(stage.Open(), cursor, fault)).Observations.Count.ShouldBe(5);
        (await PortalStage.FaultAsync(stage.Open(), cursor)).Code.ShouldBe("shrunk");
    }
}
