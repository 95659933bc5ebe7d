using SyncCluster.Connectors;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Engine.Simulation.Systems;

/// <summary>Answers how much of a product there is at this moment, and remembers what it answered.</summary>
internal sealed class SimulatedStock(SimulatedSystem system) : IStockCheck
{
    public Task<IReadOnlyList<decimal?>> StockOfAsync(IReadOnlyList<StockQuestion> products, CancellationToken cancellation) =>
        system.Weather.ReadAsync<IReadOnlyList<decimal?>>(system.Time, () => [.. products.Select(Answer)]);

    private decimal? Answer(StockQuestion product)
    {
        var record = product.RemoteId is { } id ? system.Truth.Find(Kind.Product, id) : system.Truth.FindBy(Kind.Product, ProductFields.Sku, product.Sku);

        // A figure and nothing else (S2-39), also of what it does not know: silence would wait for a person, of whom there is none here.
        var stock = record is { Now.Deleted: false } ? record.Now.Fields.Number(ProductFields.Stock) ?? 0 : 0;
        system.Truth.StockAnswers.Add((system.Truth.Now, product.Sku, stock));
        return stock;
    }
}
