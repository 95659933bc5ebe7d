using Microsoft.AspNetCore.Http.HttpResults;
using SyncCluster.Core.Polling;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Behaviors;
using SyncCluster.Engine.Storage;
using SyncCluster.Server.Composition;
using SyncCluster.Server.Http.Access;

namespace SyncCluster.Server.Http.Endpoints;

/// <summary>How a probe is answered.</summary>
internal sealed record ProbeAnswer(string Status, string? Why);

/// <summary>How each outside system stands; says nothing about this process.</summary>
internal sealed record SystemsHealth(IReadOnlyList<SystemHealth> Systems);

/// <summary>How one outside system stands, by what whoever spoke to it last has kept in the store.</summary>
/// <param name="System">Its name.</param>
/// <param name="Role">Its role.</param>
/// <param name="Available">True where it answered last, false while nothing is sent to it, null where that is not known.</param>
/// <param name="ToldAt">When that was told; null where it is not known.</param>
/// <param name="ClosedUntil">Until when nothing is sent to it.</param>
/// <param name="Fault">Why.</param>
/// <param name="Advice">What to do.</param>
/// <param name="Webhooks">How its webhooks stand; null where none are wanted, nobody has looked yet, or the store could not be asked.</param>
/// <param name="Alerts">Groups of feeds that a person is to look at: /api/feeds says why; null where the store could not be asked.</param>
internal sealed record SystemHealth(
    string System, string Role, bool? Available, DateTimeOffset? ToldAt, DateTimeOffset? ClosedUntil, string? Fault, string? Advice, WebhookHealth? Webhooks, IReadOnlyList<string>? Alerts);

/// <summary>How a system's webhooks stand.</summary>
/// <param name="State">ok; silent where polling finds changes that none of them told; failing where they could not be looked after.</param>
/// <param name="SilentKinds">Kinds of records of whose changes nothing is heard.</param>
/// <param name="SilentSince">Since when.</param>
/// <param name="LastSignalAt">When one was handled last, to the minute.</param>
/// <param name="LookedAt">When they were looked at last.</param>
/// <param name="Repaired">What had to be repaired the last time that something had, a sentence each.</param>
/// <param name="RepairedAt">When that was.</param>
/// <param name="Renewals">How often they were made anew since one was heard.</param>
/// <param name="Fault">Why they could not be looked after.</param>
/// <param name="Advice">What to do.</param>
internal sealed record WebhookHealth(
    string State, IReadOnlyList<Kind> SilentKinds, DateTimeOffset? SilentSince, DateTimeOffset? LastSignalAt, DateTimeOffset? LookedAt,
    IReadOnlyList<string> Repaired, DateTimeOffset? RepairedAt, int Renewals, string? Fault, string? Advice)
{
    private const string Listen = "Changes come by polling. See that the system can reach http.publicUrl and runs what sends its webhooks (WordPress: WP-Cron).";

    public static WebhookHealth Of(HookState state)
    {
        var silent = state.Kinds.Where(kind => kind.SilentSince is not null).ToList();
        return new WebhookHealth(
            silent.Count > 0 ? "silent" : state.Fault is not null ? "failing" : "ok", [.. silent.Select(kind => kind.Kind)], silent.Min(kind => kind.SilentSince),
            state.Kinds.Max(kind => kind.HeardAt), state.LookedAt, state.Repaired, state.RepairedAt, state.Renewals,
            state.Fault?.Message, silent.Count > 0 ? Listen : state.Fault?.Advice);
    }
}

/// <summary>Probes. A dead shop, ERP or portal never changes them: restarting us would not mend it.</summary>
internal static class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("/health").WithTags("health").WithMetadata(OpenToAll.Instance);
        health.MapGet("/live", (Heartbeat heartbeat) => Answer(heartbeat.Ticks ? null : "The process does not tick any more."))
            .WithSummary("200 where the process ticks").Produces<ProbeAnswer>().Produces<ProbeAnswer>(503);
        health.MapGet("/ready", (Installation installation, Heartbeat heartbeat) => Answer(NotReady(installation, heartbeat)))
            .WithSummary("200 where requests can be answered").Produces<ProbeAnswer>().Produces<ProbeAnswer>(503);
        health.MapGet("/startup", (Installation installation) => Answer(installation.Phase is Phase.Starting or Phase.Failed ? NotRunning(installation) : null))
            .WithSummary("200 once everything is up").Produces<ProbeAnswer>().Produces<ProbeAnswer>(503);
        health.MapGet("/systems", SystemsAsync).WithSummary("How each outside system stands; always 200");
    }

    private static async Task<SystemsHealth> SystemsAsync(Installation installation, CancellationToken cancellation)
    {
        var (alerts, gates, hooks) = await KnownAsync(installation, cancellation);
        var now = installation.Services.Time.GetUtcNow();
        return new SystemsHealth([.. installation.Setup.Systems.Select(system =>
        {
            var gate = gates?.GetValueOrDefault(system.Name);
            return new SystemHealth(
                system.Name, system.Role, gate?.IsAvailable(now), gate?.At, gate?.ClosedUntil, gate?.Fault?.Message, gate?.Fault?.Advice,
                system.Callback is not null && hooks?.GetValueOrDefault(system.Name) is { } state ? WebhookHealth.Of(state) : null,
                alerts is null ? null : [.. alerts[system.Name].Select(group => group.Group)]);
        })]);
    }

    private static async Task<(ILookup<string, FeedGroupView>? Alerts, IReadOnlyDictionary<string, GateDocument>? Gates, IReadOnlyDictionary<string, HookState>? Hooks)> KnownAsync(
        Installation installation, CancellationToken cancellation)
    {
        if (!installation.Answers) return (null, null, null);
        try
        {
            return (
                (await FeedEndpoints.ListAsync(installation, cancellation)).Where(group => group.Alert is not null).ToLookup(group => group.System),
                await GateDocument.AllAsync(installation.Store, cancellation),
                await HookDocuments.AllAsync(installation.Store, cancellation));
        }
        catch (StoreException)
        {
            // That is what /health/ready tells.
            return (null, null, null);
        }
    }

    private static string? NotReady(Installation installation, Heartbeat heartbeat) =>
        installation.Phase != Phase.Running ? NotRunning(installation)
        : !heartbeat.StoreAnswers ? "The database does not answer."
        : installation.Engine.Cluster?.WhyAway;

    private static string NotRunning(Installation installation) => installation.Phase switch
    {
        Phase.Starting => "It is starting.",
        Phase.Draining or Phase.Stopping => "It is stopping.",
        _ => "It could not start; the log says why.",
    };

    private static JsonHttpResult<ProbeAnswer> Answer(string? why) =>
        TypedResults.Json(new ProbeAnswer(why is null ? "ok" : "unavailable", why), statusCode: why is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
}
