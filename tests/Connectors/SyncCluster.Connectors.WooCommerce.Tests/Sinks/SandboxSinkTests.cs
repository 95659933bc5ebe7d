using SyncCluster.Connectors.Writing;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Sandbox.WooCommerce;
using SyncCluster.Sandbox.WooCommerce.Growing;
using SyncCluster.Sandbox.WooCommerce.State;
using Faulty = SyncCluster.Sandbox.Faults.FaultKind;

namespace SyncCluster.Connectors.WooCommerce.Tests.Sinks;

public sealed class SandboxSinkTests
{
    private static readonly FieldSet Mug = FieldSet.Of(
        ("sku", FieldValue.Of("MUG-1")), ("name", FieldValue.Of("Mug <5mm> & co")), ("price.1", new FieldValue.Number(129.90m)),
        ("stock", new FieldValue.Number(7.9m)), ("weightKg", new FieldValue.Number(0.25m)), ("active", new FieldValue.Flag(true)),
        ("images", FieldValue.Of([new FieldValue.Text("https://cdn.example.test/MUG-1.jpg")])));

    [Fact]
    public async Task what_was_created_reads_back_as_the_receipt_says_and_images_are_uploaded_once_S2_8()
    {
        await using var shop = await SandboxShop.StartAsync(WooCommerceSeed.Empty);
        var receipt = Written(await shop.PushAsync(Kind.Product, SandboxShop.Create(Kind.Product, Mug)));

        receipt.Stored!.Text("name").ShouldBe("Mug <5mm> & co");
        receipt.Stored.Number("price.1").ShouldBe(129.90m);
        receipt.Stored.Number("stock").ShouldBe(7m, "a shop counts whole pieces");
        receipt.Stored.Items("images").ShouldBe([new FieldValue.Text("https://cdn.example.test/MUG-1.jpg")]);
        var seen = await shop.ReadAsync(Kind.Product, receipt.RemoteId);
        seen.Fields.ShouldBe(receipt.Stored);

        var two = FieldSet.Of(("images", FieldValue.Of([new FieldValue.Text("https://cdn.example.test/MUG-1.jpg"), new FieldValue.Text("https://cdn.example.test/MUG-2.jpg")])));
        Written(await shop.PushAsync(Kind.Product, SandboxShop.Update(seen, two))).Stored!.Items("images").Count.ShouldBe(2);
        shop.Sandbox.Shop.Downloads["https://cdn.example.test/MUG-1.jpg"].ShouldBe(1);
    }

    [Fact]
    public async Task one_refused_record_holds_up_no_other_and_a_duplicate_names_its_owner()
    {
        await using var shop = await SandboxShop.StartAsync(WooCommerceSeed.Catalogue);
        var cap = shop.Sandbox.Shop.ProductBySku("woo-cap")!;
        PushRequest[] pushes =
        [
            SandboxShop.Create(Kind.Product, Mug.Without("images"), "a"),
            SandboxShop.Create(Kind.Product, Mug.With("sku", FieldValue.Of("woo-cap")).Without("images"), "b"),
            SandboxShop.Create(Kind.Product, Mug.With("price.1", new FieldValue.Number(-1m)), "c"),
            SandboxShop.Update(new Observation(new("shop", Kind.Product, "999999"), FieldSet.Empty, default), FieldSet.Of(("stock", new FieldValue.Number(1m)))),
        ];
        var outcomes = await shop.Sink(Kind.Product).WriteAsync(pushes, TestContext.Current.CancellationToken);

        outcomes[0].ShouldBeOfType<PushOutcome.Written>();
        var duplicate = outcomes[1].ShouldBeOfType<PushOutcome.Failed>().Fault;
        duplicate.Kind.ShouldBe(FaultKind.Conflict);
        duplicate.Message.ShouldContain($"product {cap.Id}");
        outcomes[2].ShouldBeOfType<PushOutcome.Failed>().Fault.Fields[0].Key.ShouldBe("price.1");
        outcomes[3].ShouldBeOfType<PushOutcome.Failed>().Fault.Kind.ShouldBe(FaultKind.Missing);
    }

