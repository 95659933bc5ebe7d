using System.Net.Mail;
using Microsoft.AspNetCore.Http.HttpResults;
using SyncCluster.Connectors.Mail;
using SyncCluster.Core.Deciding;
using SyncCluster.Core.Supply;
using SyncCluster.Engine.Behaviors;
using SyncCluster.Server.Composition;
using SyncCluster.Server.Http.Access;
using SyncCluster.Server.Http.Answers;

namespace SyncCluster.Server.Http.Endpoints;

/// <summary>How mails about dates stand.</summary>
/// <param name="Follows">Orders follow their items: there is a supplier.</param>
/// <param name="Mails">Customers are told.</param>
/// <param name="HeldBy">Who holds every such mail back; absent where they go out.</param>
/// <param name="HeldSince">Since when.</param>
/// <param name="Unmatched">Items that are no product of ours, by supplier.</param>
internal sealed record TrackingView(bool Follows, bool Mails, string? HeldBy, DateTimeOffset? HeldSince, IReadOnlyDictionary<string, long> Unmatched);

/// <summary>A mail as it would go out.</summary>
internal sealed record PreviewView(string To, string Language, string Subject, string Text, string Html);

/// <summary>Where a test of an order's mail goes.</summary>
internal sealed record TestMail(string Number, string To);

/// <summary>A link for an order's customer.</summary>
internal sealed record OrderLink(string Url, string Token, DateTimeOffset Until);

