using SyncCluster.Core.Deciding;
using SyncCluster.Core.Polling;
using SyncCluster.Core.Records;
using SyncCluster.Core.Tests.Scenes;

namespace SyncCluster.Core.Tests.Polling;

/// <summary>A hook that is active and delivers nothing is told by what polling finds.</summary>
public sealed class HookWatchTests
{
    private static readonly HookRules Rules = new();
    private static readonly DateTimeOffset Start = Scene.Start;

    private static readonly HookState Watched = new(Start) { LookedAt = Start };

    [Theory]
    [InlineData(2, 60, false)]
    [InlineData(3, 14, false)]
    [InlineData(3, 15, true)]
    public void three_changes_that_no_signal_told_within_the_patience_are_silence(int count, int minutes, bool isSilent)
    {
        var judged = HookWatch.Judge(Watched, Rules, Missed(count), Start.AddMinutes(minutes));
        judged.IsSilent.ShouldBe(isSilent);
        HookWatch.Renews(judged, Rules, Missed(count), Start.AddMinutes(minutes)).ShouldBe(isSilent);
        if (isSilent) judged.Kinds.ShouldBe([new KindHooks(Kind.Order) { SilentSince = Start }]);
    }

    [Fact]
    public void a_signal_that_came_late_is_a_signal()
    {
        var heard = HookWatch.Heard(Watched, [Kind.Order], Start.AddMinutes(10));
        HookWatch.Judge(heard, Rules, Missed(50), Start.AddMinutes(30)).ShouldBe(heard);
        HookWatch.Heard(Watched, [Kind.Product], Start.AddMinutes(10)).IsSilent.ShouldBeFalse();
        HookWatch.Judge(HookWatch.Heard(Watched, [Kind.Product], Start.AddMinutes(10)), Rules, Missed(50), Start.AddMinutes(30)).IsSilent
            .ShouldBeTrue("that another kind is signalled says nothing of this one");
    }

    [Fact]
    public void silence_lasts_until_something_is_heard()
    {
        var silent = HookWatch.Judge(Watched, Rules, Missed(3), Start.AddMinutes(20));
        HookWatch.Judge(silent, Rules, new Dictionary<Kind, MissedSignals>(), Start.AddHours(5)).ShouldBe(silent);
        var heard = HookWatch.Heard(HookWatch.Repaired(silent, ["again"], Start.AddMinutes(20), renewed: true), [Kind.Order], Start.AddMinutes(21));
        heard.ShouldSatisfyAllConditions(
            state => state.IsSilent.ShouldBeFalse(), state => state.Renewals.ShouldBe(0), state => state.Kinds.Single().HeardAt.ShouldBe(Start.AddMinutes(21)));
    }

    [Fact]
    public void hooks_are_made_anew_at_growing_intervals_and_never_twice_for_one_proof()
    {
        var state = Watched;
        var now = Start;
        var waits = new List<TimeSpan>();
        for (var i = 0; i < 9; i++)
        {
            // Fresh proof at any time; it is looked at every ten minutes.
            var last = now;
            do now += TimeSpan.FromMinutes(10);
            while (!HookWatch.Renews(HookWatch.Judge(state, Rules, MissedAt(now), now), Rules, MissedAt(now), now));
            state = HookWatch.Repaired(HookWatch.Judge(state, Rules, MissedAt(now), now), ["again"], now, renewed: true);
            HookWatch.Renews(state, Rules, new Dictionary<Kind, MissedSignals>(), now.AddDays(30)).ShouldBeFalse();
            waits.Add(now - last);
        }

        waits.Skip(1).Select(wait => wait.TotalHours).ShouldBe([1, 2, 4, 8, 16, 24, 24, 24]);
    }

    [Fact]
    public void whoever_was_away_knows_nothing_of_what_was_sent_meanwhile()
    {
        var gap = TimeSpan.FromMinutes(25);
        HookWatch.Begins(null, Start, gap).ShouldBe(new HookState(Start));
        HookWatch.Begins(Watched, Start.AddMinutes(25), gap).ShouldBe(Watched);
        HookWatch.Begins(Watched, Start.AddMinutes(26), gap).Since.ShouldBe(Start.AddMinutes(26));
    }

    [Fact]
    public void only_a_change_since_the_hooks_were_in_order_is_missed()
    {
        HookWatch.IsMissed(Watched, Seen(Start.AddSeconds(1)), null).ShouldBeTrue();
        HookWatch.IsMissed(Watched, Seen(Start), null).ShouldBeFalse();
        HookWatch.IsMissed(Watched, Seen(null), null).ShouldBeFalse("a system that does not say when cannot be held to it");
        HookWatch.IsMissed(Watched, Seen(Start.AddSeconds(1)) with { Deleted = true }, null).ShouldBeFalse();
        HookWatch.IsMissed(Watched, Seen(Start.AddSeconds(1), "~guest:a@example.com"), null).ShouldBeFalse("what only orders mention has no hook");
    }

    [Fact]
    public void our_own_pushes_that_are_read_back_are_not_missed()
    {
        var written = new SystemView { System = "shop", WrittenAt = Start.AddMinutes(5), WriteModifiedAt = Start.AddMinutes(5) };
        HookWatch.IsMissed(Watched, Seen(Start.AddMinutes(5)), written).ShouldBeFalse();
        HookWatch.IsMissed(Watched, Seen(Start.AddMinutes(6)), written).ShouldBeFalse("what the shop does of itself after it");
        HookWatch.IsMissed(Watched, Seen(Start.AddMinutes(7)), written).ShouldBeTrue("somebody there changed it since");
        HookWatch.IsMissed(Watched, Seen(Start.AddMinutes(5)), written with { WriteModifiedAt = null }).ShouldBeFalse();
        var onItsWay = new SystemView { System = "shop", Pending = new PendingPush("op", 1, FieldSet.Empty, Start) };
        HookWatch.IsMissed(Watched, Seen(Start.AddMinutes(5)), onItsWay).ShouldBeFalse("it may have been written a moment ago");
        HookWatch.IsMissed(Watched, Seen(Start.AddMinutes(5)), onItsWay with { Pending = onItsWay.Pending with { Parked = true } }).ShouldBeTrue();
    }

    private static Dictionary<Kind, MissedSignals> Missed(int count) => new() { [Kind.Order] = new MissedSignals(Start, count) };

    private static Dictionary<Kind, MissedSignals> MissedAt(DateTimeOffset now) => new() { [Kind.Order] = new MissedSignals(now - TimeSpan.FromMinutes(20), 5) };

    private static Observation Seen(DateTimeOffset? modified, string id = "501") =>
        new(new RecordKey("shop", Kind.Order, id), FieldSet.Empty, Start.AddHours(1)) { ModifiedAt = modified };
}
