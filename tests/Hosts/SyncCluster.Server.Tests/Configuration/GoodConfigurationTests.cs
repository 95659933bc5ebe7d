using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;
using SyncCluster.Server.Composition;
using SyncCluster.Server.Configuration;

namespace SyncCluster.Server.Tests.Configuration;

public sealed class GoodConfigurationTests
{
    private readonly ConfigurationResult _result = Given.Loaded(Given.Good);

    private SyncConfiguration Configuration => _result.Configuration.ShouldNotBeNull(string.Join('\n', _result.Problems));

    [Fact]
    public void nothing_is_wrong_with_it()
    {
        _result.Problems.ShouldBeEmpty();
        Configuration.Store.PostgresConnection.ShouldBe($"Host=db;Username=sync;Password={Given.Secret}");
        Configuration.Http.Listen.ShouldBe(new Uri("http://0.0.0.0:5080"));
        Configuration.Http.Keys.Single().Scopes.ShouldBe(["read", "write"]);
    }

    [Fact]
    public void tracking_has_its_rules_and_its_secret()
    {
        var tracking = Configuration.Tracking;
        (tracking.Mails, tracking.ToleranceDays, tracking.Settle, tracking.MostPerDay).ShouldBe((MailSwitch.True, 2, TimeSpan.FromMinutes(15), 3));
        (tracking.Quiet, tracking.OrderDate, tracking.LinksValidFor).ShouldBe((new QuietHours(new TimeOnly(21, 0), new TimeOnly(7, 30)), OrderDateRule.Earliest, TimeSpan.FromDays(30)));
        tracking.LinkSecret.ShouldBe(Given.Secret);
        tracking.ToString().ShouldNotContain(Given.Secret);
    }

    [Fact]
    public void systems_have_their_settings_typed_and_defaults_filled_in()
    {
        Configuration.Systems.Select(system => system.Name).ShouldBe(["erp", "shop-sk"]);
        var (erp, shop) = (Configuration.Systems[0], Configuration.Systems[1]);
        erp.Values.Text("password").ShouldBe(Given.Secret);
        erp.Values.List("stores").ShouldBe(["main", "second"]);
        erp.Values.Duration("timeout").ShouldBe(TimeSpan.FromSeconds(30));
        erp.Concurrency.ShouldBe(2);
        erp.Feeds.Select(feed => feed.Busy).ShouldBe([null, TimeSpan.FromSeconds(20)], "S3-16, S3-32: each flow has its frequency");
        erp.Feeds.Select(feed => feed.Synchronous).ShouldBe([false, true], "S3-14, S3-15: asynchronous unless it is told otherwise");
        erp.Feeds.Select(feed => (feed.Name, feed.Every, feed.Enabled)).ShouldBe(
            [("products", TimeSpan.FromSeconds(30), true), ("orders", TimeSpan.FromMinutes(5), false)]);
        shop.Values.Text("password").ShouldBe("from-file");
        shop.Values.Text("dsn").ShouldBe($"Data Source=./erp.db;Password={Given.Secret}", "only its password must come by reference");
        shop.Values.Integer("retries").ShouldBe(5);
        shop.Values.Number("factor").ShouldBe(2.25m);
        shop.Values.Flag("strict").ShouldBeTrue();
        shop.Values.List("stores").ShouldBe(["single"]);
        shop.Values.Map("states")["processing"].ShouldBe("Accepted");
        shop.Values.NestedMap("tables")["products"]["key"].ShouldBe("ID");
        shop.Values.NestedMap("columns")["code"]["header"].ShouldBe("Item no.");
        shop.Values.NestedMap("columns")["date"]["format"].ShouldBe("yyMMdd");
        shop.Values.Steps("steps").Select(step => string.Join(' ', step.Select(one => $"{one.Key}:{one.Value}"))).ShouldBe(["fill:label=User with:{user}", "click:text=Log in", "reload:"]);
        shop.Concurrency.ShouldBe(4);
    }

    [Fact]
    public void rules_are_those_of_the_decision_core()
    {
        var product = Configuration.Rules.Single(rules => rules.Kind == Kind.Product);
        product.Master.ShouldBe("erp");
        product.Creates.ShouldBe([new("shop-sk", true), new("erp", false)]);
        product.Tombstone.ShouldBe(TombstonePolicy.Ignore);
        product.Fields.ShouldBe(
        [
            new FieldRule("description") { Master = "shop-sk", Writers = ["shop-sk"] },
            new FieldRule("price.*") { Master = "erp", Writers = ["erp"], Receivers = ["shop-sk"], Drift = DriftPolicy.Report },
            new FieldRule("stock") { Master = "erp", Writers = ["shop-sk", "erp"], Conflict = ConflictPolicy.Latest },
        ]);
        var order = Configuration.Rules.Single(rules => rules.Kind == Kind.Order);
        order.Orders.ChecksStockIn.ShouldBe("erp");
        order.Orders.EmitsUpToAge.ShouldBe(TimeSpan.FromDays(30));
        Configuration.Brake.Share.ShouldBe(0.3m);
        Configuration.Retry.First.ShouldBe(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void mail_is_bound()
    {
        var mail = Configuration.Mail.ShouldNotBeNull();
        mail.Smtp.ShouldBe(new SmtpConfiguration("mail.example.com", 587, true, "shop", Given.Secret, 2, TimeSpan.FromSeconds(60)));
        mail.Shop["name"].ShouldBe("The Shop");
        mail.Payment.ShouldNotBeNull()["dueDays"].ShouldBe(14);
        mail.OrderStates[OrderState.Accepted].ShouldBe(MailSwitch.False);
        mail.OrderStates[OrderState.Shipped].ShouldBe(MailSwitch.True);
        mail.OrderStates[OrderState.Delivered].ShouldBe(MailSwitch.Auto);
        var rules = RuleBookCompiler.Compile(Configuration, []);
        rules.Mails.OrderStates.ShouldContain(OrderState.Delivered);
        rules.Mails.OrderStates.ShouldNotContain(OrderState.Accepted);
        rules.Mails.PaymentInstructions.ShouldBeTrue();
        rules.Mails.Staff.ShouldBe(["office@example.com", "stock@example.com"]);
        rules.Mails.StaffStates.ShouldBe([OrderState.Rejected, OrderState.Returned]);
        rules.Mails.StaffLanguage.ShouldBe("sk");
    }

    [Fact]
    public void nothing_shows_a_secret_when_printed()
    {
        var printed = string.Join('\n', Configuration, Configuration.Store, Configuration.Http, Configuration.Systems, Configuration.Mail);
        printed.ShouldNotContain(Given.Secret);
        printed.ShouldNotContain("from-file");
    }

    [Fact]
    public void little_is_needed()
    {
        var least = Given.Loaded("version: 1\nsystems: { a: { connector: plain, role: shop, url: https://a.example, password: '${env:SECRET}' } }").Configuration.ShouldNotBeNull();
        least.Store.SqlitePath.ShouldNotBeNull().ShouldEndWith(Path.Combine("data", "sync.db"));
        least.Mail.ShouldBeNull();
        least.Brake.ShouldBe(new SyncCluster.Core.Polling.BrakeRules());
        least.Retry.ShouldBe(new RetryPolicy());
        least.LoopBreaker.ShouldBe(new LoopBreaker());
    }
}
