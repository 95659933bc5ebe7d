using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Simulation.Systems;
using SyncCluster.Testing.Engines;

namespace SyncCluster.Engine.Orleans.Tests.Stage;

/// <summary>What people do in the outside systems of a stage.</summary>
internal static class StageTruth
{
    public static T Locked<T>(this EngineStage stage, SystemTruth system, Func<T> work)
    {
        lock (system.Gate) return work();
    }

    public static string Sku(int number) => $"STAGE-{number}";

    /// <summary>A new product of the ERP.</summary>
    public static TruthRecord InErp(this EngineStage stage, int number, decimal price) => stage.Locked(stage.Erp, () => stage.Erp.Create(Kind.Product, FieldSet.Of(
        (ProductFields.Sku, FieldValue.Of(Sku(number))), (ProductFields.Name, FieldValue.Of("Chair")), (ProductFields.Price(1), FieldValue.Of(price)),
        (ProductFields.Stock, FieldValue.Of(3m)), (ProductFields.Active, FieldValue.Of(true)))));

    public static void Reprice(this EngineStage stage, TruthRecord record, decimal price) => stage.Locked(stage.Erp, () =>
    {
        stage.Erp.Change(record, FieldSet.Of((ProductFields.Price(1), FieldValue.Of(price))));
        return true;
    });

    /// <summary>The price of a product in the shop; null where it is not there.</summary>
    public static decimal? InShop(this EngineStage stage, int number) => stage.Locked(
        stage.Shop, () => stage.Shop.FindBy(Kind.Product, ProductFields.Sku, Sku(number))?.Now.Fields.Number(ProductFields.Price(1)));
}
