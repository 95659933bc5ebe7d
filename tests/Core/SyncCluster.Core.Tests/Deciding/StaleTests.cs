using SyncCluster.Core.Deciding;
using SyncCluster.Core.Records;
using SyncCluster.Core.Tests.Scenes;
using static SyncCluster.Core.Tests.Scenes.Houses;

namespace SyncCluster.Core.Tests.Deciding;

public sealed class StaleTests
{
    private static Observation Read(string system, string id, DateTimeOffset began, DateTimeOffset? modified, params (string, object?)[] fields) =>
        new(new RecordKey(system, Kind.Customer, id), Scene.Fields(fields), began) { ModifiedAt = modified };

    [Fact]
    public void older_by_the_system_s_own_time_is_ignored_and_not_read_again()
    {
        var scene = KnownCustomer();
        var now = scene.Now;
        scene.Observes(Read(Erp, "10", now, now, (Phone, "12")))
            .When.Observes(Read(Erp, "10", now + TimeSpan.FromSeconds(5), now - TimeSpan.FromSeconds(1), (Phone, "11")))
            .Then.ChangesNothing().Tells(ReasonKind.Stale, system: Erp).Canonical(Phone, "12");
    }

    [Fact]
    public void a_read_that_began_before_our_push_was_answered_is_ignored_and_read_again()
    {
        var scene = KnownCustomer();
        var began = scene.Now;
        scene.SeesPart(Erp, "10", (Phone, "11")).Wrote(Shop)
            .When.Observes(Read(Shop, "7", began, null, (Phone, "1")))
            .Then.Canonical(Phone, "11").Holds(Shop, Phone, "11").PushesNothing().Tells(ReasonKind.Stale, system: Shop)
            .Does<EntityEffect.Fetch>(fetch => fetch is { System: Shop, RemoteId: "7" });
    }

    [Fact]
    public void a_row_that_reading_consumes_is_taken_though_it_was_read_before_our_push_was_answered()
    {
        var scene = KnownCustomer();
        var began = scene.Now;
        scene.SeesPart(Erp, "10", (Phone, "11")).Wrote(Shop)
            .When.Observes(Read(Shop, "7", began, null, (Phone, "11"), (Mobile, "9")) with { SourceIndex = "customers/1" })
            .Then.Canonical(Mobile, "9").Pushes(Erp, (Mobile, "9")).DoesNotTell(ReasonKind.Stale);
    }

    [Fact]
    public void a_read_that_was_overtaken_by_a_later_one_is_ignored_and_read_again()
    {
        var scene = KnownCustomer();
        var began = scene.Now;
        scene.SeesPart(Shop, "7", (Phone, "12"))
            .When.Observes(Read(Shop, "7", began, null, (Phone, "1")))
            .Then.Canonical(Phone, "12").Tells(ReasonKind.Stale).Does<EntityEffect.Fetch>();
    }

    [Fact]
    public void a_change_after_our_push_counts_though_the_read_began_before_the_answer()
    {
        var scene = KnownCustomer().SeesPart(Erp, "10", (Phone, "11"));
        var began = scene.Now;
        var push = scene.View(Shop).Pending!;
        scene.Answers(Shop, null, push.Patch, push, modified: began)
            .When.Observes(Read(Shop, "7", began, began + TimeSpan.FromSeconds(1), (Phone, "12")))
            .Then.Canonical(Phone, "12").Pushes(Erp, (Phone, "12"));
    }

    [Fact]
    public void a_change_before_our_push_does_not_count_only_because_the_receipt_told_no_time()
    {
        // The shop's record was changed elsewhere, read, then written by us; its modified time is newer than the last
        // one known, and still says nothing of our push.
        var scene = KnownCustomer();
        var began = scene.Now;
        scene.Observes(Read(Shop, "7", began, began - TimeSpan.FromHours(1), (Phone, "1"), (Mobile, "2")))
            .SeesPart(Erp, "10", (Phone, "11")).Wrote(Shop)
            .When.Observes(Read(Shop, "7", began, began, (Phone, "1"), (Mobile, "22")))
            .Then.Canonical(Phone, "11").Tells(ReasonKind.Stale).Does<EntityEffect.Fetch>();
    }

    [Fact]
    public void a_clock_that_once_ran_years_ahead_does_not_freeze_the_record()
    {
        var scene = KnownCustomer();
        scene.SeesModified(Shop, "7", scene.Now.AddYears(30), (Phone, "12")).Canonical(Phone, "12")
            .When.SeesModified(Shop, "7", scene.Now, (Phone, "13"))
            .Then.Canonical(Phone, "13");
    }

    [Fact]
    public void a_read_that_began_before_the_deletion_does_not_bring_the_record_back()
    {
        var scene = KnownCustomer();
        var began = scene.Now;
        scene.SeesDeleted(Erp, "10")
            .When.Observes(Read(Erp, "10", began, null, (Email, "jan@example.com")))
            .Then.Tells(ReasonKind.Stale).Does<EntityEffect.Fetch>();
        scene.State.Tombstoned.ShouldBeTrue();
    }
}
