using SyncCluster.Core.Rules;

namespace SyncCluster.Core.Tests.Deciding;

public sealed class BackoffTests
{
    [Theory]
    [InlineData(-3, 60)]
    [InlineData(0, 60)]
    [InlineData(1, 120)]
    [InlineData(4, 960)]
    [InlineData(5, 1800)]
    [InlineData(int.MaxValue, 1800)]
    public void a_wait_doubles_up_to_the_longest(int doublings, int seconds) =>
        Backoff.Doubled(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(30), doublings).ShouldBe(TimeSpan.FromSeconds(seconds));
}
