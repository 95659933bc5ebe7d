using SyncCluster.Connectors.Reading;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Sandbox.Faults;
using SyncCluster.Sandbox.Portal;

namespace SyncCluster.Connectors.SupplierPortal.Tests.Client;

/// <summary>Portals that are built in other ways (S4-12), with a real browser: each holds the same items as the common one.</summary>
public sealed class OddPortalTests
{
    [Fact]
    public async Task a_login_and_a_table_within_a_frame_are_found_by_themselves()
    {
        await using var stage = await PortalStage.StartAsync(new() { Items = 30, PageSize = 20 });
        var system = stage.Open(("url", stage.Portal.BaseUrl + "/shell"));
        Holds(stage, await PortalStage.RoundAsync(system));
        stage.Portal.Logins.ShouldBe(1);

        stage.Portal.Faults.Add(new FaultRule { Kind = FaultKind.SessionExpired, Times = 1, Path = "/orders" });
        Holds(stage, await PortalStage.RoundAsync(system));
        stage.Portal.Logins.ShouldBe(2, "the session ended within the frame, and was begun anew");
    }

    [Fact]
    public async Task a_wrong_password_within_a_frame_is_tried_once()
    {
        await using var stage = await PortalStage.StartAsync(new() { Items = 5 });
        var fault = await PortalStage.FaultAsync(stage.Open(("url", stage.Portal.BaseUrl + "/shell"), ("password", "not the password")));
        (fault.Code, stage.Portal.WrongPasswords).ShouldBe(("login_failed", 1), fault.ToString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task a_login_form_that_a_script_draws_late_is_waited_for(bool twoSteps)
    {
        await using var stage = await PortalStage.StartAsync(new() { Items = 10, LateLogin = true, TwoStepLogin = twoSteps });
        Holds(stage, await PortalStage.RoundAsync(stage.Open()));
        stage.Portal.Logins.ShouldBe(1);
    }

    [Fact]
    public async Task a_portal_that_lets_the_browser_itself_ask_is_answered_once()
    {
        await using var stage = await PortalStage.StartAsync(new() { Items = 30, PageSize = 20, BasicLogin = true });
        Holds(stage, await PortalStage.RoundAsync(stage.Open()));
        Holds(stage, await PortalStage.RoundAsync(stage.Open(("source", "file"), ("steps", PortalStage.Steps(new Dictionary<string, string> { ["download"] = "/orders/export.csv" })))));
        stage.Portal.WrongPasswords.ShouldBe(0);
        var fault = await PortalStage.FaultAsync(stage.Open(("password", "not the password")));
        (fault.Code, fault.StopsFeedAfter, stage.Portal.WrongPasswords).ShouldBe(("login_failed", 1, 1), fault.ToString());
    }

    [Fact]
    public async Task a_table_that_grows_by_a_button_is_read_after_its_last_row()
    {
        await using var stage = await PortalStage.StartAsync(new() { Items = 40, PageSize = 20 });
        Holds(stage, await PortalStage.RoundAsync(stage.Open(("url", stage.Portal.BaseUrl + "/orders/growing"), ("more", "role=button Zobrazit více"))));
        var report = await stage.Open(("url", stage.Portal.BaseUrl + "/orders/growing")).CheckAsync(PortalStage.Cancellation);
        report.Findings.ShouldContain(finding => finding.Message.Contains("'Zobrazit více'") && finding.Advice!.Contains("more: \"text=Zobrazit více\""), "rows that are not read are told");
        report = await stage.Open().CheckAsync(PortalStage.Cancellation);
        report.Findings.ShouldNotContain(finding => finding.Message.Contains("may be more rows"));
    }

    [Theory]
    [InlineData("cs")]
    [InlineData("de")]
    [InlineData("it")]
    public async Task cards_need_no_more_than_the_name_of_a_card(string language)
    {
        await using var stage = await PortalStage.StartAsync(new() { Items = 30, PageSize = 20, Language = language });
        Holds(stage, await PortalStage.RoundAsync(stage.Open(("url", stage.Portal.BaseUrl + "/orders/cards"), ("row", "article.card"), ("language", language),
            ("columns", PortalStage.Columns(("name", new() { ["css"] = "h3" }))))));
    }

    [Fact]
    public async Task a_json_file_is_read_by_the_paths_of_its_fields()
    {
        await using var stage = await PortalStage.StartAsync(new() { Items = 30 });
        var steps = PortalStage.Steps(new Dictionary<string, string> { ["download"] = "/orders/export.json" });
        var columns = PortalStage.Columns(
            ("code", new() { ["path"] = "product.ids.supplier" }), ("ean", new() { ["path"] = "product.ids.gtin" }), ("name", new() { ["path"] = "product.title" }),
            ("delivery", new() { ["path"] = "promise.day" }), ("ordered", new() { ["path"] = "promise.pieces" }));
        Holds(stage, await PortalStage.RoundAsync(stage.Open(("source", "file"), ("steps", steps), ("columns", columns))));
        Holds(stage, await PortalStage.RoundAsync(stage.Open(("source", "file"), ("steps", steps), ("columns", columns), ("rows", "report.lines"))));
    }

    /// <summary>Every item of the portal, each once, with all that the portal says of it.</summary>
    private static void Holds(PortalStage stage, (IReadOnlyList<Observation> Observations, IReadOnlyList<RejectedRecord> Rejected, string Cursor) read)
    {
        read.Rejected.ShouldBeEmpty();
        read.Observations.Select(Told).ShouldBe(stage.Portal.Stock.Items.Select(Told), ignoreOrder: true);
    }

    private static (string, string?, string?, decimal?, string?) Told(Observation seen) => (
        seen.Key.RemoteId, seen.Fields.Text(SupplierFields.Ean), seen.Fields.Text(SupplierFields.Name), seen.Fields.Number(SupplierFields.Ordered),
        seen.Fields.Text(SupplierFields.Delivery) is { } promise && promise.StartsWith("day:", StringComparison.Ordinal) ? promise : seen.Fields.Text(SupplierFields.DeliveryText));

    private static (string, string?, string?, decimal?, string?) Told(PortalItem item) =>
        (item.Code, item.Ean, item.Name, item.Ordered, item.Day is { } day ? $"day:{day:yyyy-MM-dd}" : item.Said.Replace('–', '-'));
}
