using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;

namespace SyncCluster.Core.Deciding;

/// <summary>Decides who must hear of what, customers and people of the company: each piece of news once.</summary>
internal static class Mailing
{
    /// <summary>Name of the template for a step of an order's state.</summary>
    public const string OrderStateTemplate = "order-state";

    /// <summary>Name of the template for a step that people of the company are told of.</summary>
    public const string StaffTemplate = "order-state-staff";

    /// <summary>Name of the template that says how to pay.</summary>
    public const string PaymentTemplate = "payment-instructions";

    /// <summary>Asks for the mails that follow from what changed.</summary>
    /// <param name="draft">What was decided so far.</param>
    /// <param name="isFirstContact">A system was read that did not know the order before, as far as we knew: what it says of an old order is no news.</param>
    public static void Apply(EntityDraft draft, bool isFirstContact)
    {
        if (draft.Kind != Kind.Order || draft.Canonical.Text(OrderFields.Number) is not { } number) return;
        var rules = draft.Book.Mails;
        var isNew = draft.CanonicalBefore.Text(OrderFields.Number) is null;
        var isOld = (isNew || isFirstContact) && draft.Canonical.Instant(OrderFields.PlacedAt) is { } placed && draft.At - placed > rules.FirstSightUpToAge;
        if (isOld) return;
        if (isNew && rules.PaymentInstructions && draft.Canonical.Flag(OrderFields.PaymentManual) == true && OrderSteps.State(draft) == OrderState.Validating)
            Ask(draft, $"order/{number}/payment", PaymentTemplate);
        OrderState? before = !isNew && OrderStateMachine.TryParse(draft.CanonicalBefore.Text(OrderFields.State), out var known) ? known : null;
        if (OrderSteps.State(draft) is not { } state || state == before) return;
        var key = $"order/{number}/state/{state}";
        if (rules.OrderStates.Contains(state)) Ask(draft, key, OrderStateTemplate);
        if (rules.StaffStates.Contains(state)) AskForStaff(draft, key, rules);
    }

    /// <summary>A mail each: whom the server refuses keeps nobody else from his.</summary>
    private static void AskForStaff(EntityDraft draft, string news, MailRules rules)
    {
        foreach (var to in rules.Staff)
        {
            var key = $"{news}/staff/{to.ToLowerInvariant()}";
            if (!draft.AsksForMail(key)) continue;
            draft.Tell(new Reason(ReasonKind.Mail, $"The company's {to} is told by '{StaffTemplate}'") { MailKey = key });
            draft.Effect(new EntityEffect.SendMail(new MailRequest(key, StaffTemplate, rules.StaffLanguage, to, draft.Canonical)));
        }
    }

    private static void Ask(EntityDraft draft, string key, string template)
    {
        if (draft.Canonical.Text(OrderFields.CustomerEmail) is not { } to)
        {
            draft.Tell(new Reason(ReasonKind.Mail, "The order has no e-mail: the customer is not told") { MailKey = key });
            return;
        }

        if (!draft.AsksForMail(key)) return;
        draft.Tell(new Reason(ReasonKind.Mail, $"The customer is told by '{template}'") { MailKey = key });
        draft.Effect(new EntityEffect.SendMail(new MailRequest(key, template, Language(draft.Canonical, draft.Book.Mails), to, draft.Canonical)));
    }

    /// <summary>The language in which an order's customer is written to.</summary>
    public static string Language(FieldSet order, MailRules rules)
    {
        if (order.Text(OrderFields.Language) is { Length: >= 2 } own) return own[..2].ToLowerInvariant();
        var country = order.Text(CustomerFields.Address(CustomerFields.Billing, "country"));
        foreach (var (code, language) in rules.LanguageOfCountry)
            if (string.Equals(code, country, StringComparison.OrdinalIgnoreCase)) return language;
        return rules.Language;
    }
}
