using SyncCluster.Connectors;

namespace SyncCluster.Server.Tests.Configuration;

public sealed class ProblemTests
{
    /// <summary>A passage of the good file, what it is changed into, and what must be told about it.</summary>
    [Theory]
    [InlineData("listen:", "lisen:", "http: There is no setting 'lisen'. Did you mean 'listen'?")]
    [InlineData("listen:", "trustedProxies: [10.0.0.0/8, lb.example]\n  listen:", "http.trustedProxies: 'lb.example' is no address and no network.")]
    [InlineData("concurrency: 4", "concurency: 4", "There is no setting 'concurency'. Did you mean 'concurrency'?")]
    [InlineData("retries: 5", "retries: five", "systems.shop-sk.retries: 'five' is no whole number. Write digits only.")]
    [InlineData("retries: 5", "retries: 50", "'50' is too large. The most is 9.")]
    [InlineData("retries: 5", "retries: 99999999999999999999", "is no whole number.")]
    [InlineData("factor: 2.25", "factor: 2,25", "'2,25' is no number. Write digits, with a point before decimals.")]
    [InlineData("factor: 2.25", "factor: -1", "'-1' is too small. The least is 0.")]
    [InlineData("strict: true", "strict: yes", "'yes' is neither true nor false.")]
    [InlineData("timeout: 1m", "timeout: 90", "'90' is no length of time. Write a number and a unit: 500ms, 30s, 5m, 1h or 1d.")]
    [InlineData("timeout: 1m", "timeout: 2m", "'2m' is too large. The most is 60 seconds.")]
    [InlineData("timeout: 1m", "timeout: 500ms", "'500ms' is too small. The least is 1 seconds.")]
    [InlineData("url: https://erp.example.com", "url: erp.example.com", "'erp.example.com' is no web address. Write it whole: https://shop.example.com.")]
    [InlineData("url: https://erp.example.com", "mode: fast", "systems.erp: 'url' is missing. Add url: Address.")]
    [InlineData("url: https://erp.example.com", "url:", "systems.erp.url: Here no value stands.")]
    [InlineData("url: https://erp.example.com", "url: https://crash.example", "The connector 'plain' could not check these settings (InvalidOperationException).")]
    [InlineData("mode: careful", "mode: carefull", "'carefull' is not possible here. Did you mean 'careful'?")]
    [InlineData("states: { processing: Accepted }", "states: [a]", "Here a list stands. Write names and values: { name: value }.")]
    [InlineData("tables: { products: { name: T1, key: ID } }", "steps: { click: x }", "systems.shop-sk.steps: Here a section with names stands.")]
    [InlineData("tables: { products: { name: T1, key: ID } }", "tables: { products: x }", "systems.shop-sk.tables.products: Here a single value stands.")]
    [InlineData("stores: single", "stores: { a: b }", "Here a section with names stands. Write a list: [first, second].")]
    [InlineData("retries: 5", "retries: 0", "systems.shop-sk.retries: Careful without retries. Allow at least one.")]
    [InlineData("connector: plain\n    role: erp", "connector: plan\n    role: erp", "systems.erp.connector: There is no connector 'plan'. Did you mean 'plain'?")]
    [InlineData("role: erp", "role: boss", "'boss' is not possible here. Possible values: crm, erp, shop, supplier.")]
    [InlineData("password: ${env:SECRET}", "password: hunter2", "systems.erp.password: A secret stands here in plain text. Write ${env:NAME} or ${file:path}")]
    [InlineData("password: ${env:SECRET}", "password: x${env:SECRET}", "A secret stands here in plain text.")]
    [InlineData("password: ${env:SECRET}", "password: ${env:SECERT}", "The environment variable SECERT is not set or empty. Set SECERT before you start")]
    [InlineData("${file:shop.password}", "${file:gone}", "The file gone does not exist, is empty or cannot be read.")]
    [InlineData("Password=${env:SECRET}", "Password=hunter2", "store.postgres: A password stands here in plain text.")]
    [InlineData("mode: careful", "mode: ${evn:X}", "A reference that begins with ${ is not understood.")]
    [InlineData("shop-sk:\n    connector", "erp:\n    connector", "'erp' stands here a second time; the first is in line 9.")]
    [InlineData("shop-sk:\n    connector", "Shop SK:\n    connector", "systems: 'Shop SK' cannot be a name here. Write lower case, digits and hyphens, at most 40.")]
    [InlineData("master: erp\n    create", "master: epr\n    create", "rules.product.master: There is no system 'epr'. Did you mean 'erp'?")]
    [InlineData("description: shop-sk", "description: shop-cz", "rules.product.fields.description.master: There is no system 'shop-cz'. Did you mean 'shop-sk'?")]
    [InlineData("create: { shop-sk: true, erp: false }", "create: { shop: true }", "rules.product.create: There is no system 'shop'.")]
    [InlineData("writers: [shop-sk, erp]", "writers: [shop-sk]", "rules.product.fields.stock.writers: The master 'erp' may not write. Add erp to writers")]
    [InlineData("conflict: latest", "conflict: newest", "'newest' is not possible here. Possible values: latest, manual, master, priority.")]
    [InlineData("checkStockIn: erp", "checkStockIn: epr", "rules.order.checkStockIn: There is no system 'epr'.")]
    [InlineData("rules:\n  product", "rules:\n  produkt", "rules: There is no setting 'produkt'. Did you mean 'product'?")]
    [InlineData("stock: { master", "stok: { master", "'stok' is no field that we know; it is taken for one of your own. Did you mean 'stock'?")]
    [InlineData("  from: Shop <shop@example.com>", "  from: nobody", "mail.from: This is no e-mail address.")]
    [InlineData("smtp: { host: mail.example.com, user: shop, password: \"${env:SECRET}\" }", "smtp: { host: m, user: shop }", "Only one of 'user' and 'password' is given.")]
    [InlineData("  smtp: { host: mail.example.com, user: shop, password: \"${env:SECRET}\" }", "  language: cs", "mail: 'smtp' is missing. Add smtp: The mail server.")]
    [InlineData("orderShipped: true", "orderShipped: maybe", "mail.send.orderShipped: 'maybe' is not possible here. Possible values: auto, false, true.")]
    [InlineData("  shop: { name: The Shop", "  timeZone: Europe/Atlantis\n  shop: { name: The Shop", "mail.timeZone: There is no such time zone.")]
    [InlineData("stock@example.com]", "stock]", "mail.staff.to: 'stock' is no e-mail address. Write each as office@example.com.")]
    [InlineData("states: [Rejected, Returned]", "states: [Rejeted]", "mail.staff.states: 'Rejeted' is not possible here. Did you mean 'Rejected'?")]
    [InlineData("  shop: { name: The Shop", "  allowedDomains: [other.example]\n  shop: { name: The Shop", "mail.staff.to: office@example.com is in none of the allowedDomains and would get nothing. Add example.com to mail.allowedDomains.")]
    [InlineData("to: [Office <office@example.com>, stock@example.com], ", "", "mail.staff: 'to' is missing.")]
    [InlineData("retryFirst: 2s", "retryFirst: 1h", "guards.retryFirst: The first wait is longer than the longest.")]
    [InlineData("scopes: [read, write]", "scopes: [read, wirte]", "http.keys[0].scopes: 'wirte' is not possible here. Did you mean 'write'?")]
    [InlineData("store: { postgres", "store: { sqlite: a.db, postgres", "store: Both 'sqlite' and 'postgres' are given. Keep one of them.")]
    [InlineData("21:00-07:30", "21-7", "tracking.quietHours: This is no span of hours. Write two different times of day")]
    [InlineData("21:00-07:30", "21:00-21:00", "tracking.quietHours: This is no span of hours.")]
    [InlineData("orderDate: earliest", "orderDate: first", "tracking.orderDate: 'first' is not possible here. Possible values: earliest, latest.")]
    [InlineData("./erp.db;Password=${env:SECRET}", "./erp.db;Password=hunter2", "systems.shop-sk.dsn: A password stands here in plain text.")]
    [InlineData("linkSecret: \"${env:SECRET}\"", "linkSecret: secret", "tracking.linkSecret: A secret stands here in plain text.")]
    [InlineData("linkSecret: \"${env:SECRET}\"", "linkSecret: \"${file:shop.password}\"", "tracking.linkSecret: The secret has fewer than 32 letters")]
    [InlineData("mode: careful", "itemMap: gone.csv", "systems.shop-sk.itemMap: There is no such file.")]
    [InlineData("version: 1", "version: 2", "version: '2' is not possible here. Possible values: 1.")]
    [InlineData("version: 1", "", "'version' is missing.")]
    public void what_is_wrong_is_told_with_the_way_out(string passage, string into, string told)
    {
        var result = Given.Changed(passage.ReplaceLineEndings("\n"), into);
        result.Problems.Select(problem => problem.ToString()).ShouldContain(
            line => line.Contains(told, StringComparison.Ordinal), $"told was:\n{string.Join('\n', result.Problems)}");
        result.Problems.ShouldAllBe(problem => problem.Message.Length > 0 && problem.Place.Line > 0 && problem.Place.Column > 0);
        (result.Configuration is null).ShouldBe(result.Problems.Any(problem => problem.Severity == Severity.Error));
        string.Join('\n', result.Problems).ShouldNotContain("hunter2");
        string.Join('\n', result.Problems).ShouldNotContain(Given.Secret);
        string.Join('\n', result.Problems).ShouldNotContain("secret-in-message");
    }

