namespace SyncCluster.Connectors;

/// <summary>Asks a system in real time how much of a product can be sold (S2-37 … S2-39).</summary>
public interface IStockCheck
{
    /// <summary>The stock of each product, in the order asked; null where the system does not know the product.</summary>
    /// <param name="products">SKU and, where known, the product's remote id in the system.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="Core.Faults.FaultException">The system could not be asked.</exception>
    Task<IReadOnlyList<decimal?>> StockOfAsync(IReadOnlyList<StockQuestion> products, CancellationToken cancellation);
}

/// <summary>Which product's stock is asked for.</summary>
/// <param name="Sku">The SKU as the shop wrote it.</param>
/// <param name="RemoteId">The product's id in the asked system, where it is bound.</param>
public sealed record StockQuestion(string Sku, string? RemoteId);
