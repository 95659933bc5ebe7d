using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;

namespace SyncCluster.Server.Composition;

/// <summary>
/// Who may change what where <c>sync.yaml</c> does not say: the ERP owns goods, the shop owns orders, customers are
/// mirrored field by field. Works for any number of systems of a role; the first in the file counts as the master.
/// </summary>
internal static class RuleDefaults
{
    /// <summary>Fields of a supplier's own, such as its delivery dates: of several suppliers the one named first counts.</summary>
    private const string OfSuppliers = SupplierFields.Prefix + "*";

    private static readonly Dictionary<Kind, string[]> Masters = new()
    {
        [Kind.Product] = [Roles.Erp, Roles.Shop, Roles.Crm, Roles.Supplier],
        [Kind.Category] = [Roles.Erp, Roles.Shop, Roles.Supplier, Roles.Crm],
        [Kind.Customer] = [Roles.Erp, Roles.Crm, Roles.Shop, Roles.Supplier],
        [Kind.Order] = [Roles.Shop, Roles.Erp, Roles.Crm, Roles.Supplier],
    };

    /// <summary>Fields of a customer that the books depend on: the ERP's; who registers in a shop may bring the first value.</summary>
    private static readonly string[] OfTheBooks =
    [
        CustomerFields.Type, CustomerFields.CompanyName, CustomerFields.Employer, CustomerFields.TaxId, CustomerFields.VatId, CustomerFields.PriceLevel,
    ];

    /// <summary>Fields that the customer keeps up in the shop; whom the books know first comes to the shop with what they know.</summary>
    private static readonly string[] OfTheCustomer = [CustomerFields.Delivery + ".*", CustomerFields.Phone, CustomerFields.Mobile, "consent.*"];

    /// <summary>The system that decides what exists of a kind.</summary>
    public static string Master(Kind kind, IReadOnlyList<OpenedSystem> taking) =>
        Masters[kind].SelectMany(role => taking.Where(system => system.Role == role)).Select(system => system.Name).First();

    /// <summary>Rules by field.</summary>
    public static IEnumerable<FieldRule> Fields(Kind kind, IReadOnlyList<OpenedSystem> taking, string master) => kind switch
    {
        Kind.Product => Product(taking, master),
        Kind.Customer => Customer(taking, master),
        Kind.Order => Order(taking, master),
        _ => [Owned("*", master)],
    };

    /// <summary>A record of a customer's order is not copied into another shop; everything else is made where it can be.</summary>
    public static bool Creates(Kind kind, OpenedSystem system) => kind != Kind.Order || system.Role != Roles.Shop;

    /// <summary>What a shop sells lowers its own stock before the ERP knows: that is no mistake to be pushed over.</summary>
    private static IEnumerable<FieldRule> Product(IReadOnlyList<OpenedSystem> taking, string master)
    {
        yield return Owned("*", master);
        yield return Owned(ProductFields.Stock, master) with { Drift = DriftPolicy.KeepLower };
        if (Supplier(taking) is { } supplier) yield return supplier;
    }

    private static IEnumerable<FieldRule> Customer(IReadOnlyList<OpenedSystem> taking, string master)
    {
        var all = Named(taking, Roles.Erp, Roles.Shop, Roles.Crm);
        if (all.Count == 0) all = Named(taking, Roles.Supplier);
        yield return new FieldRule("*") { Master = master, Writers = all, Conflict = ConflictPolicy.Latest };
        if (Named(taking, Roles.Erp) is { Count: > 0 } erps)
        {
            foreach (var field in OfTheBooks)
                yield return new FieldRule(field) { Master = erps[0], Writers = erps, Seeds = Named(taking, Roles.Shop, Roles.Crm) };
        }

        if (Named(taking, Roles.Shop) is { Count: > 0 } shops)
        {
            foreach (var field in OfTheCustomer)
                yield return new FieldRule(field) { Master = shops[0], Writers = shops, Seeds = Named(taking, Roles.Erp, Roles.Crm), Conflict = ConflictPolicy.Latest };
        }
    }

    private static IEnumerable<FieldRule> Order(IReadOnlyList<OpenedSystem> taking, string master)
    {
        var shops = Named(taking, Roles.Shop);
        if (shops.Count == 0) shops = [master];
        var decides = Named(taking, Roles.Erp);
        yield return new FieldRule("*") { Master = master, Writers = shops };
        foreach (var field in new[] { OrderFields.State, OrderFields.StateReason })
        {
            yield return new FieldRule(field)
            {
                Master = decides.Count > 0 ? decides[0] : master,
                Writers = decides.Concat(shops).Distinct(StringComparer.Ordinal).ToEquatableList(),
            };
        }

        if (Supplier(taking) is { } supplier) yield return supplier;
    }

    private static FieldRule? Supplier(IReadOnlyList<OpenedSystem> taking) => Named(taking, Roles.Supplier) is { Count: > 0 } suppliers
        ? new FieldRule(OfSuppliers) { Master = suppliers[0], Writers = suppliers, Conflict = ConflictPolicy.Priority }
        : null;

    private static FieldRule Owned(string pattern, string owner) => new(pattern) { Master = owner, Writers = [owner] };

    private static EquatableList<string> Named(IReadOnlyList<OpenedSystem> taking, params string[] roles) =>
        roles.SelectMany(role => taking.Where(system => system.Role == role)).Select(system => system.Name).ToEquatableList();
}
