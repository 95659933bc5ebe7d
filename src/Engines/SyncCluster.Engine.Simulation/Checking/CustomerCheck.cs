using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Simulation.Runs;
using SyncCluster.Engine.Simulation.Systems;

namespace SyncCluster.Engine.Simulation.Checking;

/// <summary>Every customer is once in each system, the same in both; guests are in the ERP only.</summary>
internal sealed class CustomerCheck(World world)
{
    public IEnumerable<string> Check()
    {
        var guests = world.Shop.Living(Kind.Order).Select(order => order.Now.Fields.Text(OrderFields.CustomerEmail)!);
        var emails = Emails(world.Shop).Concat(Emails(world.Erp)).Concat(guests).Select(email => email.ToLowerInvariant()).ToHashSet();
        foreach (var email in emails.Order(StringComparer.Ordinal))
        {
            var (inErp, inShop) = (Of(world.Erp, email), Of(world.Shop, email));
            if (inErp.Count != 1) yield return $"Customer {email} is {inErp.Count} times in the ERP";
            if (inShop.Count > 1) yield return $"Customer {email} is {inShop.Count} times in the shop";
            var isGuest = guests.Any(guest => string.Equals(guest, email, StringComparison.OrdinalIgnoreCase));
            if (inShop.Count == 0 && !isGuest) yield return $"Customer {email} is missing in the shop";
            if (inErp.Count != 1 || inShop.Count != 1) continue;
            var wanted = inErp[0].Now.Fields.Map((field, value) => world.Shop.Normal(Kind.Customer, field, value));
            var held = inShop[0].Now.Fields.Map((field, value) => world.Shop.Normal(Kind.Customer, field, value));
            foreach (var difference in AtRest.Differences(Kind.Customer, wanted, held)) yield return $"Customer {email}: in the ERP {difference} as in the shop";
        }
    }

    private static IEnumerable<string> Emails(SystemTruth system) =>
        system.Living(Kind.Customer).Select(customer => customer.Now.Fields.Text(CustomerFields.Email)!);

    private static List<TruthRecord> Of(SystemTruth system, string email) =>
    [
        .. system.Living(Kind.Customer).Where(
            customer => string.Equals(customer.Now.Fields.Text(CustomerFields.Email), email, StringComparison.OrdinalIgnoreCase)),
    ];
}
