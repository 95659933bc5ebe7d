using SyncCluster.Core.Deciding;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;
using SyncCluster.Core.Supply;
using SyncCluster.Core.Tests.Scenes;
using static SyncCluster.Core.Tests.Scenes.Houses;

namespace SyncCluster.Core.Tests.Supply;

/// <summary>What an order makes of its items, and whom it tells of what, by rules to the depth of S4-9 (S4-16, X16).</summary>
public sealed class TrackingTests
{
    private static readonly TrackingRules Rules = new() { Mails = true };
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>An order whose customer saw both items at their first dates.</summary>
    private static TrackedOrder Known(TrackingRules? rules = null) =>
        new TrackedOrder(rules ?? Rules).Hears("CH-1", "day:2026-04-10").Hears("TB-1", "day:2026-04-20").Runs(Hour);

    private static string? Field(FieldValue row, string name) => ((FieldValue.Group)row).Fields.Text(name);

    [Fact]
    public void first_sight_mails_nobody_and_gives_the_order_the_latest_of_its_lines()
    {
        var order = Known();
        order.Mails.ShouldBeEmpty();
        order.State.Canonical.Text(OrderFields.ExpectedDelivery).ShouldBe("day:2026-04-20");
        order.Delivery.Lines.Select(line => line.Told).ShouldBe(["day:2026-04-10", "day:2026-04-20"]);
    }

    [Fact]
    public void an_order_asks_for_its_items_once_and_again_for_a_line_that_is_new()
    {
        var order = new TrackedOrder(Rules);
        order.Last.Effects.ShouldContain(new EntityEffect.AskItems());
        order.Hears("CH-1", "in-stock").Last.Effects.OfType<EntityEffect.AskItems>().ShouldBeEmpty();
        order.Observes("Accepted", (OrderFields.Lines, TrackedOrder.Lines(("CH-1", null), ("LA-1", null))));
        order.Last.Effects.ShouldContain(new EntityEffect.AskItems());
        order.Delivery.Lines.Select(line => (line.Sku, line.Item?.Promise)).ShouldBe([("CH-1", "in-stock"), ("LA-1", null)]);
    }

    [Fact]
    public void a_date_that_moves_is_one_mail_with_old_and_new_dates_of_each_line()
    {
        var order = Known().Hears("CH-1", "day:2026-05-01").Hears("TB-1", "week:2026-W20").Runs(Hour);
        var (at, mail) = order.Mails.ShouldHaveSingleItem();
        at.ShouldBe(Scene.Start + Hour + Rules.Settle);
        mail.Key.ShouldBe("order/1001/delivery/1");
        mail.To.ShouldBe("jan@example.com");
        var rows = mail.Model.Items(TelledLines);
        rows.Select(row => (Field(row, "sku"), Field(row, "old"), Field(row, "new"))).ShouldBe([
            ("CH-1", "day:2026-04-10", "day:2026-05-01"), ("TB-1", "day:2026-04-20", "week:2026-W20"),
        ]);
        Field(rows[0], "name").ShouldBe("Name of CH-1");
        order.State.Canonical.Text(OrderFields.ExpectedDelivery).ShouldBe("week:2026-W20");
    }

    private const string TelledLines = "deliveries";

    [Fact]
    public void every_step_of_a_line_is_kept_and_published()
    {
        var order = Known().Hears("CH-1", "month:2026-05");
        order.Delivery.Lines[0].History.Select(step => step.Promise).ShouldBe(["day:2026-04-10", "month:2026-05"]);
        order.Last.Effects.OfType<EntityEffect.Publish>().ShouldHaveSingleItem().Fields.ShouldBe(["lines.delivery", "expectedDelivery"]);
        var reason = order.Last.Reasons.First(one => one.Field == "lines.delivery");
        (reason.Old?.ToString(), reason.New?.ToString(), reason.System).ShouldBe(("day:2026-04-10", "month:2026-05", "heo"));
    }

