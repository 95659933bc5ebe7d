using System.Globalization;
using SyncCluster.Sandbox.Erp;
using SyncCluster.Sandbox.Portal;
using SyncCluster.Sandbox.Smtp;
using SyncCluster.Sandbox.WooCommerce;
using SyncCluster.Sandbox.WooCommerce.Growing;
using SyncCluster.Sandbox.WooCommerce.State;

namespace SyncCluster.Server.Demo;

/// <summary>
/// The outside world in one folder: a shop grown from a recorded one, an ERP behind interchange tables that knows the
/// same goods, a supplier's portal, a mailbox. What it accepted survives the end of the process; the portal only shows.
/// </summary>
internal sealed class SandboxWorld : IAsyncDisposable
{
    private const int Seed = 2026;

    private SandboxWorld(string folder, SandboxPorts ports, WooCommerceSandbox shop, ErpSimulation erp, SmtpSink mailbox, SupplierPortalSandbox portal)
    {
        Folder = folder;
        Ports = ports;
        Shop = shop;
        Erp = erp;
        Mailbox = mailbox;
        Portal = portal;
        Grower = new CatalogueGrower(shop, Seed);
    }

    public string Folder { get; }

    public SandboxPorts Ports { get; }

    public WooCommerceSandbox Shop { get; }

    public ErpSimulation Erp { get; }

    public SmtpSink Mailbox { get; }

    /// <summary>The supplier's portal.</summary>
    public SupplierPortalSandbox Portal { get; }

    /// <summary>The browser by which it is read, SYNCCLUSTER_CHROMIUM where that is set; null where this machine has none.</summary>
    public static string? Browser { get; } =
        (Environment.GetEnvironmentVariable("SYNCCLUSTER_CHROMIUM") is { Length: > 0 } own
            ? [own]
            : new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }).FirstOrDefault(File.Exists);

    /// <summary>What people read where there is none.</summary>
    public const string NoBrowser = "this machine has no Chromium (Debian: apt-get install chromium; elsewhere name it in SYNCCLUSTER_CHROMIUM)";

    public CatalogueGrower Grower { get; }

    /// <summary>The ERP's database file.</summary>
    public static string ErpFile(string folder) => Path.Combine(folder, "erp.db");

    /// <summary>Starts the world, and makes it first where the folder is empty.</summary>
    public static async Task<SandboxWorld> StartAsync(string folder, SandboxScale scale, int? http, TimeProvider time, CancellationToken cancellation, bool cluster = false, bool readsPortal = true)
    {
        Directory.CreateDirectory(folder);
        var ports = SandboxPorts.Of(folder, http);
        var shop = await WooCommerceSandbox.StartAsync(
            new WooCommerceSandboxOptions { Port = ports.Shop, StatePath = Path.Combine(folder, "shop.journal"), Seed = WooCommerceSeed.Recorded, Time = time }, cancellation);
        var erp = await ErpSimulation.StartAsync(new ErpSimulationOptions { Connection = $"Data Source={ErpFile(folder)}", RandomSeed = Seed, Time = time }, cancellation);
        var mailbox = await SmtpSink.StartAsync(new SmtpSinkOptions { Port = ports.Smtp, StatePath = Path.Combine(folder, "mails.journal"), Time = time }, cancellation);
        var portal = await SupplierPortalSandbox.StartAsync(new SupplierPortalSandboxOptions { Port = ports.Portal, Seed = [], Time = time }, cancellation);
        var world = new SandboxWorld(folder, ports, shop, erp, mailbox, portal);
        if ((await erp.ProductsAsync(cancellation)).Count == 0) await world.PopulateAsync(scale, cancellation);
        world.FillPortal(DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
        await SandboxConfiguration.WriteAsync(world, cluster, readsPortal, cancellation);
        return world;
    }

    /// <summary>Goods that both the shop and the ERP know and that can be sold one by one.</summary>
    public IEnumerable<ShopProduct> Goods() => Shop.Shop.Products.Values.Where(IsGood).OrderBy(product => product.Id);

    public async ValueTask DisposeAsync()
    {
        await Shop.DisposeAsync();
        await Erp.DisposeAsync();
        await Mailbox.DisposeAsync();
        await Portal.DisposeAsync();
    }

    /// <summary>The supplier has what the shop sells, under codes of its own, and knows the shop's.</summary>
    private void FillPortal(DateOnly today)
    {
        foreach (var (product, i) in Goods().Select((product, i) => (product, i)))
        {
            var name = System.Net.WebUtility.HtmlDecode((product.IsVariation ? Shop.Shop.Products[product.ParentId] : product).Name);
            Portal.Stock.Add(new PortalItem($"HEO-{product.Id.ToString("00000", CultureInfo.InvariantCulture)}", "", name, product.Sku)
            {
                Day = i % 5 == 0 ? null : today.AddDays(10 + (i * 7 % 90)), Said = i % 5 == 0 ? "skladem" : "", Ordered = 1 + (i % 30),
            });
        }
    }

    private async Task PopulateAsync(SandboxScale scale, CancellationToken cancellation)
    {
        Grower.GrowProducts(scale.Products);
        Grower.GrowCustomers(scale.Customers);
        var shop = Shop.Shop;
        var categories = shop.Categories.Values.Where(category => category.Slug != "uncategorized")
            .OrderBy(category => category.Parent).ThenBy(category => category.Id)
            .Select(category => new ErpCategory(1000 + category.Id, System.Net.WebUtility.HtmlDecode(category.Name), category.Parent == 0 ? null : 1000 + category.Parent)).ToList();
        var known = categories.Select(category => category.Id).ToHashSet();
        await Erp.SeedFromAsync(categories, [.. Goods().Select(product => InErp(product, known))], cancellation);
    }

    private ErpProductSeed InErp(ShopProduct product, HashSet<long> categories)
    {
        var parent = product.IsVariation ? Shop.Shop.Products[product.ParentId] : product;
        var price = decimal.TryParse(product.RegularPrice, NumberStyles.Number, CultureInfo.InvariantCulture, out var given) ? given : 100;
        var name = System.Net.WebUtility.HtmlDecode(parent.Name);
        return new ErpProductSeed(product.Sku, product.IsVariation ? $"{name} {string.Join(' ', product.Attributes.SelectMany(one => one.Options))}" : name, price, product.StockQuantity ?? 25)
        {
            Description = System.Net.WebUtility.HtmlDecode(parent.Description),
            CategoryIds = product.IsVariation ? [] : [.. product.Categories.Select(id => 1000L + id).Where(categories.Contains)],
        };
    }

    private static bool IsGood(ShopProduct product) => product is { Status: "publish", Sku.Length: > 0, Type: "simple" or "variation" };
}

/// <summary>How large a world is made.</summary>
/// <param name="Products">Products of the shop, variations not counted.</param>
/// <param name="Customers">Registered customers.</param>
internal sealed record SandboxScale(int Products = 500, int Customers = 200);
