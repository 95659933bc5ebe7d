using SyncCluster.Core.Deciding;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;
using static SyncCluster.Core.Tests.Scenes.Houses;

namespace SyncCluster.Core.Tests.Deciding;

public sealed class BindingTests
{
    [Fact]
    public void a_guest_whom_only_orders_mention_is_not_written_until_there_is_an_account() =>
        Customer(ConflictPolicy.Master, Erp)
            .Sees(Shop, "~jan@example.com", (Email, "jan@example.com"), (LastName, "Novak")).Stored(Erp, "10")
            .When.SeesPart(Erp, "10", (Phone, "1")).Then.AwaitsNothing(Shop)
            .When.Sees(Shop, "7", (Email, "jan@example.com"), (LastName, "Novak")).Then.Pushes(Shop, (Phone, "1"));

    [Fact]
    public void a_guest_seen_where_a_create_was_not_answered_is_not_ours_to_write() =>
        Customer().Sees(Erp, "10", (Email, "jan@example.com"), (Phone, "1")).Fails(Shop, FaultKind.Unknown)
            .When.Sees(Shop, "~guest-1", (Email, "jan@example.com"), (Phone, "2")).Then.AwaitsNothing(Shop);

    [Fact]
    public void a_guest_who_registers_gets_the_account_s_id_and_the_account_s_blanks_erase_nothing() =>
        Customer()
            .Sees(Shop, "~guest-1", (Email, "jan@example.com"), (Phone, "1"), (Mobile, "2"))
            .When.Sees(Shop, "7", (Email, "jan@example.com"), (Phone, "3"), (Mobile, null))
            .Then.Canonical(Phone, "3").Canonical(Mobile, "2").Tells(ReasonKind.Bound, system: Shop).DoesNotTell(ReasonKind.Conflict)
            .State.View(Shop)!.RemoteId.ShouldBe("7");

    [Fact]
    public void what_a_system_leaves_empty_in_its_first_word_on_a_record_that_we_made_erases_nothing()
    {
        var scene = Customer().Sees(Shop, "7", (Email, "jan@example.com"), (Phone, "1"), (Mobile, "2")).Wrote(Erp, "~mail:jan@example.com");
        scene.When.Sees(Erp, "10", (Email, "jan@example.com"), (Phone, null), (Mobile, "2"))
            .Then.Canonical(Phone, "1").PushesNothing().Tells(ReasonKind.Normalised, Phone, Erp)
            .When.Sees(Erp, "10", (Email, "jan@example.com"), (Phone, null), (Mobile, "3")).Then.Canonical(Phone, "1").Canonical(Mobile, "3")
            .When.Sees(Erp, "10", (Email, "jan@example.com"), (Phone, "4"), (Mobile, "3")).Then.Canonical(Phone, "4")
            .When.Sees(Erp, "10", (Email, "jan@example.com"), (Phone, null), (Mobile, "3")).Then.Canonical(Phone, "");
    }

    [Fact]
    public void an_account_older_than_the_last_guest_order_is_bound_all_the_same()
    {
        var scene = Customer();
        scene.SeesModified(Shop, "~guest-1", scene.Now, (Email, "jan@example.com"), (Phone, "1"))
            .When.SeesModified(Shop, "7", scene.Now.AddYears(-1), (Email, "jan@example.com"), (Phone, "1"))
            .State.View(Shop)!.RemoteId.ShouldBe("7");
    }

    [Fact]
    public void a_guest_s_next_order_says_nothing_new_of_a_registered_customer() =>
        KnownCustomer().When.Sees(Shop, "~guest-2", (Email, "jan@example.com"), (Phone, "99")).Then.ChangesNothing();

    [Fact]
    public void a_guest_s_next_order_is_news_of_a_guest() =>
        Customer().Sees(Shop, "~guest-1", (Email, "jan@example.com"), (Phone, "1"))
            .When.Sees(Shop, "~guest-2", (Email, "jan@example.com"), (Phone, "2"))
            .Then.Canonical(Phone, "2");

