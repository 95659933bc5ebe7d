using System.Diagnostics.Metrics;
using SyncCluster.Core.Polling;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Behaviors;
using SyncCluster.Engine.Storage;
using SyncCluster.Engine.Telemetry;
using SyncCluster.Server.Composition;
using SyncCluster.Server.Http.Endpoints;

namespace SyncCluster.Server.Observing;

/// <summary>
/// How much waits, by the store, asked every 15 seconds; where the store does not answer, nothing is told instead of
/// something old. Series of every configured system and kind are there from the beginning with 0.
/// </summary>
internal sealed class QueueGauges : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(250);

    private readonly Installation _installation;
    private readonly Meter _meter;
    private volatile Counts? _counts;
    private DriftCount? _drift;

    public QueueGauges(Installation installation)
    {
        _installation = installation;
        _meter = new Meter(new MeterOptions(MetricNames.Meter) { Scope = installation });
        Gauge("synccluster.push.queue.depth", null, "Pushes by state, by target.", Depth);
        Gauge("synccluster.push.oldest.pending", "s", "Age of the oldest change that is not delivered; 0 where none is. Parked ones are left out.", Oldest);
        Gauge("synccluster.dead.letters", null, "Pushes that wait for a person.", counts => PerTarget(counts, count => count.Parked));
        Gauge("synccluster.drift.records", null, "Records that differ from what they should hold, and are left so by rule or by a person.", Drift);
        Gauge("synccluster.poll.last.success.timestamp", "s", "When a page of the feed was read last, Unix time.", LastSuccess);
        Gauge("synccluster.poll.stopped", null, "1 where the feed stands still until a person acts: the brake, or a failure such as a wrong password or a broken scrape.", Stopped);
        Gauge("synccluster.poll.failing", "s", "For how long every try to read the feed has failed; 0 where the last one went well.", Failing);
        Gauge("synccluster.poll.interval", "s", "How often the feed is read.", _ => Intervals());
        Gauge("synccluster.webhook.silent", null, "1 where polling finds changes of the kind that no webhook told.", Silent);
        Gauge("synccluster.circuit.open", null, "1 where nothing is sent to the system for a while.", Circuits);
        Gauge("synccluster.email.oldest.pending", "s", "Age of the oldest mail that is to be sent; 0 where none is.", counts => [new(Age(counts.OldestMail))]);
        _meter.CreateObservableGauge("synccluster.build.info", BuildInfo, null, "This program.");
    }

    /// <summary>Asks the store now.</summary>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        if (!_installation.Answers) return;
        try
        {
            var store = _installation.Store;
            var documents = await store.ListDocumentsAsync(FeedDocument.Prefix, cancellation);
            _drift ??= new DriftCount(store, _installation.Services.Time);
            _counts = new Counts(
                await store.CountSystemsAsync(cancellation), await _drift.AskAsync(cancellation), [.. documents.Select(document => FeedDocument.Read(document.Json))],
                await GateDocument.AllAsync(store, cancellation), await store.OldestPendingMailAsync(cancellation), await HookDocuments.AllAsync(store, cancellation));
        }
        catch (StoreException)
        {
            _counts = null;
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            while (true)
            {
                await RefreshAsync(stoppingToken);
                await Task.Delay(_installation.Phase == Phase.Starting ? Soon : Every, _installation.Services.Time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // A host that ends before it has begun would tell this as a failure.
        }
    }

    private void Gauge(string name, string? unit, string help, Func<Counts, IEnumerable<Measurement<double>>> measure) =>
        _meter.CreateObservableGauge(name, () => _counts is { } counts ? measure(counts) : [], unit, help);

    private Measurement<double> BuildInfo() => new(
        1, Tag("version", OverviewEndpoints.Version), Tag("revision", ""), Tag("component", _installation.Plan?.Role.ToString().ToLowerInvariant() ?? "server"));

    private IEnumerable<Measurement<double>> Depth(Counts counts) =>
        PerTarget(counts, count => count.Pending, Tag("state", "pending"))
            .Concat(PerTarget(counts, count => count.InFlight, Tag("state", "in_flight")))
            .Concat(PerTarget(counts, count => count.Parked, Tag("state", "parked")));

    private IEnumerable<Measurement<double>> Drift(Counts counts) =>
        from rules in _installation.Setup.Rules.Kinds
        from system in rules.Systems
        where system.IsWritten
        select new Measurement<double>(counts.Drift.GetValueOrDefault((system.System, rules.Kind)), Target(system.System, rules.Kind));

    private IEnumerable<Measurement<double>> Oldest(Counts counts) => PerTarget(counts, count => Age(count.OldestPending));

    private IEnumerable<Measurement<double>> PerTarget(Counts counts, Func<SystemCount, double> value, params KeyValuePair<string, object?>[] more) =>
        from rules in _installation.Setup.Rules.Kinds
        from system in rules.Systems
        where system.IsWritten
        let count = counts.Systems.FirstOrDefault(one => one.System == system.System && one.Kind == rules.Kind)
        select new Measurement<double>(count is null ? 0 : value(count), [.. Target(system.System, rules.Kind), .. more]);

    private IEnumerable<Measurement<double>> LastSuccess(Counts counts) =>
        from document in counts.Feeds
        from feed in _installation.Setup.System(document.System)?.External.Feeds ?? []
        let read = document.Feeds.FirstOrDefault(one => one.Feed == feed.Name)?.LastPageAt
        where read is not null
        select new Measurement<double>(read.Value.ToUnixTimeMilliseconds() / 1000d, [.. Target(document.System, feed.Kind), Tag("feed", feed.Name)]);

    private IEnumerable<Measurement<double>> Stopped(Counts counts) =>
        from document in counts.Feeds
        from feed in _installation.Setup.System(document.System)?.External.Feeds ?? []
        where feed.Group == document.Group
        select new Measurement<double>(document.Stopped is null && document.Tripped is null ? 0 : 1, [.. Target(document.System, feed.Kind), Tag("feed", feed.Name)]);

    private IEnumerable<Measurement<double>> Failing(Counts counts) =>
        from document in counts.Feeds
        from feed in _installation.Setup.System(document.System)?.External.Feeds ?? []
        where feed.Group == document.Group
        select new Measurement<double>(Age(document.Feeds.FirstOrDefault(one => one.Feed == feed.Name)?.FailingSince), [.. Target(document.System, feed.Kind), Tag("feed", feed.Name)]);

    private IEnumerable<Measurement<double>> Silent(Counts counts) =>
        from system in _installation.Setup.Systems
        where system.External.Signals is not null
        from rules in _installation.Setup.Rules.Kinds
        let known = counts.Hooks.GetValueOrDefault(system.Name)?.Kinds.FirstOrDefault(one => one.Kind == rules.Kind)
        select new Measurement<double>(system.Callback is null || known?.SilentSince is null ? 0 : 1, Target(system.Name, rules.Kind));

    private IEnumerable<Measurement<double>> Intervals() =>
        from system in _installation.Setup.Systems
        from feed in system.External.Feeds
        let schedule = system.Feeds.GetValueOrDefault(feed.Name)
        where schedule?.Enabled ?? true
        select new Measurement<double>((schedule?.Every ?? feed.DefaultInterval).TotalSeconds, [.. Target(system.Name, feed.Kind), Tag("feed", feed.Name)]);

    private IEnumerable<Measurement<double>> Circuits(Counts counts)
    {
        var now = _installation.Services.Time.GetUtcNow();
        return _installation.Setup.Systems.Select(system =>
            new Measurement<double>(counts.Gates.GetValueOrDefault(system.Name)?.IsAvailable(now) is false ? 1 : 0, Tag("system", system.Name)));
    }

    private double Age(DateTimeOffset? since) => since is { } at ? Math.Max(0, (_installation.Services.Time.GetUtcNow() - at).TotalSeconds) : 0;

    private static KeyValuePair<string, object?>[] Target(string system, Kind kind) => [Tag("system", system), Tag("kind", EngineMetrics.Name(kind))];

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    private sealed record Counts(
        IReadOnlyList<SystemCount> Systems, IReadOnlyDictionary<(string System, Kind Kind), long> Drift, IReadOnlyList<FeedDocument> Feeds,
        IReadOnlyDictionary<string, GateDocument> Gates, DateTimeOffset? OldestMail,
        IReadOnlyDictionary<string, HookState> Hooks);
}