    [Fact]
    public async Task a_create_that_brought_no_answer_is_found_and_not_repeated()
    {
        await using var shop = await SandboxShop.StartAsync(WooCommerceSeed.Empty);
        shop.Sandbox.Faults.Next(Faulty.DropAfterCommit);
        var push = SandboxShop.Create(Kind.Product, Mug);
        (await shop.PushAsync(Kind.Product, push)).ShouldBeOfType<PushOutcome.Failed>().Fault.Kind.ShouldBe(FaultKind.Unknown);

        var found = await shop.Sink(Kind.Product).FindAsync(push, TestContext.Current.CancellationToken);
        found.ShouldNotBeNull().Stored!.Text("sku").ShouldBe("MUG-1");
        var unkeyed = push with { Desired = push.Desired.Without("sku") };
        (await shop.Sink(Kind.Product).FindAsync(unkeyed, TestContext.Current.CancellationToken))!.RemoteId.ShouldBe(found.RemoteId, "our mark finds it, too");
        (await shop.Sink(Kind.Product).FindAsync(SandboxShop.Create(Kind.Product, Mug.With("sku", FieldValue.Of("NO"))), TestContext.Current.CancellationToken)).ShouldBeNull();
    }

    [Fact]
    public async Task a_sku_that_lies_in_the_trash_is_found_there()
    {
        await using var shop = await SandboxShop.StartAsync(WooCommerceSeed.Catalogue);
        shop.Sandbox.Checkout.Edit("woo-cap", product => product with { Status = "trash" });
        var found = await shop.Sink(Kind.Product).FindAsync(
            SandboxShop.Create(Kind.Product, Mug.With("sku", FieldValue.Of("WOO-CAP"))), TestContext.Current.CancellationToken);
        found.ShouldNotBeNull().Stored!.Flag("active").ShouldBe(false);
    }

    [Fact]
    public async Task a_variation_makes_its_parent_ready_first_S2_7()
    {
        await using var shop = await SandboxShop.StartAsync(WooCommerceSeed.Empty);
        var parent = Written(await shop.PushAsync(Kind.Product, SandboxShop.Create(Kind.Product, FieldSet.Of(
            ("sku", FieldValue.Of("SHIRT")), ("name", FieldValue.Of("Shirt"))))));
        FieldSet Variation(string sku, string size) => FieldSet.Of(
            ("sku", FieldValue.Of(sku)), ("price.1", new FieldValue.Number(10m)), ("stock", new FieldValue.Number(3m)),
            ("parent", new FieldValue.Link(Kind.Product, parent.RemoteId)),
            ("attributes", new FieldValue.Group(FieldSet.Of(("Size", FieldValue.Of(size)), ("Colour", FieldValue.Of("Red & blue"))))));
        var outcomes = await shop.Sink(Kind.Product).WriteAsync(
            [SandboxShop.Create(Kind.Product, Variation("SHIRT-S", "S"), "s"), SandboxShop.Create(Kind.Product, Variation("SHIRT-M", "M"), "m")],
            TestContext.Current.CancellationToken);

        var small = Written(outcomes[0]);
        small.RemoteId.ShouldStartWith(parent.RemoteId + "/");
        small.Stored!.Text("name").ShouldBe("Shirt - Red & blue, S");
        shop.Sandbox.Shop.ProductBySku("SHIRT")!.Type.ShouldBe("variable");
        var seen = await shop.ReadAsync(Kind.Product, small.RemoteId);
        seen.Fields.ShouldBe(small.Stored);

        var writes = shop.Sandbox.Shop.Writes.Values.Sum();
        var changed = Written(await shop.PushAsync(Kind.Product, SandboxShop.Update(seen, FieldSet.Of(("stock", new FieldValue.Number(2m))))));
        changed.Stored.ShouldBe(seen.Fields.With("stock", new FieldValue.Number(2m)));
        shop.Sandbox.Shop.ProductBySku("SHIRT-M").ShouldNotBeNull();
        writes.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("Red & blue")]
    [InlineData("5\" 'wide'")]
    public async Task an_option_is_one_that_its_parent_offers_to_the_letter_S2_7(string option)
    {
        await using var shop = await SandboxShop.StartAsync(WooCommerceSeed.Empty);
        var parent = Written(await shop.PushAsync(Kind.Product, SandboxShop.Create(Kind.Product, FieldSet.Of(("sku", FieldValue.Of("SHIRT")), ("name", FieldValue.Of("Shirt"))))));
        var made = Written(await shop.PushAsync(Kind.Product, SandboxShop.Create(Kind.Product, FieldSet.Of(
            ("sku", FieldValue.Of("SHIRT-1")), ("price.1", new FieldValue.Number(10m)), ("parent", new FieldValue.Link(Kind.Product, parent.RemoteId)),
            ("attributes", new FieldValue.Group(FieldSet.Of(("Cut & colour", FieldValue.Of(option)))))), "v")));

        // WooCommerce 11.0 offers nobody a variation whose option differs from its product's by an entity.
        shop.Sandbox.Shop.ProductBySku("SHIRT-1")!.Attributes.Single().Options.ShouldBe(shop.Sandbox.Shop.ProductBySku("SHIRT")!.Attributes.Single().Options);
        ((FieldValue.Group)made.Stored!["attributes"]!).Fields.Text("Cut & colour").ShouldBe(option);
    }

