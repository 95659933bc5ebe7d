using System.CommandLine;
using SyncCluster.Server.Demo;

namespace SyncCluster.Server.Cli;

/// <summary><c>synccluster sandbox</c>: a shop, an ERP and a mailbox on loopback, with a <c>sync.yaml</c> that connects them.</summary>
internal static class SandboxCommand
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    public static Command Build(CommandContext context)
    {
        var folder = FolderOption("data/sandbox");
        var (products, customers) = ScaleOptions();
        var http = new Option<int?>("--port") { Description = "Port that the written sync.yaml listens on; a free one where not given" };
        var cluster = new Option<bool>("--cluster")
        {
            Description = "Write a sync.yaml for many processes on PostgreSQL: SYNC_DB, SYNC_NAME, SYNC_HTTP, SYNC_SILO_PORT and SYNC_GATEWAY_PORT tell them apart",
        };
        var command = new Command("sandbox", "Stands in for a shop, an ERP and a mail server on this machine, and writes a sync.yaml that connects them")
        {
            folder, products, customers, http, cluster,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            context, parsed.GetValue(folder)!, new SandboxScale(parsed.GetValue(products), parsed.GetValue(customers)), parsed.GetValue(http),
            parsed.GetValue(cluster), cancellation));
        return command;
    }

    public static Option<string> FolderOption(string folder) => new("--data") { Description = "Folder that keeps everything", DefaultValueFactory = _ => folder };

    public static (Option<int> Products, Option<int> Customers) ScaleOptions() =>
    (
        new Option<int>("--products") { Description = "Products of the shop, variations not counted", DefaultValueFactory = _ => 500 },
        new Option<int>("--customers") { Description = "Registered customers of the shop", DefaultValueFactory = _ => 200 });

    private static async Task<int> RunAsync(CommandContext context, string folder, SandboxScale scale, int? http, bool cluster, CancellationToken cancellation)
    {
        await using var world = await SandboxWorld.StartAsync(folder, scale, http, context.Time, cancellation, cluster);
        await context.Out.WriteLineAsync($"shop     {world.Shop.BaseUrl} ({world.Shop.Shop.Products.Count} products and variations, {world.Shop.Shop.Customers.Count} users)");
        await context.Out.WriteLineAsync($"ERP      {SandboxWorld.ErpFile(folder)} (its timed task runs every second)");
        await context.Out.WriteLineAsync($"portal   {world.Portal.BaseUrl}/orders ({world.Portal.Stock.Items.Count} items{(SandboxWorld.Browser is null ? "; not read: this machine has no Chromium" : "")})");
        await context.Out.WriteLineAsync($"mailbox  127.0.0.1:{world.Ports.Smtp}");
        await context.Out.WriteLineAsync($"connect  synccluster run -c {SandboxConfiguration.File(folder)}{(cluster ? " --engine orleans" : "")}");
        using var beat = new PeriodicTimer(Beat, context.Time);
        try
        {
            while (await beat.WaitForNextTickAsync(cancellation))
            {
                var run = await world.Erp.RunOnceAsync(cancellation);
                if (run.Accepted + run.Rejected > 0) await context.Out.WriteLineAsync($"ERP      read orders: {run.Accepted} accepted, {run.Rejected} rejected");
            }
        }
        catch (OperationCanceledException)
        {
            await context.Error.WriteLineAsync("Stopped.");
        }

        return ExitCodes.Fine;
    }
}
