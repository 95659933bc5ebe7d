using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Storage;
using SyncCluster.Server.Composition;
using SyncCluster.Server.Configuration;
using SyncCluster.Server.Http.Endpoints;

namespace SyncCluster.Server.Cli;

/// <summary><c>synccluster retry</c>: tries parked pushes again, or has things written once more that were written, through the running server, or in the store where none runs.</summary>
internal static class RetryCommand
{
    private const string By = "command line";

    public static Command Build(CommandContext context)
    {
        var config = CommandContext.ConfigOption();
        var system = new Option<string?>("--system") { Description = "Only pushes to this system" };
        var kind = new Option<Kind?>("--kind") { Description = "Only pushes of this kind" };
        var all = new Option<bool>("--all") { Description = "Every parked push" };
        var again = new Option<bool>("--again") { Description = "Write all of it once more, though it was written: with --system, and --order or --entity" };
        var order = new Option<string[]>("--order") { Description = "With --again: orders by their numbers", AllowMultipleArgumentsPerToken = true };
        var entity = new Option<string[]>("--entity") { Description = "With --again: things by their ids", AllowMultipleArgumentsPerToken = true };
        var command = new Command("retry", "Tries parked pushes again, or writes once more what a system lost") { config, system, kind, all, again, order, entity };
        command.Validators.Add(result =>
        {
            var named = (result.GetValue(order) ?? []).Length + (result.GetValue(entity) ?? []).Length;
            if (result.GetValue(again) != named > 0 || (result.GetValue(again) && result.GetValue(system) is null))
                result.AddError("Say what is to be written again and where: --again --system NAME --order NUMBER, or --entity ID.");
            else if (result.GetValue(system) is null && result.GetValue(kind) is null && !result.GetValue(all)) result.AddError("Say which pushes: --system NAME, --kind KIND, or --all.");
        });
        command.SetAction((parsed, cancellation) =>
        {
            var to = parsed.GetValue(system);
            IReadOnlyList<SendAgainChoice> once = [
                .. (parsed.GetValue(order) ?? []).Select(number => new SendAgainChoice(null, number, to)),
                .. (parsed.GetValue(entity) ?? []).Select(id => new SendAgainChoice(id, null, to)),
            ];
            return RunAsync(context, parsed.GetValue(config)!, to, parsed.GetValue(kind), once, cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        CommandContext context, string file, string? system, Kind? kind, IReadOnlyList<SendAgainChoice> once, CancellationToken cancellation)
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
            return await ThroughServerAsync(context, configuration.Http, system, kind, once, cancellation);
        }
        catch (HttpRequestException failure) when (failure.HttpRequestError is HttpRequestError.ConnectionError)
        {
            return await InStoreAsync(context, configuration, system, kind, once, cancellation);
        }
    }

    private static async Task<int> ThroughServerAsync(
        CommandContext context, HttpConfiguration http, string? system, Kind? kind, IReadOnlyList<SendAgainChoice> once, CancellationToken cancellation)
    {
        using var client = new HttpClient { BaseAddress = AddressOf(http.Listen) };
        if (http.Keys.FirstOrDefault(key => key.Scopes.Any(scope => scope is "write" or "admin")) is { } key)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Secret);
        if (once.Count == 0) return await AskAsync(context, client, "/api/parked/retry", new { all = true, system, kind = kind?.ToString() }, cancellation);
        var worst = ExitCodes.Fine;
        foreach (var choice in once) worst = Math.Max(worst, await AskAsync(context, client, "/api/pushes/again", choice, cancellation));
        return worst;
    }

    private static async Task<int> AskAsync(CommandContext context, HttpClient client, string path, object body, CancellationToken cancellation)
    {
        using var answer = await client.PostAsJsonAsync(path, body, cancellation);
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        if (answer.IsSuccessStatusCode)
        {
            await context.Out.WriteLineAsync(Member(text, "text"));
            return ExitCodes.Fine;
        }

        await context.Error.WriteLineAsync($"The server at {client.BaseAddress} refused: {Member(text, "detail")} {Member(text, "advice")}".TrimEnd());
        return ExitCodes.CannotRun;
    }

    private static async Task<int> InStoreAsync(
        CommandContext context, SyncConfiguration configuration, string? system, Kind? kind, IReadOnlyList<SendAgainChoice> once, CancellationToken cancellation)
    {
        using var logs = Logs.ForCommands();
        try
        {
            await using var installation = Installation.Compose(configuration, context.Services(logs), works: type => type <= ActorType.Order);
            await installation.Engine.StartAsync(cancellation);
            if (once.Count > 0)
            {
                var done = true;
                foreach (var choice in once) done &= await AgainInStoreAsync(context, installation, choice, cancellation);
                await installation.Engine.StopAsync();
                return done ? ExitCodes.Fine : ExitCodes.CannotRun;
            }

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

    private static async Task<bool> AgainInStoreAsync(CommandContext context, Installation installation, SendAgainChoice choice, CancellationToken cancellation)
    {
        var what = choice.Order is { } order ? $"Order {order}" : choice.EntityId;
        var state = await PushEndpoints.FindAsync(installation.Store, choice, cancellation);
        var isSent = state is not null && await installation.SendAgainAsync(state, choice.System!, By, cancellation);
        if (isSent) await context.Out.WriteLineAsync($"No server runs: {what} will be written to {choice.System} once more when one starts.");
        else await context.Error.WriteLineAsync(state is null ? $"{what} is not known." : $"Nothing of {what} is to be in {choice.System}.");
        return isSent;
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
