using SyncCluster.Core.Deciding;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;
using SyncCluster.Core.Tests.Scenes;
using static SyncCluster.Core.Tests.Scenes.Houses;

namespace SyncCluster.Core.Tests.Deciding;

public sealed class NormalisingTests
{
    [Fact]
    public void a_form_of_the_shop_s_own_is_remembered_and_never_pushed_again() =>
        KnownProduct(Shared(Name, ConflictPolicy.Latest))
            .SeesPart(Erp, "10", (Name, "Table & chair"))
            .When.Stored(Shop, but: (Name, "Table &amp; chair"))
            .Then.AwaitsNothing(Shop).Canonical(Name, "Table & chair").Tells(ReasonKind.Normalised, Name, Shop)
            .When.IsReminded().Then.PushesNothing()
            .When.SeesPart(Shop, "7", (Name, "Table &amp; chair")).Then.PushesNothing().Canonical(Name, "Table & chair")
            .When.SeesPart(Erp, "10", (Stock, 1)).Then.Pushes(Shop, (Stock, 1));

    [Fact]
    public void a_form_belongs_to_the_value_that_was_sent() =>
        KnownProduct()
            .SeesPart(Erp, "10", (Name, "Table & chair")).Stored(Shop, but: (Name, "Table &amp; chair"))
            .When.SeesPart(Erp, "10", (Name, "Table")).Then.Pushes(Shop, (Name, "Table"))
            .When.Stored(Shop)
            .When.SeesPart(Erp, "10", (Name, "Table & chair")).Then.Pushes(Shop, (Name, "Table & chair"));

    [Fact]
    public void a_change_from_the_shop_s_own_form_is_a_change_and_no_conflict() =>
        KnownProduct(Shared(Name, ConflictPolicy.Manual))
            .SeesPart(Erp, "10", (Name, "Table & chair")).Stored(Shop, but: (Name, "Table &amp; chair"))
            .When.SeesPart(Shop, "7", (Name, "Table &amp; 2 chairs"))
            .Then.DoesNotTell(ReasonKind.Conflict).Canonical(Name, "Table &amp; 2 chairs").Pushes(Erp, (Name, "Table &amp; 2 chairs"));

    [Fact]
    public void drift_from_the_shop_s_own_form_is_overwritten_and_its_form_learnt_anew() =>
        KnownProduct()
            .SeesPart(Erp, "10", (Name, "Table & chair")).Stored(Shop, but: (Name, "Table &amp; chair"))
            .When.SeesPart(Shop, "7", (Name, "Rubbish")).Then.Pushes(Shop, (Name, "Table & chair")).Tells(ReasonKind.Drift, Name)
            .When.Stored(Shop, but: (Name, "Table &amp; chair")).Then.AwaitsNothing(Shop);

    [Fact]
    public void a_field_that_the_shop_silently_ignores_is_not_pushed_for_ever()
    {
        var scene = KnownProduct().SeesPart(Erp, "10", (Price, 11));
        var before = scene.View(Shop).Snapshot;
        scene.When.Answers(Shop, null, before).Then.AwaitsNothing(Shop).Tells(ReasonKind.Normalised, Price, Shop).Holds(Shop, Price, 10)
            .When.Sees(Shop, "7", [.. before.Select(field => (field.Key, (object?)field.Value))]).Then.PushesNothing()
            .When.SeesPart(Erp, "10", (Price, 12)).Then.Pushes(Shop, (Price, 12));
    }

    [Fact]
    public void a_field_that_the_shop_does_not_store_at_all_is_not_pushed_for_ever() =>
        Product().Sees(Erp, "10", (Sku, "CH-1"), (Name, "Chair"), (Price, 10))
            .When.Answers(Shop, "7", Scene.Fields((Sku, "CH-1"), (Name, "Chair")))
            .Then.AwaitsNothing(Shop).Tells(ReasonKind.Normalised, Price, Shop)
            .When.Sees(Shop, "7", (Sku, "CH-1"), (Name, "Chair")).Then.PushesNothing();

    [Fact]
    public void a_field_that_is_never_read_back_counts_as_written() =>
        Product().Sees(Erp, "10", (Sku, "CH-1"), (Name, "Chair"), (Price, 10)).Wrote(Shop, "7")
            .When.Sees(Shop, "7", (Sku, "CH-1"), (Name, "Chair")).Then.PushesNothing().Holds(Shop, Price, 10);

