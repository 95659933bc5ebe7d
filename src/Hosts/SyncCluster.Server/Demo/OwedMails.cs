using System.Globalization;
using SyncCluster.Connectors.Mail.Rendering;
using SyncCluster.Core.Orders;
using SyncCluster.Sandbox.Erp;
using SyncCluster.Sandbox.Smtp;

namespace SyncCluster.Server.Demo;

/// <summary>
/// What customers are owed by what the ERP has done with their orders, whatever the engine believes to have sent: one mail
/// for each state that sandboxes tell of.
/// </summary>
internal sealed class OwedMails
{
    // Sandboxes mail of these; nobody is told that an order is being prepared.
    private static readonly (string Step, OrderState Told)[] Told =
    [
        (ErpOrderStates.Accepted, OrderState.Accepted), (ErpOrderStates.Shipped, OrderState.Shipped), (ErpOrderStates.Delivered, OrderState.Delivered),
    ];

    private readonly HandlebarsMailRenderer _renderer = new(new MailRendererOptions { Shop = new Dictionary<string, object?> { ["name"] = "Sandbox Shop" } });
    private readonly ILookup<string, ReceivedMail> _bySubject;

    public OwedMails(IEnumerable<ReceivedMail> arrived) => _bySubject = arrived.ToLookup(mail => mail.Subject, StringComparer.Ordinal);

    /// <summary>How many of the mails that an order's customer is owed never came.</summary>
    public int Missing { get; private set; }

    /// <summary>Every mail of an order that came more than once, a sentence each; counts those that are missing.</summary>
    public IEnumerable<string> Look(ErpOrder order) => order.State == ErpOrderStates.Rejected
        ? Look(order, OrderState.Rejected)
        : Told.Where(one => ErpOrderStates.HasReached(order.State, one.Step)).SelectMany(one => Look(order, one.Told));

    private IEnumerable<string> Look(ErpOrder order, OrderState state)
    {
        var came = HandlebarsMailRenderer.Languages.Select(language => Subject(order.OrderId, state, language)).Distinct(StringComparer.Ordinal)
            .Sum(subject => _bySubject[subject].Count());
        if (came == 0) Missing++;
        if (came > 1) yield return $"That order {order.OrderId} is {state} was told {came.ToString(CultureInfo.InvariantCulture)} times.";
    }

    private string Subject(string number, OrderState state, string language) => _renderer.Render("order-state", language, new Dictionary<string, object?>
    {
        ["order"] = new Dictionary<string, object?>
        {
            ["number"] = number, ["state"] = state.ToString(), ["placedAt"] = DateTimeOffset.UnixEpoch, ["total"] = 1m, ["currency"] = "EUR",
            ["lines"] = Array.Empty<object>(),
        },
    }).Subject;
}
