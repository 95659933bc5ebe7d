using SyncCluster.Core.Faults;
using SyncCluster.Core.Pushing;
using SyncCluster.Core.Rules;
using SyncCluster.Core.Tests.Scenes;

namespace SyncCluster.Core.Tests.Pushing;

public sealed class GateTests
{
    private static readonly GateRules Rules = new();
    private static readonly DateTimeOffset Now = Scene.Start;

    private static GateState Fail(GateState state, FaultKind kind, TimeSpan? asked = null, double chance = 1) =>
        Gate.Failed(state, Rules, new Fault(kind, "No.") { RetryAfter = asked }, Now, chance);

    private static GateState Fail(int times, TimeSpan? asked = null)
    {
        var state = new GateState();
        for (var i = 0; i < times; i++) state = Fail(state, FaultKind.Transient, asked);
        return state;
    }

    [Fact]
    public void it_closes_at_the_third_failure_in_a_row()
    {
        new GateState().IsOpen(Now).ShouldBeTrue();
        Fail(2).IsOpen(Now).ShouldBeTrue();
        var closed = Fail(3);
        closed.IsOpen(Now).ShouldBeFalse();
        closed.IsTrial(Now).ShouldBeFalse();
        closed.ClosedUntil.ShouldBe(Now.AddSeconds(5));
        closed.IsOpen(Now.AddSeconds(5)).ShouldBeTrue();
        closed.IsTrial(Now.AddSeconds(5)).ShouldBeTrue();
    }

    [Theory]
    [InlineData(4, 10)]
    [InlineData(5, 20)]
    [InlineData(20, 300)]
    [InlineData(2000, 300)]
    public void it_stays_closed_longer_each_time_up_to_a_limit(int failures, int seconds) => Fail(failures).ClosedUntil.ShouldBe(Now.AddSeconds(seconds));

    [Fact]
    public void an_answer_opens_it_and_begins_anew()
    {
        Gate.Answered(Fail(7)).ShouldBe(new GateState());
        var open = new GateState();
        Gate.Answered(open).ShouldBeSameAs(open);
    }

    [Fact]
    public void a_system_that_asks_for_time_gets_it_at_once()
    {
        Fail(new GateState(), FaultKind.Throttled, TimeSpan.FromMinutes(7)).ClosedUntil.ShouldBe(Now.AddMinutes(7));
        Fail(new GateState(), FaultKind.Throttled).ClosedUntil.ShouldBe(Now.AddSeconds(5));
        Fail(3, TimeSpan.FromMinutes(20)).ClosedUntil.ShouldBe(Now.AddMinutes(20));
    }

    [Theory]
    [InlineData(FaultKind.Auth)]
    [InlineData(FaultKind.Configuration)]
    public void refused_credentials_close_it_at_once(FaultKind kind) => Fail(new GateState(), kind).ClosedUntil.ShouldBe(Now.AddMinutes(5));

    [Fact]
    public void chance_spreads_tries_over_the_last_quarter_of_the_wait() =>
        Fail(Fail(2), FaultKind.Transient, chance: 0).ClosedUntil.ShouldBe(Now.AddSeconds(3.75));

    [Theory]
    [InlineData(FaultKind.Transient, true)]
    [InlineData(FaultKind.Throttled, true)]
    [InlineData(FaultKind.Auth, true)]
    [InlineData(FaultKind.Configuration, true)]
    [InlineData(FaultKind.Unknown, true)]
    [InlineData(FaultKind.Rejected, false)]
    [InlineData(FaultKind.Missing, false)]
    [InlineData(FaultKind.Conflict, false)]
    [InlineData(FaultKind.Unresolved, false)]
    public void faults_of_one_record_are_not_the_system_s(FaultKind kind, bool concerns) => new Fault(kind, "No.").ConcernsSystem.ShouldBe(concerns);

    [Fact]
    public void no_number_of_failures_overflows_a_wait()
    {
        new RetryPolicy().Wait(int.MaxValue, null, 0.999).ShouldBeLessThanOrEqualTo(TimeSpan.FromMinutes(10));
        new RetryPolicy().Wait(0, null, 0).ShouldBe(TimeSpan.FromSeconds(2.5));
    }
}
