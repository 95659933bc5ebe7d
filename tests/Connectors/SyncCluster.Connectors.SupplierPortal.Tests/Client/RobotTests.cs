using SyncCluster.Connectors.SupplierPortal.Client;
using SyncCluster.Core.Kinds;
using SyncCluster.Sandbox.Faults;

namespace SyncCluster.Connectors.SupplierPortal.Tests.Client;

/// <summary>The robot with a real browser on the sandbox portal, which has no API (S4-6, S4-10 … S4-13).</summary>
public sealed class RobotTests
{
    [Theory]
    [InlineData("cs")]
    [InlineData("de")]
    [InlineData("it")]
    public async Task address_user_and_password_are_enough_for_a_common_portal(string language)
    {
        await using var stage = await PortalStage.StartAsync(new() { Language = language, Items = 30, PageSize = 20 });
        var (seen, rejected, _) = await PortalStage.RoundAsync(stage.Open(("language", language)));
        rejected.ShouldBeEmpty();
        seen.Count.ShouldBe(30);
        foreach (var item in stage.Portal.Stock.Items)
        {
            var observed = seen.Single(one => one.Key.RemoteId == item.Code).Fields;
            observed.Text(SupplierFields.Ean).ShouldBe(item.Ean);
            observed.Text(SupplierFields.Name).ShouldBe(item.Name);
            observed.Number(SupplierFields.Ordered).ShouldBe(item.Ordered);
            if (item.Day is { } day) observed.Text(SupplierFields.Delivery).ShouldBe($"day:{day:yyyy-MM-dd}");
            else observed.Text(SupplierFields.DeliveryText).ShouldBe(item.Said.Replace('–', '-'));
        }

        seen.Select(one => one.Fields.Text(SupplierFields.Delivery)!.Split(':')[0]).Distinct().Order(StringComparer.Ordinal).ShouldBe(["day", "in-stock", "lead", "unknown"]);
        stage.Portal.Logins.ShouldBe(1);
    }

    [Fact]
    public async Task a_login_in_two_steps_with_a_one_time_code_is_found_by_itself()
    {
        const string Secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
        await using var stage = await PortalStage.StartAsync(new() { TwoStepLogin = true, OneTimeCode = now => OneTimeCode.At(Secret, now), Items = 10 });
        (await PortalStage.RoundAsync(stage.Open(("totp", Secret)))).Observations.Count.ShouldBe(10);
    }

    [Fact]
    public async Task a_login_can_be_told_in_steps()
    {
        await using var stage = await PortalStage.StartAsync(new() { Items = 10 });
        var steps = PortalStage.Steps(
            new() { ["fill"] = "label=E-mail", ["with"] = "{user}" }, new() { ["fill"] = "label=Heslo", ["with"] = "{password}" },
            new() { ["click"] = "#terms", ["optional"] = "true", ["timeout"] = "1s" }, new() { ["click"] = "role=button Přihlásit" });
        var system = stage.Open(("login", steps), ("loginUrl", stage.Portal.BaseUrl + "/login"), ("loggedIn", "text=Odhlásit"), ("dismiss", new List<string> { "role=button Souhlasím" }));
        (await PortalStage.RoundAsync(system)).Observations.Count.ShouldBe(10);
    }

    [Fact]
    public async Task a_session_outlives_the_process_encrypted()
    {
        await using var stage = await PortalStage.StartAsync(new() { Items = 10 });
        await PortalStage.RoundAsync(stage.Open(("stateKey", "a key of the session")));
        await PortalStage.RoundAsync(stage.Open(("stateKey", "a key of the session")));
        stage.Portal.Logins.ShouldBe(1);
        var kept = await File.ReadAllBytesAsync(Directory.GetFiles(stage.Folder, "session.bin", SearchOption.AllDirectories).ShouldHaveSingleItem(), PortalStage.Cancellation);
        System.Text.Encoding.Latin1.GetString(kept).ShouldNotContain("PORTALSID");
        await PortalStage.RoundAsync(stage.Open(("stateKey", "another key of the session")));
        stage.Portal.Logins.ShouldBe(2);
    }

    [Fact]
    public async Task a_session_that_ends_in_the_midst_is_begun_anew_once()
    {
        await using var stage = await PortalStage.StartAsync(new() { Items = 30, PageSize = 20 });
        var system = stage.Open();
        await PortalStage.RoundAsync(system);
        stage.Portal.Faults.Add(new FaultRule { Kind = FaultKind.SessionExpired, Times = 1 });
        (await PortalStage.RoundAsync(system)).Observations.Count.ShouldBe(30);
        stage.Portal.Logins.ShouldBe(2);
    }

