using System.CommandLine;
using System.Text.Json;
using SyncCluster.Connectors;
using SyncCluster.Core.Records;
using SyncCluster.Server.Composition;
using SyncCluster.Server.Configuration;
using SyncCluster.Server.Http.Answers;

namespace SyncCluster.Server.Cli;

/// <summary>
/// <c>synccluster portal record</c> and <c>portal try</c>: how a system that is read by a robot is set up. Which connectors
/// can is asked of them by the contract.
/// </summary>
internal static class PortalCommand
{
    private const int ShownRows = 20;

    public static Command Build(CommandContext context) => new("portal", "Sets up a system without an API, whose pages a robot reads")
    {
        Record(context), Try(context),
    };

    private static Command Record(CommandContext context)
    {
        var url = new Argument<string>("url") { Description = "The page that shows the table" };
        var user = new Option<string?>("--user") { Description = "User name; the password is taken from the environment variable PORTAL_PASSWORD" };
        var login = new Option<string?>("--login-url") { Description = "The page with the login form, where the portal does not show it by itself" };
        var code = new Option<string?>("--code") { Description = "The one-time code that the authenticator shows now; in its place its secret may stand in the environment variable PORTAL_TOTP" };
        var browser = new Option<string?>("--chromium") { Description = "The browser's program" };
        var folder = new Option<string>("--data") { Description = "Folder in which everything seen is kept", DefaultValueFactory = _ => "data/recordings" };
        var json = new Option<bool>("--json") { Description = "One JSON document instead of lines" };
        var command = new Command("record", "Opens a page, keeps what the robot sees, and proposes a section for sync.yaml") { url, user, login, code, browser, folder, json };
        command.SetAction((parsed, cancellation) =>
        {
            var settings = new Dictionary<string, object>(StringComparer.Ordinal);
            if (parsed.GetValue(user) is { } name) settings["user"] = name;
            if (parsed.GetValue(login) is { } form) settings["loginUrl"] = form;
            if (parsed.GetValue(browser) is { } program) settings["chromium"] = program;
            if (settings.ContainsKey("user") && context.Variable("PORTAL_PASSWORD") is { Length: > 0 } password) settings["password"] = password;
            if (settings.ContainsKey("user") && context.Variable("PORTAL_TOTP") is { Length: > 0 } secret) settings["totp"] = secret;
            return RecordAsync(context, parsed.GetValue(url)!, settings, parsed.GetValue(code)?.Replace(" ", "", StringComparison.Ordinal), parsed.GetValue(folder)!, parsed.GetValue(json), cancellation);
        });
        return command;
    }

