using SyncCluster.Connectors;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;
using SyncCluster.Server.Composition;
using SyncCluster.Server.Tests.Stage;

namespace SyncCluster.Server.Tests.Composition;

public sealed class RuleBookCompilerTests
{
    private const string Mail = """
        mail:
          from: shop@example.com
          smtp: { host: localhost }
          shop: { name: Shop }

        """;

    private House _house = new() { Erp = new StageSystem("erp", Kind.Product, Kind.Customer, Kind.Order) { KnowsStock = true } };

    [Fact]
    public void goods_are_the_erps_and_a_sale_in_the_shop_is_not_written_over()
    {
        var product = Rules(Kind.Product);
        product.Master.ShouldBe("erp");
        product.Field(ProductFields.Description).Writers.ShouldBe(["erp"]);
        product.Field(ProductFields.Description).Drift.ShouldBe(DriftPolicy.Overwrite);
        product.Field(ProductFields.Stock).Drift.ShouldBe(DriftPolicy.KeepLower);
        product.Of("shop").ShouldNotBeNull().Creates.ShouldBeTrue();
        product.Of("shop")!.Fields.ShouldContain(ProductFields.Stock);
    }

    [Fact]
    public void customers_are_mirrored_field_by_field()
    {
        var customer = Rules(Kind.Customer);
        customer.Master.ShouldBe("erp");
        foreach (var field in new[] { CustomerFields.Type, CustomerFields.CompanyName, CustomerFields.TaxId, CustomerFields.VatId, CustomerFields.PriceLevel })
        {
            customer.Field(field).Writers.ShouldBe(["erp"]);
            customer.Field(field).Seeds.ShouldBe(["shop"]);
        }

        foreach (var field in new[] { "delivery.city", CustomerFields.Phone, CustomerFields.Mobile, CustomerFields.MarketingConsent })
        {
            customer.Field(field).Writers.ShouldBe(["shop"]);
            customer.Field(field).Seeds.ShouldBe(["erp"], "a contact that the ERP knows first comes to the shop with his phone (S0-13)");
        }

        customer.Field("billing.city").Writers.ShouldBe(["erp", "shop"]);
        customer.Field("billing.city").Conflict.ShouldBe(ConflictPolicy.Latest);
    }

    [Fact]
    public void orders_are_the_shops_and_their_state_both_write()
    {
        var order = Rules(Kind.Order);
        order.Master.ShouldBe("shop");
        order.Field(OrderFields.Total).Writers.ShouldBe(["shop"]);
        order.Field(OrderFields.State).Writers.ShouldBe(["erp", "shop"]);
        order.Of("erp").ShouldNotBeNull().Creates.ShouldBeTrue();
        order.Of("shop").ShouldNotBeNull().Creates.ShouldBeFalse();
        order.Orders.ChecksStockIn.ShouldBe("erp");
        Rules(Kind.Order, "rules: { order: { master: shop, checkStockIn: none } }\n").Orders.ChecksStockIn.ShouldBeNull();
    }

    [Fact]
    public void what_the_file_says_takes_the_place_of_defaults()
    {
        var product = Rules(Kind.Product, "rules: { product: { master: erp, create: { shop: false }, fields: { stock: { master: erp, drift: overwrite }, description: shop } } }\n");
        product.Field(ProductFields.Stock).Drift.ShouldBe(DriftPolicy.Overwrite);
        product.Field(ProductFields.Description).Writers.ShouldBe(["shop"]);
        product.Field(ProductFields.Name).Writers.ShouldBe(["erp"]);
        product.Of("shop").ShouldNotBeNull().Creates.ShouldBeFalse();
        Rules(Kind.Product, "rules: { product: { master: erp, fields: { '*': shop } } }\n").Field(ProductFields.Stock).Writers.ShouldBe(["shop"]);
        Rules(Kind.Customer, "rules: { customer: { master: erp, fields: { 'delivery.*': erp } } }\n").Field("delivery.city").Writers.ShouldBe(["erp"]);
    }

    [Fact]
    public void we_mail_only_what_the_shop_does_not()
    {
        _house = new House { Shop = new StageSystem("shop", Kind.Order) { Capabilities = new Capabilities { MailsCustomersAt = [OrderState.Shipped] } } };
        var mails = Book(Mail).Mails;
        mails.OrderStates.ShouldContain(OrderState.Accepted);
        mails.OrderStates.ShouldNotContain(OrderState.Shipped);
        mails.PaymentInstructions.ShouldBeFalse();
        Book(Mail + "  send: { orderShipped: true, orderAccepted: false }\n  payment: { accountName: Shop, iban: CZ65 }\n").Mails.OrderStates.ShouldContain(OrderState.Shipped);
        Book(Mail + "  payment: { accountName: Shop, iban: CZ65 }\n").Mails.PaymentInstructions.ShouldBeTrue();
        Book("").Mails.OrderStates.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("*", "stock", true)]
    [InlineData("delivery.*", "delivery.*", true)]
    [InlineData("delivery.*", "delivery.city", true)]
    [InlineData("delivery.city", "delivery.*", false)]
    [InlineData("stock", "*", false)]
    [InlineData("price.*", "priceUnit", false)]
    public void a_pattern_covers_another(string outer, string inner, bool covers) => RuleBookCompiler.Covers(outer, inner).ShouldBe(covers);

    [Fact]
    public void what_only_opened_systems_can_tell_is_found_too()
    {
        var configuration = _house.Configuration(
            "version: 1\nsystems:\n  erp: { connector: stage, role: erp, feeds: { prodcts: 1m } }\n  shop: { connector: stage, role: shop }\nrules:\n  category: { master: erp }\n", Path.GetTempPath());
        var problems = CompositionProblems.Find("sync.yaml", configuration, Opened(configuration)).Select(problem => problem.ToString()).ToList();
        problems.ShouldBe(
        [
            "sync.yaml:3:48: error: systems.erp.feeds.prodcts: 'erp' has no feed 'prodcts'. Did you mean 'products'?",
            "sync.yaml:6:15: warning: rules.category: No system has such records: these rules do nothing. Remove them, or add a system that has such records.",
        ]);
    }

    private KindRules Rules(Kind kind, string more = "") => Book(more).For(kind).ShouldNotBeNull();

    private RuleBook Book(string more)
    {
        var configuration = _house.Configuration(House.Systems + more, Path.GetTempPath());
        return RuleBookCompiler.Compile(configuration, Opened(configuration));
    }

    private static IReadOnlyList<OpenedSystem> Opened(SyncCluster.Server.Configuration.SyncConfiguration configuration) =>
        OpenedSystem.OpenAll(configuration, new HostServices(TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance));
}
