using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using SyncCluster.Engine.Orleans.Tests.Stage;

namespace SyncCluster.Engine.Orleans.Tests.Hosting;

public sealed class MembershipTests
{
    /// <summary>Work is to go on within 30 s of a kill, however slow the machine: waking up those who died takes some seconds more.</summary>
    [Fact]
    public async Task a_death_is_noticed_within_twenty_seconds_where_every_probe_waits_as_long_as_it_may()
    {
        await using var stage = new OrleansStage("Host=nowhere", silos: 0);
        var membership = stage.Unstarted("test").Services.GetRequiredService<IOptions<ClusterMembershipOptions>>().Value;
        (membership.MaxProbeTimeout * membership.NumMissedProbesLimit).ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(20));
        membership.NumVotesForDeathDeclaration.ShouldBe(2, "nobody is voted dead by one alone");
    }
}
