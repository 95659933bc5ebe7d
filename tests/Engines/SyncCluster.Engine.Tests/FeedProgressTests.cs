using SyncCluster.Core.Faults;
using SyncCluster.Engine.Behaviors;

namespace SyncCluster.Engine.Tests;

/// <summary>Whether a feed that fails keeps the others of its group from being read.</summary>
public sealed class FeedProgressTests
{
    [Theory]
    [InlineData(FaultKind.Transient, true)]
    [InlineData(FaultKind.Auth, true)]
    [InlineData(FaultKind.Configuration, false)]
    [InlineData(FaultKind.Rejected, false)]
    public void a_group_waits_for_what_passes_and_not_for_a_table_that_a_person_must_mend(FaultKind kind, bool holdsUp) =>
        new FeedProgress("products") { Failures = 1, Fault = new Fault(kind, "It failed.") }.HoldsUpItsGroup.ShouldBe(holdsUp);

    [Fact]
    public void a_feed_that_does_not_fail_holds_nobody_up() => new FeedProgress("products").HoldsUpItsGroup.ShouldBeFalse();
}
