using System.Net;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using SyncCluster.Core.Faults;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Storage;
using SyncCluster.Server.Composition;
using SyncCluster.Server.Http.Access;
using SyncCluster.Server.Http.Answers;
using SyncCluster.Server.Http.Endpoints;
using SyncCluster.Server.Http.Page;
using SyncCluster.Server.Http.Track;
using SyncCluster.Server.Observing;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace SyncCluster.Server.Http;

/// <summary>Puts the HTTP side together: probes, webhooks, API, metrics, page.</summary>
internal static partial class WebHost
{
    private const string UsualAdvice = "Compare it with /openapi/v1.json.";

    /// <summary>The application, built and not started; the installation stays the caller's.</summary>
    public static WebApplication Build(Installation installation, Action<ILoggingBuilder> logging)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = typeof(WebHost).Assembly.GetName().Name });
        logging(builder.Logging);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Listen(kestrel, installation.Configuration.Http.Listen, installation.Configuration.Http.MetricsListen));
        var services = builder.Services;
        services.AddRouting();
        services.AddProblemDetails(options => options.CustomizeProblemDetails = Advise);
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddRateLimiter(TrackEndpoints.AddLimit);
        services.AddOpenApi(OpenApiDocument.Configure);
        services.ConfigureHttpJsonOptions(json => ApiJson.Build(json.SerializerOptions));
        services.AddSingleton(installation);
        services.AddSingleton(installation.Services.Time);
        services.AddSingleton<Heartbeat>();
        services.AddHostedService(provider => provider.GetRequiredService<Heartbeat>());
        MetricsEndpoint.Add(services);
        services.AddSingleton<QueueGauges>();
        services.AddHostedService(provider => provider.GetRequiredService<QueueGauges>());
        services.AddHostedService<ClusterGauges>();
        services.AddHostedService<OtlpExport>();
        services.AddSingleton<ChangeNews>();
        services.AddHostedService(provider => provider.GetRequiredService<ChangeNews>());
        services.AddHostedService<EngineLifetime>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = installation.Grace);
        var app = builder.Build();
        MetricsEndpoint.Begin(app.Services);
        app.Lifetime.ApplicationStopping.Register(app.Services.GetRequiredService<ChangeNews>().End);
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = FailedAsync, SuppressDiagnosticsCallback = IsExpected });
        if (installation.Configuration.Http.TrustedProxies is { Count: > 0 } proxies) app.UseForwardedHeaders(Forwarded(proxies));
        app.UseStatusCodePages();
        app.UseRouting();
        app.UseRateLimiter();
        app.UseMiddleware<AccessCheck>(new KeyRing(installation.Configuration.Http.Keys));
        Map(app, installation);
        return app;
    }

    /// <summary>
    /// Who asks, as the trusted proxies say: from the last of them back to the first address that is none of theirs. What
    /// stands before that anybody may have written.
    /// </summary>
    private static ForwardedHeadersOptions Forwarded(IEnumerable<System.Net.IPNetwork> proxies)
    {
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
        foreach (var proxy in proxies) options.KnownIPNetworks.Add(proxy);
        return options;
    }

    private static void Map(WebApplication app, Installation installation)
    {
        HealthEndpoints.Map(app);
        MetricsEndpoint.Map(app, installation);
        if (installation.Plan is { Serves: false }) return;
        WebhookEndpoints.Map(app);
        StatusPage.Map(app);
        TrackEndpoints.Map(app);
        app.MapOpenApi("/openapi/{documentName}.json");
        var api = app.MapGroup("/api").ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(503).AddEndpointFilter(AnswerOnceRunningAsync);
        OverviewEndpoints.Map(api);
        ClusterEndpoints.Map(api);
        EntityEndpoints.Map(api);
        OrderEndpoints.Map(api);
        ItemEndpoints.Map(api);
        TrackingEndpoints.Map(api);
        FeedEndpoints.Map(api);
        PushEndpoints.Map(api);
        ParkedEndpoints.Map(api);
        ConflictEndpoints.Map(api);
        MailEndpoints.Map(api);
        ChangeEndpoints.Map(api);
    }

    private static void Listen(KestrelServerOptions kestrel, Uri main, Uri? metrics)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = 4 * WebhookEndpoints.MostBytes;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        foreach (var address in new[] { main, metrics }.OfType<Uri>())
        {
            if (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip)) kestrel.Listen(ip, address.Port);
            else if (address.Host is "localhost") kestrel.ListenLocalhost(address.Port);
            else kestrel.ListenAnyIP(address.Port);
        }
    }

    /// <summary>Before the store is open and after it closes there is nothing to be asked.</summary>
    private static async ValueTask<object?> AnswerOnceRunningAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        if (call.HttpContext.RequestServices.GetRequiredService<Installation>().Answers) return await next(call);
        call.HttpContext.Response.Headers.RetryAfter = "5";
        return Problem.Of(503, "Not now", "The server is starting or stopping.", "Ask again in a few seconds; /health/ready says when.");
    }

    /// <summary>What the framework answers by itself, such as of a path that is none, lacks the advice that every other error has.</summary>
    private static void Advise(ProblemDetailsContext told) => told.ProblemDetails.Extensions.TryAdd("advice", UsualAdvice);

    private static async Task FailedAsync(HttpContext context)
    {
        var failure = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        var problem = failure switch
        {
            WrongRequestException wrong => Problem.Wrong(wrong.Message, wrong.Advice),
            BadHttpRequestException bad => Problem.Of(bad.StatusCode, "The request is not understood", $"A parameter or the body does not fit: {bad.Message}", UsualAdvice),
            StoreException store => Problem.Of(503, "The database does not answer", store.Message, "Look at the database; ask again when it answers."),
            FaultException fault => Problem.Of(502, "An outside system failed", fault.Fault.Message, fault.Fault.Advice ?? "Ask again later."),
            ActorSilentException or TimeoutException => Problem.Of(
                503, "No answer in time", failure.Message, "Look at /api/cluster for a silo that is gone or silent; ask again in a few seconds."),
            OperationCanceledException => Problem.Of(503, "Not now", "The request was called off.", "Ask again."),
            _ => Problem.Of(500, "Something failed here", "The log of the server says what.", "Report it if it happens again."),
        };
        await problem.ExecuteAsync(context);
    }

    private static bool IsExpected(ExceptionHandlerSuppressDiagnosticsContext context) =>
        context.Exception is WrongRequestException or BadHttpRequestException or OperationCanceledException or ActorSilentException or TimeoutException;
}
