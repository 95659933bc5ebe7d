using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Simulation.Runs;

namespace SyncCluster.Engine.Simulation.Checking;

/// <summary>Every product of the ERP is in the shop once and as the ERP says; what the ERP deleted is not offered.</summary>
internal sealed class ProductCheck(World world)
{
    public IEnumerable<string> Check()
    {
        foreach (var sku in world.Erp.Of(Kind.Product).Select(record => record.Now.Fields.Text(ProductFields.Sku)!).Distinct())
        {
            var source = world.Erp.FindBy(Kind.Product, ProductFields.Sku, sku);
            var copies = world.Shop.Living(Kind.Product).Where(record => record.Now.Fields.Text(ProductFields.Sku) == sku).ToList();
            if (copies.Count > 1) yield return $"Product {sku} is {copies.Count} times in the shop";
            if (source is null)
            {
                foreach (var copy in copies)
                    if (copy.Now.Fields.Flag(ProductFields.Active) != false) yield return $"Product {sku} was deleted in the ERP and the shop still offers it";
                continue;
            }

            if (copies.Count == 0)
            {
                // Somebody took it out of the shop; the engine itself deletes nothing.
                if (world.Shop.Of(Kind.Product).Any(record => record.Now.Deleted && record.Now.Fields.Text(ProductFields.Sku) == sku)) continue;
                yield return $"Product {sku} is missing in the shop";
                continue;
            }

            // The description is left alone where the shop changed it.
            var wanted = source.Now.Fields.Where((field, _) => field != ProductFields.Description)
                .Map((field, value) => world.Shop.Normal(Kind.Product, field, value));
            var held = copies[0].Now.Fields.Where((field, _) => field != ProductFields.Description);
            foreach (var difference in AtRest.Differences(Kind.Product, wanted, held)) yield return $"Product {sku} in the shop: by the ERP, {difference}";
        }
    }
}
