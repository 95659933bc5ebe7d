using System.Globalization;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Simulation.Scheduling;
using SyncCluster.Engine.Simulation.Systems;

namespace SyncCluster.Engine.Simulation.Runs;

/// <summary>What people at the supplier do: they list items, move dates to and fro, and drop items from the list.</summary>
public sealed class SupplierPeople(SystemTruth supplier, SeededChance chance)
{
    private static readonly string[] Promises =
    [
        "day:2027-01-10", "day:2027-01-20", "day:2027-02-01", "week:2027-W05", "third:2027-02-2", "month:2027-03", "quarter:2027-Q2", "in-stock", "unknown",
        "discontinued",
    ];

    private int _said;
    private TruthRecord? _moved;

    /// <summary>Somebody does something.</summary>
    public void Act()
    {
        var items = supplier.Living(Kind.Product).ToList();
        if (items.Count == 0 || chance.Happens(0.25)) List(items);
        else if (chance.Happens(0.07)) supplier.Delete(chance.Pick(items));
        else Move(items);
    }

    /// <summary>Who has just moved a date often moves it once more, or back.</summary>
    private void Move(List<TruthRecord> items)
    {
        var item = _moved is { Now.Deleted: false } && chance.Happens(0.5) ? _moved : chance.Pick(items);
        var isBack = item == _moved && item.Versions.Count > 1 && chance.Happens(0.5);
        supplier.Change(item, isBack ? item.Versions[^2].Fields : Says());
        _moved = item;
    }

    private void List(List<TruthRecord> items)
    {
        var sku = string.Create(CultureInfo.InvariantCulture, $"SKU-{chance.Between(1, 6)}");
        if (items.Exists(item => item.Now.Fields.Text(SupplierFields.OurSku) == sku)) return;
        supplier.Create(Kind.Product, Says().With(SupplierFields.OurSku, FieldValue.Of(sku)));
    }

    private FieldSet Says() => FieldSet.Of(
        (SupplierFields.Delivery, FieldValue.Of(chance.Happens(0.2)
            ? string.Create(CultureInfo.InvariantCulture, $"lead:{chance.Between(1, 3)}-4w@2026-0{chance.Between(1, 6)}-01")
            : chance.Pick(Promises))),
        (SupplierFields.DeliveryText, FieldValue.Of(string.Create(CultureInfo.InvariantCulture, $"said {++_said / 3}"))));
}