    [Theory]
    [InlineData("Table & chair", "Table &amp; chair")]
    [InlineData("Stůl „Oak“", "Stůl &#8222;Oak&#8220;")]
    [InlineData("Müller", "M&uuml;ller")]
    [InlineData("Müller", "M&#252;ller")]
    [InlineData("Müller", "M&#xFC;ller")]
    [InlineData("Bench", "<p>Bench</p>")]
    [InlineData("A very long name of a chair, made of oak", "A very long name of a chair")]
    [InlineData("chair", "CHAIR")]
    [InlineData("Chair  with   arms", "Chair with arms")]
    public void a_push_read_back_in_another_form_is_normalised(string sent, string form) =>
        KnownProduct(Shared(Name, ConflictPolicy.Latest))
            .SeesPart(Erp, "10", (Name, sent)).Wrote(Shop)
            .When.SeesPart(Shop, "7", (Name, form))
            .Then.Canonical(Name, sent).PushesNothing().AwaitsNothing(Shop).AwaitsNothing(Erp).Tells(ReasonKind.Normalised, Name, Shop)
            .When.IsReminded().Then.PushesNothing();

    [Theory]
    [InlineData("Chair", "Stool")]
    [InlineData("Chair", "Chair 2")]
    [InlineData("Chairs", "Chair")]
    public void a_push_read_back_as_something_else_was_changed_by_somebody(string sent, string form) =>
        KnownProduct(Shared(Name, ConflictPolicy.Latest))
            .SeesPart(Erp, "10", (Name, "Interim")).Wrote(Shop).SeesPart(Erp, "10", (Name, sent)).Wrote(Shop)
            .When.SeesPart(Shop, "7", (Name, form))
            .Then.Canonical(Name, form).Pushes(Erp, (Name, form));

    [Theory]
    [InlineData(9.999, 10.00, true)]
    [InlineData(9.996, 9.99, true)]
    [InlineData(9.99, 9.50, false)]
    public void a_number_read_back_rounded_or_cut_is_normalised(double sent, double form, bool normalised) =>
        KnownProduct(Owned(Price, Erp))
            .SeesPart(Erp, "10", (Price, (decimal)sent)).Wrote(Shop)
            .When.SeesPart(Shop, "7", (Price, (decimal)form))
            .Then.Awaits(Shop, normalised ? [] : [(Price, (decimal)sent)]);

    [Fact]
    public void only_the_first_read_after_a_push_shows_a_form() =>
        KnownProduct(Shared(Name, ConflictPolicy.Latest))
            .SeesPart(Erp, "10", (Name, "chair")).Wrote(Shop)
            .SeesPart(Shop, "7", (Name, "chair"))
            .When.SeesPart(Shop, "7", (Name, "CHAIR"))
            .Then.Canonical(Name, "CHAIR").Pushes(Erp, (Name, "CHAIR"));

    [Fact]
    public void the_form_of_a_push_on_its_way_is_no_change()
    {
        // The webhook of our own push overtakes its answer.
        KnownProduct(Shared(Name, ConflictPolicy.Latest))
            .SeesPart(Erp, "10", (Name, "Table & chair"))
            .When.SeesPart(Shop, "7", (Name, "Table &amp; chair"))
            .Then.Canonical(Name, "Table & chair").AwaitsNothing(Erp).Awaits(Shop, (Name, "Table & chair")).Tells(ReasonKind.Echo, Name)
            .When.Stored(Shop, but: (Name, "Table &amp; chair")).Then.AwaitsNothing(Shop).AwaitsNothing(Erp);
    }

    [Fact]
    public void a_shop_with_coarser_states_shows_an_older_one_and_nobody_minds()
    {
        var scene = Order().Places().ChecksStock(Erp).Wrote(Erp, "E1").Stored(Crm, "c1").Stored(Shop);
        scene.When.SeesPart(Erp, "E1", (OrderFields.State, "Accepted")).Then.Pushes(Shop, (OrderFields.State, "Accepted"))
            .When.Stored(Shop, but: (OrderFields.State, "Validating"))
            .Then.AwaitsNothing(Shop).Canonical(OrderFields.State, "Accepted")
            .When.SeesPart(Shop, "501", (OrderFields.State, "Validating")).Then.Canonical(OrderFields.State, "Accepted").AwaitsNothing(Shop)
            .When.SeesPart(Shop, "501", (OrderFields.State, "Delivered")).Then.Canonical(OrderFields.State, "Delivered").Awaits(Erp, (OrderFields.State, "Delivered"));
    }

