using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Storage;
using SyncCluster.Sandbox.Smtp;
using SyncCluster.Server.Http.Access;
using SyncCluster.Server.Tests.Stage;

namespace SyncCluster.Server.Tests.Http;

/// <summary>Suppliers' dates from the feed to the mailbox (S4-3, S4-8, S4-21), the API with orders, items and their history (S4-15, S4-18 … S4-20), and the customer's page.</summary>
public sealed class TrackingTests : IAsyncLifetime
{
    private readonly TrackingHouse _house = new();
    private SmtpSink _post = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _post = await SmtpSink.StartAsync(new SmtpSinkOptions());

    public ValueTask DisposeAsync() => _post.DisposeAsync();

    private Task<RunningServer> StartAsync(string tracking = "settle: 0s, mostPerDay: 0", string? templates = null) =>
        RunningServer.StartAsync(_house, TrackingHouse.Yaml(_post.Port, tracking).Replace("mail:\n", templates is null ? "mail:\n" : $"mail:\n  templates: {templates}\n", StringComparison.Ordinal), "# items\nsupplier code;our sku\nX-9;B-2\n");

    private static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) ? value.ToString() : null;

    private static JsonElement Line(JsonElement order, int line = 0) => order.GetProperty("delivery").GetProperty("lines")[line];

    private static bool Expects(JsonElement order, string promise) =>
        order.TryGetProperty("delivery", out var delivery) && delivery.TryGetProperty("expected", out var expected) && Text(expected, "text") == promise;

    /// <summary>Two products, both known at the supplier, one by its EAN and one by the mapping file, and an order of both.</summary>
    private async Task<RunningServer> WaitingAsync(string tracking = "settle: 0s, mostPerDay: 0", string? templates = null)
    {
        _house.House.Erp.Put(
            Kind.Product, "1", (ProductFields.Sku, FieldValue.Of("A-1")), (ProductFields.Name, FieldValue.Of("Chair")), (ProductFields.Ean, FieldValue.Of("8590000000001")));
        _house.House.Product("B-2", "Table", 20);
        _house.Order("1001", OrderState.Accepted, "jan@example.com", "A-1", "B-2");
        var server = await StartAsync(tracking, templates);
        await server.IdAsync(Kind.Product, "a-1");
        await server.IdAsync(Kind.Product, "b-2");
        _house.Item("S-1", "day:2027-04-10", (SupplierFields.Ean, FieldValue.Of("8590000000001")), (SupplierFields.Name, FieldValue.Of("Stuhl")));
        _house.Item("X-9", "month:2027-05");
        _house.Item("NO-1", "in-stock", (SupplierFields.Name, FieldValue.Of("Nobody's")));
        await server.UntilAsync("/api/orders/1001", order => Expects(order, "month:2027-05"));
        return server;
    }

    [Fact]
    public async Task a_date_that_a_supplier_moves_is_in_the_order_and_in_the_customers_mailbox_once()
    {
        await using var server = await WaitingAsync();
        _house.Item("S-1", "week:2027-W25", (SupplierFields.Ean, FieldValue.Of("8590000000001")));
        await server.UntilAsync("/api/mails?status=sent", mails => mails.GetArrayLength() == 1);
        var mail = _post.Messages.ShouldHaveSingleItem();
        mail.Subject.ShouldBe("Nový termín dodání objednávky 1001");
        mail.Text.ShouldContain("Dříve: 10. dubna 2027");
        mail.Text.ShouldContain("Nově: nejpozději 27. června 2027");
        mail.Text.ShouldNotContain("B-2");

        var order = await server.GetAsync("/api/orders/1001");
        Expects(order, "week:2027-W25").ShouldBeTrue();
        var line = Line(order);
        Text(line.GetProperty("item"), "system").ShouldBe("heo");
        Text(line.GetProperty("item").GetProperty("delivery"), "latest").ShouldBe("2027-06-27");
        Text(line.GetProperty("told"), "text").ShouldBe("week:2027-W25");
        line.GetProperty("history").EnumerateArray().Select(step => Text(step.GetProperty("delivery"), "text")).ShouldBe(["day:2027-04-10", "week:2027-W25"]);
        (order.GetProperty("delivery").GetProperty("timesTold").GetInt32(), Text(Line(order, 1).GetProperty("item").GetProperty("delivery"), "text")).ShouldBe((1, "month:2027-05"));
        var changes = await server.GetAsync("/api/changes?limit=500");
        changes.GetProperty("items").EnumerateArray().SelectMany(step => step.GetProperty("reasons").EnumerateArray())
            .ShouldContain(reason => Text(reason, "field") == "lines.delivery" && Text(reason, "new") == "week:2027-W25" && Text(reason, "old") == "day:2027-04-10");
    }

    [Fact]
    public async Task items_are_listed_with_their_product_or_with_the_reason_why_they_have_none()
    {
        await using var server = await WaitingAsync();
        var items = (await server.GetAsync("/api/items?limit=2")).GetProperty("items").EnumerateArray().ToList();
        items.Select(item => (Text(item, "code"), Text(item, "sku"), Text(item, "matched"))).ShouldBe([("S-1", "A-1", "True"), ("X-9", "B-2", "True")]);
        var rest = await server.GetAsync("/api/items?limit=2&after=heo/X-9");
        var none = rest.GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        (Text(none, "code"), Text(none, "name"), Text(none, "matched")).ShouldBe(("NO-1", "Nobody's", "False"));
        Text(none, "why")!.ShouldContain("mapping file");
        (await server.GetAsync("/api/items?matched=true")).GetProperty("items").GetArrayLength().ShouldBe(2);
        (await server.GetAsync("/api/items?matched=false&system=heo")).GetProperty("items").GetArrayLength().ShouldBe(1);
        (await server.GetAsync("/api/tracking")).GetProperty("unmatched").GetProperty("heo").GetInt64().ShouldBe(1);
        Text((await server.GetAsync("/api/items/heo/NO-1")).GetProperty("item"), "deliveryText").ShouldBe("asi in-stock");

        _house.Item("X-9", "month:2027-06");
        var item = await server.UntilAsync("/api/items/heo/X-9", one => Text(one.GetProperty("item").GetProperty("delivery"), "text") == "month:2027-06");
        item.GetProperty("history").EnumerateArray().Where(step => Text(step, "field") == SupplierFields.Delivery).Select(step => Text(step, "new"))
            .ShouldBe(["month:2027-05", "month:2027-06"]);
        (await server.GetAsync("/api/entities?kind=product")).GetProperty("items").GetArrayLength().ShouldBe(2, "an item of nobody makes no product");
        _house.House.Shop.Record(Kind.Product, "NO-1").ShouldBeNull();
        (await server.Client.GetAsync("/api/items/heo/none", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await server.Client.GetAsync("/api/items?system=shop", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task an_item_whose_product_comes_later_is_matched_when_it_is_read_again()
    {
        await using var server = await WaitingAsync();
        _house.House.Product("NO-1", "Lamp", 5);
        await server.IdAsync(Kind.Product, "no-1");
        _house.Item("NO-1", "unknown");
        await server.UntilAsync("/api/items?matched=true", page => page.GetProperty("items").GetArrayLength() == 3);
        await server.UntilAsync("/api/items?matched=false", page => page.GetProperty("items").GetArrayLength() == 0);
    }

    [Fact]
    public async Task orders_are_found_open_late_and_changed_since()
    {
        await using var server = await WaitingAsync();
        _house.Order("1002", OrderState.Delivered, "eva@example.com", "A-1");
        _house.Order("1003", OrderState.Accepted, "eva@example.com", "L-1");
        _house.House.Product("L-1", "Lamp", 5);
        await server.IdAsync(Kind.Product, "l-1");
        _house.Item("L-1", "day:2026-01-05");
        await server.IdAsync(Kind.Order, "1003");
        await server.UntilAsync("/api/orders/1003", order => Expects(order, "day:2026-01-05"));
        await NumbersAsync(server, "open=true", "1001", "1003");
        await NumbersAsync(server, "open=false", "1002");
        await NumbersAsync(server, "late=true", "1003");
        await NumbersAsync(server, "changedSince=2099-01-01T00:00:00Z");
        await NumbersAsync(server, "changedSince=2020-01-01T00:00:00Z", "1001", "1002", "1003");
        _house.Item("L-1", "day:2026-01-06");
        await server.UntilAsync("/api/orders/1003", order => Expects(order, "day:2026-01-06"));
        var changed = (await server.GetAsync("/api/orders?late=true")).GetProperty("items")[0].GetProperty("changedAt").GetDateTimeOffset();
        await NumbersAsync(server, $"changedSince={changed.UtcDateTime:o}", "1003");
        var late = (await server.GetAsync("/api/orders?late=true")).GetProperty("items")[0];
        (late.GetProperty("late").GetBoolean(), Text(late.GetProperty("expected"), "latest")).ShouldBe((true, "2026-01-06"));
        _post.Messages.ShouldBeEmpty();
    }

    private static async Task NumbersAsync(RunningServer server, string query, params string[] numbers) =>
        (await server.UntilAsync($"/api/orders?{query}", page => page.GetProperty("items").GetArrayLength() == numbers.Length))
            .GetProperty("items").EnumerateArray().Select(order => Text(order, "number")!).Order().ShouldBe(numbers);

    [Fact]
    public async Task mails_are_held_shown_before_they_go_and_sent_to_an_address_of_ones_own()
    {
        await using var server = await WaitingAsync();
        (await server.PostAsync("/api/tracking/hold")).Status.ShouldBe(200);
        (await server.Client.GetAsync("/api/orders/1001/preview", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        _house.Item("X-9", "month:2027-09");
        await server.UntilAsync("/api/orders/1001", order => order.GetProperty("delivery").TryGetProperty("newsSince", out _));
        Text(await server.GetAsync("/api/tracking"), "heldBy").ShouldBe("this machine");
        var preview = await server.GetAsync("/api/orders/1001/preview");
        (Text(preview, "to"), Text(preview, "language")).ShouldBe(("jan@example.com", "cs"));
        Text(preview, "text")!.ShouldContain("nejpozději 30. září 2027");
        Text(await server.GetAsync("/api/orders/1001/preview?all=true"), "text")!.ShouldContain("A-1");
        _post.Messages.ShouldBeEmpty();

        (await server.PostAsync("/api/tracking/test", new { number = "1001", to = "me@shop.example" })).Status.ShouldBe(200);
        _post.Messages.ShouldHaveSingleItem().To.ShouldBe(["me@shop.example"]);
        (await server.PostAsync("/api/tracking/test", new { number = "1001", to = "nobody" })).Status.ShouldBe(400);
        (await server.PostAsync("/api/tracking/test", new { number = "none", to = "me@shop.example" })).Status.ShouldBe(404);

        (await server.PostAsync("/api/orders/1001/hold")).Status.ShouldBe(200);
        (await server.PostAsync("/api/tracking/release")).Status.ShouldBe(200);
        (await server.GetAsync("/api/orders/1001")).GetProperty("delivery").GetProperty("held").GetBoolean().ShouldBeTrue();
        (await server.PostAsync("/api/orders/1001/release")).Status.ShouldBe(200);
        await server.UntilAsync("/api/mails?status=sent", mails => mails.GetArrayLength() == 1);
        _post.Messages.Count.ShouldBe(2);
    }

    /// <summary>Whoever sees that dates are wrong and holds their mails must not watch those go out that stand in the queue.</summary>
    [Fact]
    public async Task what_stands_in_the_queue_when_mails_are_held_does_not_go_out()
    {
        await using var server = await WaitingAsync();
        _post.Refuse(new SmtpRefusal { Kind = SmtpRefusalKind.Recipient, Code = 451 });
        _house.Item("X-9", "month:2027-09");
        await server.UntilAsync("/api/mails?status=pending", mails => mails.GetArrayLength() == 1 && Text(mails[0], "evidence") is { } why && why.Contains("451", StringComparison.Ordinal));
        (await server.PostAsync("/api/tracking/hold")).Status.ShouldBe(200);
        _post.RefuseNothing();
        await server.UntilAsync("/api/mails?status=suppressed", mails => mails.GetArrayLength() == 1 && Text(mails[0], "evidence") == "mails about dates are held");
        _post.Messages.ShouldBeEmpty();
        var order = await server.GetAsync("/api/orders/1001");
        (order.GetProperty("delivery").GetProperty("timesTold").GetInt32(), Text(Line(order, 1).GetProperty("told"), "text")).ShouldBe((0, "month:2027-05"));

        (await server.PostAsync("/api/tracking/release")).Status.ShouldBe(200);
        await server.UntilAsync("/api/mails?status=sent", mails => mails.GetArrayLength() == 1);
        _post.Messages.ShouldHaveSingleItem().Text.ShouldContain("Nově: nejpozději 30. září 2027");
    }

    [Fact]
    public async Task a_template_that_the_staff_edits_counts_at_once_in_previews_in_tests_and_in_the_customers_mail()
    {
        var folder = Directory.CreateTempSubdirectory("templates-").FullName;
        await using var server = await WaitingAsync(templates: folder);
        (await server.PostAsync("/api/tracking/hold")).Status.ShouldBe(200);
        _house.Item("X-9", "month:2027-09");
        await server.UntilAsync("/api/orders/1001", order => order.GetProperty("delivery").TryGetProperty("newsSince", out _));
        Text(await server.GetAsync("/api/orders/1001/preview"), "text")!.ShouldContain("Nově: nejpozději 30. září 2027");

        await File.WriteAllTextAsync(
            Path.Combine(folder, "delivery-date.text.hbs"),
            "{{#each orders}}Zakázka {{this.number}}:{{#each deliveries}} {{sku}} až {{promise this.new}}.{{/each}}{{/each}}", Cancellation);
        const string Edited = "Zakázka 1001: B-2 až nejpozději 30. září 2027.";
        Text(await server.GetAsync("/api/orders/1001/preview"), "text")!.Trim().ShouldBe(Edited);
        (await server.PostAsync("/api/tracking/test", new { number = "1001", to = "me@shop.example" })).Status.ShouldBe(200);
        (await server.PostAsync("/api/tracking/release")).Status.ShouldBe(200);
        await server.UntilAsync("/api/mails?status=sent", mails => mails.GetArrayLength() == 1);
        _post.Messages.Select(mail => (mail.To[0], mail.Text.Trim()))
            .ShouldBe([("me@shop.example", "Zakázka 1001: A-1 až 10. dubna 2027. B-2 až nejpozději 30. září 2027."), ("jan@example.com", Edited)]);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task a_customer_with_two_orders_gets_one_message_of_both_and_no_second_one_that_day()
    {
        await using var server = await WaitingAsync("settle: 0s, mostPerDay: 1");
        _house.Order("1002", OrderState.Accepted, "Jan@Example.com", "B-2");
        await server.IdAsync(Kind.Order, "1002");
        await server.UntilAsync("/api/orders/1002", order => Expects(order, "month:2027-05"));
        _house.Item("X-9", "month:2027-09");
        await server.UntilAsync("/api/mails?status=sent", mails => mails.GetArrayLength() == 2);
        _post.Messages.ShouldHaveSingleItem().Subject.ShouldContain("1002");
        _post.Messages[0].Subject.ShouldContain("1001");
        _house.Item("X-9", "month:2027-11");
        var order = await server.UntilAsync("/api/orders/1001", one => Expects(one, "month:2027-11")
            && one.GetProperty("delivery").TryGetProperty("tellAt", out var at) && at.GetDateTimeOffset() > TimeProvider.System.GetUtcNow());
        order.GetProperty("delivery").GetProperty("tellAt").GetDateTimeOffset().UtcDateTime.TimeOfDay.ShouldBe(TimeSpan.Zero);
        Text(Line(order, 1).GetProperty("told"), "text").ShouldBe("month:2027-09");
        (await server.Installation.Store.CountMailsAsync(Cancellation)).ShouldBe(new Dictionary<MailStatus, long> { [MailStatus.Sent] = 2 });
    }

    [Fact]
    public async Task a_signed_link_shows_its_order_to_its_customer_and_nothing_else()
    {
        await using var server = await WaitingAsync();
        var (status, link) = await server.PostAsync("/api/orders/1001/link");
        status.ShouldBe(200);
        var path = "/track/" + Text(link, "token");
        Text(link, "url")!.ShouldEndWith(path);

        var seen = await server.GetAsync(path);
        (Text(seen, "number"), Text(seen, "step"), Text(seen.GetProperty("expected"), "by")).ShouldBe(("1001", "received", "2027-05-31"));
        seen.GetProperty("lines").EnumerateArray().Select(line => Text(line.GetProperty("expected"), "on")).ShouldBe(["2027-04-10", null]);
        foreach (var secret in new[] { "heo", "jan@", "Novák", "S-1", "asi", await server.IdAsync(Kind.Order, "1001"), await server.IdAsync(Kind.Product, "a-1") })
            seen.GetRawText().ShouldNotContain(secret);

        using var page = await BrowseAsync(server, path);
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.Headers.CacheControl!.NoStore.ShouldBeTrue();
        page.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'none'");
        var html = await page.Content.ReadAsStringAsync(Cancellation);
        html.ShouldContain("<html lang=\"cs\">");
        html.ShouldContain("Name &lt;of&gt; A-1");
        html.ShouldContain("10. 4. 2027");
        html.ShouldContain("nejpozději 31. 5. 2027");
        html.ShouldContain("The &lt;Shop&gt;");
        html.ShouldNotContain("<script");
    }

    [Fact]
    public async Task a_link_that_is_forged_changed_or_over_shows_nothing_and_asking_too_often_is_stopped()
    {
        await using var server = await WaitingAsync();
        var token = Text((await server.PostAsync("/api/orders/1001/link")).Answer, "token")!;
        var links = new OrderLinks(TrackingHouse.Secret);
        var tomorrow = TimeProvider.System.GetUtcNow().AddDays(1);
        var wrong = new[]
        {
            "x", "%20", token[..^1], token[..^2] + (token[^2] == 'A' ? 'B' : 'A') + token[^1], token + "AAAA", new string('A', 4000),
            new OrderLinks("another secret that is long enough!").Create("1001", tomorrow), links.Create("9999", tomorrow),
        };
        foreach (var one in wrong) (await server.Client.GetAsync("/track/" + one, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound, one);
        (await server.Client.GetAsync("/track/" + links.Create("1001", TimeProvider.System.GetUtcNow().AddSeconds(-1)), Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Gone);
        using var page = await BrowseAsync(server, "/track/x");
        page.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await page.Content.ReadAsStringAsync(Cancellation)).ShouldContain("Tento odkaz nevede k žádné objednávce");
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 60; i++) answers.Add((await server.Client.GetAsync("/track/x", Cancellation)).StatusCode);
        answers.ShouldContain(HttpStatusCode.TooManyRequests);
        (await server.Client.GetAsync("/track/" + token, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK, "who has a genuine link is not stopped by others at the same address");
        (await server.Client.GetAsync("/api/orders", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task behind_a_trusted_proxy_each_address_is_stopped_for_itself_and_nobody_writes_himself_another()
    {
        var yaml = TrackingHouse.Yaml(_post.Port);
        await using (var server = await RunningServer.StartAsync(_house, yaml.Replace("127.0.0.1:0\"", "127.0.0.1:0\", trustedProxies: [127.0.0.1, \"::1\"]", StringComparison.Ordinal), "# items\n"))
        {
            (await AnswersAsync(server, 61, _ => "198.51.100.7")).ShouldContain(HttpStatusCode.TooManyRequests);
            (await AnswersAsync(server, 1, _ => "198.51.100.8")).ShouldBe([HttpStatusCode.NotFound]);
            (await AnswersAsync(server, 1, _ => "198.51.100.9, 198.51.100.7")).ShouldBe([HttpStatusCode.TooManyRequests], "what stands before the proxy's word anybody may have written");
            (await AnswersAsync(server, 1, _ => "198.51.100.8", "/api/orders")).ShouldBe([HttpStatusCode.Forbidden], "whom the proxy brings is not at this machine");
        }

        await using var alone = await RunningServer.StartAsync(_house, yaml, "# items\n");
        (await AnswersAsync(alone, 61, i => $"198.51.100.{i}")).ShouldContain(HttpStatusCode.TooManyRequests, "without a proxy the header says nothing");

        static async Task<List<HttpStatusCode>> AnswersAsync(RunningServer server, int times, Func<int, string> from, string path = "/track/x")
        {
            var answers = new List<HttpStatusCode>();
            for (var i = 0; i < times; i++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, path);
                request.Headers.Add("X-Forwarded-For", from(i));
                using var answer = await server.Client.SendAsync(request, Cancellation);
                answers.Add(answer.StatusCode);
            }

            return answers;
        }
    }

    [Fact]
    public void a_token_says_what_was_signed_whatever_the_number_is_made_of()
    {
        var links = new OrderLinks(TrackingHouse.Secret);
        var until = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
        foreach (var number in new[] { "1", "2026/0042", "č. 7 ☃", "../x?a=b" }) links.Read(links.Create(number, until)).ShouldBe((number, until));
        links.Create("č. 7", until).ShouldAllBe(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-' || letter == '_');
    }

    private static async Task<HttpResponseMessage> BrowseAsync(RunningServer server, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        request.Headers.AcceptLanguage.Add(new StringWithQualityHeaderValue("cs-CZ"));
        return await server.Client.SendAsync(request, Cancellation);
    }
}