/// <summary>What the shop's staff do with mails about delivery dates, and links for customers.</summary>
internal static class TrackingEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var write = new ScopeNeeded(Scope.Write);
        var tracking = api.MapGroup("/tracking").WithTags("tracking");
        tracking.MapGet("", StandAsync).WithSummary("How mails about delivery dates stand, and how many items are no product of ours");
        tracking.MapPost("/hold", HoldAllAsync).WithSummary("Holds every mail about delivery dates; nothing is lost").WithMetadata(write);
        tracking.MapPost("/release", ReleaseAllAsync).WithSummary("Lets mails about delivery dates go again").WithMetadata(write);
        tracking.MapPost("/test", TestAsync).WithSummary("Sends an order's mail about dates to an address of your own").WithMetadata(write)
            .ProducesProblem(404).ProducesProblem(409).ProducesProblem(502);
        var orders = api.MapGroup("/orders").WithTags("orders");
        orders.MapPost("/{number}/hold", (string number, HttpContext context, Installation installation, CancellationToken cancellation) =>
            HoldAsync(number, true, context, installation, cancellation)).WithSummary("Holds an order's mails about delivery dates").WithMetadata(write).ProducesProblem(404);
        orders.MapPost("/{number}/release", (string number, HttpContext context, Installation installation, CancellationToken cancellation) =>
            HoldAsync(number, false, context, installation, cancellation)).WithSummary("Lets an order's mails about delivery dates go").WithMetadata(write).ProducesProblem(404);
        orders.MapGet("/{number}/preview", PreviewAsync).WithSummary("The mail about dates that the customer would get now; all=true: with every line, new or not").ProducesProblem(404).ProducesProblem(409);
        orders.MapPost("/{number}/link", LinkAsync).WithSummary("Makes a signed link by which the customer sees this order and nothing else").WithMetadata(write).ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<TrackingView> StandAsync(Installation installation, CancellationToken cancellation)
    {
        var rules = installation.Setup.Rules.Tracking;
        var hold = await TrackingHold.ReadAsync(installation.Store, cancellation);
        return new TrackingView(rules.Follows, rules.Mails, hold?.By, hold?.At, await installation.Store.CountUnmatchedAsync(cancellation));
    }

    private static async Task<CommandAnswer> HoldAllAsync(HttpContext context, Installation installation, CancellationToken cancellation)
    {
        await TrackingHold.HoldAsync(installation.Store, context.Who(), installation.Services.Time.GetUtcNow(), cancellation);
        return new CommandAnswer("Mails about delivery dates are held. What is due waits.");
    }

    private static async Task<CommandAnswer> ReleaseAllAsync(Installation installation, CancellationToken cancellation)
    {
        foreach (var actor in await TrackingHold.ReleaseAsync(installation.Store, installation.Services.Time.GetUtcNow(), cancellation))
            installation.Engine.Runtime.Hint(actor);
        return new CommandAnswer("Mails about delivery dates go out again.");
    }

    private static async Task<Results<Ok<CommandAnswer>, ProblemHttpResult>> HoldAsync(
        string number, bool held, HttpContext context, Installation installation, CancellationToken cancellation)
    {
        if (await OrderEndpoints.FindAsync(installation.Store, number, cancellation) is not { } order) return OrderEndpoints.Unknown(number);
        await installation.CommandAsync(order, new Command.HoldMails(held) { By = context.Who() }, cancellation);
        return TypedResults.Ok(new CommandAnswer(held ? "Its mails about dates are held." : "Its mails about dates go out."));
    }

    private static async Task<Results<Ok<PreviewView>, ProblemHttpResult>> PreviewAsync(string number, bool? all, Installation installation, CancellationToken cancellation)
    {
        if (await OrderEndpoints.FindAsync(installation.Store, number, cancellation) is not { } order) return OrderEndpoints.Unknown(number);
        return Rendered(installation, order, all == true) is { } made
            ? TypedResults.Ok(new PreviewView(made.Mail.To, made.Mail.Language, made.Content.Subject, made.Content.Text, made.Content.Html))
            : Problem.Refused("There is nothing to tell this customer, or mail is not set up.", "Ask with all=true to see how such a mail looks.");
    }

    private static async Task<Results<Ok<CommandAnswer>, ProblemHttpResult>> TestAsync(TestMail test, Installation installation, CancellationToken cancellation)
    {
        if (!MailAddress.TryCreate(test.To, out _)) throw new WrongRequestException("'to' is no e-mail address.", "Write you@example.com.");
        if (await OrderEndpoints.FindAsync(installation.Store, test.Number, cancellation) is not { } order) return OrderEndpoints.Unknown(test.Number);
        if (Rendered(installation, order, all: true) is not { } made)
            return Problem.Refused("No supplier has said anything of this order's lines, or mail is not set up.", "Take an order that waits for an item of a supplier.");
        var messageId = $"test-{Guid.CreateVersion7(installation.Services.Time.GetUtcNow()):N}@{installation.Setup.Mail!.MessageIdDomain}";
        var fault = await installation.Setup.Mail.Sender.SendAsync(new OutgoingMail(test.To, made.Content, messageId), cancellation);
        return fault is null
            ? TypedResults.Ok(new CommandAnswer($"Sent to {test.To}."))
            : Problem.Of(502, "The mail server refused", fault.Message, fault.Advice ?? "Look at the settings under mail.");
    }

    private static async Task<Results<Ok<OrderLink>, ProblemHttpResult>> LinkAsync(
        string number, HttpContext context, Installation installation, CancellationToken cancellation)
    {
        if (installation.Configuration.Tracking.LinkSecret is not { } secret)
            return Problem.Refused("No secret for links is configured.", "Add tracking.linkSecret to the configuration.");
        if (await OrderEndpoints.FindAsync(installation.Store, number, cancellation) is not { } order) return OrderEndpoints.Unknown(number);
        var until = installation.Services.Time.GetUtcNow() + installation.Configuration.Tracking.LinksValidFor;
        var token = new OrderLinks(secret).Create(order.Canonical.Text(Core.Kinds.OrderFields.Number) ?? number, until);
        var server = installation.Configuration.Http.PublicUrl?.AbsoluteUri.TrimEnd('/') ?? $"{context.Request.Scheme}://{context.Request.Host}";
        return TypedResults.Ok(new OrderLink($"{server}/track/{token}", token, until));
    }

    private static (MailRequest Mail, RenderedMail Content)? Rendered(Installation installation, EntityState order, bool all)
    {
        if (installation.Setup.Mail is not { } setup) return null;
        if (TrackingMail.Preview(order, installation.Setup.Rules, installation.Services.Time.GetUtcNow(), all) is not { } mail) return null;
        return (mail, setup.Renderer.Render(mail.Template, mail.Language, MailModel.Of([mail.Model], setup.Context)));
    }
}
