using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SyncCluster.Connectors.Signals;
using SyncCluster.Connectors.WooCommerce.Signals;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.WooCommerce.Tests.Signals;

public sealed class WooCommerceWebhookTests
{
    private const string Secret = "rig-webhook-secret";

    private readonly Shop _shop = new Shop().WithFacts();
    private readonly ShopParts _parts;

    public WooCommerceWebhookTests() => _parts = _shop.Parts(("webhookSecret", Secret));

    [Fact]
    public async Task a_recorded_delivery_is_verified_over_its_raw_bytes_and_observed()
    {
        await KnowFacts();
        var hint = Receive("webhook-product-updated").ShouldBeOfType<SignalVerdict.Hint>();

        hint.Key.ShouldBe(new RecordKey("shop", Kind.Product, "36"));
        var seen = hint.Observations.ShouldHaveSingleItem();
        seen.ModifiedAt.ShouldBe(new DateTimeOffset(2026, 11, 22, 6, 50, 13, TimeSpan.Zero));
        seen.Fields.Number("price.1").ShouldBe(101m);
        seen.Fields.Number(ProductFields.Stock).ShouldBe(5m);
        seen.Partial.ShouldBeTrue();
        seen.Fields.Contains(ProductFields.Description).ShouldBeFalse("a webhook shows it as themes render it");
    }

    [Fact]
    public void before_the_shop_was_asked_about_itself_a_delivery_is_a_hint_to_read() =>
        Receive("webhook-product-updated").ShouldBeOfType<SignalVerdict.Hint>().Observations.ShouldBeEmpty();

    [Fact]
    public async Task a_guests_order_brings_the_guest_first_X11()
    {
        await KnowFacts();
        var hint = Receive("webhook-order-updated").ShouldBeOfType<SignalVerdict.Hint>();
        hint.Observations.Select(one => one.Key.RemoteId).ShouldBe(["~guest:hook@example.test", "156"]);
        hint.Observations[1].Fields.Text(OrderFields.State).ShouldBe("Shipped");
    }

    [Fact]
    public async Task a_new_account_is_observed_S0_11()
    {
        await KnowFacts();
        Receive("webhook-customer-created").ShouldBeOfType<SignalVerdict.Hint>().Observations.ShouldHaveSingleItem()
            .Fields.Text(CustomerFields.Email).ShouldBe("hook1795330227@example.test");
    }

    [Fact]
    public void a_ping_is_answered_without_a_signature() =>
        Receive("webhook-ping").ShouldBeOfType<SignalVerdict.Nothing>();

    [Fact]
    public void a_deletion_is_told_twice_when_it_happens_twice()
    {
        var recording = Recording.Of("webhook-order-deleted");
        var first = Hook().Receive(Request(recording)).ShouldBeOfType<SignalVerdict.Hint>();
        var headers = recording.ReceivedHeaders;
        headers["X-WC-Webhook-Delivery-ID"] = "another";
        var second = Hook().Receive(new SignalRequest(headers, recording.Received, _shop.Time.Now)).ShouldBeOfType<SignalVerdict.Hint>();

        first.Observations.ShouldHaveSingleItem().Deleted.ShouldBeTrue();
        second.ContentKey.ShouldNotBe(first.ContentKey);
        Hook().Receive(Request(recording)).ShouldBeOfType<SignalVerdict.Hint>().ContentKey.ShouldBe(first.ContentKey);
    }

    [Fact]
    public void a_record_that_was_gone_by_the_time_of_the_delivery_is_a_hint() =>
        Receive("webhook-product-updated-but-gone").ShouldBeOfType<SignalVerdict.Hint>().Observations.ShouldBeEmpty();

    [Fact]
    public void created_and_updated_with_one_body_tell_the_same_once()
    {
        var body = """{"id":5,"date_modified_gmt":"2026-11-22T06:50:13"}""";
        Deliver("product.created", body).ShouldBeOfType<SignalVerdict.Hint>().ContentKey
            .ShouldBe(Deliver("product.updated", body).ShouldBeOfType<SignalVerdict.Hint>().ContentKey);
    }

    [Fact]
    public void a_variation_is_read_under_its_parent() =>
        Deliver("product.updated", """{"id":30,"type":"variation","parent_id":12,"sku":"x"}""")
            .ShouldBeOfType<SignalVerdict.Hint>().Key.RemoteId.ShouldBe("12/30");

