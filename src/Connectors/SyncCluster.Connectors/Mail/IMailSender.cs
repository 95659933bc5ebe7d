using SyncCluster.Core.Faults;

namespace SyncCluster.Connectors.Mail;

/// <summary>Hands one mail to a mail server.</summary>
public interface IMailSender
{
    /// <summary>Sends it once. Returns null where the server took it, else the fault; retries nothing.</summary>
    Task<Fault?> SendAsync(OutgoingMail mail, CancellationToken cancellation);
}

/// <summary>Makes a mail's subject and bodies from a template.</summary>
public interface IMailRenderer
{
    /// <summary>Renders <paramref name="template"/> in <paramref name="language"/> (ISO 639-1; falls back to the configured one).</summary>
    /// <exception cref="FaultException">The template is missing or broken, or the model lacks what it needs.</exception>
    RenderedMail Render(string template, string language, IReadOnlyDictionary<string, object?> model);
}

/// <summary>A rendered mail.</summary>
public sealed record RenderedMail(string Subject, string Html, string Text);

/// <summary>A mail ready to be sent.</summary>
/// <param name="To">The one recipient.</param>
/// <param name="Content">Subject and bodies.</param>
/// <param name="MessageId">The same for every try, without angle brackets: receivers drop a repetition by it.</param>
public sealed record OutgoingMail(string To, RenderedMail Content, string MessageId)
{
    /// <summary>Whom it was meant for, where test mode sends it to somebody else.</summary>
    public string? MeantFor { get; init; }
}
