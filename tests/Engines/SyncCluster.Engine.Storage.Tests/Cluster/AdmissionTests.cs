using SyncCluster.Engine.Storage.Cluster;

namespace SyncCluster.Engine.Storage.Tests.Cluster;

public sealed class AdmissionTests
{
    public static MemberCard Card(string configuration = "aaaa", string service = "shop", string cluster = "one", int contract = 3, int from = 2, string name = "silo") =>
        new(Guid.NewGuid(), service, cluster, "silo", name, "10.0.0.7:11111", configuration, "1.2.0", contract, from);

    [Fact]
    public void whoever_is_like_the_others_may_join() => Admission.Beside(Card(), Card(), "aaaa", accepts: false).ShouldBeNull();

    [Fact]
    public void a_database_belongs_to_one_service()
    {
        Admission.Always(Card(), null).ShouldBeNull();
        Admission.Always(Card(), new ClusterAgreement("shop", "zzzz")).ShouldBeNull();
        Admission.Always(Card(), new ClusterAgreement("office", "aaaa")).ShouldNotBeNull().ShouldContain("Set cluster.serviceId to 'office'");
    }

    [Fact]
    public void another_cluster_at_work_keeps_out() =>
        Admission.Beside(Card(), Card(cluster: "two", name: "pod-7"), "aaaa", accepts: true).ShouldNotBeNull()
            .ShouldBe("'pod-7' (10.0.0.7:11111) of the cluster 'two' works on this database, and this process belongs to the cluster 'one': two clusters would do everything twice. "
                + "Set cluster.clusterId to 'two', or stop that cluster first.");

    [Theory]
    [InlineData(3, 2, 4, 3, true)]
    [InlineData(3, 2, 4, 4, false)]
    [InlineData(4, 4, 3, 2, false)]
    [InlineData(4, 3, 3, 2, true)]
    public void versions_join_where_each_understands_the_other(int contract, int from, int others, int othersFrom, bool joins) =>
        (Admission.Beside(Card(contract: contract, from: from), Card(contract: others, from: othersFrom), "aaaa", accepts: true) is null).ShouldBe(joins);

    [Fact]
    public void another_configuration_is_refused_until_it_is_accepted()
    {
        var (comer, other) = (Card("bbbb"), Card("aaaa"));
        Admission.Beside(comer, other, "aaaa", accepts: false).ShouldNotBeNull().ShouldContain("--accept-configuration");
        Admission.Beside(comer, other, "aaaa", accepts: true).ShouldBeNull();
        Admission.Beside(comer, other, "bbbb", accepts: false).ShouldBeNull("the first of the roll-out was accepted");
        Admission.Beside(Card("aaaa"), Card("bbbb"), "bbbb", accepts: false).ShouldNotBeNull("the old one does not come back while the new one works");
    }

    [Theory]
    [InlineData(4, false, false)]
    [InlineData(-6, true, false)]
    [InlineData(59, true, false)]
    [InlineData(-61, true, true)]
    public void clocks_that_differ_are_warned_of_and_then_refused(int seconds, bool warned, bool refused)
    {
        var skew = TimeSpan.FromSeconds(seconds);
        (Admission.ClockWarning(skew) is not null).ShouldBe(warned);
        (Admission.Clock(skew) is not null).ShouldBe(refused);
        if (refused) Admission.Clock(skew)!.ShouldStartWith("This machine's clock is 61 seconds behind the database's.");
    }
}