    [Theory]
    [InlineData("day:2026-04-10", "day:2026-04-11", false)]
    [InlineData("day:2026-04-10", "day:2026-04-12", true)]
    [InlineData("day:2026-04-10", "day:2026-04-08", true)]
    [InlineData("day:2026-04-12", "week:2026-W15", false)]
    [InlineData("day:2026-04-10", "in-stock", true)]
    [InlineData("day:2026-04-10", "unknown", true)]
    [InlineData("day:2026-04-10", "discontinued", true)]
    [InlineData("unknown", "month:2026-05", true)]
    [InlineData("lead:2-3w@2026-03-02", "lead:2-3w@2026-03-03", false)]
    [InlineData("lead:2-3w@2026-03-02", "lead:2-3w@2026-03-05", true)]
    [InlineData("lead:2-3w@2026-03-02", "lead:3-4w@2026-03-02", true)]
    [InlineData("day:2026-04-10", "day:2026-02-10", false)]
    public void only_what_moves_the_last_day_or_the_class_is_news(string told, string now, bool isNews)
    {
        var order = new TrackedOrder(Rules).Hears("CH-1", told).Runs(Hour).Hears("CH-1", now).Runs(TimeSpan.FromDays(3));
        order.Mails.Count.ShouldBe(isNews ? 1 : 0);
    }

    [Fact]
    public void many_small_slips_add_up_to_news_since_the_customer_was_told_the_first()
    {
        var order = Known().Hears("CH-1", "day:2026-04-11").Runs(Hour).Hears("CH-1", "day:2026-04-12").Runs(Hour);
        Field(order.Mails.ShouldHaveSingleItem().Mail.Model.Items(TelledLines)[0], "old").ShouldBe("day:2026-04-10");
    }

    [Fact]
    public void a_lead_time_that_is_said_again_after_something_else_counts_from_its_new_day()
    {
        var order = new TrackedOrder(Rules).Hears("CH-1", "lead:2-3w@2026-03-02").Runs(Hour).Hears("CH-1", "month:2026-05")
            .Hears("CH-1", "lead:2-3w@2026-03-12").Runs(TimeSpan.FromDays(1));
        var row = order.Mails.ShouldHaveSingleItem().Mail.Model.Items(TelledLines)[0];
        (Field(row, "old"), Field(row, "new")).ShouldBe(("lead:2-3w@2026-03-02", "lead:2-3w@2026-03-12"));
    }

    /// <summary>A lead time says no day, so that no year can have been left out of it.</summary>
    [Fact]
    public void a_lead_time_that_becomes_a_day_under_the_same_words_is_news() =>
        new TrackedOrder(Rules).Hears("CH-1", "lead:1-4w@2026-06-01", words: "soon").Hears("CH-1", "day:2027-07-01", words: "soon").Runs(TimeSpan.FromDays(1)).Mails.Count.ShouldBe(1);

    /// <summary>A date without a year that is left standing is read as the next year's one day; the supplier has said nothing new.</summary>
    [Theory]
    [InlineData("10.4.", "day:2027-04-10", false)]
    [InlineData("10.4.2027", "day:2027-04-10", true)]
    [InlineData("10.4.", "day:2026-08-10", true)]
    public void the_same_words_a_year_on_are_no_news(string words, string now, bool isNews) =>
        new TrackedOrder(Rules).Hears("CH-1", "day:2026-04-10", words: "10.4.").Runs(TimeSpan.FromDays(100)).Hears("CH-1", now, words: words)
            .Runs(TimeSpan.FromDays(2)).Mails.Count.ShouldBe(isNews ? 1 : 0);

    [Fact]
    public void a_date_that_moves_back_before_the_mail_went_out_is_no_news() =>
        Known().Hears("CH-1", "day:2026-06-01").Runs(TimeSpan.FromSeconds(40)).Hears("CH-1", "day:2026-04-10").Runs(TimeSpan.FromDays(2))
            .Mails.ShouldBeEmpty();

