using SyncCluster.Core.Deciding;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;
using SyncCluster.Core.Tests.Scenes;
using static SyncCluster.Core.Tests.Scenes.Houses;

namespace SyncCluster.Core.Tests.Deciding;

/// <summary>Two entities that prove to be one thing become one: nothing of either is lost, nothing is pushed or mailed twice (S2-6).</summary>
public sealed class MergingTests
{
    [Fact]
    public void what_the_other_knows_of_its_systems_is_taken_in_and_the_rest_follows_from_the_rules()
    {
        var shop = Product().Sees(Shop, "7", (Sku, "CH-2"), (Name, "Stuhl"), (Description, "Nice"), (Price, 9)).State;
        var scene = Product().Sees(Erp, "10", (Sku, "CH-2"), (Name, "Chair"), (Price, 10));
        scene.Absorbs(shop)
            .Holds(Shop, Name, "Stuhl").Canonical(Name, "Chair").Canonical(Description, "Nice")
            .Pushes(Shop, (Name, "Chair"), (Price, 10))
            .Tells(ReasonKind.Merged).Tells(ReasonKind.Bound, system: Shop)
            .Does<EntityEffect.Publish>()
            .Does<EntityEffect.Push>(push => push.NotBefore > scene.Now);
        scene.View(Shop).RemoteId.ShouldBe("7");
        scene.State.Absorbed.ShouldBe(["e2"]);
        scene.Stored(Shop).AwaitsNothing(Shop);
    }

    [Fact]
    public void a_create_that_was_pending_is_none_any_more_and_its_answer_comes_too_late()
    {
        var shop = Product().Sees(Shop, "7", (Sku, "CH-1"), (Name, "Chair"), (Price, 10), (Description, "Nice")).State;
        var scene = Product().Sees(Erp, "10", (Sku, "CH-1"), (Name, "Chair"), (Price, 10));
        var create = scene.View(Shop).Pending!;
        scene.Absorbs(shop).AwaitsNothing(Shop).Does<EntityEffect.Withdraw>(withdrawn => withdrawn.System == Shop);
        scene.Answers(Shop, "8", stored: null, create).Tells(ReasonKind.Stale).ChangesNothing();
        scene.View(Shop).RemoteId.ShouldBe("7");
    }

    [Fact]
    public void a_push_that_only_the_other_had_goes_on_under_its_own_operation()
    {
        var other = Product().Sees(Erp, "10", (Sku, "CH-1"), (Name, "Chair")).State;
        var pending = other.View(Crm)!.Pending!;
        var scene = Product().Absorbs(other).Does<EntityEffect.Push>(push => push.System == Crm && push.OperationId == pending.OperationId);
        (scene.View(Crm).Pending!.NotBefore >= scene.Now + TimeSpan.FromSeconds(30)).ShouldBeTrue("it may be on its way at this moment");
        scene.Answers(Crm, "c1", stored: null, pending).AwaitsNothing(Crm);
        scene.SeesPart(Erp, "10", (Name, "Armchair")).Pushes(Crm, (Name, "Armchair"));
        Operation.SequenceOf(scene.View(Crm).Pending!.OperationId).ShouldBeGreaterThan(pending.Sequence, "operation ids are never reused");
    }

    [Fact]
    public void what_waited_for_a_person_waits_on()
    {
        var other = Product().Sees(Erp, "10", (Sku, "CH-1"), (Name, "Chair")).Fails(Crm, FaultKind.Rejected).State;
        Product().Absorbs(other).Does<EntityEffect.Park>(parked => parked.System == Crm && parked.Fault.Kind == FaultKind.Rejected);
    }

    [Fact]
    public void where_both_have_a_value_the_fields_rule_says_whose_counts_and_both_are_told()
    {
        var shop = Customer(ConflictPolicy.Priority).Sees(Shop, "7", (Email, "jan@example.com"), (Phone, "2")).State;
        Customer(ConflictPolicy.Priority).Sees(Erp, "10", (Email, "jan@example.com"), (Phone, "1")).Absorbs(shop)
            .Canonical(Phone, "1").Tells(ReasonKind.Conflict, Phone).Pushes(Shop, (Phone, "1"));
        var erp = Customer(ConflictPolicy.Priority).Sees(Erp, "10", (Email, "jan@example.com"), (Phone, "1")).State;
        Customer(ConflictPolicy.Priority).Sees(Shop, "7", (Email, "jan@example.com"), (Phone, "2")).Absorbs(erp)
            .Canonical(Phone, "1").Tells(ReasonKind.Conflict, Phone).Pushes(Shop, (Phone, "1"));
    }