    [Fact]
    public async Task a_form_that_is_out_of_date_is_fetched_anew_once()
    {
        await using var stage = await PortalStage.StartAsync(new() { Items = 10 });
        stage.Portal.Faults.Next(FaultKind.StaleForm);
        (await PortalStage.RoundAsync(stage.Open())).Observations.Count.ShouldBe(10);
        stage.Portal.WrongPasswords.ShouldBe(0);
    }

    [Fact]
    public async Task files_hold_the_same_as_pages()
    {
        await using var stage = await PortalStage.StartAsync(new() { Items = 30 });
        var pages = (await PortalStage.RoundAsync(stage.Open())).Observations;
        foreach (var step in new Dictionary<string, string>[]
                 {
                     new() { ["download"] = "/orders/export.csv" }, new() { ["download"] = "text=XLSX" }, new() { ["download"] = "/orders/export.xls" },
                 })
        {
            var file = (await PortalStage.RoundAsync(stage.Open(("source", "file"), ("steps", PortalStage.Steps(step))))).Observations;
            file.Select(one => (one.Key, one.Fields.Text(SupplierFields.Delivery))).ShouldBe(pages.Select(one => (one.Key, one.Fields.Text(SupplierFields.Delivery))));
            file.Select(one => one.Fields.Text(SupplierFields.Ean)).ShouldBe(pages.Select(one => one.Fields.Text(SupplierFields.Ean)));
        }
    }

    [Fact]
    public async Task answers_that_the_page_fetches_are_read_whole()
    {
        await using var stage = await PortalStage.StartAsync(new() { Items = 40, PageSize = 20 });
        var system = stage.Open(
            ("url", stage.Portal.BaseUrl + "/orders/app"), ("loginUrl", stage.Portal.BaseUrl + "/login"), ("source", "json"), ("json", "/api/orders"), ("total", "data.total"),
            ("more", "#more"), ("columns", PortalStage.Columns(("code", new() { ["path"] = "article.code" }), ("delivery", new() { ["path"] = "eta" }))));
        var (seen, rejected, _) = await PortalStage.RoundAsync(system);
        (seen.Count, rejected.Count).ShouldBe((40, 0));
        seen[0].Fields.Text(SupplierFields.Ean).ShouldBe(stage.Portal.Stock.Items[0].Ean);
    }

    [Fact]
    public async Task a_grid_that_is_no_table_with_dates_in_attributes_is_read_after_all_is_shown()
    {
        await using var stage = await PortalStage.StartAsync(new() { Items = 40, PageSize = 20 });
        var system = stage.Open(
            ("url", stage.Portal.BaseUrl + "/orders/app"), ("row", "div.line"), ("cell", "span.c"), ("heading", "div.head span.h"), ("more", "#more"),
            ("columns", PortalStage.Columns(("delivery", new() { ["header"] = "Termín dodání", ["attribute"] = "data-date" }))));
        var (seen, rejected, _) = await PortalStage.RoundAsync(system);
        (seen.Count, rejected.Count).ShouldBe((40, 0));
        var first = stage.Portal.Stock.Items.First(item => item.Day is not null);
        seen.Single(one => one.Key.RemoteId == first.Code).Fields.Text(SupplierFields.Delivery).ShouldBe($"day:{first.Day:yyyy-MM-dd}");
    }

    [Fact]
    public async Task a_table_in_a_frame_is_found_and_paged()
    {
        await using var stage = await PortalStage.StartAsync(new() { Items = 30, PageSize = 20, CookieBanner = false });
        (await PortalStage.RoundAsync(stage.Open(("url", stage.Portal.BaseUrl + "/orders/frame")))).Observations.Count.ShouldBe(30);
        (await PortalStage.RoundAsync(stage.Open(("url", stage.Portal.BaseUrl + "/orders/frame"), ("frame", "iframe#content")))).Observations.Count.ShouldBe(30);
    }

    [Fact]
    public async Task pages_can_be_counted_in_the_address()
    {
        await using var stage = await PortalStage.StartAsync(new() { Items = 30, PageSize = 20 });
        (await PortalStage.RoundAsync(stage.Open(("pageParameter", "page")))).Observations.Count.ShouldBe(30);
    }

    [Fact]
    public async Task a_slow_portal_is_waited_for()
    {
        await using var stage = await PortalStage.StartAsync(new() { Items = 30, PageSize = 20 });
        stage.Portal.Faults.Add(new FaultRule { Kind = FaultKind.Latency, Latency = TimeSpan.FromMilliseconds(700), Path = "/orders" });
        (await PortalStage.RoundAsync(stage.Open())).Observations.Count.ShouldBe(30);
    }
}
