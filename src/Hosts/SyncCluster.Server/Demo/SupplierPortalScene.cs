using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Core.Supply;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Behaviors;
using SyncCluster.Engine.Storage;
using SyncCluster.Server.Composition;
using SyncCluster.Server.Http.Answers;

namespace SyncCluster.Server.Demo;

/// <summary>What the supplier does in its portal, and what comes of it.</summary>
internal sealed class SupplierPortalScene
{
    private const int Mails = 10_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Installation _installation;
    private readonly SandboxWorld _world;
    private readonly string _supplier;
    private readonly string _group;
    private List<(string Code, DateOnly Day)> _moved = [];

    private SupplierPortalScene(Installation installation, SandboxWorld world, string supplier, string group) =>
        (_installation, _world, _supplier, _group) = (installation, world, supplier, group);

    /// <summary>The scene; null where no system is read by a robot.</summary>
    public static SupplierPortalScene? Of(Installation installation, SandboxWorld world) =>
        installation.Setup.Systems.FirstOrDefault(system => system.External.Capabilities.ReadsByRobot) is { } supplier
            ? new SupplierPortalScene(installation, world, supplier.Name, supplier.External.Feeds[0].Group)
            : null;

    /// <summary>A person asks for a run, and it ends.</summary>
    public async Task ReadAsync(CancellationToken cancellation)
    {
        var before = await LastRoundAsync(cancellation);
        await _installation.Engine.Runtime.AskAsync(ActorAddress.Feed(_supplier, _group), new FeedCommand(FeedAction.Run, "demo"), cancellation);
        await UntilAsync(async () => await LastRoundAsync(cancellation) != before, cancellation);
    }

    /// <summary>Three items come three weeks later; those that customers wait for go first.</summary>
    public async Task MoveAsync(CancellationToken cancellation)
    {
        var shop = _world.Shop.Shop;
        var waited = shop.Orders.Values.Where(order => order.Status is "processing" or "on-hold").SelectMany(order => order.Lines)
            .Select(line => shop.Products.GetValueOrDefault(line.VariationId == 0 ? line.ProductId : line.VariationId)?.Sku).ToHashSet();
        _moved =
        [
            .. _world.Portal.Stock.Items.Where(item => item.Day is not null).OrderByDescending(item => waited.Contains(item.OurSku)).Take(3)
                .Select(item => (item.Code, item.Day!.Value.AddDays(21))),
        ];
        foreach (var (code, day) in _moved) _world.Portal.Stock.Move(code, day);
        await ReadAsync(cancellation);
        // News settles for a moment before it is told.
        if (_installation.Setup.Rules.Tracking.Mails) await UntilAsync(async () => (await ToldAsync(cancellation)).Mails > 0, cancellation);
    }

    /// <summary>What is wrong, in a sentence; null where everything is as it should be.</summary>
    public async Task<string?> ProblemAsync(CancellationToken cancellation)
    {
        foreach (var (code, day) in _moved)
        {
            var record = (await _installation.Store.FindRecordsAsync(_supplier, Kind.Product, [code], cancellation))[0];
            var state = record?.EntityId is { } id ? (await _installation.Store.StatesAsync([id], cancellation)).GetValueOrDefault(id) : null;
            var held = state?.View(_supplier)?.Snapshot.Text(SupplierFields.Delivery);
            if (held != new DeliveryPromise.Exact(day).ToText()) return $"Item {code} should come on {day:yyyy-MM-dd}, and is known as {held ?? "nothing"}.";
        }

        var (mails, orders) = await ToldAsync(cancellation);
        if (!_installation.Setup.Rules.Tracking.Mails) return null;
        if (mails == 0) return "No customer was told that a date moved.";
        return mails == orders ? null : $"{mails} mails went out about the dates of {orders} orders: one each was due.";
    }

    /// <summary>What happened, in a sentence.</summary>
    public async Task<string> SummaryAsync(CancellationToken cancellation) =>
        $"{_moved.Count} dates moved and are known; {(await ToldAsync(cancellation)).Mails} customers were told, once each";

    /// <summary>How many mails about dates went out, and about how many orders.</summary>
    public async Task<(int Mails, int Orders)> ToldAsync(CancellationToken cancellation)
    {
        var mails = (await _installation.Store.ListMailsAsync(null, MailStatus.Sent, Mails, cancellation)).Where(mail => mail.Draft.Template == TrackingMail.Template).ToList();
        return (mails.Count, mails.Select(mail => mail.EntityId).Distinct().Count());
    }

    private async Task UntilAsync(Func<Task<bool>> reached, CancellationToken cancellation)
    {
        var time = _installation.Services.Time;
        var end = time.GetUtcNow() + Patience;
        while (!await reached() && time.GetUtcNow() < end) await Task.Delay(Pause, time, cancellation);
    }

    private async Task<DateTimeOffset?> LastRoundAsync(CancellationToken cancellation)
    {
        var json = await _installation.Store.ReadDocumentAsync(FeedDocument.Key(_supplier, _group), cancellation);
        return json is { } document && FeedDocument.Read(document).Feeds is [var items, ..] ? items.LastRoundAt : null;
    }
}
