using System.Net;
using System.Text;
using SyncCluster.Connectors.WooCommerce.Client;
using SyncCluster.Core.Faults;

namespace SyncCluster.Connectors.WooCommerce.Tests.Client;

public sealed class WooCommerceClientTests
{
    private readonly Shop _shop = new();

    [Fact]
    public async Task over_https_the_key_is_in_the_header_of_the_first_request()
    {
        _shop.On("GET", "products", "[]");
        await Client().ListAsync("products", new ShopQuery().With("sku", "A&B č"), TestContext.Current.CancellationToken);

        _shop.Requests[0].Authorization.ShouldBe("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("ck_0123456789abcdef:cs_fedcba9876543210")));
        _shop.Requests[0].Address.AbsoluteUri.ShouldBe("https://shop.example.com/wp-json/wc/v3/products?sku=A%26B%20%C4%8D");
    }

    [Fact]
    public async Task over_plain_http_every_request_is_signed_anew()
    {
        _shop.On("GET", "products", "[]");
        var client = Client(("url", "http://shop.example.com"));
        await client.ListAsync("products", new ShopQuery().With("_fields", "id,sku"), TestContext.Current.CancellationToken);
        await client.ListAsync("products", new ShopQuery().With("_fields", "id,sku"), TestContext.Current.CancellationToken);

        var (first, second) = (_shop.Requests[0], _shop.Requests[1]);
        first.Authorization.ShouldBeNull();
        first.Query("oauth_nonce").ShouldNotBe(second.Query("oauth_nonce"), "a shop takes a nonce once");
        var pairs = System.Web.HttpUtility.ParseQueryString(first.Address.Query);
        var signed = pairs.AllKeys.Where(name => name != "oauth_signature").Select(name => new KeyValuePair<string, string>(name!, pairs[name]!));
        OAuth1.Signature(OAuth1.BaseString("GET", new Uri("http://shop.example.com/wp-json/wc/v3/products"), signed), "cs_fedcba9876543210")
            .ShouldBe(first.Query("oauth_signature"));
    }

    [Fact]
    public void the_signed_text_is_the_one_of_rfc_5849()
    {
        KeyValuePair<string, string>[] pairs = [new("b", "x y"), new("a", "ž&="), new("oauth_nonce", "1")];
        OAuth1.BaseString("get", new Uri("http://shop.example.com:80/p?ignored=1"), pairs)
            .ShouldBe("GET&http%3A%2F%2Fshop.example.com%2Fp&a%3D%25C5%25BE%2526%253D%26b%3Dx%2520y%26oauth_nonce%3D1");
    }

    [Fact]
    public async Task hosts_that_strip_the_header_get_the_key_in_the_query()
    {
        _shop.On("GET", "products", "[]");
        await Client(("authentication", "query")).ListAsync("products", ShopQuery.None, TestContext.Current.CancellationToken);
        _shop.Requests[0].Authorization.ShouldBeNull();
        _shop.Requests[0].Query("consumer_secret").ShouldBe("cs_fedcba9876543210");
    }

    [Theory]
    [InlineData("auth-401-no-credentials", FaultKind.Auth, "woocommerce_rest_cannot_view")]
    [InlineData("auth-401-read-key-used-for-write", FaultKind.Auth, "woocommerce_rest_authentication_error")]
    [InlineData("route-404", FaultKind.Configuration, "rest_no_route")]
    [InlineData("order-404", FaultKind.Missing, "woocommerce_rest_shop_order_invalid_id")]
    [InlineData("product-delete-410-already-trashed", FaultKind.Missing, "woocommerce_rest_already_trashed")]
    [InlineData("product-create-400-duplicate-sku", FaultKind.Conflict, "product_invalid_sku")]
    [InlineData("customer-create-400-email-exists", FaultKind.Conflict, "registration-error-email-exists")]
    [InlineData("order-update-400-unknown-status", FaultKind.Rejected, "rest_invalid_param")]
    [InlineData("product-update-400-wrong-types", FaultKind.Rejected, "rest_invalid_param")]
    [InlineData("product-update-400-image-download-failed", FaultKind.Rejected, "woocommerce_product_image_upload_error")]
    [InlineData("products-batch-413-more-than-100", FaultKind.Transient, "too_large")]
    [InlineData("error-500-order-line-quantity-0", FaultKind.Unknown, "internal_server_error")]
    public async Task recorded_refusals_are_told_apart_in_the_shops_own_words(string name, FaultKind kind, string code)
    {
        var recording = Recording.Of(name);
        _shop.On("POST", "x", recording.BodyText, recording.Status);
        var fault = await FaultOf(() => Client().WriteAsync(HttpMethod.Post, "x", [], TestContext.Current.CancellationToken));

        fault.Kind.ShouldBe(kind);
        fault.Code.ShouldBe(code);
        fault.Message.ShouldNotContain("<p>");
    }

    [Fact]
    public async Task a_duplicate_sku_names_its_owner_and_a_refused_parameter_its_field()
    {
        _shop.On("POST", "sku", Recording.Of("product-create-400-duplicate-sku").BodyText, 400)
            .On("POST", "status", Recording.Of("order-update-400-unknown-status").BodyText, 400);

        (await FaultOf(() => Client().WriteAsync(HttpMethod.Post, "sku", [], TestContext.Current.CancellationToken))).Message.ShouldContain("product 36");
        (await FaultOf(() => Client().WriteAsync(HttpMethod.Post, "status", [], TestContext.Current.CancellationToken)))
            .Fields.ShouldContain(field => field.Key == "status" && field.Value.Contains("checkout-draft"));
    }

    [Fact]
    public async Task a_shop_in_maintenance_says_when_to_come_back()
    {
        var recording = Recording.Of("error-503-maintenance-html");
        _shop.On("GET", "products", _ =>
        {
            var answer = Shop.Answer(recording.BodyText, 503, recording.ContentType);
            answer.Headers.RetryAfter = new(TimeSpan.FromSeconds(600));
            return answer;
        });
        var fault = await FaultOf(() => Client().ListAsync("products", ShopQuery.None, TestContext.Current.CancellationToken));

        fault.Kind.ShouldBe(FaultKind.Throttled);
        fault.RetryAfter.ShouldBe(TimeSpan.FromMinutes(10));
        fault.Message.ShouldContain("Briefly unavailable for scheduled maintenance");
        fault.Message.ShouldNotContain("background");
    }

    [Fact]
    public async Task words_of_a_page_are_told_as_people_read_them()
    {
        _shop.On("GET", "products", _ => Shop.Answer("<html><title>WordPress &rsaquo; Error</title><p>Sold &amp; gone&nbsp;today</p></html>", 500, "text/html"));
        (await FaultOf(() => Client().ListAsync("products", ShopQuery.None, TestContext.Current.CancellationToken))).Message.ShouldBe("The shop failed (500): WordPress › Error Sold & gone today");
    }

    [Theory]
    [InlineData("<br />\n<b>Warning</b>:  Undefined array key 1 in <b>/var/www/x.php</b> on line <b>[7]</b><br />\n[{\"id\":1}]")]
    [InlineData("[22-Nov-2026 UTC] PHP Notice {x}\n[{\"id\":1}]")]
    [InlineData("\uFEFF[{\"id\":1}]\n")]
    public async Task notices_that_php_prints_before_the_json_are_passed_over(string body)
    {
        _shop.On("GET", "products", _ => Shop.Answer(body, contentType: "text/html"));
        (await Client().ListAsync("products", ShopQuery.None, TestContext.Current.CancellationToken)).Rows.Count.ShouldBe(1);
    }

    [Fact]
    public async Task a_page_with_some_json_inside_is_no_answer()
    {
        _shop.On("GET", "products", _ => Shop.Answer("<html><script>var x = {\"id\":1};</script>Please log in</html>", contentType: "text/html"));
        var fault = await FaultOf(() => Client().ListAsync("products", ShopQuery.None, TestContext.Current.CancellationToken));
        fault.Kind.ShouldBe(FaultKind.Transient);
        fault.Message.ShouldContain("text/html");
        fault.Message.ShouldContain("Please log in");
    }

    [Fact]
    public async Task an_answer_beyond_the_limit_is_refused_and_not_held()
    {
        var endless = new EndlessStream();
        _shop.On("GET", "products", _ => new HttpResponseMessage { Content = new StreamContent(endless) });
        var fault = await FaultOf(() => Client(("maxAnswerMegabytes", 1L)).ListAsync("products", ShopQuery.None, TestContext.Current.CancellationToken));

        fault.Kind.ShouldBe(FaultKind.Configuration);
        fault.Advice!.ShouldContain("pageSize");
        endless.Delivered.ShouldBeLessThan(3 * 1024 * 1024);
    }

    [Fact]
    public async Task json_nested_beyond_reason_is_refused_clearly()
    {
        _shop.On("GET", "products", new string('[', 5000) + new string(']', 5000));
        var fault = await FaultOf(() => Client().ListAsync("products", ShopQuery.None, TestContext.Current.CancellationToken));
        fault.Code.ShouldBe("not_json");
    }

    [Fact]
    public async Task a_redirect_is_told_and_never_taken_for_an_answer()
    {
        _shop.On("POST", "products", _ => new HttpResponseMessage(HttpStatusCode.MovedPermanently) { Headers = { Location = new("https://www.shop.example.com/x") } })
            // A handler that follows by itself turns the POST into a GET.
            .On("POST", "orders", _ => Followed());
        foreach (var path in (string[])["products", "orders"])
        {
            var fault = await FaultOf(() => Client().WriteAsync(HttpMethod.Post, path, [], TestContext.Current.CancellationToken));
            fault.Kind.ShouldBe(FaultKind.Configuration);
            fault.Message.ShouldContain("https://www.shop.example.com");
        }

        static HttpResponseMessage Followed()
        {
            var answer = Shop.Answer("[]");
            answer.RequestMessage = new HttpRequestMessage(HttpMethod.Get, "https://www.shop.example.com/y");
            return answer;
        }
    }

    [Fact]
    public async Task a_write_that_brought_no_answer_may_have_been_applied_a_read_just_failed()
    {
        _shop.On("POST", "products/batch", _ => throw new HttpRequestException(HttpRequestError.ResponseEnded))
            .On("GET", "products", _ => throw new HttpRequestException(HttpRequestError.ResponseEnded));
        (await FaultOf(() => Client().WriteAsync(HttpMethod.Post, "products/batch", [], TestContext.Current.CancellationToken))).Kind.ShouldBe(FaultKind.Unknown);
        (await FaultOf(() => Client().ListAsync("products", ShopQuery.None, TestContext.Current.CancellationToken))).Kind.ShouldBe(FaultKind.Transient);
    }

    [Fact]
    public async Task a_refused_connection_was_certainly_not_applied()
    {
        _shop.On("POST", "products/batch", _ => throw new HttpRequestException(HttpRequestError.ConnectionError, "refused"));
        (await FaultOf(() => Client().WriteAsync(HttpMethod.Post, "products/batch", [], TestContext.Current.CancellationToken))).Kind.ShouldBe(FaultKind.Transient);
    }

    [Fact]
    public async Task no_answer_in_time_is_unknown_for_a_write_by_the_hosts_clock()
    {
        _shop.On("POST", "products/batch", _ =>
        {
            _shop.Time.FireTimers();
            throw new OperationCanceledException();
        });
        var fault = await FaultOf(() => Client().WriteAsync(HttpMethod.Post, "products/batch", [], TestContext.Current.CancellationToken));
        fault.Kind.ShouldBe(FaultKind.Unknown);
        fault.Message.ShouldContain("120 seconds");
    }

    [Fact]
    public async Task the_callers_own_cancellation_is_no_fault()
    {
        using var source = new CancellationTokenSource();
        _shop.On("GET", "products", _ =>
        {
            source.Cancel();
            throw new OperationCanceledException(source.Token);
        });
        await Should.ThrowAsync<OperationCanceledException>(() => Client().ListAsync("products", ShopQuery.None, source.Token));
    }

    [Fact]
    public async Task keys_stand_neither_in_faults_nor_in_logs()
    {
        _shop.On("GET", "products", asked => Shop.Answer($"<h1>Not found: {asked.Address}</h1>", 404, "text/html"));
        var client = Client(("authentication", "query"));
        var fault = await FaultOf(() => client.ListAsync("products", ShopQuery.None, TestContext.Current.CancellationToken));

        foreach (var text in (string[])[fault.ToString(), _shop.Logged.ToString()])
        {
            text.ShouldNotContain("ck_0123");
            text.ShouldNotContain("cs_fedc");
        }

        fault.Kind.ShouldBe(FaultKind.Configuration);
    }

    private WooCommerceClient Client(params (string Name, object Value)[] values) => new("shop", _shop.Options(values), _shop.Services);

    private static async Task<Fault> FaultOf(Func<Task> call) => (await Should.ThrowAsync<FaultException>(call)).Fault;

    private sealed class EndlessStream : Stream
    {
        public long Delivered { get; private set; }

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => Delivered; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            Array.Fill(buffer, (byte)' ', offset, count);
            Delivered += count;
            return count;
        }

        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
