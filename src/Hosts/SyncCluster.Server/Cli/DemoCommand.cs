using System.CommandLine;
using SyncCluster.Server.Composition;
using SyncCluster.Server.Demo;

namespace SyncCluster.Server.Cli;

/// <summary><c>synccluster demo</c>: the sandbox and the engine in one process, with things happening.</summary>
internal static class DemoCommand
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    public static Command Build(CommandContext context)
    {
        var folder = SandboxCommand.FolderOption("data/demo");
        var (products, customers) = SandboxCommand.ScaleOptions();
        var once = new Option<bool>("--once") { Description = "Play a fixed story, come to rest, compare the systems, and end; exit code 0 only if everything agrees" };
        var json = new Option<bool>("--json") { Description = "With --once: print the result as JSON" };
        var withoutPortal = new Option<bool>("--without-portal") { Description = "Leave the supplier's portal out; without this, --once needs a Chromium" };
        var onlyPortal = new Option<bool>("--only-portal") { Description = "With --once: play the chapter of the supplier's portal, and before it only what it needs" };
        var http = new Option<int?>("--port") { Description = "Port of the status page; a free one where not given" };
        var command = new Command("demo", "Shows a living system: a shop, an ERP behind SQL tables, a mailbox") { folder, products, customers, once, json, withoutPortal, onlyPortal, http };
        command.Validators.Add(result =>
        {
            if (result.GetValue(onlyPortal) && (result.GetValue(withoutPortal) || !result.GetValue(once))) result.AddError("--only-portal goes with --once and without --without-portal.");
        });
        command.SetAction((parsed, cancellation) => RunAsync(
            context, parsed.GetValue(folder)!, new SandboxScale(parsed.GetValue(products), parsed.GetValue(customers)),
            new Play(parsed.GetValue(once), parsed.GetValue(json), !parsed.GetValue(withoutPortal), parsed.GetValue(onlyPortal)), parsed.GetValue(http), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        CommandContext context, string folder, SandboxScale scale, Play play, int? http, CancellationToken cancellation)
    {
        var (once, json, readsPortal, _) = play;
        if (once && readsPortal && SandboxWorld.Browser is null)
        {
            await DemoReport.NotPlayed(SandboxWorld.NoBrowser).WriteAsync(context.Out, json);
            return ExitCodes.CannotRun;
        }

        // A story that is told once begins at its beginning.
        if (once && Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        await using var world = await SandboxWorld.StartAsync(folder, scale, http, context.Time, cancellation, readsPortal: readsPortal);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var talk = json ? context.Error : context.Out;
        var code = ExitCodes.Fine;
        var told = Task.CompletedTask;
        var run = await RunCommand.RunAsync(
            context with
            {
                Out = talk,
                Started = (app, stop) =>
                {
                    told = TellAsync(app.Services.GetRequiredService<Installation>(), stop);
                    return Task.CompletedTask;
                },
            },
            SandboxConfiguration.File(folder), logging => Logs.Configure(logging, json: false, LogLevel.Error), ends.Token);
        await told;
        return run == ExitCodes.Fine ? code : run;

        async Task TellAsync(Installation installation, CancellationToken stop)
        {
            try
            {
                await talk.WriteLineAsync($"  status page: {installation.Configuration.Http.Listen}");
                if (readsPortal && SandboxWorld.Browser is null) await talk.WriteLineAsync($"  the supplier's portal is not read: {SandboxWorld.NoBrowser}");
                if (once) code = await OnceAsync(context, installation, world, talk, play, stop);
                else await LiveAsync(world, context.Time, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                await talk.WriteLineAsync("Stopped.");
            }
            finally
            {
                await ends.CancelAsync();
            }
        }
    }

    private static async Task<int> OnceAsync(CommandContext context, Installation installation, SandboxWorld world, TextWriter talk, Play play, CancellationToken stop)
    {
        var started = context.Time.GetTimestamp();
        while (installation.Phase == Phase.Starting) await Task.Delay(TimeSpan.FromMilliseconds(50), context.Time, stop);
        var story = new DemoStory(installation, world, talk);
        var rests = await (play.OnlyPortal ? story.PlayPortalAsync(stop) : story.PlayAsync(stop));
        var portal = play.ReadsPortal ? story.Portal ?? "its chapter was not played to its end" : DemoReport.LeftOut;
        var report = await DemoReport.MakeAsync(installation, world, rests, context.Time.GetElapsedTime(started), portal, stop);
        await report.WriteAsync(context.Out, play.Json);
        return report.Agrees ? ExitCodes.Fine : ExitCodes.Found;
    }

    private sealed record Play(bool Once, bool Json, bool ReadsPortal, bool OnlyPortal);

    /// <summary>Something happens every few seconds: an order, a price, stock, a step of an order.</summary>
    private static async Task LiveAsync(SandboxWorld world, TimeProvider time, CancellationToken stop)
    {
        using var beat = new PeriodicTimer(Beat, time);
        for (var round = 0; await beat.WaitForNextTickAsync(stop); round++)
        {
            world.Grower.PlaceOrder();
            var products = await world.Erp.ProductsAsync(stop);
            await world.Erp.ChangePriceAsync(products[round * 7 % products.Count].Sku, products[round * 7 % products.Count].Price + 1, stop);
            await world.Erp.ReceiveStockAsync(products[round * 13 % products.Count].Sku, 3, stop);
            await world.Erp.RunOnceAsync(stop);
            var items = world.Portal.Stock.Items;
            if (round % 12 == 11 && items[round % items.Count] is { Day: { } day } item) world.Portal.Stock.Move(item.Code, day.AddDays(7));
            if ((await world.Erp.OrdersAsync(stop)).LastOrDefault(order => order is { IsDouble: false, State: "ACEPTADO" or "PROCESADO" or "ENVIADO" }) is { } order)
                await world.Erp.AdvanceAsync(order.OrderId, stop);
        }
    }
}
