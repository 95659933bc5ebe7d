using System.Globalization;

namespace SyncCluster.EndToEnd.Tests.Cluster;

/// <summary>
/// People who change prices each half second and buy each second, until they are told to stop: whatever befalls the cluster, and
/// however long it takes to recover, there is work on its way.
/// </summary>
internal sealed class PeopleAtWork : IAsyncDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);

    // Prices move by little, so that a feed which reads the sum of many rounds at once does not take it for a mass mistake.
    private const int Steps = 50;
    private const decimal MarkedAtLeast = 10_000;

    private readonly RunningCluster _cluster;
    private readonly CancellationTokenSource _enough = new();
    private readonly Task _work;
    private readonly string _marked;
    private readonly decimal _markedFrom;

    private PeopleAtWork(RunningCluster cluster, IReadOnlyList<Product> products, int share, CancellationToken stop)
    {
        _cluster = cluster;
        _marked = products[0].Sku;
        _markedFrom = Math.Max(MarkedAtLeast, products[0].Price);
        _work = WorkAsync(products, share, stop);
    }

    /// <summary>Begins; the first round is under way when it returns.</summary>
    /// <param name="cluster">Whose ERP and shop they use.</param>
    /// <param name="stop">Ends the test.</param>
    /// <param name="share">Each round every how manieth product gets a new price.</param>
    public static async Task<PeopleAtWork> BeginAsync(RunningCluster cluster, CancellationToken stop, int share = 11)
    {
        var products = await cluster.World.Erp.ProductsAsync(stop);
        return new PeopleAtWork(cluster, [.. products.Select(product => new Product(product.Sku, product.Price))], share, stop);
    }

    /// <summary>Rounds that were made until now.</summary>
    public int Rounds { get; private set; }

    /// <summary>Waits until they have made so many more rounds.</summary>
    public Task MakeRoundsAsync(int more, CancellationToken stop)
    {
        var last = Rounds + more;
        return UntilAsync(() => Rounds >= last, stop);
    }

    /// <summary>Waits until the shop has the price of a round that is begun after this call.</summary>
    public Task NextArrivesAsync(CancellationToken stop)
    {
        var round = Rounds + 1;
        return UntilAsync(() => Arrived() >= round, stop);
    }

    /// <summary>
    /// Waits until the shop has any new price. One product's own may be on its way by somebody who died, and comes again
    /// only when that push's lease ends.
    /// </summary>
    public Task AnyArrivesAsync(CancellationToken stop)
    {
        var shop = _cluster.World.Shop.Shop;
        var before = shop.Products.Values.ToDictionary(product => product.Id, product => product.RegularPrice);
        return UntilAsync(() => shop.Products.Values.Any(product => before.GetValueOrDefault(product.Id) != product.RegularPrice), stop);
    }

    /// <summary>Lets them finish the round that they are at.</summary>
    public async Task EndAsync()
    {
        await _enough.CancelAsync();
        await _work;
    }

    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        await _work.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        _enough.Dispose();
    }

    private async Task WorkAsync(IReadOnlyList<Product> products, int share, CancellationToken stop)
    {
        using var beat = new PeriodicTimer(Beat);
        while (!_enough.IsCancellationRequested)
        {
            var round = Rounds + 1;
            var more = round % Steps * 0.01m;
            for (var number = 1 + (round % share); number < products.Count; number += share)
                await _cluster.World.Erp.ChangePriceAsync(products[number].Sku, products[number].Price + more, stop);
            if (round % 2 == 0) _cluster.World.Grower.PlaceOrder();
            await _cluster.World.Erp.ChangePriceAsync(_marked, _markedFrom + round, stop);
            Rounds = round;
            await beat.WaitForNextTickAsync(stop);
        }
    }

    private async Task UntilAsync(Func<bool> isSo, CancellationToken stop)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!isSo())
        {
            if (_work.IsCompleted) await _work;
            await beat.WaitForNextTickAsync(stop);
        }
    }

    private int Arrived() =>
        decimal.TryParse(_cluster.World.Shop.Shop.ProductBySku(_marked)?.RegularPrice, NumberStyles.Number, CultureInfo.InvariantCulture, out var price) && price > _markedFrom
            ? (int)(price - _markedFrom)
            : 0;

    private sealed record Product(string Sku, decimal Price);
}