    [Fact]
    public void a_changed_byte_or_another_secret_is_not_genuine()
    {
        var recording = Recording.Of("webhook-product-updated");
        var body = recording.Received;
        body[^1] ^= 1;
        Hook().Receive(new SignalRequest(recording.ReceivedHeaders, body, _shop.Time.Now)).ShouldBeOfType<SignalVerdict.NotGenuine>();
        new WooCommerceWebhook(_shop.Parts()).Receive(Request(recording)).ShouldBeOfType<SignalVerdict.NotGenuine>();
        Hook().Receive(new SignalRequest(new Dictionary<string, string>(), "{}"u8.ToArray(), _shop.Time.Now)).ShouldBeOfType<SignalVerdict.NotGenuine>();
    }

    [Theory]
    [InlineData("coupon.created", "{\"id\":1}")]
    [InlineData("action.woocommerce_add_to_cart", "{}")]
    [InlineData("", "{}")]
    public void topics_that_are_not_followed_are_answered_and_forgotten(string topic, string body) =>
        Deliver(topic, body).ShouldBeOfType<SignalVerdict.Nothing>();

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"id\":\"x\"}")]
    [InlineData("{\"id\":1,\"name\":\"\\ud800\"}")]
    [InlineData("{\"id\":1,\"regular_price\":\"1e999\"}")]
    [InlineData("{\"id\":1,\"date_modified_gmt\":\"soon\"}")]
    public async Task garbage_that_is_genuine_is_shown_and_never_throws(string body)
    {
        await KnowFacts();
        Deliver("product.updated", body).ShouldBeOfType<SignalVerdict.Unreadable>().Record.Fault.Message.ShouldNotBeNullOrWhiteSpace();
    }

    [Fact]
    public async Task json_deeper_than_any_shop_sends_is_shown_and_never_throws()
    {
        await KnowFacts();
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 100_000)) + "1" + new string('}', 100_000);
        Deliver("product.updated", $"{{\"id\":1,\"meta_data\":[{{\"id\":1,\"key\":\"k\",\"value\":{deep}}}]}}")
            .ShouldBeOfType<SignalVerdict.Unreadable>().Record.Fault.Message.ShouldNotBeNullOrWhiteSpace();
    }

    [Fact]
    public async Task nothing_that_arrives_ever_throws()
    {
        await KnowFacts();
        string[] topics = ["product.updated", "order.created", "customer.updated", "order.deleted", "product.restored"];
        var recorded = new[] { "webhook-product-updated", "webhook-order-updated", "webhook-customer-created" }
            .Select(name => Recording.Of(name).Received).ToArray();

        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), ArbMap.Default.ArbFor<int>(), (noise, seed) =>
        {
            var topic = topics[(seed & int.MaxValue) % topics.Length];
            var whole = recorded[(seed & int.MaxValue) % recorded.Length].ToArray();
            // Noise alone, and a true body with a bite taken out of it and noise put in.
            Deliver(topic, noise).ShouldNotBeNull();
            for (var i = 0; i < noise.Length; i++) whole[(int)((Math.Abs((long)seed) + (i * 7919L)) % whole.Length)] = noise[i];
            Deliver(topic, whole[..(whole.Length - ((seed & int.MaxValue) % 40))]).ShouldNotBeNull();
            Hook().Receive(new SignalRequest(new Dictionary<string, string> { ["x-wc-webhook-signature"] = Convert.ToHexString(noise) }, noise, _shop.Time.Now))
                .ShouldBeOfType<SignalVerdict.NotGenuine>();
        }).QuickCheckThrowOnFailure();
    }

    private Task KnowFacts() => _parts.ContextAsync(TestContext.Current.CancellationToken);

    private WooCommerceWebhook Hook() => new(_parts);

    private SignalVerdict Receive(string recording) => Hook().Receive(Request(Recording.Of(recording)));

    private SignalRequest Request(Recording recording) => new(recording.ReceivedHeaders, recording.Received, _shop.Time.Now);

    private SignalVerdict Deliver(string topic, string body) => Deliver(topic, Encoding.UTF8.GetBytes(body));

    private SignalVerdict Deliver(string topic, byte[] body) => Hook().Receive(new SignalRequest(
        new Dictionary<string, string>
        {
            ["x-wc-webhook-topic"] = topic,
            ["x-wc-webhook-signature"] = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body)),
        },
        body, _shop.Time.Now));
}
