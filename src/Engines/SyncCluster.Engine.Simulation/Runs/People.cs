using System.Globalization;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Simulation.Scheduling;
using SyncCluster.Engine.Simulation.Systems;

namespace SyncCluster.Engine.Simulation.Runs;

/// <summary>What people do in the ERP and in the shop; remembers every value that anybody ever set.</summary>
public sealed class People(SystemTruth erp, SystemTruth shop, SeededChance chance, DateTimeOffset beginning)
{
    private static readonly OrderState[] Way = [OrderState.Accepted, OrderState.Processed, OrderState.PartiallyShipped, OrderState.Shipped, OrderState.Delivered];
    private static readonly string[] Words = ["Tea", "Honey & Co", "Jug", "Bread", "Salt & Pepper of the far isles", "Oil", "  Wax ", "Žito"];

    private readonly HashSet<(Kind Kind, string Field, FieldValue Value)> _set = [];
    private int _skus;
    private readonly List<(TruthRecord Record, string Sku)> _mistyped = [];
    private readonly HashSet<TruthRecord> _corrected = [];
    private int _orders;
    private int _texts;

    /// <summary>How many changes people made.</summary>
    public int Changes { get; private set; }

    /// <summary>Orders that are paid by hand, by number.</summary>
    public HashSet<string> PaidByHand { get; } = new(StringComparer.Ordinal);

    /// <summary>True where somebody set the value, or a system makes this of what somebody set.</summary>
    public bool WasSet(SystemTruth system, Kind kind, string field, FieldValue value) =>
        _set.Contains((kind, field, value))
        || _set.Any(one => one.Kind == kind && one.Field == field
            && (erp.Normal(kind, field, one.Value).Equals(value) || shop.Normal(kind, field, one.Value).Equals(value)
                || system.Normal(kind, field, shop.Normal(kind, field, one.Value)).Equals(value)));

    /// <summary>Somebody does something.</summary>
    public void Act()
    {
        Action act = chance.Below(19) switch
        {
            0 or 1 => NewProduct,
            2 or 3 or 4 => ChangeProduct,
            5 => DeleteProduct,
            6 => DriftProduct,
            7 => Register,
            8 => NewCustomerInErp,
            9 => () => EditCustomer(shop),
            10 => () => EditCustomer(erp),
            11 or 12 => Order,
            13 or 14 => Advance,
            15 => Mistype,
            16 => Correct,
            17 => DeleteInShop,
            _ => Cancel,
        };
        Changes++;
        act();
    }

    /// <summary>At the end of the day nobody leaves a mistake behind.</summary>
    public void Finish()
    {
        while (_mistyped.Count > 0) Correct();
        foreach (var sku in Ordered().Where(sku => erp.FindBy(Kind.Product, ProductFields.Sku, sku) is null)) NewProduct(sku);
    }

    /// <summary>SKUs in orders of the shop: where the ERP takes only orders of what it has, somebody makes what is missing.</summary>
    private List<string> Ordered() =>
    [
        .. shop.Living(Kind.Order).SelectMany(order => order.Now.Fields.Items(OrderFields.Lines)).OfType<FieldValue.Group>()
            .Select(line => line.Fields.Text(OrderLineFields.Sku)!).Distinct(StringComparer.Ordinal),
    ];

    /// <summary>A product that the shop has had for long gets a wrong SKU in the ERP, which makes it another product for now.</summary>
    private void Mistype()
    {
        // One that nobody had before: while a system still shows who had it, two that look alike are two.
        var sku = $"SKU-{++_skus}";
        Make(shop, Kind.Product, FieldSet.Of((ProductFields.Sku, FieldValue.Of(sku)), (ProductFields.Name, Text()), (ProductFields.Active, FieldValue.Of(true))));
        var wrong = FieldSet.Of((ProductFields.Sku, FieldValue.Of($"TYPO-{sku}")), (ProductFields.Description, Text()));
        Remember(Kind.Product, wrong);
        _mistyped.Add((erp.Create(Kind.Product, wrong), sku));
    }

