using System.Globalization;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;
using SyncCluster.Core.Supply;

namespace SyncCluster.Core.Deciding;

/// <summary>
/// Decides when a customer hears that a date moved. What counts is the difference to what he was told last, not to what
/// was read last: a date that moves back before a mail went out is no news.
/// </summary>
internal static class Telling
{
    /// <summary>Name of the template.</summary>
    public const string Template = "delivery-date";

    /// <summary>Field of the mail's model: the lines with news, each with <c>name</c>, <c>sku</c>, <c>quantity</c>, <c>old</c>, <c>new</c>.</summary>
    public const string ModelField = "deliveries";

    /// <summary>Field of a line of <see cref="ModelField"/>: which of the order's lines it is.</summary>
    public const string LineField = "line";

    /// <summary>Sees whether there is news, and when it is to be told.</summary>
    public static void Apply(EntityDraft draft)
    {
        if (draft.Delivery is not { } delivery) return;
        var rules = draft.Book.Tracking;
        if (!rules.Mails || !HasNews(draft, delivery))
        {
            if (delivery.NewsSince is null && delivery.TellAt is null) return;
            draft.Delivery = delivery with { NewsSince = null, TellAt = null };
            if (rules.Mails) draft.Tell(new Reason(ReasonKind.Mail, "Nothing new for the customer any more: no mail about dates"));
            return;
        }

        if (delivery.NewsSince is not null) return;
        delivery = delivery with { NewsSince = draft.At };
        draft.Delivery = delivery;
        if (delivery.Held)
        {
            draft.Tell(new Reason(ReasonKind.Mail, "News of dates; this order's mails are held"));
            return;
        }

        At(draft, delivery, rules.NotQuiet(draft.At + rules.Settle), "settles");
    }

    /// <summary>It is time to look: tells the customer unless there is a reason to wait.</summary>
    public static bool Due(EntityDraft draft, EntityEvent.TellDue due)
    {
        var rules = draft.Book.Tracking;
        if (draft.Delivery is not { TellAt: { } at } delivery || delivery.Held || !rules.Mails) return true;
        if (draft.At < at)
        {
            draft.Effect(new EntityEffect.TellAt(at, Recipient(draft)));
            return true;
        }

        if (!HasNews(draft, delivery)) return true;
        var awake = rules.NotQuiet(draft.At);
        if (awake > draft.At) At(draft, delivery, awake, "quiet hours");
        else if (rules.MostPerDay > 0 && due.ToldToday >= rules.MostPerDay)
            At(draft, delivery, rules.NotQuiet(rules.StartOf(rules.DayOf(draft.At).AddDays(1))), "daily limit");
        else Tell(draft, delivery, due.Group);
        return true;
    }

    /// <summary>A person holds the order's mails about dates, or lets them go.</summary>
    public static void Hold(EntityDraft draft, Command.HoldMails hold)
    {
        var delivery = draft.Delivery ?? new OrderDelivery();
        if (delivery.Held == hold.Held) return;
        draft.Tell(new Reason(ReasonKind.Command, $"{hold.By} {(hold.Held ? "holds" : "lets go")} the mails about dates"));
        draft.Delivery = delivery with { Held = hold.Held, TellAt = null };
        if (!hold.Held && delivery.NewsSince is not null) At(draft, draft.Delivery, draft.Book.Tracking.NotQuiet(draft.At), "let go");
    }

    /// <summary>The mail that tells what differs from what the customer knows; null where nothing does.</summary>
    public static MailRequest? Mail(EntityState order, RuleBook book, DateTimeOffset at, bool all)
    {
        if (order.Delivery is not { } delivery || order.Canonical.Text(OrderFields.CustomerEmail) is not { } to) return null;
        var lines = all ? delivery.Lines.Where(line => line.Item is not null).ToList() : News(delivery, book.Tracking, at).ToList();
        if (lines.Count == 0) return null;
        var number = order.Canonical.Text(OrderFields.Number);
        var model = order.Canonical.With(ModelField, FieldValue.Of(lines.Select(line => Row(order.Canonical, line))))
            .With(TrackingMail.NumberField, FieldValue.Of((decimal)(delivery.Told + 1)));
        return new MailRequest(
            string.Create(CultureInfo.InvariantCulture, $"order/{number}/delivery/{delivery.Told + 1}"),
            Template, Mailing.Language(order.Canonical, book.Mails), to, model);
    }