    [Fact]
    public void a_second_change_on_one_day_waits_for_the_next_and_is_merged()
    {
        var order = Known().Hears("CH-1", "day:2026-05-01").Runs(Hour).Hears("CH-1", "day:2026-05-10").Runs(Hour)
            .Hears("TB-1", "day:2026-05-20").Runs(TimeSpan.FromDays(2));
        order.Mails.Select(mail => mail.At).ShouldBe([Scene.Start + Hour + Rules.Settle, new DateTimeOffset(2026, 3, 3, 0, 0, 0, TimeSpan.Zero)]);
        order.Mails[1].Mail.Model.Items(TelledLines).Select(row => (Field(row, "old"), Field(row, "new")))
            .ShouldBe([("day:2026-05-01", "day:2026-05-10"), ("day:2026-04-20", "day:2026-05-20")]);
    }

    [Fact]
    public void nobody_is_mailed_in_quiet_hours_of_the_shops_own_day()
    {
        var prague = TimeZoneInfo.FindSystemTimeZoneById("Europe/Prague");
        var rules = Rules with { Zone = prague, Quiet = new QuietHours(new TimeOnly(21, 0), new TimeOnly(7, 30)) };
        var order = Known(rules).After(TimeSpan.FromHours(12)).Hears("CH-1", "day:2026-05-01").Runs(TimeSpan.FromDays(1));
        order.Mails.ShouldHaveSingleItem().At.ShouldBe(new DateTimeOffset(2026, 3, 3, 6, 30, 0, TimeSpan.Zero));
    }

    [Fact]
    public void quiet_hours_end_though_the_clocks_change()
    {
        var rules = Rules with
        {
            Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Prague"), Quiet = new QuietHours(new TimeOnly(22, 0), new TimeOnly(2, 30)),
        };
        rules.NotQuiet(new DateTimeOffset(2026, 3, 29, 0, 30, 0, TimeSpan.Zero)).ShouldBe(new DateTimeOffset(2026, 3, 29, 1, 0, 0, TimeSpan.Zero));
    }

    [Theory]
    [InlineData("Cancelled")]
    [InlineData("Delivered")]
    [InlineData("Invoiced")]
    [InlineData("Shipped")]
    public void an_order_at_its_end_is_never_mailed_about(string end)
    {
        Known().Observes(end).Hears("CH-1", "day:2026-06-01").Runs(TimeSpan.FromDays(2)).Mails.ShouldBeEmpty();
        Known().Hears("CH-1", "day:2026-06-01").Observes(end).Runs(TimeSpan.FromDays(2)).Mails.ShouldBeEmpty();
    }

    [Fact]
    public void a_line_that_was_shipped_is_never_mailed_about()
    {
        var shipped = TrackedOrder.Lines(("CH-1", 2), ("TB-1", null));
        var order = Known().Observes("PartiallyShipped", (OrderFields.Lines, shipped)).Hears("CH-1", "day:2026-06-01").Runs(TimeSpan.FromDays(2));
        order.Mails.ShouldBeEmpty();
        order.Hears("TB-1", "day:2026-07-01").Runs(Hour).Mails.ShouldHaveSingleItem().Mail.Model.Items(TelledLines).Count.ShouldBe(1);
    }

    [Fact]
    public void what_an_older_version_of_the_product_says_comes_too_late()
    {
        var order = Known().Hears("CH-1", "day:2026-05-01", version: 9).Hears("CH-1", "day:2026-06-01", version: 8);
        order.Delivery.Lines[0].Item!.Promise.ShouldBe("day:2026-05-01");
        order.Last.Effects.ShouldBeEmpty();
    }

    [Fact]
    public void a_person_holds_an_order_and_lets_it_go()
    {
        var order = Known().Asks(new Command.HoldMails(true) { By = "Eva" }).Hears("CH-1", "day:2026-05-01").Runs(TimeSpan.FromDays(2));
        order.Mails.ShouldBeEmpty();
        order.Asks(new Command.HoldMails(false) { By = "Eva" }).Runs(Hour).Mails.Count.ShouldBe(1);
        Known().Hears("CH-1", "day:2026-05-01").Asks(new Command.HoldMails(true) { By = "Eva" }).Runs(TimeSpan.FromDays(2)).Mails.ShouldBeEmpty();
    }