    [Fact]
    public async Task variations_written_at_a_time_leave_their_parent_the_options_of_all()
    {
        await using var shop = await SandboxShop.StartAsync(WooCommerceSeed.Empty);
        var parent = Written(await shop.PushAsync(Kind.Product, SandboxShop.Create(Kind.Product, FieldSet.Of(("sku", FieldValue.Of("SHIRT")), ("name", FieldValue.Of("Shirt"))))));
        var outcomes = await Task.WhenAll(Enumerable.Range(1, 8).Select(number => shop.PushAsync(Kind.Product, SandboxShop.Create(Kind.Product, FieldSet.Of(
            ("sku", FieldValue.Of($"SHIRT-{number}")), ("price.1", new FieldValue.Number(10m)), ("parent", new FieldValue.Link(Kind.Product, parent.RemoteId)),
            ("attributes", new FieldValue.Group(FieldSet.Of(("Size", FieldValue.Of($"{number}")))))), $"v{number}"))));

        outcomes.ShouldAllBe(outcome => outcome is PushOutcome.Written);
        shop.Sandbox.Shop.ProductBySku("SHIRT")!.Attributes.Single().Options.Order(StringComparer.Ordinal).ShouldBe(Enumerable.Range(1, 8).Select(number => $"{number}"));
    }

    [Fact]
    public async Task an_order_gets_its_status_once_and_the_reason_as_a_note_S2_46_S2_48()
    {
        await using var shop = await SandboxShop.StartAsync(WooCommerceSeed.Catalogue);
        var placed = shop.Sandbox.Checkout.Place(new CheckoutOrder { Lines = [new CheckoutLine("woo-cap", 1)], Billing = new ShopAddress { Email = "eva@example.test" } });
        var seen = await shop.ReadAsync(Kind.Order, $"{placed.Id}");
        var calls = shop.Sandbox.Shop.Calls.Count;

        var accepted = Written(await shop.PushAsync(Kind.Order, SandboxShop.Update(seen, State("Accepted"))));
        accepted.Stored.ShouldBe(seen.Fields, "processing already: nothing was written, nobody was mailed");
        shop.Sandbox.Shop.Orders[placed.Id].DateModified.ShouldBe(placed.DateModified);

        var rejected = Written(await shop.PushAsync(Kind.Order, SandboxShop.Update(seen, State("Rejected").With("stateReason", FieldValue.Of("Out of <stock>")))));
        rejected.Stored!.Text("state").ShouldBe("Cancelled");
        shop.Sandbox.Shop.Orders[placed.Id].Status.ShouldBe("cancelled");
        shop.Sandbox.Shop.Orders[placed.Id].Lines.Count.ShouldBe(1);
        calls.ShouldBeLessThan(shop.Sandbox.Shop.Calls.Count);

        static FieldSet State(string name) => FieldSet.Of(("state", FieldValue.Of(name)));
    }

    [Fact]
    public async Task a_status_that_the_shop_does_not_know_is_never_sent()
    {
        await using var shop = await SandboxShop.StartAsync(
            WooCommerceSeed.Catalogue, ("stateToStatus", new Dictionary<string, string> { ["Shipped"] = "posted" }));
        var placed = shop.Sandbox.Checkout.Place(new CheckoutOrder { Lines = [new CheckoutLine("woo-cap", 1)], Billing = new ShopAddress { Email = "eva@example.test" } });
        var seen = await shop.ReadAsync(Kind.Order, $"{placed.Id}");

        var fault = (await shop.PushAsync(Kind.Order, SandboxShop.Update(seen, FieldSet.Of(("state", FieldValue.Of("Shipped")))))).ShouldBeOfType<PushOutcome.Failed>().Fault;
        fault.Kind.ShouldBe(FaultKind.Configuration);
        shop.Sandbox.Shop.Orders[placed.Id].Status.ShouldBe("processing", "inside a batch the shop would make it pending without a word");
    }

