using System.CommandLine;
using System.Text.Json;
using SyncCluster.Connectors;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;
using SyncCluster.Server.Composition;
using SyncCluster.Server.Configuration;
using SyncCluster.Server.Http.Answers;

namespace SyncCluster.Server.Cli;

/// <summary>Something that a check found, as <c>--json</c> writes it.</summary>
internal sealed record CheckLine(string About, Severity Severity, string Message, string? Advice, int? Line, int? Column);

/// <summary><c>synccluster check</c>: is the file right, and do the systems, the store and the mail server answer. Writes nothing anywhere.</summary>
internal static class CheckCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static Command Build(CommandContext context)
    {
        var config = CommandContext.ConfigOption();
        var offline = new Option<bool>("--offline") { Description = "Only the file; calls nobody" };
        var json = new Option<bool>("--json") { Description = "One JSON document instead of lines" };
        var command = new Command("check", "Checks the configuration, and whether every system, the store and the mail server answer") { config, offline, json };
        command.SetAction((parsed, cancellation) => RunAsync(context, parsed.GetValue(config)!, parsed.GetValue(offline), parsed.GetValue(json), cancellation));
        return command;
    }

    public static async Task<int> RunAsync(CommandContext context, string file, bool offline, bool json, CancellationToken cancellation)
    {
        if (context.Read(file) is not { } read)
        {
            await context.Error.WriteLineAsync(CommandContext.NoFile(file));
            return ExitCodes.Usage;
        }

        var report = new CheckOutput(context, json);
        foreach (var problem in read.Problems) await report.TellAsync(Of(problem), problem.ToString());
        if (read.Configuration is { } configuration) await CheckAsync(context, report, file, configuration, offline, cancellation);
        await report.EndAsync(file);
        return report.Errors == 0 ? ExitCodes.Fine : ExitCodes.Found;
    }

    private static async Task CheckAsync(CommandContext context, CheckOutput report, string file, SyncConfiguration configuration, bool offline, CancellationToken cancellation)
    {
        using var logs = Logs.ForCommands();
        var services = context.Services(logs);
        var systems = OpenedSystem.OpenAll(configuration, services);
        try
        {
            foreach (var problem in CompositionProblems.Find(file, configuration, systems)) await report.TellAsync(Of(problem), problem.ToString());
            if (Templates(configuration.Mail, services) is { } broken) await report.TellAsync("mail", [broken]);
            if (offline) return;
            await report.TellAsync("store", await StoreCheck.RunAsync(configuration.Store, context.Time, cancellation));
            if (configuration.Mail is { } mail) await report.TellAsync("mail", await MailServerCheck.RunAsync(mail, context.Time, cancellation));
            var rules = RuleBookCompiler.Compile(configuration, systems);
            var asked = rules.For(Kind.Order)?.Orders.ChecksStockIn;
            var currencies = await CurrencyProblems.FindAsync(rules, systems, context.Time, cancellation);
            foreach (var system in systems)
            {
                var findings = await SystemAsync(system, context.Time, cancellation);
                var stock = await StockAsync(system, system.Name == asked, context.Time, cancellation);
                await report.TellAsync(system.Name, [.. findings, .. stock, .. currencies.Where(one => one.System == system.Name).Select(one => one.Finding)]);
            }
        }
        finally
        {
            foreach (var system in systems) await system.External.DisposeAsync();
        }
    }

    private static async Task<IReadOnlyList<Finding>> SystemAsync(OpenedSystem system, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            return (await system.External.CheckAsync(cancellation).WaitAsync(Patience, time, cancellation)).Findings;
        }
        catch (TimeoutException)
        {
            return [new Finding(Severity.Error, $"It did not answer within {Patience.TotalSeconds:0} seconds.", "Look whether it can be reached from this machine.")];
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // The connector's own mistake; its message may hold a secret.
            return [new Finding(Severity.Error, $"The connector failed while checking ({failure.GetType().Name}).", "Report it to the connector's author.")];
        }
    }

    /// <summary>Whether stock can be asked for. Where orders wait for the answer, that it cannot holds all of them up.</summary>
    private static async Task<IEnumerable<Finding>> StockAsync(OpenedSystem system, bool ordersWait, TimeProvider time, CancellationToken cancellation)
    {
        if (system.External.StockCheck is not { } check) return [];
        try
        {
            await check.StockOfAsync([new StockQuestion("synccluster-check", "0")], cancellation).WaitAsync(Patience, time, cancellation);
            return [new Finding(Severity.Info, "The stock of a product can be asked for in real time.")];
        }
        catch (FaultException failure) when (failure.Fault.Kind is FaultKind.Configuration or FaultKind.Auth or FaultKind.Rejected)
        {
            return ordersWait
                ? [new Finding(Severity.Error, $"Every order waits for the stock, which cannot be asked for: {failure.Fault.Message}", $"{failure.Fault.Advice} Or write rules.order.checkStockIn: none, and orders are written without asking.".TrimStart())]
                : [new Finding(Severity.Warning, $"Stock cannot be asked for in real time: {failure.Fault.Message}", failure.Fault.Advice)];
        }
        catch (Exception failure) when (failure is FaultException or TimeoutException)
        {
            // That it does not answer at all was told of the system itself.
            return [];
        }
    }

    /// <summary>Templates of the shop's own are read when mails are put together.</summary>
    private static Finding? Templates(MailConfiguration? mail, HostServices services)
    {
        try
        {
            (MailComposer.Compose(mail, services)?.Sender as IDisposable)?.Dispose();
            return null;
        }
        catch (FaultException failure)
        {
            return new Finding(Severity.Error, failure.Fault.Message, failure.Fault.Advice);
        }
    }

    private static CheckLine Of(ConfigurationProblem problem) =>
        new(problem.Path.Length == 0 ? "file" : problem.Path, problem.Severity, problem.Message, problem.Advice, problem.Place.Line, problem.Place.Column);
}

/// <summary>Writes what is found: as lines at once, or as one JSON document at the end.</summary>
internal sealed class CheckOutput(CommandContext context, bool json)
{
    private readonly List<CheckLine> _lines = [];

    public int Errors => _lines.Count(line => line.Severity == Severity.Error);

    public async Task TellAsync(CheckLine line, string text)
    {
        _lines.Add(line);
        if (!json) await context.Out.WriteLineAsync(text);
    }

    /// <summary>Tells what was found about a system; that nothing is wrong, too.</summary>
    public async Task TellAsync(string about, IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings)
        {
            var text = $"{about}: {finding.Severity.ToString().ToLowerInvariant()}: {finding.Message} {finding.Advice}".TrimEnd();
            await TellAsync(new CheckLine(about, finding.Severity, finding.Message, finding.Advice, null, null), text);
        }

        if (!json && findings.All(finding => finding.Severity == Severity.Info)) await context.Out.WriteLineAsync($"{about}: ok");
    }

    public Task EndAsync(string file)
    {
        var warnings = _lines.Count(line => line.Severity == Severity.Warning);
        return json
            ? context.Out.WriteLineAsync(JsonSerializer.Serialize(new { file, errors = Errors, warnings, findings = _lines }, ApiJson.Options))
            : context.Out.WriteLineAsync($"{file}: {Errors} error(s), {warnings} warning(s)");
    }
}
