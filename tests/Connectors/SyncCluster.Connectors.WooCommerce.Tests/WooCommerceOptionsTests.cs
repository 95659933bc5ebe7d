using SyncCluster.Connectors.WooCommerce.Sinks;
using SyncCluster.Core.Orders;

namespace SyncCluster.Connectors.WooCommerce.Tests;

public sealed class WooCommerceOptionsTests
{
    [Fact]
    public void every_problem_is_told_at_once_with_a_way_out()
    {
        var values = Shop.Values(
            ("url", "http://shop.example.com/wp-json?x=1"), ("authentication", "basic"), ("currency", "crowns"),
            ("orderStatuses", new[] { "processing", "shipped", "checkout-draft" }),
            ("statusToState", new Dictionary<string, string> { ["packed"] = "Packed" }));
        new WooCommerceConnector().Validate(values);

        values.Problems.Select(problem => problem.Option).ShouldBe(
            ["url", "url", "authentication", "statusToState", "orderStatuses", "orderStatuses", "orderStatuses", "currency"], ignoreOrder: true);
        values.Problems.ShouldAllBe(problem => problem.Advice.Length > 0);
    }

    [Fact]
    public void defaults_are_fit_to_run()
    {
        var values = Shop.Values();
        new WooCommerceConnector().Validate(values);
        values.Problems.ShouldBeEmpty();
        var options = new WooCommerceOptions("shop", values);
        options.Authentication.ShouldBe(Authentication.Basic);
        options.OrderStatuses.ShouldNotContain("checkout-draft");
        options.WebhookSecret.ShouldNotContain("cs_");
        options.WebhookSecret.ShouldBe(new WooCommerceOptions("shop", Shop.Values()).WebhookSecret, "it is the same after a restart");
    }

    [Fact]
    public void the_shop_mails_when_a_status_arrives_and_not_again_X15() =>
        StateMails.Default.ShouldBe([OrderState.Validating, OrderState.Shipped, OrderState.Returned], ignoreOrder: true);

    [Fact]
    public void an_empty_status_keeps_a_state_from_the_shop()
    {
        var options = new WooCommerceOptions("shop", Shop.Values(
            ("stateToStatus", new Dictionary<string, string> { ["Rejected"] = "", ["Shipped"] = "wc-shipped" })));
        options.StateToStatus.ContainsKey(OrderState.Rejected).ShouldBeFalse();
        options.StateToStatus[OrderState.Shipped].ShouldBe("shipped");
    }

    [Fact]
    public void a_batch_halves_when_the_shop_times_out_and_grows_again_slowly()
    {
        var size = new AdaptiveSize(100);
        size.Shrink(100);
        size.Shrink(50);
        size.Current.ShouldBe(25);
        for (var i = 0; i < 4; i++) size.Succeeded(25);
        size.Current.ShouldBe(25);
        size.Succeeded(25);
        size.Current.ShouldBe(31);
        for (var i = 0; i < 50; i++) size.Succeeded(1);
        size.Current.ShouldBe(31, "small batches prove nothing about large ones");
        for (var i = 0; i < 200; i++) size.Succeeded(100);
        size.Current.ShouldBe(100);
        for (var i = 0; i < 20; i++) size.Shrink(1);
        size.Current.ShouldBe(1);
    }
}
