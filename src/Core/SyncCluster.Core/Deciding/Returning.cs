using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;
using SyncCluster.Core.Supply;

namespace SyncCluster.Core.Deciding;

/// <summary>
/// Between the decision to tell a customer of dates and the moment his mail goes, an order may be held, cancelled or
/// shipped, and a date may move once more. A mail that is not right any more comes back to its order: what it would have
/// told, the customer does not know, and whatever of it is still news then is told anew, as everything else is.
/// </summary>
internal static class Returning
{
    /// <summary>See <see cref="TrackingMail.Objection"/>.</summary>
    public static string? Objection(EntityState order, RuleBook book, DateTimeOffset at, string to, FieldSet model)
    {
        if (order.Delivery is not { } delivery) return "the order follows no items";
        if (!book.Tracking.Mails) return "mails about dates are switched off";
        if (order.Tombstoned) return "the order is gone";
        if (OrderStateMachine.TryParse(order.Canonical.Text(OrderFields.State), out var state) && !OrderStateMachine.IsOpen(state)) return $"the order is {state}";
        if (delivery.Held) return "the order's mails about dates are held";
        if (!string.Equals(order.Canonical.Text(OrderFields.CustomerEmail), to, StringComparison.OrdinalIgnoreCase)) return "the customer has another e-mail";
        if (Number(model) is { } number && number < delivery.Told) return "a later one was asked for";
        var today = book.Tracking.DayOf(at);
        foreach (var row in Rows(model))
        {
            var said = DeliveryPromise.Read(row.Text("new"));
            if (said.IsOverdue(today)) return $"{row.Text(OrderLineFields.Sku)}: the day has passed";
            if (LineOf(delivery, row) is not { Closed: false, Item: { } item }) return $"{row.Text(OrderLineFields.Sku)} is not waited for any more";
            if (Telling.IsNews(said, DeliveryPromise.Read(item.Promise), today, book.Tracking.ToleranceDays)) return $"{row.Text(OrderLineFields.Sku)}: the date has moved again";
        }

        return null;
    }

    /// <summary>Takes back what the customer was to be told.</summary>
    public static bool Apply(EntityDraft draft, EntityEvent.MailsReturned returned)
    {
        foreach (var mail in returned.Mails)
        {
            draft.Effect(new EntityEffect.WithdrawMail(mail.Key, returned.Why));
            draft.Tell(new Reason(ReasonKind.Mail, $"A mail about dates did not go: {returned.Why}") { MailKey = mail.Key });
        }

        if (draft.Delivery is not { } delivery) return true;

        // The newest first: each takes the customer back to what the one before it told.
        var unsent = returned.Mails.Select(mail => (Number: Number(mail.Model), mail.Model))
            .Where(mail => mail.Number is { } number && !delivery.Returned.Contains(number)).OrderByDescending(mail => mail.Number).ToList();
        foreach (var (_, model) in unsent)
            delivery = delivery with { Lines = delivery.Lines.Select(line => Back(delivery, line, model)).ToEquatableList() };
        delivery = delivery with { Returned = delivery.Returned.Concat(unsent.Select(mail => mail.Number!.Value)).ToEquatableList() };
        draft.Delivery = delivery.TimesTold() > 0 ? delivery : delivery with { ToldAt = null };
        return true;
    }

    private static LineDelivery Back(OrderDelivery delivery, LineDelivery line, FieldSet model)
    {
        foreach (var row in Rows(model))
            if (ReferenceEquals(LineOf(delivery, row), line) && line.Told == row.Text("new")) return line with { Told = row.Text("old") };
        return line;
    }

    /// <summary>Mails that were asked for by an older version do not name their lines.</summary>
    private static LineDelivery? LineOf(OrderDelivery delivery, FieldSet row)
    {
        var (line, sku) = (row.Text(Telling.LineField), row.Text(OrderLineFields.Sku));
        return delivery.Lines.FirstOrDefault(one => one.Line == line && one.Sku == sku) ?? delivery.Lines.FirstOrDefault(one => one.Sku == sku);
    }

    private static IEnumerable<FieldSet> Rows(FieldSet model) => model.Items(Telling.ModelField).OfType<FieldValue.Group>().Select(row => row.Fields);

    private static int? Number(FieldSet model) => model.Number(TrackingMail.NumberField) is { } number ? (int)number : null;
}