    [Fact]
    public async Task an_account_is_made_changed_and_found_again_S0_14()
    {
        await using var shop = await SandboxShop.StartAsync(WooCommerceSeed.Empty);
        var person = FieldSet.Of(
            ("type", FieldValue.Of("contact")), ("email", FieldValue.Of("jan@example.test")), ("firstName", FieldValue.Of("Jan")),
            ("companyName", FieldValue.Of("Firma s.r.o.")), ("taxId", FieldValue.Of("123")), ("billing.city", FieldValue.Of("Praha")));
        var push = SandboxShop.Create(Kind.Customer, person);
        var made = Written(await shop.PushAsync(Kind.Customer, push));
        var seen = await shop.ReadAsync(Kind.Customer, made.RemoteId);

        seen.Fields.ShouldBe(made.Stored);
        seen.Fields.Text("companyName").ShouldBe("Firma s.r.o.");
        seen.Fields.Text("taxId").ShouldBe("123");
        (await shop.Sink(Kind.Customer).FindAsync(push, TestContext.Current.CancellationToken))!.RemoteId.ShouldBe(made.RemoteId);
        (await shop.PushAsync(Kind.Customer, push)).ShouldBeOfType<PushOutcome.Failed>().Fault.Kind.ShouldBe(FaultKind.Conflict);
        Written(await shop.PushAsync(Kind.Customer, SandboxShop.Update(seen, FieldSet.Of(("billing.city", FieldValue.Of("Brno"))))))
            .Stored!.Text("companyName").ShouldBe("Firma s.r.o.");
        (await shop.PushAsync(Kind.Customer, SandboxShop.Create(Kind.Customer, person.Without("email")))).ShouldBeOfType<PushOutcome.Failed>();
    }

    [Fact]
    public async Task a_category_waits_for_the_one_above_and_goes_under_it()
    {
        await using var shop = await SandboxShop.StartAsync(WooCommerceSeed.Empty);
        var top = Written(await shop.PushAsync(Kind.Category, SandboxShop.Create(Kind.Category, FieldSet.Of(("name", FieldValue.Of("Games & toys")), ("path", FieldValue.Of("Games & toys"))))));
        var child = SandboxShop.Create(Kind.Category, FieldSet.Of(("name", FieldValue.Of("Dolls")), ("path", FieldValue.Of("Games & toys > Dolls"))), "child");
        var need = shop.Sink(Kind.Category).Needs(child).ShouldHaveSingleItem();
        need.Required.ShouldBeTrue();

        var receipt = Written(await shop.PushAsync(Kind.Category, child with { References = new Dictionary<NaturalKey, string> { [need.Key] = top.RemoteId } }));
        receipt.Stored!["parent"].ShouldBe(new FieldValue.Link(Kind.Category, top.RemoteId));
        receipt.Stored.Text("path").ShouldBe("Games & toys > Dolls");
        (await shop.Sink(Kind.Category).FindAsync(child, TestContext.Current.CancellationToken))!.RemoteId.ShouldBe(receipt.RemoteId);
        (await shop.PushAsync(Kind.Category, child with { References = new Dictionary<NaturalKey, string> { [need.Key] = top.RemoteId } }))
            .ShouldBeOfType<PushOutcome.Failed>().Fault.Kind.ShouldBe(FaultKind.Conflict);
    }

    [Fact]
    public async Task an_empty_patch_sends_nothing()
    {
        await using var shop = await SandboxShop.StartAsync(WooCommerceSeed.Catalogue);
        var seen = (await shop.DrainAsync("variations")).Seen[0];
        var writes = shop.Sandbox.Shop.Version;
        // A variation has no name of its own, so there is nothing to send.
        Written(await shop.PushAsync(Kind.Product, SandboxShop.Update(seen, FieldSet.Of(("name", FieldValue.Of("Other")))))).Stored.ShouldBe(seen.Fields);
        shop.Sandbox.Shop.Version.ShouldBe(writes);
    }

    private static Receipt Written(PushOutcome outcome) => outcome.ShouldBeOfType<PushOutcome.Written>(
        (outcome as PushOutcome.Failed)?.Fault.ToString()).Receipt;
}
