using SyncCluster.Server.Configuration;

namespace SyncCluster.Server.Tests.Configuration;

/// <summary>Configurations for tests: a good one to begin with, and a loader with an environment of its own.</summary>
internal static class Given
{
    public const string Secret = "s3cr3t-value-of-this-environment";

    public const string Good = """
        version: 1
        store: { postgres: "Host=db;Username=sync;Password=${env:SECRET}" }
        http:
          listen: http://0.0.0.0:5080
          publicUrl: https://sync.example.com
          keys:
            - { name: dashboard, key: "${env:SECRET}", scopes: [read, write] }
        systems:
          erp:
            connector: plain
            role: erp
            url: https://erp.example.com
            password: ${env:SECRET}
            feeds:
              products: 30s
              orders: { every: 5m, busy: 20s, enabled: false, mode: synchronous }
          shop-sk:
            connector: plain
            role: shop
            url: https://shop.example.com
            password: "${file:shop.password}"
            mode: careful
            dsn: "Data Source=./erp.db;Password=${env:SECRET}"
            retries: 5
            factor: 2.25
            strict: true
            timeout: 1m
            stores: single
            states: { processing: Accepted }
            tables: { products: { name: T1, key: ID } }
            columns: { code: "Item no.", date: { header: ETA, format: yyMMdd } }
            steps: [ { fill: label=User, with: "{user}" }, { click: "text=Log in" }, reload ]
            concurrency: 4
        rules:
          product:
            master: erp
            create: { shop-sk: true, erp: false }
            tombstone: ignore
            fields:
              description: shop-sk
              price.*: { writers: [erp], receivers: [shop-sk], drift: report }
              stock: { master: erp, writers: [shop-sk, erp], conflict: latest }
          order:
            master: shop-sk
            create: { erp: true }
            checkStockIn: erp
        mail:
          from: Shop <shop@example.com>
          smtp: { host: mail.example.com, user: shop, password: "${env:SECRET}" }
          shop: { name: The Shop, url: https://shop.example.com }
          payment: { accountName: The Shop Ltd, iban: CZ6508000000192000145399, dueDays: 14 }
          send: { orderAccepted: false, orderShipped: true }
          staff: { to: [Office <office@example.com>, stock@example.com], states: [Rejected, Returned], language: sk }
        tracking: { mails: true, toleranceDays: 2, settle: 15m, mostPerDay: 3, quietHours: "21:00-07:30", orderDate: earliest, linkSecret: "${env:SECRET}", linksValidFor: 30d }
        guards: { share: 0.3, minimum: 5, retryFirst: 2s }
        """;

    public static ConnectorCatalog Connectors { get; } = new([new PlainConnector()]);

    public static ConfigurationResult Loaded(string yaml) => ConfigurationLoader.Load(
        new ConfigurationSource(
            "sync.yaml", yaml, Path.GetTempPath(),
            name => name == "SECRET" ? Secret : null,
            path => path.EndsWith("shop.password", StringComparison.Ordinal) ? "from-file\n" : null),
        Connectors);

    /// <summary>The good configuration with one passage changed.</summary>
    public static ConfigurationResult Changed(string passage, string into)
    {
        Good.ShouldContain(passage);
        return Loaded(Good.Replace(passage, into, StringComparison.Ordinal));
    }
}
