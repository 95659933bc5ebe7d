using SyncCluster.Connectors.SupplierPortal.Feeds;
using SyncCluster.Connectors.SupplierPortal.Mapping;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.SupplierPortal.Tests.Mapping;

/// <summary>Runs that have as many rows as ever and say nothing all the same (S4-12, X16).</summary>
public sealed class RunGuardTests
{
    private static readonly RunLimits Limits = new(1, 0.5m, 0.2m);

    [Theory]
    [InlineData(60, 10, true)]
    [InlineData(60, 40, false)]
    [InlineData(4, 0, false)]
    [InlineData(0, 0, false)]
    public void a_run_whose_items_fell_silent_is_not_believed(int saidBefore, int saysNow, bool isRefused)
    {
        var last = new LastRun(100, saidBefore);
        if (!isRefused)
        {
            RunGuard.Check(Run(100, saysNow), last, Limits);
            return;
        }

        var fault = Should.Throw<FaultException>(() => RunGuard.Check(Run(100, saysNow), last, Limits)).Fault;
        (fault.Code, fault.StopsFeedAfter).ShouldBe(("shrunk", 1));
        fault.Message.ShouldContain("10 say when they come, the last time 60 did");
    }

    [Fact]
    public void what_the_last_run_was_like_survives_in_the_cursor_of_this_and_of_earlier_versions()
    {
        foreach (var mark in new[] { new RunMark(null, 0, new LastRun(100, 60)), new RunMark("170", 20, new LastRun(100, 60)), new RunMark("170", 20, new LastRun(100)), RunMark.Start })
            RunMark.Parse(mark.ToString()).ShouldBe(mark);
        RunMark.Parse("1||0|120").ShouldBe(new RunMark(null, 0, new LastRun(120)));
        RunMark.Parse("1|170|20|120").ShouldBe(new RunMark("170", 20, new LastRun(120)));
    }

    private static ScrapedRun Run(int items, int said) => new(
        [.. Enumerable.Range(0, items).Select(i => new ScrapedItem($"A-{i}", FieldSet.Of((SupplierFields.Delivery, FieldValue.Of(i < said ? "week:2027-W05" : "unknown"))), null))],
        [], [], DateTimeOffset.UnixEpoch);
}
