using Microsoft.Extensions.Logging;
using SyncCluster.Connectors.Reading;
using SyncCluster.Connectors.Signals;
using SyncCluster.Connectors.SupplierPortal.Client;
using SyncCluster.Connectors.SupplierPortal.Feeds;
using SyncCluster.Connectors.SupplierPortal.Mapping;
using SyncCluster.Connectors.Writing;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.SupplierPortal;

/// <summary>One configured portal. It is only ever read.</summary>
internal sealed class SupplierPortalSystem : IExternalSystem, IReadingTrial
{
    private readonly PortalOptions _options;
    private readonly PortalRobot _robot;

    public SupplierPortalSystem(string name, PortalOptions options, Capabilities capabilities, ConnectorServices services)
    {
        (Name, _options, Capabilities) = (name, options, capabilities);
        var folder = options.Folder ?? services.DataFolder;
        if (folder is not null) folder = Path.GetFullPath(Path.Combine(folder, name));
        var vault = new StateVault(folder, $"{options.Url.Authority} {options.User}", options.StateKey, services.Time);
        var evidence = new EvidenceBox(folder, options, services.Time);
        _robot = new PortalRobot(name, options, vault, evidence, services.Time, services.Logs.CreateLogger<SupplierPortalConnector>());
        Feeds = [new PortalFeed(name, options, new GuardedRobot(name, options, _robot, services.Time))];
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
            var run = await _robot.RunAsync(new RunWish(FirstPageOnly: true), cancellation);
            List<Finding> findings = [new(Severity.Info, $"The portal shows {run.Items.Count} items on its first page; found: {string.Join(", ", run.Found)}.")];
            if (run.Items.Count == 0) findings.Add(new(Severity.Warning, "The table has no rows.", "Look whether that is true; set minRows: 0 if it may be."));
            if (run.Items.FirstOrDefault(item => item.Problem is not null)?.Problem is { } problem)
                findings.Add(new(Severity.Warning, $"{run.Unread} dates cannot be read, such as: {problem}", "Try it: synccluster portal try " + Name));
            if (!run.Found.Contains("delivery"))
                findings.Add(new(Severity.Warning, "No column with a delivery date is found.", $"Name its heading: columns: {{ delivery: … }}. Headings: {string.Join(", ", run.Headings)}."));
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
            ];
            return new ReadingTrial([.. observations], [.. rejected], [.. notes]) { Folder = _robot.LastEvidence, Fault = Judged(run) };
        }
        catch (FaultException failure)
        {
            return new ReadingTrial([], [], []) { Fault = failure.Fault, Folder = _robot.LastEvidence };
        }
    }

    public ValueTask DisposeAsync()
    {
        PortalMetrics.Closed(Name);
        return ValueTask.CompletedTask;
    }

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
