namespace SyncCluster.Connectors.SupplierPortal.Tests.Client;

/// <summary>The robot is polite: between two pages it waits, whatever it has to do (S4-13).</summary>
public sealed class PaceTests
{
    [Fact]
    public async Task nothing_is_asked_for_before_its_pace_is_over()
    {
        var pace = TimeSpan.FromMinutes(9);
        var asked = 0;
        await using var stage = await PortalStage.StartAsync(new() { Items = 25, PageSize = 10, Asked = _ => Interlocked.Increment(ref asked) });
        stage.Time.Hold(pace);
        var round = PortalStage.RoundAsync(stage.Open(("pace", pace)));

        // The page, which shows the login; what is typed, which leads to the first page; two more pages.
        var before = 0;
        foreach (var more in new[] { 2, 2, 1 })
        {
            await Task.WhenAny(round, stage.Time.HeldAsync(PortalStage.Cancellation));
            round.IsCompleted.ShouldBeFalse("it waits");
            Volatile.Read(ref asked).ShouldBe(before += more);
            stage.Time.Release();
        }

        (await round).Observations.Count.ShouldBe(25);
        asked.ShouldBe(before + 1);
    }
}