    [Fact]
    public void orders_follow_their_items_where_no_mails_are_wanted()
    {
        var order = Known(new TrackingRules()).Hears("CH-1", "day:2026-09-01").Runs(TimeSpan.FromDays(2));
        order.Mails.ShouldBeEmpty();
        order.State.Canonical.Text(OrderFields.ExpectedDelivery).ShouldBe("day:2026-09-01");
    }

    [Fact]
    public void a_preview_is_the_mail_that_would_go_out()
    {
        var order = Known().Hears("CH-1", "day:2026-05-01");
        var preview = TrackingMail.Preview(order.State, order.Book, order.Now, all: false);
        order.Runs(Hour).Mails.ShouldHaveSingleItem().Mail.ShouldBe(preview);
        TrackingMail.Preview(order.State, order.Book, order.Now, all: false).ShouldBeNull();
        TrackingMail.Preview(order.State, order.Book, order.Now, all: true)!.Model.Items(TelledLines).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("day:2026-05-01,in-stock,discontinued", "day:2026-05-01", "in-stock")]
    [InlineData("day:2026-05-01,month:2026-04", "day:2026-05-01", "month:2026-04")]
    [InlineData("unknown,day:2026-05-01", "unknown", "day:2026-05-01")]
    [InlineData("in-stock,in-stock", "in-stock", "in-stock")]
    [InlineData("unknown", "unknown", "unknown")]
    [InlineData("discontinued", "discontinued", "discontinued")]
    public void an_orders_date_is_made_of_its_lines(string lines, string latest, string earliest)
    {
        var promises = lines.Split(',').Select(DeliveryPromise.Read).ToList();
        OrderDate.Of(promises, OrderDateRule.Latest).ToText().ShouldBe(latest);
        OrderDate.Of(promises, OrderDateRule.Earliest).ToText().ShouldBe(earliest);
    }

    [Fact]
    public void a_product_lets_orders_know_when_its_item_changed_and_only_then()
    {
        var rules = ProductRules(new FieldRule("supplier.*") { Master = "heo", Writers = ["heo", "alt"], Conflict = ConflictPolicy.Priority }) with { };
        rules = rules with { Systems = rules.Systems.Add(new SystemRules("heo", [])).Add(new SystemRules("alt", [])) };
        var product = new Scene(Book(rules) with { Tracking = new TrackingRules { Follows = true } }, Kind.Product);
        Houses.Known(product).DoesNot<EntityEffect.AnnounceItem>()
            .When.Sees("heo", "H1", (SupplierFields.Delivery, "day:2026-04-10"), (SupplierFields.Code, "H1")).Then.Does<EntityEffect.AnnounceItem>()
            .When.Sees(Erp, "10", (Sku, "CH-1"), (Name, "Armchair")).Then.DoesNot<EntityEffect.AnnounceItem>()
            .When.Sees("heo", "H1", (SupplierFields.Delivery, "lead:2-3w@2026-03-02")).Then.Does<EntityEffect.AnnounceItem>()
            .When.After(TimeSpan.FromDays(1)).Sees("heo", "H1", (SupplierFields.Delivery, "lead:2-3w@2026-03-03")).Then.DoesNot<EntityEffect.AnnounceItem>()
            .When.Sees("alt", "A1", (SupplierFields.Delivery, "day:2026-09-09")).Then.DoesNot<EntityEffect.AnnounceItem>();
        var item = ItemState.Of(product.State, 7)!;
        (item.System, item.Promise, item.Version).ShouldBe(("heo", "lead:2-3w@2026-03-02", 7));
        item.Keys.ShouldBe([new NaturalKey(Kind.Product, "sku", "CH-1")]);
        product.View("alt").Snapshot.Text(SupplierFields.Delivery).ShouldBe("day:2026-09-09");
        product.When.Misses("heo", "H1").Then.Does<EntityEffect.AnnounceItem>();
        ItemState.Of(product.State, 8)!.Gone.ShouldBeTrue();
    }
}
