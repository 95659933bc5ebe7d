using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Storage;
using SyncCluster.Server.Composition;
using SyncCluster.Server.Configuration;

namespace SyncCluster.Server.Cli;

/// <summary><c>synccluster retry</c>: tries parked pushes again, through the running server, or in the store where none runs.</summary>
internal static class RetryCommand
{
    private const string By = "command line";

    public static Command Build(CommandContext context)
    {
        var config = CommandContext.ConfigOption();
        var system = new Option<string?>("--system") { Description = "Only pushes to this system" };
        var kind = new Option<Kind?>("--kind") { Description = "Only pushes of this kind" };
        var all = new Option<bool>("--all") { Description = "Every parked push" };
        var command = new Command("retry", "Tries parked pushes again") { config, system, kind, all };
        command.Validators.Add(result =>
        {
            if (result.GetValue(system) is null && result.GetValue(kind) is null && !result.GetValue(all)) result.AddError("Say which pushes: --system NAME, --kind KIND, or --all.");
        });
        command.SetAction((parsed, cancellation) => RunAsync(context, parsed.GetValue(config)!, parsed.GetValue(system), parsed.GetValue(kind), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, string file, string? system, Kind? kind, CancellationToken cancellation)
    {
        if (!File.Exists(file))
        {
            await context.Error.WriteLineAsync(CommandContext.NoFile(file));
            return ExitCodes.Usage;
        }

        if (await context.LoadAsync(file) is not { } configuration) return ExitCodes.Found;
        if (system is not null && configuration.Systems.All(one => one.Name != system))
        {
            await context.Error.WriteLineAsync($"There is no system '{system}'. {DidYouMean.Advice(system, [.. configuration.Systems.Select(one => one.Name)], "systems")}");
            return ExitCodes.Usage;
        }

        try
        {
            return await ThroughServerAsync(context, configuration.Http, system, kind, cancellation);
        }
        catch (HttpRequestException failure) when (failure.HttpRequestError is HttpRequestError.ConnectionError)
        {
            return await InStoreAsync(context, configuration, system, kind, cancellation);
        }
    }

    private static async Task<int> ThroughServerAsync(CommandContext context, HttpConfiguration http, string? system, Kind? kind, CancellationToken cancellation)
    {
        using var client = new HttpClient { BaseAddress = AddressOf(http.Listen) };
        if (http.Keys.FirstOrDefault(key => key.Scopes.Any(scope => scope is "write" or "admin")) is { } key)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Secret);
        using var answer = await client.PostAsJsonAsync("/api/parked/retry", new { all = true, system, kind = kind?.ToString() }, cancellation);
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        if (answer.IsSuccessStatusCode)
        {
            await context.Out.WriteLineAsync(Member(text, "text"));
            return ExitCodes.Fine;
        }

        await context.Error.WriteLineAsync($"The server at {client.BaseAddress} refused: {Member(text, "detail")} {Member(text, "advice")}".TrimEnd());
        return ExitCodes.CannotRun;
    }

    private static async Task<int> InStoreAsync(CommandContext context, SyncConfiguration configuration, string? system, Kind? kind, CancellationToken cancellation)
    {
        using var logs = Logs.ForCommands();
        try
        {
            await using var installation = Installation.Compose(configuration, context.Services(logs), works: type => type <= ActorType.Order);
            await installation.Engine.StartAsync(cancellation);
            var count = await installation.RetryParkedPushesAsync(system, kind, By, cancellation);
            await installation.Engine.StopAsync();
            await context.Out.WriteLineAsync($"No server runs: {count} pushes will be tried again when one starts.");
            return ExitCodes.Fine;
        }
        catch (Exception failure) when (failure is StoreException or FaultException)
        {
            await context.Error.WriteLineAsync(failure.Message);
            return ExitCodes.CannotRun;
        }
    }

    /// <summary>Where a server on this machine is asked that listens on every address.</summary>
    private static Uri AddressOf(Uri listen) =>
        listen.Host is "0.0.0.0" or "[::]" or "*" or "+" ? new UriBuilder(listen) { Host = "127.0.0.1" }.Uri : listen;

    private static string? Member(string text, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
        }
        catch (JsonException)
        {
            return text.Length <= 200 ? text : text[..200];
        }
    }
}