    private static void Tell(EntityDraft draft, OrderDelivery delivery, string? group)
    {
        var news = News(delivery, draft.Book.Tracking, draft.At).ToHashSet();
        if (Mail(draft.Peek(), draft.Book, draft.At, all: false) is not { } mail)
            draft.Tell(new Reason(ReasonKind.Mail, "The order has no e-mail: the customer is not told of dates"));
        else if (draft.AsksForMail(mail.Key))
        {
            draft.Tell(new Reason(ReasonKind.Mail, $"The customer is told by '{Template}'") { MailKey = mail.Key });
            draft.Effect(new EntityEffect.SendMail(mail with { Group = group }));
        }

        draft.Delivery = delivery with
        {
            Lines = delivery.Lines.Select(line => news.Contains(line) ? line with { Told = line.Item!.Promise } : line).ToEquatableList(),
            NewsSince = null,
            TellAt = null,
            Told = delivery.Told + 1,
            ToldAt = draft.At,
        };
    }

    private static void At(EntityDraft draft, OrderDelivery delivery, DateTimeOffset at, string why)
    {
        draft.Delivery = delivery with { TellAt = at };
        draft.Effect(new EntityEffect.TellAt(at, Recipient(draft)));
        draft.Tell(new Reason(ReasonKind.Mail, "News of dates: the customer is told later")
        {
            New = FieldValue.Of(at), Rule = why,
        });
    }

    private static bool HasNews(EntityDraft draft, OrderDelivery delivery) => News(delivery, draft.Book.Tracking, draft.At).Any();

    private static IEnumerable<LineDelivery> News(OrderDelivery delivery, TrackingRules rules, DateTimeOffset at)
    {
        var today = rules.DayOf(at);
        return delivery.Lines.Where(line => line is { Closed: false, Item: not null, Told: not null }
            && IsNews(DeliveryPromise.Read(line.Told), DeliveryPromise.Read(line.Item.Promise), today, rules.ToleranceDays));
    }

    /// <summary>
    /// A date that has passed already promises nothing that a customer could be told. A lead time that is said again after
    /// something else was counts from another day: what he was told is not what he gets, though the words are the same.
    /// </summary>
    public static bool IsNews(DeliveryPromise told, DeliveryPromise now, DateOnly today, int tolerance) =>
        !now.IsOverdue(today)
        && (told.Class != now.Class || (told.Latest is { } before && now.Latest is { } after && Math.Abs(after.DayNumber - before.DayNumber) > tolerance));

    private static FieldValue.Group Row(FieldSet order, LineDelivery line)
    {
        var bought = order.Items(OrderFields.Lines).OfType<FieldValue.Group>().Select((group, i) => (group.Fields, Place: i + 1))
            .Where(one => one.Fields.Text(OrderLineFields.Sku) == line.Sku)
            .OrderByDescending(one => one.Fields[OrderLineFields.LineId]?.ToString() == line.Line).Select(one => one.Fields).FirstOrDefault()
            ?? FieldSet.Empty;
        return new FieldValue.Group(FieldSet.Of(
            (OrderLineFields.Name, bought[OrderLineFields.Name] ?? FieldValue.Of(line.Sku)),
            (OrderLineFields.Sku, FieldValue.Of(line.Sku)),
            (LineField, FieldValue.Of(line.Line)),
            (OrderLineFields.Quantity, bought[OrderLineFields.Quantity] ?? FieldValue.Empty),
            ("old", FieldValue.Of(line.Told)),
            ("new", FieldValue.Of(line.Item!.Promise))));
    }

    private static string Recipient(EntityDraft draft) => draft.Canonical.Text(OrderFields.CustomerEmail)?.ToLowerInvariant() ?? draft.EntityId;
}
