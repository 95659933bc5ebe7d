using SyncCluster.Connectors.Reading;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Sandbox.WooCommerce;
using SyncCluster.Sandbox.WooCommerce.Growing;
using SyncCluster.Sandbox.WooCommerce.State;
using Faulty = SyncCluster.Sandbox.Faults.FaultKind;

namespace SyncCluster.Connectors.WooCommerce.Tests.Feeds;

public sealed class SandboxFeedTests
{
    [Theory]
    [InlineData(100)]
    [InlineData(7)]
    [InlineData(1)]
    public async Task every_product_and_variation_is_read_whatever_the_page_size(int pageSize)
    {
        await using var shop = await SandboxShop.StartAsync(WooCommerceSeed.Catalogue);
        var products = await shop.DrainAsync("products", pageSize: pageSize);
        var variations = await shop.DrainAsync("variations", pageSize: pageSize);
        var sweep = await shop.DrainAsync("products-sweep", pageSize: pageSize);

        Ids(products.Seen).Count.ShouldBe(18);
        Ids(variations.Seen).Count.ShouldBe(shop.Sandbox.Shop.Products.Values.Count(product => product.IsVariation));
        Ids(variations.Seen).ShouldAllBe(id => id.Contains('/'));
        Ids(sweep.Seen).ShouldBe(Ids([.. products.Seen, .. variations.Seen]), ignoreOrder: true);
    }

    [Fact]
    public async Task the_next_round_brings_what_changed_and_the_overlap_only_S2_4()
    {
        await using var shop = await SandboxShop.StartAsync(WooCommerceSeed.Catalogue);
        var (_, cursor) = await shop.DrainAsync("products");
        shop.Sandbox.Checkout.SetPrice("woo-cap", 77.70m);

        var (seen, after) = await shop.DrainAsync("products", cursor);
        var cap = seen.Last(one => one.Fields.Text(ProductFields.Sku) == "woo-cap");
        cap.Fields.Number("price.1").ShouldBe(77.70m);
        after.ShouldNotBe(cursor);
        (await shop.DrainAsync("products", after)).Seen.Count.ShouldBe(1, "only what lies inside the overlap comes again");
    }

    [Fact]
    public async Task more_records_than_a_page_in_one_second_are_all_read()
    {
        await using var shop = await SandboxShop.StartAsync(WooCommerceSeed.Empty);
        new CatalogueGrower(shop.Sandbox).GrowProducts(60);
        var all = shop.Sandbox.Shop.Products.Values.Count(product => !product.IsVariation);
        Ids((await shop.DrainAsync("products", pageSize: 10)).Seen).Count.ShouldBe(all);
    }

    [Fact]
    public async Task an_order_comes_after_its_customer_account_or_guest_X11()
    {
        await using var shop = await SandboxShop.StartAsync(WooCommerceSeed.Catalogue);
        var grower = new CatalogueGrower(shop.Sandbox);
        grower.GrowCustomers(5);
        for (var i = 0; i < 30; i++) grower.PlaceOrder();
        shop.Sandbox.Checkout.Place(new CheckoutOrder { Lines = [new("woo-cap", 1)], Billing = new ShopAddress { Email = "draft@example.test" }, Abandoned = true });

        var seen = (await shop.DrainAsync("orders", pageSize: 8)).Seen;
        Ids(seen.Where(one => one.Key.Kind == Kind.Order)).Count.ShouldBe(30, "a half-filled checkout is no order");
        var known = new HashSet<string>();
        foreach (var one in seen)
        {
            if (one.Key.Kind == Kind.Customer) known.Add(one.Fields.Text(CustomerFields.Email)!);
            else known.ShouldContain(one.Fields.Text(OrderFields.CustomerEmail)!);
        }
    }

    [Fact]
    public async Task order_sums_of_a_whole_shop_hold_to_the_cent()
    {
        await using var shop = await SandboxShop.StartAsync();
        var grower = new CatalogueGrower(shop.Sandbox);
        for (var i = 0; i < 40; i++) grower.PlaceOrder();
        foreach (var order in (await shop.DrainAsync("orders")).Seen.Where(one => one.Key.Kind == Kind.Order).Select(one => one.Fields))
        {
            (order.Number(OrderFields.SubtotalAfterDiscount) + order.Number(OrderFields.Shipping)).ShouldBe(order.Number(OrderFields.SubtotalWithShipping));
            order.Items(OrderFields.Lines).Cast<FieldValue.Group>().Sum(line => line.Fields.Number(OrderLineFields.Total)!.Value)
                .ShouldBe(order.Number(OrderFields.SubtotalAfterDiscount)!.Value);
        }
    }

    [Fact]
    public async Task a_budget_pauses_the_walk_and_says_so()
    {
        await using var shop = await SandboxShop.StartAsync(WooCommerceSeed.Catalogue, ("sweepBudget", 2L));
        var sweep = shop.Feed("products-sweep");
        sweep.IsCensus.ShouldBeTrue();
        var first = await sweep.ReadAsync(new FeedRequest(null, 5), TestContext.Current.CancellationToken);
        var second = await sweep.ReadAsync(new FeedRequest(first.Cursor, 5), TestContext.Current.CancellationToken);

        (first.More, first.Paused).ShouldBe((true, false));
        (second.More, second.Paused).ShouldBe((false, true), "nothing may be concluded from half a walk");
        Ids((await shop.DrainAsync("products-sweep", second.Cursor, 5)).Seen).Intersect(Ids([.. first.Observations, .. second.Observations])).ShouldBeEmpty();
    }