    /// <summary>Somebody sees the mistake: the two prove to be one product.</summary>
    private void Correct()
    {
        if (_mistyped.Count == 0) return;
        var (record, sku) = chance.Pick(_mistyped);
        _mistyped.Remove((record, sku));
        _corrected.Add(record);
        Edit(erp, record, FieldSet.Of(
            (ProductFields.Sku, FieldValue.Of(sku)), (ProductFields.Name, Text()), (ProductFields.Price(1), Price()),
            (ProductFields.Stock, FieldValue.Of(chance.Below(20))), (ProductFields.Active, FieldValue.Of(true))));
    }

    private void NewProduct() => NewProduct(FreeSku());

    private void NewProduct(string sku) => Make(erp, Kind.Product, FieldSet.Of(
        (ProductFields.Sku, FieldValue.Of(sku)),
        (ProductFields.Name, Text()),
        (ProductFields.Description, Text()),
        (ProductFields.Price(1), Price()),
        (ProductFields.Stock, FieldValue.Of(chance.Below(20))),
        (ProductFields.Active, FieldValue.Of(true))));

    private void ChangeProduct()
    {
        if (!Any(Right(), out var product)) NewProduct();
        else Edit(erp, product, chance.Below(4) switch
        {
            0 => FieldSet.Of((ProductFields.Name, Text())),
            1 => FieldSet.Of((ProductFields.Price(1), Price())),
            2 => FieldSet.Of((ProductFields.Description, Text())),
            _ => FieldSet.Of((ProductFields.Stock, FieldValue.Of((chance.Below(80) + 1) / 4m))),
        });
    }

    private void DeleteProduct()
    {
        // Deleted before anybody read the correction, nobody could know whose copy the shop's is.
        if (Any(Right().Where(one => !_corrected.Contains(one)), out var product)) erp.Delete(product);
    }

    /// <summary>Somebody takes a product that came from the ERP out of the shop, which he may: it stays away, by the kind's rule.</summary>
    private void DeleteInShop()
    {
        if (Any(shop.Living(Kind.Product).Where(copy => copy.CreatedBy is not null), out var product)) shop.Delete(product);
    }

    private void DriftProduct()
    {
        if (!Any(shop.Living(Kind.Product), out var product)) return;
        Edit(shop, product, chance.Below(2) == 0
            ? FieldSet.Of((ProductFields.Name, Text()))
            : FieldSet.Of((ProductFields.Description, Text())));
    }

    private void Register()
    {
        var email = Email();
        if (shop.FindBy(Kind.Customer, CustomerFields.Email, email) is null) Make(shop, Kind.Customer, Person(email));
    }

    private void NewCustomerInErp()
    {
        var email = Email();
        if (erp.FindBy(Kind.Customer, CustomerFields.Email, email) is null) Make(erp, Kind.Customer, Person(email));
    }

    private void EditCustomer(SystemTruth where)
    {
        if (!Any(where.Living(Kind.Customer), out var customer)) return;
        Edit(where, customer, chance.Below(3) switch
        {
            0 => FieldSet.Of((CustomerFields.Phone, Phone())),
            1 => FieldSet.Of((CustomerFields.LastName, Text())),
            _ => FieldSet.Of((CustomerFields.FirstName, Text()), (CustomerFields.Phone, Phone())),
        });
    }

    private void Order()
    {
        var number = string.Create(CultureInfo.InvariantCulture, $"{++_orders + 5000}");
        var byHand = chance.Below(3) == 0;
        if (byHand) PaidByHand.Add(number);
        var line = new FieldValue.Group(FieldSet.Of(
            (OrderLineFields.Sku, FieldValue.Of($"SKU-{chance.Between(1, 6)}")),
            (OrderLineFields.Name, Text()),
            (OrderLineFields.Quantity, FieldValue.Of(chance.Between(1, 3)))));
        Make(shop, Kind.Order, FieldSet.Of(
            (OrderFields.Number, FieldValue.Of(number)),
            (OrderFields.PlacedAt, FieldValue.Of(beginning)),
            (OrderFields.State, FieldValue.Of(nameof(OrderState.Validating))),
            (OrderFields.CustomerEmail, FieldValue.Of(Email())),
            (OrderFields.CustomerName, Text()),
            (OrderFields.Language, FieldValue.Of(_orders % 3 == 0 ? "de" : "cs")),
            (OrderFields.PaymentManual, FieldValue.Of(byHand)),
            (OrderFields.Lines, FieldValue.Of([line])),
            (OrderFields.Total, Price())));
    }

