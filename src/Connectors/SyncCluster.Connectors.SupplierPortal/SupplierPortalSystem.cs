using Microsoft.Extensions.Logging;
using SyncCluster.Connectors.Reading;
using SyncCluster.Connectors.Signals;
using SyncCluster.Connectors.SupplierPortal.Client;
using SyncCluster.Connectors.SupplierPortal.Feeds;
using SyncCluster.Connectors.SupplierPortal.Handover;
using SyncCluster.Connectors.SupplierPortal.Mapping;
using SyncCluster.Connectors.Writing;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.SupplierPortal;

/// <summary>One configured portal. It is only ever read.</summary>
internal sealed class SupplierPortalSystem : IExternalSystem, IReadingTrial, IRobotWork
{
    private readonly PortalOptions _options;
    private readonly PortalRobot _robot;
    private readonly Broker? _broker;
    private readonly RobotLoop? _loop;
    private readonly RunBeside? _runs;

    public SupplierPortalSystem(string name, PortalOptions options, Capabilities capabilities, ConnectorServices services)
    {
        (Name, _options, Capabilities) = (name, options, capabilities);
        var folder = options.Folder ?? services.DataFolder;
        if (folder is not null) folder = Path.GetFullPath(Path.Combine(folder, name));
        var vault = new StateVault(folder, $"{options.Url.Authority} {options.User}", options.StateKey, services.Time);
        var evidence = new EvidenceBox(folder, options, services.Time);
        _robot = new PortalRobot(name, options, vault, evidence, services.Time, services.Logs.CreateLogger<SupplierPortalConnector>());
        var guarded = new GuardedRobot(name, options, _robot, services.Time);
        if (options.Broker is { } address)
        {
            var logger = services.Logs.CreateLogger<SupplierPortalConnector>();
            _broker = new Broker(address, options.Queue ?? $"synccluster.portal.{name}");
            _loop = new RobotLoop(name, options.Interval, guarded.RunAsync, _broker, services.Time, services.Jitter, logger);
            // Rows are taken out of the queue for good: they are made safe before that.
            Capabilities = capabilities with { ReadsAreConsumed = true, ReadsByRobot = false };
            Feeds = [new HandoverFeed(name, options.Limits, _broker, logger)];
        }
        else
        {
            _runs = new RunBeside(guarded.RunAsync, services.Time);
            Feeds = [new PortalFeed(name, options, _runs)];
        }

        PortalMetrics.Opened(name, options.Interval);
    }

    public string Name { get; }

    public Capabilities Capabilities { get; }

    public IReadOnlyList<IFeed> Feeds { get; }

    public IReadOnlyList<ISink> Sinks => [];

    public ISignalReceiver? Signals => null;

    public ISignalHooks? Hooks => null;

    public IStockCheck? StockCheck => null;

    public Task<ReadOneOutcome> ReadOneAsync(RecordKey key, CancellationToken cancellation) => Task.FromResult<ReadOneOutcome>(
        new ReadOneOutcome.Ignored("A portal shows its whole table: one item cannot be read by its code."));

    public async Task<CheckReport> CheckAsync(CancellationToken cancellation)
    {
        try
        {
            if (_broker is not null)
            {
                // This process only takes what the robot elsewhere hands over: that one has the browser.
                await _broker.OpenAsync(cancellation);
                return new CheckReport([new(Severity.Info, $"The broker answers; rows come by queue {_broker.Runs}. Try the portal itself with: synccluster portal try {Name}")]);
            }

            var run = await _robot.RunAsync(new RunWish(FirstPageOnly: true), cancellation);
            List<Finding> findings = [new(Severity.Info, $"The portal shows {run.Items.Count} items on its first page; found: {string.Join(", ", run.Found)}.")];
            if (run.Items.Count == 0) findings.Add(new(Severity.Warning, "The table has no rows.", "Look whether that is true; set minRows: 0 if it may be."));
            if (run.Items.FirstOrDefault(item => item.Problem is not null)?.Problem is { } problem)
                findings.Add(new(Severity.Warning, $"{run.Unread} dates cannot be read, such as: {problem}", "Try it: synccluster portal try " + Name));
            if (!run.Found.Contains("delivery"))
                findings.Add(new(Severity.Warning, "No column with a delivery date is found.", $"Name its heading: columns: {{ delivery: … }}. Headings: {string.Join(", ", run.Headings)}."));
            if (run.Unused is { } more) findings.Add(new(Severity.Warning, Unread(more), UseIt(more)));
            if (_options.StateKey is null)
                findings.Add(new(Severity.Info, "Without a stateKey the robot logs in again after each restart.", "Set stateKey: ${env:NAME}."));
            return new CheckReport([.. findings]);
        }
        catch (FaultException failure)
        {
            return new CheckReport([new(Severity.Error, failure.Fault.Message, failure.Fault.Advice ?? "Try it: synccluster portal try " + Name)]);
        }
    }

    public async Task<ReadingTrial> TryAsync(CancellationToken cancellation)
    {
        try
        {
            var run = await _robot.RunAsync(new RunWish(KeepAlways: true), cancellation);
            var (observations, rejected) = RunPages.Of(Name, run);
            string[] notes =
            [
                $"{run.Rows} rows on {run.Pages} pages in {run.Took.TotalSeconds:0.0} s; {run.Items.Count} items.",
                $"Headings: {string.Join(", ", run.Headings)}.",
                $"Found: {string.Join(", ", run.Found)}.",
                .. run.Unused is { } more ? [$"{Unread(more)} {UseIt(more)}"] : Array.Empty<string>(),
            ];
            return new ReadingTrial([.. observations], [.. rejected], [.. notes]) { Folder = _robot.LastEvidence, Fault = Judged(run) };
        }
        catch (FaultException failure)
        {
            return new ReadingTrial([], [], []) { Fault = failure.Fault, Folder = _robot.LastEvidence };
        }
    }

    public bool HandsOver => _loop is not null;

    public Task WorkAsync(CancellationToken cancellation) => _loop?.WorkAsync(cancellation) ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        PortalMetrics.Closed(Name);
        _runs?.Dispose();
        if (_broker is not null) await _broker.DisposeAsync();
    }

    private static string Unread(string more) => $"The page has a button '{more}', which the recipe does not use: there may be more rows.";

    private static string UseIt(string more) => $"Set more: \"text={more}\", or next: \"-\" where it shows something else.";

    private Fault? Judged(ScrapedRun run)
    {
        try
        {
            RunGuard.Check(run, null, _options.Limits);
            return null;
        }
        catch (FaultException failure)
        {
            return failure.Fault;
        }
    }
}