    [Fact]
    public void a_double_is_told_and_not_taken() =>
        KnownCustomer()
            .When.Sees(Shop, "8", (Email, "jan@example.com"), (Phone, "99"))
            .Then.ChangesNothing().Tells(ReasonKind.Stale, system: Shop);

    [Fact]
    public void the_deletion_of_a_guest_is_no_news_of_the_registered_customer() =>
        KnownCustomer().When.SeesDeleted(Shop, "~guest-1").Then.ChangesNothing();

    [Fact]
    public void a_census_says_nothing_of_provisional_ids() =>
        Customer().Sees(Shop, "~guest-1", (Email, "jan@example.com"))
            .When.Misses(Shop, "~guest-1").Then.ChangesNothing().Tells(ReasonKind.Stale);

    [Fact]
    public void a_provisional_id_of_our_own_create_gives_way_to_the_system_s_own_and_changes_there_are_changes() =>
        Customer(ConflictPolicy.Manual)
            .Sees(Shop, "7", (Email, "jan@example.com"), (Phone, "1"), (Mobile, "2")).Wrote(Erp, "~mail:jan@example.com")
            .When.Sees(Erp, "10", (Email, "jan@example.com"), (Phone, "11"), (Mobile, "2"))
            .Then.Canonical(Phone, "11").DoesNotTell(ReasonKind.Conflict).Pushes(Shop, (Phone, "11"))
            .State.View(Erp)!.RemoteId.ShouldBe("10");

    [Fact]
    public void a_provisional_id_in_an_answer_does_not_take_the_place_of_the_real_one()
    {
        var scene = Customer().Sees(Shop, "7", (Email, "jan@example.com"), (Phone, "1"));
        var create = scene.View(Erp).Pending!;
        scene.Sees(Erp, "10", (Email, "jan@example.com"), (Phone, "1"))
            .When.Answers(Erp, "~mail:jan@example.com", null, create)
            .State.View(Erp)!.RemoteId.ShouldBe("10");
    }

    [Fact]
    public void a_record_made_anew_after_a_deletion_is_bound() =>
        KnownCustomer().SeesDeleted(Shop, "7")
            .When.Sees(Shop, "8", (Email, "jan@example.com"), (Phone, "1"), (Mobile, "2"))
            .Then.Tells(ReasonKind.Bound).AwaitsNothing(Shop)
            .State.View(Shop)!.Gone.ShouldBeFalse();

    [Fact]
    public void parts_seen_by_several_feeds_add_up()
    {
        var scene = KnownProduct();
        scene.When.SeesPart(Erp, "10", (Stock, 9)).Then.Canonical(Stock, 9).Holds(Erp, Price, 10);
        scene.View(Erp).Fingerprint.ShouldBe(Fingerprint.None, "the next whole read must not be mistaken for the last one");
        scene.When.Sees(Erp, "10", (Sku, "CH-1"), (Name, "Chair"), (Price, 11)).Then.Canonical(Price, 11).Canonical(Stock, 9).Holds(Erp, Stock, 9);
    }

    [Fact]
    public void membership_told_one_by_one_adds_up_whatever_whole_reads_leave_out()
    {
        FieldValue a = new FieldValue.Link(Kind.Category, "a"), b = new FieldValue.Link(Kind.Category, "b"), c = new FieldValue.Link(Kind.Category, "c");
        const string categories = Core.Kinds.ProductFields.Categories;
        KnownProduct()
            .When.SeesPart(Erp, "10", (categories, new FieldValue.Delta([a, b], [])))
            .Then.Pushes(Shop, (categories, FieldValue.Of([a, b])))
            .When.Sees(Erp, "10", (Sku, "CH-1"), (Name, "Chair"), (Price, 10))
            .When.SeesPart(Erp, "10", (categories, new FieldValue.Delta([b, c], [a])))
            .Then.Pushes(Shop, (categories, FieldValue.Of([b, c])))
            .When.SeesPart(Erp, "10", (categories, new FieldValue.Delta([], [a])))
            .Then.PushesNothing();
    }
}