    private void Advance()
    {
        var open = erp.Living(Kind.Order).Where(order => Place(order) < Way.Length - 1).ToList();
        if (!Any(open, out var order)) return;
        var to = chance.Happens(0.1) && Place(order) < 1 ? OrderState.Rejected : Way[Place(order) + 1];
        Edit(erp, order, FieldSet.Of((OrderFields.State, FieldValue.Of(to.ToString()))));
    }

    private void Cancel()
    {
        var open = shop.Living(Kind.Order).Where(order => order.Now.Fields.Text(OrderFields.State) == nameof(OrderState.Validating)).ToList();
        if (Any(open, out var order)) Edit(shop, order, FieldSet.Of((OrderFields.State, FieldValue.Of(nameof(OrderState.Cancelled)))));
    }

    /// <summary>How far an order is on its way in the ERP: -1 at its beginning, behind the end where it left the way.</summary>
    private static int Place(TruthRecord order) => order.Now.Fields.Text(OrderFields.State) switch
    {
        nameof(OrderState.Validating) or nameof(OrderState.Emitting) => -1,
        var state => Array.FindIndex(Way, step => step.ToString() == state) is >= 0 and var at ? at : Way.Length,
    };

    private FieldSet Person(string email) => FieldSet.Of(
        (CustomerFields.Type, FieldValue.Of(CustomerFields.Contact)),
        (CustomerFields.Email, FieldValue.Of(email)),
        (CustomerFields.FirstName, Text()),
        (CustomerFields.LastName, Text()),
        (CustomerFields.Phone, Phone()));

    private void Make(SystemTruth where, Kind kind, FieldSet fields)
    {
        Remember(kind, fields);
        where.Create(kind, fields);
    }

    private void Edit(SystemTruth where, TruthRecord record, FieldSet patch)
    {
        Remember(record.Kind, patch);
        where.Change(record, patch);
    }

    private void Remember(Kind kind, FieldSet fields)
    {
        foreach (var (field, value) in fields) _set.Add((kind, field, value));
        if (kind != Kind.Order || fields.Text(OrderFields.CustomerEmail) is not { } email) return;
        Remember(Kind.Customer, FieldSet.Of(
            (CustomerFields.Type, FieldValue.Of(CustomerFields.Contact)),
            (CustomerFields.Email, FieldValue.Of(email)),
            (CustomerFields.LastName, FieldValue.Of(fields.Text(OrderFields.CustomerName)))));
    }

    /// <summary>Products of the ERP whose SKU nobody has to correct.</summary>
    private IEnumerable<TruthRecord> Right() => erp.Living(Kind.Product).Where(product => _mistyped.TrueForAll(one => one.Record != product));

    private bool Any(IEnumerable<TruthRecord> records, out TruthRecord chosen)
    {
        var all = records.ToList();
        chosen = all.Count > 0 ? chance.Pick(all) : null!;
        return all.Count > 0;
    }

    /// <summary>An SKU that no living product has; that of a deleted one may come back.</summary>
    private string FreeSku()
    {
        var gone = Enumerable.Range(1, _skus).Select(i => $"SKU-{i}").Where(sku => erp.FindBy(Kind.Product, ProductFields.Sku, sku) is null && _mistyped.TrueForAll(one => one.Sku != sku)).ToList();
        return gone.Count > 0 && chance.Happens(0.6) ? chance.Pick(gone) : $"SKU-{++_skus}";
    }

    private FieldValue Text() => FieldValue.Of(string.Create(CultureInfo.InvariantCulture, $"{chance.Pick(Words)} {++_texts}"));

    private FieldValue Price() => FieldValue.Of(chance.Between(1000, 90000) / 1000m);

    private FieldValue Phone() => FieldValue.Of(string.Create(CultureInfo.InvariantCulture, $"+421 900 {++_texts}"));

    private string Email() => $"{chance.Pick<string>(["anna", "Bela", "cyril", "dana", "eva"])}@example.com";
}