    private static async Task<int> RecordAsync(
        CommandContext context, string url, Dictionary<string, object> settings, string? code, string folder, bool json, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var page) || page.Scheme is not ("http" or "https"))
        {
            await context.Error.WriteLineAsync($"'{url}' is no web address. Write it whole: https://portal.example.com/orders");
            return ExitCodes.Usage;
        }

        if (settings.ContainsKey("user") && !settings.ContainsKey("password"))
        {
            await context.Error.WriteLineAsync("The password is missing: set the environment variable PORTAL_PASSWORD.");
            return ExitCodes.Usage;
        }

        if (context.Connectors.All.OfType<IRecordsPages>().FirstOrDefault() is not { } recorder)
        {
            await context.Error.WriteLineAsync("This installation has no connector that reads pages.");
            return ExitCodes.CannotRun;
        }

        using var logs = Logs.ForCommands();
        var wanted = new PageToRecord(page, Path.GetFullPath(folder), settings) { Code = code };
        var recording = await recorder.RecordAsync(wanted, context.Services(logs).ForConnectors(), cancellation);
        if (json)
        {
            await context.Out.WriteLineAsync(JsonSerializer.Serialize(recording, ApiJson.Options));
        }
        else
        {
            foreach (var finding in recording.Findings)
                await context.Error.WriteLineAsync($"{finding.Severity.ToString().ToLowerInvariant()}: {finding.Message} {finding.Advice}".TrimEnd());
            if (recording.Folder is { } kept) await context.Error.WriteLineAsync($"Kept: {kept}");
            await context.Out.WriteLineAsync("systems:\n" + recording.Yaml.TrimEnd());
        }

        return recording.Findings.Any(finding => finding.Severity == Severity.Error) ? ExitCodes.Found : ExitCodes.Fine;
    }

    private static Command Try(CommandContext context)
    {
        var system = new Argument<string>("system") { Description = "The system's name in the configuration" };
        var config = CommandContext.ConfigOption();
        var all = new Option<bool>("--all") { Description = "Print every row" };
        var json = new Option<bool>("--json") { Description = "One JSON document instead of lines" };
        var command = new Command("try", "Reads a portal once and prints the rows, the rejected ones and why; hands nothing on") { system, config, all, json };
        command.SetAction((parsed, cancellation) =>
            TryAsync(context, parsed.GetValue(config)!, parsed.GetValue(system)!, parsed.GetValue(all), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> TryAsync(CommandContext context, string file, string name, bool all, bool json, CancellationToken cancellation)
    {
        if (!File.Exists(file))
        {
            await context.Error.WriteLineAsync(CommandContext.NoFile(file));
            return ExitCodes.Usage;
        }

        if (await context.LoadAsync(file) is not { } configuration) return ExitCodes.Found;
        if (configuration.Systems.FirstOrDefault(one => one.Name == name) is not { } found)
        {
            await context.Error.WriteLineAsync($"There is no system '{name}'. {DidYouMean.Advice(name, [.. configuration.Systems.Select(one => one.Name)], "systems")}");
            return ExitCodes.Usage;
        }

        using var logs = Logs.ForCommands();
        await using var external = found.Connector.Open(found.Name, found.Values, context.Services(logs).ForConnectors(OpenedSystem.FolderOf(configuration.Store)));
        if (external is not IReadingTrial trial)
        {
            await context.Error.WriteLineAsync($"'{name}' ({found.Connector.Name}) is not read by a robot; 'synccluster check' tries it.");
            return ExitCodes.Usage;
        }

        var result = await trial.TryAsync(cancellation);
        if (json) await context.Out.WriteLineAsync(JsonSerializer.Serialize(result, ApiJson.Options));
        else foreach (var line in Lines(result, all)) await context.Out.WriteLineAsync(line);
        return result.Fault is null ? ExitCodes.Fine : ExitCodes.Found;
    }

    private static IEnumerable<string> Lines(ReadingTrial trial, bool all)
    {
        foreach (var note in trial.Notes) yield return note;
        foreach (var seen in all ? trial.Observations : trial.Observations.Take(ShownRows)) yield return $"  {seen.Key.RemoteId}: {Fields(seen)}";
        if (!all && trial.Observations.Count > ShownRows) yield return $"  … and {trial.Observations.Count - ShownRows} more; --all prints them.";
        foreach (var rejected in trial.Rejected) yield return $"  rejected {rejected.Key.RemoteId}: {rejected.Fault.Message}  [{Cut(rejected.Raw)}]";
        yield return $"{trial.Observations.Count} items, {trial.Rejected.Count} rejected. Nothing was handed on.";
        if (trial.Folder is { } folder) yield return $"Screenshot, page and trace: {folder}";
        if (trial.Fault is { } fault) yield return $"This run would not be believed. {fault.Kind}: {fault.Message} {fault.Advice}".TrimEnd();
    }

    private static string Fields(Observation seen) => string.Join(", ", seen.Fields.Select(field => $"{field.Key[(field.Key.LastIndexOf('.') + 1)..]} {field.Value}"));

    private static string Cut(string text) => text.Length <= 120 ? text : text[..120] + "…";
}
