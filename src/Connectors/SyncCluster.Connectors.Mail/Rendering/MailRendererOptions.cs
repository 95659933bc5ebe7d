namespace SyncCluster.Connectors.Mail.Rendering;

/// <summary>What the renderer knows of the shop.</summary>
public sealed record MailRendererOptions
{
    /// <summary>Language where a mail's own has no texts. Default: <c>en</c>.</summary>
    public string FallbackLanguage { get; init; } = "en";

    /// <summary>Folder whose files stand in for the built-in ones of the same name; null for none.</summary>
    public string? Folder { get; init; }

    /// <summary>Zone in which days are told. Default: UTC.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>Values for <c>shop</c> in every mail: name, url, email, phone.</summary>
    public IReadOnlyDictionary<string, object?> Shop { get; init; } = new Dictionary<string, object?>();

    /// <summary>Values for <c>payment</c> in every mail: accountName, iban, bic, note, dueDays.</summary>
    public IReadOnlyDictionary<string, object?> Payment { get; init; } = new Dictionary<string, object?>();
}