    [Fact]
    public void coarser_states_are_understood_without_receipts_too() =>
        Order().Places().ChecksStock(Erp).Wrote(Erp, "E1").Stored(Crm, "c1").Wrote(Shop)
            .SeesPart(Erp, "E1", (OrderFields.State, "Processed")).Wrote(Shop)
            .When.SeesPart(Shop, "501", (OrderFields.State, "Validating"))
            .Then.Canonical(OrderFields.State, "Processed").AwaitsNothing(Shop).Tells(ReasonKind.Normalised);

    [Fact]
    public void what_somebody_changed_besides_our_push_is_read_again()
    {
        // The receipt may be older than what was read while it was on its way: it is a hint, no change.
        var scene = KnownProduct().SeesPart(Shop, "7", (Description, "Oak")).Wrote(Erp).SeesPart(Erp, "10", (Price, 11));
        scene.When.Stored(Shop, but: (Description, "Ash"))
            .Then.Canonical(Description, "Oak").Holds(Shop, Price, 11).Does<EntityEffect.Fetch>(fetch => fetch is { System: Shop, RemoteId: "7" });
        scene.View(Shop).Fingerprint.ShouldBe(Fingerprint.None);
        scene.When.SeesPart(Shop, "7", (Description, "Ash")).Then.Canonical(Description, "Ash").Pushes(Erp, (Description, "Ash"));
    }

    [Fact]
    public void an_answer_that_a_change_may_have_overtaken_is_not_believed_but_read_again()
    {
        // The shop's people set 12 while our 11 was on its way: before it or after it, the answer does not tell.
        var scene = KnownProduct(Shared(Price, ConflictPolicy.Latest)).SeesPart(Erp, "10", (Price, 11));
        var push = scene.View(Shop).Pending!;
        scene.SeesPart(Shop, "7", (Price, 12)).Canonical(Price, 12)
            .When.Answers(Shop, null, null, push)
            .Then.Canonical(Price, 12).Holds(Shop, Price, 12).PushesNothing(Shop).Does<EntityEffect.Fetch>(fetch => fetch is { System: Shop, RemoteId: "7" })
            .When.SeesPart(Shop, "7", (Price, 11))
            .Then.Canonical(Price, 12).Pushes(Shop, (Price, 12)).Tells(ReasonKind.Echo, Price, Shop);
    }

    [Fact]
    public void an_answer_older_than_what_was_read_meanwhile_says_nothing_of_what_is_there()
    {
        var scene = KnownProduct(Shared(Price, ConflictPolicy.Latest)).SeesPart(Erp, "10", (Price, 11));
        var push = scene.View(Shop).Pending!;
        var written = scene.Now;
        scene.SeesModified(Shop, "7", written.AddSeconds(2), (Sku, "CH-1"), (Name, "Chair"), (Price, 12), (Stock, 5), (Active, true)).Canonical(Price, 12)
            .When.Answers(Shop, null, scene.View(Shop).Snapshot.With(Price, FieldValue.Of(11m)), push, modified: written)
            .Then.Canonical(Price, 12).Holds(Shop, Price, 12).Does<EntityEffect.Fetch>(fetch => fetch.System == Shop).PushesNothing(Shop);
    }

    [Fact]
    public void one_form_is_remembered_of_each_field()
    {
        var scene = KnownProduct();
        for (var i = 0; i < 30; i++) scene.SeesPart(Erp, "10", (Name, $"A & {i}")).Stored(Shop, but: (Name, $"A &amp; {i}"));
        scene.View(Shop).Normalised.ShouldHaveSingleItem().Sent.ShouldBe(FieldValue.Of("A & 29"));
    }

    [Fact]
    public void a_person_who_retries_has_it_pushed_again_in_spite_of_a_known_form() =>
        KnownProduct()
            .SeesPart(Erp, "10", (Price, 11)).Stored(Shop, but: (Price, 10))
            .When.Retries(Shop).Then.Pushes(Shop, (Price, 11));
}
