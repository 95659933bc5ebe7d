using SyncCluster.Core.Deciding;
using SyncCluster.Core.Kinds;
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
            .When.Observes(Read(Shop, "7", began, null, (Phone, "1"), (Mobile, "9")) with { Consumed = true })
            .Then.Canonical(Mobile, "9").Pushes(Erp, (Mobile, "9")).DoesNotTell(ReasonKind.Stale)
            .Canonical(Phone, "11").Holds(Shop, Phone, "11");
    }

    [Fact]
    public void a_consumed_row_that_was_overtaken_by_a_whole_one_of_its_record_is_ignored()
    {
        var scene = KnownCustomer();
        var began = scene.Now;
        scene.After(TimeSpan.FromMinutes(1)).Sees(Erp, "10", (Email, "jan@example.com"), (Phone, "12"), (Mobile, "2"))
            .When.Observes(Read(Erp, "10", began, null, (Email, "jan@example.com"), (Phone, "11"), (Mobile, "3")) with { Consumed = true })
            .Then.ChangesNothing().Tells(ReasonKind.Stale, system: Erp).DoesNot<EntityEffect.Fetch>();
    }

    [Fact]
    public void of_a_consumed_row_that_tells_some_fields_only_what_was_told_since_is_left_out()
    {
        // The row that was written first was committed last; each tells what was changed alone.
        var scene = KnownCustomer().After(TimeSpan.FromMinutes(1));
        var now = scene.Now;
        scene.Observes(Read(Erp, "10", now, now, (Phone, "12")) with { Consumed = true, Partial = true })
            .When.Observes(Read(Erp, "10", now.AddSeconds(30), now.AddSeconds(-5), (Phone, "11"), (Mobile, "3")) with { Consumed = true, Partial = true })
            .Then.Canonical(Phone, "12").Canonical(Mobile, "3");
    }

    [Fact]
    public void of_two_consumed_rows_that_tell_all_that_their_table_tells_the_older_is_of_no_use()
    {
        // The later one says again what is known: that the older one changed it does not count any more.
        var scene = KnownCustomer().After(TimeSpan.FromMinutes(1));
        var now = scene.Now;
        scene.Observes(Read(Erp, "10", now, now, (Phone, "1"), (Mobile, "2")) with { Consumed = true, Partial = true, TellsAll = true })
            .When.Observes(Read(Erp, "10", now.AddSeconds(30), now.AddSeconds(-5), (Phone, "11"), (Mobile, "2")) with { Consumed = true, Partial = true, TellsAll = true })
            .Then.Canonical(Phone, "1").Tells(ReasonKind.Stale, system: Erp);
    }

    [Fact]
    public void a_link_that_one_table_tells_is_not_older_than_what_another_tells_of_the_record()
    {
        var scene = KnownProduct();
        var began = scene.Now;
        FieldValue one = new FieldValue.Link(Kind.Category, "c1"), two = new FieldValue.Link(Kind.Category, "c2");
        scene.Observes(Row(began.AddSeconds(2), began, (Stock, FieldValue.Of(4)), (Price, FieldValue.Of(9))))
            .Observes(Row(began.AddSeconds(2), null, (ProductFields.Categories, new FieldValue.Delta([two], []))))
            .When.Observes(Row(began, null, (ProductFields.Categories, new FieldValue.Delta([one], []))))
            .Then.DoesNotTell(ReasonKind.Stale);
        scene.State.Canonical.Items(ProductFields.Categories).ShouldBe([two, one]);

        static Observation Row(DateTimeOffset began, DateTimeOffset? modified, params (string, FieldValue)[] fields) =>
            new(new RecordKey(Erp, Kind.Product, "10"), FieldSet.Of(fields), began) { ModifiedAt = modified, Consumed = true, Partial = true };
    }

    [Fact]
    public void a_consumed_row_of_a_deletion_counts_though_it_was_read_before_a_push_was_answered()
    {
        var scene = KnownCustomer();
        var began = scene.Now;
        scene.SeesPart(Shop, "7", (Phone, "11")).Wrote(Erp)
            .When.Observes(new Observation(new RecordKey(Erp, Kind.Customer, "10"), FieldSet.Empty, began) { Deleted = true, Consumed = true })
            .Then.Tells(ReasonKind.Tombstone);
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
