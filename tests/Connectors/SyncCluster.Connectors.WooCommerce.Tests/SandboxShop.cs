using Microsoft.Extensions.Logging.Abstractions;
using SyncCluster.Connectors.Options;
using SyncCluster.Connectors.Reading;
using SyncCluster.Connectors.Writing;
using SyncCluster.Core.Records;
using SyncCluster.Sandbox.WooCommerce;

namespace SyncCluster.Connectors.WooCommerce.Tests;

/// <summary>A stand-in shop on loopback and the connector opened on it, by signed requests over plain http.</summary>
internal sealed class SandboxShop : IAsyncDisposable
{
    private SandboxShop(WooCommerceSandbox sandbox, IExternalSystem system) => (Sandbox, System) = (sandbox, system);

    public WooCommerceSandbox Sandbox { get; }

    public IExternalSystem System { get; }

    public static async Task<SandboxShop> StartAsync(WooCommerceSeed seed = WooCommerceSeed.Recorded, params (string Name, object Value)[] values)
    {
        var sandbox = await WooCommerceSandbox.StartAsync(
            new WooCommerceSandboxOptions { Seed = seed, DeliverWebhooks = false }, TestContext.Current.CancellationToken);
        var given = new Dictionary<string, object> { ["url"] = sandbox.BaseUrl, ["key"] = sandbox.ConsumerKey, ["secret"] = sandbox.ConsumerSecret };
        foreach (var (name, value) in values) given[name] = value;
        var connector = new WooCommerceConnector();
        var options = new OptionValues(connector.Options, given);
        connector.Validate(options);
        options.Problems.ShouldBeEmpty();
        var services = new ConnectorServices(TimeProvider.System, NullLoggerFactory.Instance, () => new SocketsHttpHandler(), () => 0.25);
        return new SandboxShop(sandbox, connector.Open("shop", options, services));
    }

    public IFeed Feed(string name) => System.Feeds.Single(feed => feed.Name == name);

    public ISink Sink(Kind kind) => System.Sinks.Single(sink => sink.Kind == kind);

    /// <summary>Reads a feed to the end of its walk, pauses and all.</summary>
    public async Task<(List<Observation> Seen, string Cursor)> DrainAsync(string feed, string? cursor = null, int pageSize = 100)
    {
        var seen = new List<Observation>();
        for (var pages = 0; pages < 500; pages++)
        {
            var page = await Feed(feed).ReadAsync(new FeedRequest(cursor, pageSize), TestContext.Current.CancellationToken);
            page.Rejected.ShouldBeEmpty();
            seen.AddRange(page.Observations);
            cursor = page.Cursor;
            if (!page.More && !page.Paused) return (seen, cursor);
        }

        throw new InvalidOperationException($"Feed {feed} finds no end.");
    }

    public async Task<PushOutcome> PushAsync(Kind kind, PushRequest push) =>
        (await Sink(kind).WriteAsync([push], TestContext.Current.CancellationToken))[0];

    public static PushRequest Create(Kind kind, FieldSet fields, string entity = "e-1") => new()
    {
        Key = new RecordKey("shop", kind, ""),
        EntityId = entity,
        OperationId = "op-" + entity,
        Patch = fields,
        Desired = fields,
    };

    /// <summary>A push over what was last seen.</summary>
    public static PushRequest Update(Observation seen, FieldSet patch, bool isRepeated = false) => new()
    {
        Key = seen.Key,
        EntityId = "e-1",
        OperationId = "op",
        IsRepeated = isRepeated,
        Patch = patch,
        Desired = seen.Fields.Over(patch),
        Snapshot = seen.Fields,
        Extras = seen.Extras,
    };

    public async Task<Observation> ReadAsync(Kind kind, string remoteId) =>
        (await System.ReadOneAsync(new RecordKey("shop", kind, remoteId), TestContext.Current.CancellationToken))
            .ShouldBeOfType<ReadOneOutcome.Found>().Observations.Single(one => one.Key.RemoteId == remoteId);

    public async ValueTask DisposeAsync()
    {
        await System.DisposeAsync();
        await Sandbox.DisposeAsync();
    }
}