    [Fact]
    public void where_a_person_decides_he_is_asked()
    {
        var shop = Customer(ConflictPolicy.Manual).Sees(Shop, "7", (Email, "jan@example.com"), (Phone, "2")).State;
        var scene = Customer(ConflictPolicy.Manual).Sees(Erp, "10", (Email, "jan@example.com"), (Phone, "1")).Absorbs(shop).Canonical(Phone, "1");
        scene.State.Conflicts.ShouldHaveSingleItem().Theirs.ShouldBe(FieldValue.Of("2"));
    }

    [Fact]
    public void a_value_of_no_writer_gives_way_to_a_writers()
    {
        var seeded = new FieldRule(CustomerFields.VatId) { Master = Erp, Writers = [Erp], Seeds = [Shop] };
        var rules = Book(CustomerRules() with { Fields = [seeded, Shared("*", ConflictPolicy.Latest)] });
        var shop = new Scene(rules, Kind.Customer).Sees(Shop, "7", (Email, "jan@example.com"), (CustomerFields.VatId, "CZ1")).State;
        var erp = new Scene(rules, Kind.Customer).Sees(Erp, "10", (Email, "jan@example.com"), (CustomerFields.VatId, "CZ2")).State;
        new Scene(rules, Kind.Customer).Absorbs(shop).Absorbs(erp, "e3").Canonical(CustomerFields.VatId, "CZ2");
        new Scene(rules, Kind.Customer).Absorbs(erp).Absorbs(shop, "e3").Canonical(CustomerFields.VatId, "CZ2");
    }

    [Fact]
    public void no_mail_goes_out_twice_and_a_state_only_moves_forward()
    {
        var other = Order().Places("Accepted").State;
        other.Mails.ShouldNotBeEmpty();
        var scene = Order().Sees(Crm, "c1", (OrderFields.Number, "1001"));
        scene.Absorbs(other).DoesNot<EntityEffect.SendMail>().Canonical(OrderFields.State, "Accepted");
        Order().Places("Shipped").Absorbs(other).Canonical(OrderFields.State, "Shipped").DoesNot<EntityEffect.SendMail>();
    }

    [Fact]
    public void the_same_again_changes_nothing()
    {
        var other = Product().Sees(Shop, "7", (Sku, "CH-1"), (Name, "Chair")).State;
        Product().Sees(Erp, "10", (Sku, "CH-1"), (Name, "Chair")).Absorbs(other).Absorbs(other).ChangesNothing();
    }

    [Fact]
    public void a_tombstone_is_the_masters_word()
    {
        var gone = KnownProduct().SeesDeleted(Erp, "10").State;
        Product().Sees(Shop, "70", (Sku, "CH-1"), (Name, "Chair")).Absorbs(gone).State.Tombstoned.ShouldBeTrue();
        KnownProduct().SeesDeleted(Erp, "10").Absorbs(EntityState.New("e2", Kind.Product)).State.Tombstoned.ShouldBeTrue();
        var back = Product().Sees(Erp, "11", (Sku, "CH-1"), (Name, "Chair")).State;
        KnownProduct().SeesDeleted(Erp, "10").Absorbs(back).State.Tombstoned.ShouldBeFalse();
    }

    [Fact]
    public void two_records_of_one_system_are_two_things()
    {
        var one = KnownProduct().State;
        var other = Product().Sees(Shop, "8", (Sku, "CH-1"), (Name, "Chair")).State;
        Doubles.Refusal(one, other).ShouldNotBeNull().ShouldContain("shop knows both, as 7 and as 8");
        Doubles.Refusal(one, Product().Sees(Shop, "7", (Sku, "CH-1")).State).ShouldBeNull();
        Doubles.Refusal(one, KnownProduct().SeesDeleted(Shop, "7").State).ShouldBeNull("what is gone stands in nobody's way");
        Doubles.Refusal(KnownCustomer().State, Customer().SeesPart(Shop, "~guest", (Email, "jan@example.com")).State).ShouldBeNull("a guest is nobody else");
    }

    [Fact]
    public void a_company_is_no_contact_though_they_share_a_mail_address()
    {
        var company = Customer().Sees(Erp, "1", (Email, "info@example.com"), (CustomerFields.Type, CustomerFields.Company)).State;
        var contact = Customer().Sees(Shop, "2", (Email, "info@example.com"), (CustomerFields.Type, CustomerFields.Contact)).State;
        Doubles.Refusal(company, contact).ShouldNotBeNull().ShouldContain("company");
    }

    [Fact]
    public void which_of_two_stays_is_the_same_whoever_asks()
    {
        Doubles.Order("a", "b").ShouldBe(("a", "b"));
        Doubles.Order("b", "a").ShouldBe(("a", "b"));
        Doubles.Remains(KnownProduct().State, "e0").ShouldBe(EntityState.New("e1", Kind.Product) with { MergedInto = "e0" });
    }
}