    [Fact]
    public void a_problem_names_file_line_and_column()
    {
        var problem = Given.Changed("retries: 5", "retries: five").Problems.Single();
        problem.ToString().ShouldBe("sync.yaml:24:14: error: systems.shop-sk.retries: 'five' is no whole number. Write digits only.");
    }

    [Fact]
    public void everything_wrong_is_told_at_once_in_the_order_of_the_file()
    {
        var result = Given.Loaded(Given.Good.Replace("listen:", "lisen:").Replace("retries: 5", "retries: five").Replace("share: 0.3", "share: much"));
        result.Problems.Count.ShouldBe(3);
        result.Problems.Select(problem => problem.Place.Line).ShouldBeInOrder();
    }

    [Fact]
    public void a_value_by_reference_is_not_shown_when_it_is_wrong()
    {
        var problem = Given.Changed("retries: 5", "retries: ${env:SECRET}").Problems.Single();
        problem.Message.ShouldBe("The value is no whole number.");
    }

    [Fact]
    public void a_dollar_sign_can_be_written() =>
        Given.Changed("states: { processing: Accepted }", "states: { a: '$${env:X} costs $5' }").Configuration.ShouldNotBeNull()
            .Systems[1].Values.Map("states")["a"].ShouldBe("${env:X} costs $5");

    [Fact]
    public void an_unknown_connector_does_not_hide_the_rest()
    {
        var problems = Given.Changed("connector: plain\n    role: erp", "connector: other\n    role: boss").Problems;
        problems.Select(problem => problem.Path).ShouldBe(["systems.erp.connector", "systems.erp.role"]);
    }
}
