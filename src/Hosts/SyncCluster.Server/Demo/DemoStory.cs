using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Behaviors;
using SyncCluster.Sandbox.Erp;
using SyncCluster.Sandbox.Faults;
using SyncCluster.Sandbox.WooCommerce.State;
using SyncCluster.Server.Composition;

namespace SyncCluster.Server.Demo;

/// <summary>What happens in the demo: a day in a merchant's life, in a minute.</summary>
internal sealed class DemoStory(Installation installation, SandboxWorld world, TextWriter tell)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly RestWatch _rest = new(installation, world);

    /// <summary>What came of the supplier's portal, in a sentence; null where its chapter was not played to its end.</summary>
    public string? Portal { get; private set; }

    /// <summary>Plays every chapter once, each brought to rest. False where one does not come to rest.</summary>
    public async Task<bool> PlayAsync(CancellationToken cancellation) =>
        await ChapterAsync("Two grown databases meet: the shop's and the ERP's", () => Task.CompletedTask, cancellation)
        && await ChapterAsync("Customers order, guests and registered ones", () => OrdersAsync(12), cancellation)
        && await ChapterAsync("Prices and stock move in the ERP", () => PricesAndStockAsync(cancellation), cancellation)
        && await ChapterAsync("The ERP ships, some orders are delivered", () => AdvanceAsync(8, cancellation), cancellation)
        && await MistakeAsync(cancellation)
        && await ChapterAsync("The shop is down while the ERP goes on, then comes back", () => OutageAsync(cancellation), cancellation)
        && await SupplierAsync(cancellation)
        && await ChapterAsync("A customer cancels, a clerk adds a contact", () => CounterAsync(cancellation), cancellation);

    /// <summary>Plays the chapter of the supplier's portal, and before it what it needs: customers who wait.</summary>
    public async Task<bool> PlayPortalAsync(CancellationToken cancellation) =>
        await ChapterAsync("Two grown databases meet: the shop's and the ERP's", () => Task.CompletedTask, cancellation)
        && await ChapterAsync("Customers order, guests and registered ones", () => OrdersAsync(12), cancellation)
        && await SupplierAsync(cancellation);

    private async Task<bool> ChapterAsync(string title, Func<Task> happens, CancellationToken cancellation)
    {
        var time = installation.Services.Time;
        var started = time.GetTimestamp();
        await tell.WriteLineAsync($"• {title} …");
        await happens();
        var rests = await _rest.ReachedAsync(Patience, cancellation);
        var seconds = time.GetElapsedTime(started).TotalSeconds;
        await tell.WriteLineAsync(rests
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"  at rest after {seconds:0.0} s")
            : $"  did not come to rest: {await _rest.WhatMovesAsync(cancellation) ?? "a feed was not read"}");
        return rests;
    }

    private Task OrdersAsync(int count)
    {
        for (var i = 0; i < count; i++) world.Grower.PlaceOrder();
        return Task.CompletedTask;
    }

    private async Task PricesAndStockAsync(CancellationToken cancellation)
    {
        var products = await world.Erp.ProductsAsync(cancellation);
        foreach (var product in products.Where((_, i) => i % 17 == 0)) await world.Erp.ChangePriceAsync(product.Sku, product.Price + 10, cancellation);
        foreach (var product in products.Where((_, i) => i % 11 == 0)) await world.Erp.ReceiveStockAsync(product.Sku, 5, cancellation);
    }

    private async Task AdvanceAsync(int count, CancellationToken cancellation)
    {
        var accepted = (await world.Erp.OrdersAsync(cancellation)).Where(order => order is { State: ErpOrderStates.Accepted, IsDouble: false }).Take(count).ToList();
        foreach (var order in accepted)
        {
            await world.Erp.AdvanceAsync(order.OrderId, cancellation);
            await world.Erp.AdvanceAsync(order.OrderId, cancellation);
        }

        foreach (var order in accepted.Take(count / 2)) await world.Erp.AdvanceAsync(order.OrderId, cancellation);
    }

    /// <summary>A wrong import in the ERP: the brake holds it back, a person throws it away, the ERP corrects itself.</summary>
    private async Task<bool> MistakeAsync(CancellationToken cancellation)
    {
        var before = Prices();
        if (!await ChapterAsync("Somebody imports wrong prices into the ERP: the brake holds them back", async () => await world.Erp.MakeMassMistakeAsync(cancellation: cancellation), cancellation))
            return false;
        var feed = ActorAddress.Feed("erp", "tables");
        var json = await installation.Store.ReadDocumentAsync(FeedDocument.Key("erp", "tables"), cancellation);
        var tripped = json is { } document ? FeedDocument.Read(document).Tripped : null;
        await tell.WriteLineAsync($"  {tripped ?? "The brake did not trip."}");
        if (tripped is null) return false;
        var leaked = Prices().Count(price => before.GetValueOrDefault(price.Key) != price.Value);
        await tell.WriteLineAsync($"  {leaked} wrong prices reached the shop");
        return leaked == 0 && await ChapterAsync("A person discards them, and the ERP is put right", async () =>
        {
            await installation.Engine.Runtime.AskAsync(feed, new FeedCommand(FeedAction.Discard, "demo"), cancellation);
            await world.Erp.UndoMassMistakeAsync(cancellation);
        }, cancellation);
    }

    private async Task OutageAsync(CancellationToken cancellation)
    {
        world.Shop.Faults.Add(new FaultRule { Kind = FaultKind.Maintenance, RetryAfter = TimeSpan.FromSeconds(2) });
        var products = await world.Erp.ProductsAsync(cancellation);
        foreach (var product in products.Where((_, i) => i % 23 == 0)) await world.Erp.ChangePriceAsync(product.Sku, product.Price + 1, cancellation);
        await OrdersAsync(4);
        await Task.Delay(TimeSpan.FromSeconds(6), installation.Services.Time, cancellation);
        world.Shop.Faults.Clear();
    }

    /// <summary>The supplier moves dates in its portal: the robot reads them, every item knows, customers who wait are told once.</summary>
    private async Task<bool> SupplierAsync(CancellationToken cancellation)
    {
        if (SupplierPortalScene.Of(installation, world) is not { } scene)
        {
            await tell.WriteLineAsync("• The supplier's portal is left out, as asked");
            return true;
        }

        if (!await ChapterAsync("The robot has read the supplier's portal: dates seen first are news to nobody", () => scene.ReadAsync(cancellation), cancellation)) return false;
        var (first, _) = await scene.ToldAsync(cancellation);
        if (!await ChapterAsync("The supplier moves three dates in its portal, and the robot reads them", () => scene.MoveAsync(cancellation), cancellation)) return false;
        var problem = first > 0 ? $"{first} customers were told of dates that had not moved." : await scene.ProblemAsync(cancellation);
        if (problem is null) Portal = await scene.SummaryAsync(cancellation);
        await tell.WriteLineAsync($"  {problem ?? Portal}");
        return problem is null;
    }

    private async Task CounterAsync(CancellationToken cancellation)
    {
        var open = (await world.Erp.OrdersAsync(cancellation)).FirstOrDefault(order => order is { State: ErpOrderStates.Accepted, IsDouble: false });
        if (open is not null && int.TryParse(open.OrderId, out var id)) world.Shop.Checkout.SetOrderStatus(id, "cancelled");
        await world.Erp.AddContactAsync("Božena", "Němcová", "bozena.nemcova@example.test", cancellation: cancellation);
    }

    private Dictionary<int, string> Prices() => world.Shop.Shop.Products.Values.ToDictionary((ShopProduct product) => product.Id, product => product.RegularPrice);
}
