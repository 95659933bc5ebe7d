using SyncCluster.Core.Deciding;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;

namespace SyncCluster.Core.Supply;

/// <summary>Mails about delivery dates, for people who want to see one before it goes out.</summary>
public static class TrackingMail
{
    /// <summary>Name of the template.</summary>
    public const string Template = Telling.Template;

    /// <summary>Field of the model that says the how-manieth mail of its kind it is for the order.</summary>
    public const string NumberField = "deliveryMail";

    /// <summary>
    /// The mail that an order's customer would get now; null where there is nothing new or nobody to tell. With
    /// <paramref name="all"/> every line with an item stands in it, new or not.
    /// </summary>
    public static MailRequest? Preview(EntityState order, RuleBook book, DateTimeOffset at, bool all) => Telling.Mail(order, book, at, all);

    /// <summary>
    /// Why a mail that was asked for must not go as it is, now that it would; null where nothing speaks against it. What it
    /// tells may be old by now, and so may be that anybody wants to hear it.
    /// </summary>
    /// <param name="order">As the order stands now.</param>
    /// <param name="book">The rules.</param>
    /// <param name="at">Now.</param>
    /// <param name="to">Whose mailbox it would reach.</param>
    /// <param name="model">What it tells.</param>
    public static string? Objection(EntityState order, RuleBook book, DateTimeOffset at, string to, FieldSet model) => Returning.Objection(order, book, at, to, model);

    /// <summary>ISO 639-1 code of the language in which an order's customer is written to.</summary>
    public static string LanguageOf(EntityState order, RuleBook book) => Mailing.Language(order.Canonical, book.Mails);
}
