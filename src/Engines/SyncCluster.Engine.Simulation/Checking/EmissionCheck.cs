using SyncCluster.Core.Deciding;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;
using SyncCluster.Engine.Codec;
using SyncCluster.Engine.Simulation.Memory;
using SyncCluster.Engine.Simulation.Runs;
using SyncCluster.Engine.Simulation.Systems;

namespace SyncCluster.Engine.Simulation.Checking;

/// <summary>
/// What an order came to the ERP with: the ids of the very customer and products that it names; and, where stock is to be
/// asked, after an answer that there is enough. One that was held back was told that there is too little.
/// </summary>
internal sealed class EmissionCheck(World world, MemoryDatabase disk)
{
    public IEnumerable<string> Check() => Links().Concat(world.Options.ChecksStock ? Stock() : []);

    private IEnumerable<string> Links()
    {
        foreach (var order in world.Erp.Of(Kind.Order).Where(order => order.CreatedBy is not null))
        {
            var (number, made) = (order.Versions[0].Fields.Text(OrderFields.Number), order.Versions[0]);
            var email = made.Fields.Text(OrderFields.CustomerEmail);
            var customer = NaturalKey.From(Kind.Customer, CustomerFields.Email, email)!.Value;
            if (!Was(order, customer, CustomerFields.Email, email!)) yield return $"Order {number} came to the ERP as that of {Named(order, customer)}, who is not {email}";
            foreach (var sku in Lines(made.Fields).Select(line => line.Sku).Distinct())
            {
                var product = NaturalKey.From(Kind.Product, ProductFields.Sku, sku)!.Value;
                if (!order.References.ContainsKey(product) && !world.Options.LinesNeedProducts) continue;
                if (!Was(order, product, ProductFields.Sku, sku)) yield return $"Order {number} came to the ERP with {Named(order, product)}, which is not {sku}";
            }
        }
    }

    private IEnumerable<string> Stock()
    {
        var backlog = Backlog();
        foreach (var order in world.Erp.Of(Kind.Order).Where(order => order.CreatedBy is not null))
        {
            var made = order.Versions[0];
            if (backlog.Contains(made.Fields.Text(OrderFields.Number)!)) continue;
            foreach (var (sku, quantity) in Lines(made.Fields))
                if (!world.Erp.StockAnswers.Any(answer => answer.At <= made.At && answer.Sku == sku && answer.Stock >= quantity))
                    yield return $"Order {made.Fields.Text(OrderFields.Number)} came to the ERP though nobody was told that it has {quantity} of {sku}";
        }

        foreach (var state in disk.Entities.Values.Where(entity => entity.Kind == Kind.Order).Select(entity => EngineJson.Read<EntityState>(entity.State.Span)))
        {
            if (state.Canonical.Text(OrderFields.StateReason) is not { Length: > 0 } reason) continue;
            if (!Lines(state.Canonical).Any(line => world.Erp.StockAnswers.Any(answer => answer.Sku == line.Sku && !(answer.Stock >= line.Quantity))))
                yield return $"Order {state.Canonical.Text(OrderFields.Number)} was held back because of {reason}, which the ERP never said";
        }
    }

    /// <summary>Numbers of orders of which it was told that their stock is not asked, because they were there before the first reading had ended.</summary>
    private HashSet<string> Backlog()
    {
        var told = disk.History.Where(entry => entry.Row.Kind == Kind.Order && entry.Row.Json.Length > 0
                && EngineJson.Read<EquatableList<Reason>>(entry.Row.Json.Span).Any(reason => reason.Rule == OrderRules.Backlog))
            .Select(entry => entry.Row.EntityId).ToHashSet();
        return [.. disk.Entities.Values.Where(entity => entity.Kind == Kind.Order).Select(entity => EngineJson.Read<EntityState>(entity.State.Span))
            .Where(state => told.Contains(state.EntityId) || state.Absorbed.Any(told.Contains)).Select(state => state.Canonical.Text(OrderFields.Number)!)];
    }

    /// <summary>The record with which the order came held the key's value at some time before.</summary>
    private bool Was(TruthRecord order, NaturalKey key, string field, string value) =>
        order.References.TryGetValue(key, out var id) && world.Erp.Find(key.Kind, id) is { } record
        && record.Versions.Any(version => version.At <= order.Versions[0].At && string.Equals(version.Fields.Text(field), value, StringComparison.OrdinalIgnoreCase));

    private static string Named(TruthRecord order, NaturalKey key) => order.References.GetValueOrDefault(key) ?? "nothing";

    private static IEnumerable<(string Sku, decimal Quantity)> Lines(FieldSet order) =>
        from line in order.Items(OrderFields.Lines).OfType<FieldValue.Group>()
        select (line.Fields.Text(OrderLineFields.Sku)!, line.Fields.Number(OrderLineFields.Quantity) ?? 0);
}
