using SyncCluster.Core.Deciding;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Codec;
using SyncCluster.Engine.Simulation.Memory;
using SyncCluster.Engine.Simulation.Runs;

namespace SyncCluster.Engine.Simulation.Checking;

/// <summary>No order is lost and none is doubled; both systems agree where it stands.</summary>
internal sealed class OrderCheck(World world, MemoryDatabase disk)
{
    public IEnumerable<string> Check()
    {
        var known = disk.Entities.Values.Where(entity => entity.Kind == Kind.Order)
            .Select(entity => EngineJson.Read<EntityState>(entity.State.Span)).ToLookup(state => state.Canonical.Text(OrderFields.Number));
        foreach (var order in world.Shop.Living(Kind.Order))
        {
            var number = order.Now.Fields.Text(OrderFields.Number)!;
            var copies = world.Erp.Living(Kind.Order).Where(copy => copy.Now.Fields.Text(OrderFields.Number) == number).ToList();
            var inShop = order.Now.Fields.Text(OrderFields.State)!;
            if (copies.Count > 1) yield return $"Order {number} is {copies.Count} times in the ERP";
            if (copies.Count == 0 && inShop != nameof(OrderState.Cancelled)) yield return $"Order {number} is lost: the ERP has none";
            if (known[number].Count() != 1) yield return $"Order {number} is {known[number].Count()} entities";
            if (copies.Count != 1 || known[number].FirstOrDefault() is not { } state) continue;
            var stands = state.Canonical.Text(OrderFields.State)!;
            var inErp = copies[0].Now.Fields.Text(OrderFields.State)!;
            if (inErp != stands && !(stands == nameof(OrderState.Emitting) && inErp == nameof(OrderState.Validating)))
                yield return $"Order {number} stands at {stands}, in the ERP at {inErp}";
            if (Scenario.Coarse(stands) != inShop) yield return $"Order {number} stands at {stands}, in the shop at {inShop}";
            foreach (var field in Scenario.OrderNames.Where(field => field != OrderFields.State))
            {
                if (!Equals(order.Now.Fields[field], copies[0].Now.Fields[field]))
                    yield return $"Order {number}: {field} is {order.Now.Fields[field]} in the shop, {copies[0].Now.Fields[field]} in the ERP";
            }
        }

        foreach (var copy in world.Erp.Living(Kind.Order))
        {
            var number = copy.Now.Fields.Text(OrderFields.Number);
            if (world.Shop.FindBy(Kind.Order, OrderFields.Number, number) is null) yield return $"The ERP has an order {number} that nobody placed";
        }
    }
}
