using Microsoft.AspNetCore.Http.HttpResults;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Storage;
using SyncCluster.Server.Composition;
using SyncCluster.Server.Http.Access;
using SyncCluster.Server.Http.Answers;

namespace SyncCluster.Server.Http.Endpoints;

/// <summary>A mail to a customer.</summary>
internal sealed record MailView(
    string Key, string EntityId, string Template, string Language, string To, MailStatus Status,
    DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt, DateTimeOffset? NextTryAt, int Attempts, string? Evidence);

/// <summary>Which mail is decided on.</summary>
internal sealed record MailDecision(string Key);

/// <summary>Mails: what went out, what waits, and what a person must decide.</summary>
internal static class MailEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var mails = api.MapGroup("/mails").WithTags("mails");
        mails.MapGet("", ListAsync).WithSummary("Mails, the newest first");
        mails.MapPost("/resend", (MailDecision decision, HttpContext context, Installation installation, CancellationToken cancellation) =>
                DecideAsync(decision.Key, MailStatus.Pending, $"Sent again by {context.Who()}", installation, cancellation))
            .WithSummary("Sends a mail again that failed, or of which nobody knows whether it went out").WithMetadata(new ScopeNeeded(Scope.Write)).ProducesProblem(409);
        mails.MapPost("/drop", (MailDecision decision, HttpContext context, Installation installation, CancellationToken cancellation) =>
                DecideAsync(decision.Key, MailStatus.Suppressed, $"Dropped by {context.Who()}", installation, cancellation))
            .WithSummary("Gives up a mail that failed, or of which nobody knows whether it went out").WithMetadata(new ScopeNeeded(Scope.Write)).ProducesProblem(409);
    }

    public static MailView View(StoredMail mail) => new(
        mail.Draft.Key, mail.EntityId, mail.Draft.Template, mail.Draft.Language, mail.Draft.To, mail.Status, mail.CreatedAt, mail.FinishedAt,
        mail.Status == MailStatus.Pending ? mail.NotBefore : null, mail.Attempts, mail.Evidence);

    private static async Task<IReadOnlyList<MailView>> ListAsync(Installation installation, string? status, string? entityId, int? limit, CancellationToken cancellation)
    {
        var asked = Asked.One<MailStatus>(status, "status");
        return [.. (await installation.Store.ListMailsAsync(string.IsNullOrEmpty(entityId) ? null : entityId, asked, Asked.Limit(limit), cancellation)).Select(View)];
    }

    private static async Task<Results<Ok<CommandAnswer>, ProblemHttpResult>> DecideAsync(
        string key, MailStatus decision, string evidence, Installation installation, CancellationToken cancellation)
    {
        var shard = await installation.Store.DecideMailAsync(key, decision, evidence, installation.Services.Time.GetUtcNow(), cancellation);
        if (shard is null) return Problem.Refused($"No mail '{key}' waits for a decision.", "Only mails that failed or are uncertain do: GET /api/mails?status=uncertain.");
        if (decision == MailStatus.Pending) installation.Engine.Runtime.Hint(ActorAddress.Mail(shard.Value));
        return TypedResults.Ok(new CommandAnswer(evidence + "."));
    }
}
