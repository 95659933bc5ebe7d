using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;

namespace SyncCluster.Core.Rules;

/// <summary>Which mails go out, to customers and to people of the company (S2-14, S2-46, X15).</summary>
public sealed record MailRules
{
    /// <summary>States of an order whose arrival is told to the customer by us.</summary>
    public EquatableList<OrderState> OrderStates { get; init; } = EquatableList<OrderState>.Empty;

    /// <summary>Send how to pay, when an order comes in that is paid by hand.</summary>
    public bool PaymentInstructions { get; init; }

    /// <summary>People of the company who are told of orders, whoever tells the customer.</summary>
    public EquatableList<string> Staff { get; init; } = EquatableList<string>.Empty;

    /// <summary>States of an order whose arrival is told to <see cref="Staff"/>.</summary>
    public EquatableList<OrderState> StaffStates { get; init; } = EquatableList<OrderState>.Empty;

    /// <summary>ISO 639-1 code of what <see cref="Staff"/> are written in.</summary>
    public string StaffLanguage { get; init; } = "en";

    /// <summary>Orders older than this when first seen are not mailed about; later steps of them are.</summary>
    public TimeSpan FirstSightUpToAge { get; init; } = TimeSpan.FromDays(2);

    /// <summary>ISO 639-1 code where nothing says the customer's language.</summary>
    public string Language { get; init; } = "en";

    /// <summary>Country code to ISO 639-1 code, asked where the customer's own language is not known.</summary>
    public EquatableList<KeyValuePair<string, string>> LanguageOfCountry { get; init; } =
    [
        new("CZ", "cs"), new("SK", "sk"), new("IT", "it"), new("ES", "es"), new("DE", "de"), new("AT", "de"), new("CH", "de"),
    ];
}
