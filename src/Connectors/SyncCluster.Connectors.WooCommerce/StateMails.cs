using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.WooCommerce;

/// <summary>
/// At which canonical states the shop mails the customer by itself (X15). It mails when a status arrives, not when it is
/// written again: of several states that share a status, only the first that an order comes to makes it mail. The statuses
/// in which orders arrive are mailed at the purchase, so they count for <see cref="OrderState.Validating"/>.
/// </summary>
internal static class StateMails
{
    public static EquatableList<OrderState> Default { get; } =
        Of(WooCommerceDefaults.StatusToState, WooCommerceDefaults.StateToStatus);

    public static EquatableList<OrderState> Of(
        IReadOnlyDictionary<string, OrderState> statusToState, IReadOnlyDictionary<OrderState, string> stateToStatus)
    {
        var told = statusToState.Where(pair => pair.Value == OrderState.Validating).Select(pair => pair.Key).ToHashSet(StringComparer.Ordinal);
        var states = new List<OrderState>();
        if (told.Overlaps(WooCommerceDefaults.MailingStatuses)) states.Add(OrderState.Validating);
        foreach (var state in Enum.GetValues<OrderState>())
            if (stateToStatus.TryGetValue(state, out var status) && WooCommerceDefaults.MailingStatuses.Contains(status) && told.Add(status))
                states.Add(state);
        return states.ToEquatableList();
    }
}