    [Fact]
    public async Task deletions_during_a_walk_let_no_record_slip_past()
    {
        await using var shop = await SandboxShop.StartAsync(WooCommerceSeed.Catalogue);
        var all = shop.Sandbox.Shop.Products.Values.Where(product => !product.IsVariation).Select(product => product.Id).Order().ToList();
        var sweep = shop.Feed("products-sweep");
        var page = await sweep.ReadAsync(new FeedRequest(null, 6), TestContext.Current.CancellationToken);
        foreach (var product in shop.Sandbox.Shop.Products.Values.Where(product => all.Take(5).Contains(product.Id)).ToList())
            shop.Sandbox.Checkout.Edit(product.Sku, one => one with { Status = "trash" });

        var rest = Ids((await shop.DrainAsync("products-sweep", page.Cursor, 6)).Seen);
        foreach (var id in all.Skip(6)) rest.ShouldContain(id.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task new_accounts_show_in_the_first_page_of_the_next_round()
    {
        await using var shop = await SandboxShop.StartAsync(WooCommerceSeed.Empty);
        var grower = new CatalogueGrower(shop.Sandbox);
        grower.GrowCustomers(30);
        var (seen, cursor) = await shop.DrainAsync("customers", pageSize: 10);
        Ids(seen).Count.ShouldBe(30);
        grower.GrowCustomers(31);

        var page = await shop.Feed("customers").ReadAsync(new FeedRequest(cursor, 10), TestContext.Current.CancellationToken);
        Ids(page.Observations).Except(Ids(seen)).Count().ShouldBe(1);
    }

    [Fact]
    public async Task categories_carry_their_path_and_the_default_one_is_left_out()
    {
        await using var shop = await SandboxShop.StartAsync(WooCommerceSeed.Catalogue);
        await shop.PushAsync(Kind.Category, SandboxShop.Create(Kind.Category, FieldSet.Of(("name", FieldValue.Of("Games")))));
        var top = (await shop.DrainAsync("categories")).Seen.ShouldHaveSingleItem();
        await shop.PushAsync(Kind.Category, SandboxShop.Create(Kind.Category, FieldSet.Of(
            ("name", FieldValue.Of("Small & fine")), ("parent", new FieldValue.Link(Kind.Category, top.Key.RemoteId)))));
        var seen = (await shop.DrainAsync("categories", pageSize: 2)).Seen;

        seen.ShouldAllBe(one => one.Fields.Text(CategoryFields.Path) != "Uncategorized");
        var child = seen.First(one => one.Fields[CategoryFields.Parent] is FieldValue.Link);
        child.Fields.Text(CategoryFields.Path).ShouldBe(top.Fields.Text(CategoryFields.Name) + " > Small & fine");
    }

    [Theory]
    [InlineData(Faulty.Throttled, FaultKind.Throttled)]
    [InlineData(Faulty.Maintenance, FaultKind.Throttled)]
    [InlineData(Faulty.ServerError, FaultKind.Transient)]
    [InlineData(Faulty.DropBefore, FaultKind.Transient)]
    public async Task a_read_that_fails_says_why_and_loses_nothing(Faulty faulty, FaultKind kind)
    {
        await using var shop = await SandboxShop.StartAsync(WooCommerceSeed.Catalogue);
        shop.Sandbox.Faults.Next(faulty, path: "/products");
        var thrown = await Should.ThrowAsync<FaultException>(() => shop.DrainAsync("products"));

        thrown.Fault.Kind.ShouldBe(kind);
        Ids((await shop.DrainAsync("products")).Seen).Count.ShouldBe(18);
    }

    [Fact]
    public async Task notices_before_the_json_disturb_nobody()
    {
        await using var shop = await SandboxShop.StartAsync(WooCommerceSeed.Catalogue);
        shop.Sandbox.Faults.Next(Faulty.HtmlBeforeJson, times: 50);
        Ids((await shop.DrainAsync("products")).Seen).Count.ShouldBe(18);
    }

    [Fact]
    public async Task what_is_gone_is_gone_and_what_is_not_imported_is_ignored()
    {
        await using var shop = await SandboxShop.StartAsync(WooCommerceSeed.Catalogue);
        (await One(Kind.Product, "999999")).ShouldBeOfType<ReadOneOutcome.Gone>();
        (await One(Kind.Customer, "")).ShouldBeOfType<ReadOneOutcome.Ignored>();
        var draft = shop.Sandbox.Checkout.Place(new CheckoutOrder { Lines = [new("woo-cap", 1)], Billing = new ShopAddress { Email = "d@example.test" }, Abandoned = true });
        (await One(Kind.Order, $"{draft.Id}")).ShouldBeOfType<ReadOneOutcome.Ignored>();
        var order = shop.Sandbox.Checkout.Place(new CheckoutOrder { Lines = [new("woo-cap", 1)], Billing = new ShopAddress { Email = "Eva@example.test" } });
        (await One(Kind.Order, $"{order.Id}")).ShouldBeOfType<ReadOneOutcome.Found>().Observations
            .Select(one => one.Key.RemoteId).ShouldBe(["~guest:eva@example.test", $"{order.Id}"]);
        (await One(Kind.Customer, "~guest:eva@example.test")).ShouldBeOfType<ReadOneOutcome.Found>();

        Task<ReadOneOutcome> One(Kind kind, string id) => shop.System.ReadOneAsync(new RecordKey("shop", kind, id), TestContext.Current.CancellationToken);
    }

    private static HashSet<string> Ids(IEnumerable<Observation> seen) => [.. seen.Select(one => one.Key.RemoteId)];
}
