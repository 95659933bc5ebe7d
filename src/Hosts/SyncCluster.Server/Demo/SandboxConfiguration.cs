using System.Globalization;

namespace SyncCluster.Server.Demo;

/// <summary>Writes the <c>sync.yaml</c> that connects a sandbox's shop, ERP and mailbox: what a merchant would write, on one screen.</summary>
internal static class SandboxConfiguration
{
    /// <summary>Where the file of a folder lies.</summary>
    public static string File(string folder) => Path.Combine(folder, "sync.yaml");

    /// <summary>What tells the processes of a cluster on one machine apart: environment variables.</summary>
    private const string Cluster = """
        store: { postgres: "${env:SYNC_DB}" }
        cluster: { name: "${env:SYNC_NAME}", siloPort: "${env:SYNC_SILO_PORT}", gatewayPort: "${env:SYNC_GATEWAY_PORT}", drain: 2s, grace: 40s, pushLease: 30s }
        """;

    /// <summary>Writes the file.</summary>
    /// <param name="world">What it connects to.</param>
    /// <param name="cluster">True for processes of a cluster, whose store, names and ports come from SYNC_DB, SYNC_NAME, SYNC_HTTP, SYNC_SILO_PORT and SYNC_GATEWAY_PORT.</param>
    /// <param name="readsPortal">The supplier's portal is one of the systems, where there is a browser.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task WriteAsync(SandboxWorld world, bool cluster, bool readsPortal, CancellationToken cancellation)
    {
        var listen = cluster ? "http://127.0.0.1:${env:SYNC_HTTP}" : $"http://127.0.0.1:{world.Ports.Http.ToString(CultureInfo.InvariantCulture)}";
        var secrets = Path.Combine(world.Folder, "secrets");
        Directory.CreateDirectory(secrets);
        await WriteSecretAsync("erp", $"Data Source={SandboxWorld.ErpFile(Path.GetFullPath(world.Folder))}");
        await WriteSecretAsync("woo-key", world.Shop.ConsumerKey);
        await WriteSecretAsync("woo-secret", world.Shop.ConsumerSecret);
        await WriteSecretAsync("woo-webhooks", "sandbox webhook secret");
        await WriteSecretAsync("portal", new Sandbox.Portal.SupplierPortalSandboxOptions().Password);
        await WriteSecretAsync("portal-state", "sandbox portal state key");
        var supplier = readsPortal && SandboxWorld.Browser is { } browser ? Supplier(world, browser) : "";
        await System.IO.File.WriteAllTextAsync(File(world.Folder), string.Create(CultureInfo.InvariantCulture, $$"""
            version: 1
            {{(cluster ? Cluster : "store: { sqlite: state/synccluster.db }")}}
            http: { listen: "{{listen}}", publicUrl: http://127.0.0.1:{{world.Ports.Http}} }
            systems:
              erp:
                connector: sql-interchange
                role: erp
                provider: sqlite
                connection: ${file:secrets/erp}
                currency: CZK
                interval: 1s
                pageSize: 500
              shop:
                connector: woocommerce
                role: shop
                url: {{world.Shop.BaseUrl}}
                key: ${file:secrets/woo-key}
                secret: ${file:secrets/woo-secret}
                webhookSecret: ${file:secrets/woo-webhooks}
                concurrency: 4
                feeds: { products: 5s, variations: 5s, categories: 10s, customers: 5s, orders: 2s, products-sweep: 1h, orders-sweep: 1h }{{supplier}}
            rules:
              product:
                master: erp
                fields:
                  "*": erp{{(supplier.Length > 0 ? "\n      supplier.*: supplier" : "")}}
                  name: { master: shop, seeds: [erp] }
                  description: { master: shop, seeds: [erp] }
                  stock: { master: erp, drift: keepLower }
            mail:
              smtp: { host: 127.0.0.1, port: {{world.Ports.Smtp}}, security: none }
              from: Sandbox Shop <shop@sandbox.example.test>
              language: cs
              shop: { name: Sandbox Shop, email: shop@sandbox.example.test }
              payment: { accountName: Sandbox Shop s.r.o., iban: CZ6508000000192000145399, bic: GIBACZPX, dueDays: 7 }
              send: { orderAccepted: true, orderRejected: true, orderProcessed: auto, orderShipped: true, orderDelivered: true }
            tracking: { settle: 2s, mostPerDay: 0 }
            guards: { share: 0.2, minimum: 40 }

            """), cancellation);

        static string Supplier(SandboxWorld world, string browser) => $$"""

              supplier:
                connector: supplier-portal
                role: supplier
                url: {{world.Portal.BaseUrl}}/orders
                user: {{new Sandbox.Portal.SupplierPortalSandboxOptions().User}}
                password: ${file:secrets/portal}
                stateKey: ${file:secrets/portal-state}
                chromium: {{browser}}
                interval: 1m
                pace: 0s
            """;

        Task WriteSecretAsync(string name, string text) => System.IO.File.WriteAllTextAsync(Path.Combine(secrets, name), text, cancellation);
    }
}
