using SyncCluster.Core.Deciding;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;
using SyncCluster.Core.Tests.Scenes;
using static SyncCluster.Core.Tests.Scenes.Houses;

namespace SyncCluster.Core.Tests.Deciding;

public sealed class ObservingTests
{
    [Fact]
    public void a_new_product_of_the_master_is_created_where_it_is_unknown() =>
        Product()
            .When.Sees(Erp, "10", (Sku, "CH-1"), (Name, "Chair"), (Price, 10))
            .Then.Canonical(Name, "Chair").Canonical(Price, 10)
            .Pushes(Shop, (Sku, "CH-1"), (Name, "Chair"), (Price, 10))
            .Pushes(Crm, (Sku, "CH-1"), (Name, "Chair"))
            .PushesNothing(Erp)
            .Tells(ReasonKind.Bound, system: Erp).Tells(ReasonKind.Changed, Price, Erp).Tells(ReasonKind.Push, system: Shop)
            .Does<EntityEffect.Publish>(publish => publish.Fields.Contains(Name));

    [Fact]
    public void nothing_is_created_without_what_the_system_requires_or_without_a_natural_key()
    {
        Product().When.Sees(Erp, "10", (Sku, "CH-1"), (Price, 10)).Then.PushesNothing(Shop).Pushes(Crm, (Sku, "CH-1"));
        Product().When.Sees(Erp, "10", (Name, "Chair")).Then.PushesNothing();
    }

    [Fact]
    public void a_create_leaves_out_what_is_empty() =>
        Product()
            .When.Sees(Erp, "10", (Sku, "CH-1"), (Name, "Chair"), (Price, null), (ProductCategories, FieldValue.Of([])))
            .Then.Pushes(Shop, (Sku, "CH-1"), (Name, "Chair"));

    [Fact]
    public void S2_28_a_change_is_pushed_to_whoever_holds_the_field_and_nothing_else_with_it() =>
        KnownProduct()
            .When.Sees(Erp, "10", (Sku, "CH-1"), (Name, "Chair"), (Price, 12.50m), (Stock, 5), (Active, true))
            .Then.Pushes(Shop, (Price, 12.5m)).PushesNothing(Crm).Tells(ReasonKind.Changed, Price, Erp);

    [Fact]
    public void what_was_pushed_and_is_read_back_is_an_echo() =>
        KnownProduct()
            .When.Sees(Shop, "7", (Sku, "CH-1"), (Name, "Chair"), (Price, 10), (Stock, 5), (Active, true))
            .Then.PushesNothing().DoesNot<EntityEffect.Publish>().DoesNotTell(ReasonKind.Changed).DoesNotTell(ReasonKind.Drift);

    [Fact]
    public void an_echo_that_comes_before_the_answer_withdraws_the_push_and_the_answer_changes_nothing_more()
    {
        var scene = KnownProduct().SeesPart(Erp, "10", (Price, 11));
        var push = scene.View(Shop).Pending!;
        scene.When.SeesPart(Shop, "7", (Price, 11))
            .Then.AwaitsNothing(Shop).Does<EntityEffect.Withdraw>().DoesNot<EntityEffect.Fetch>().Tells(ReasonKind.Echo, Price, Shop).Tells(ReasonKind.Push, system: Shop)
            .When.Answers(Shop, "7", null, push)
            .Then.AwaitsNothing(Shop).Holds(Shop, Price, 11).PushesNothing();
    }

    [Fact]
    public void what_is_withdrawn_may_have_been_written_unheard_and_is_read_again() =>
        KnownProduct().SeesPart(Erp, "10", (Price, 11))
            .When.SeesPart(Erp, "10", (Price, 10))
            .Then.AwaitsNothing(Shop).Does<EntityEffect.Withdraw>().Does<EntityEffect.Fetch>();

    [Fact]
    public void a_field_that_did_not_move_in_its_own_system_is_no_change_though_it_differs()
    {
        // The shop has not been sent the new price yet; that it still shows the old one is no wish of its.
        KnownProduct(Shared(Price, ConflictPolicy.Latest))
            .SeesPart(Erp, "10", (Price, 11))
            .When.SeesPart(Shop, "7", (Price, 10), (Stock, 5))
            .Then.Canonical(Price, 11).Awaits(Shop, (Price, 11)).DoesNotTell(ReasonKind.Conflict);
    }

    [Fact]
    public void the_same_read_twice_is_nothing_the_second_time() =>
        KnownProduct()
            .Sees(Shop, "7", (Sku, "CH-1"), (Name, "Stool"), (Price, 99))
            .When.Observes(new Observation(new("shop", Kind.Product, "7"), Scene.Fields((Sku, "CH-1"), (Name, "Stool"), (Price, 99)), Scene.Start + TimeSpan.FromSeconds(4)))
            .Then.ChangesNothing();

    [Fact]
    public void numbers_of_another_scale_are_the_same() =>
        KnownProduct().When.SeesPart(Erp, "10", (Price, 10.000m)).Then.PushesNothing().DoesNotTell(ReasonKind.Changed);

    [Fact]
    public void the_order_of_categories_does_not_count()
    {
        FieldValue a = new FieldValue.Link(Kind.Category, "a"), b = new FieldValue.Link(Kind.Category, "b");
        KnownProduct()
            .SeesPart(Erp, "10", (ProductCategories, FieldValue.Of([a, b]))).Stored(Shop)
            .When.SeesPart(Erp, "10", (ProductCategories, FieldValue.Of([b, a])))
            .Then.PushesNothing().DoesNotTell(ReasonKind.Changed);
    }

    [Fact]
    public void a_key_in_other_letters_is_the_same_key() =>
        KnownProduct().When.SeesPart(Shop, "7", (Sku, "ch-1 ")).Then.PushesNothing().DoesNotTell(ReasonKind.Drift);

    [Fact]
    public void a_value_that_a_writer_empties_is_emptied_everywhere() =>
        KnownProduct().When.SeesPart(Erp, "10", (Price, null)).Then.Canonical(Price, "").Pushes(Shop, (Price, null));

    [Fact]
    public void links_between_entities_travel_like_any_value()
    {
        var rules = ProductRules() with
        {
            Systems = [new SystemRules(Erp, []), new SystemRules(Shop, [Sku, ProductFields.Parent]) { Creates = true }],
        };
        var parent = new FieldValue.Link(Kind.Product, "e0");
        new Scene(Book(rules), Kind.Product)
            .When.Sees(Erp, "10", (Sku, "CH-1-red"), (ProductFields.Parent, parent))
            .Then.Pushes(Shop, (Sku, "CH-1-red"), (ProductFields.Parent, parent));
    }

    [Fact]
    public void a_kind_without_rules_is_refused_with_what_to_do() =>
        Should.Throw<InvalidOperationException>(() => new Scene(Book(), Kind.Product).IsReminded()).Message.ShouldContain("sync.yaml");

    private const string ProductCategories = ProductFields.Categories;
}
