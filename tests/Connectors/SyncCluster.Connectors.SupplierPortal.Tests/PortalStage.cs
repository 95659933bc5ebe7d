using Microsoft.Extensions.Logging.Abstractions;
using SyncCluster.Connectors.Options;
using SyncCluster.Connectors.Reading;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;
using SyncCluster.Sandbox.Portal;

namespace SyncCluster.Connectors.SupplierPortal.Tests;

/// <summary>A sandbox portal and a folder, and systems opened on them.</summary>
internal sealed class PortalStage : IAsyncDisposable
{
    private readonly List<IExternalSystem> _opened = [];

    private PortalStage(SupplierPortalSandbox portal) => Portal = portal;

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public SupplierPortalSandbox Portal { get; }

    /// <summary>The clock of the systems that are opened.</summary>
    public HurriedTime Time { get; } = new();

    public string Folder { get; } = Directory.CreateTempSubdirectory("portal-test-").FullName;

    /// <summary>The one without windows where it is there: it takes a quarter of the processor.</summary>
    public static string Chromium { get; } =
        new[] { "/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists) ?? "/usr/bin/chromium";

    public static async Task<PortalStage> StartAsync(SupplierPortalSandboxOptions? options = null)
    {
        Assert.SkipUnless(File.Exists(Chromium), "There is no Chromium on this machine (Debian: apt-get install chromium).");
        await WarmBrowser.KeepAsync(Cancellation);
        return new PortalStage(await SupplierPortalSandbox.StartAsync(options ?? new SupplierPortalSandboxOptions(), Cancellation));
    }

    /// <summary>What a merchant must write, without the waits that are only polite, and with time for a machine that is busy.</summary>
    public Dictionary<string, object> Settings(params (string Name, object Value)[] more)
    {
        var settings = new Dictionary<string, object>
        {
            ["url"] = Portal.BaseUrl + "/orders", ["user"] = "robot@shop.example.test", ["password"] = "portal password", ["folder"] = Folder, ["chromium"] = Chromium,
            ["pace"] = TimeSpan.Zero, ["actionTimeout"] = TimeSpan.FromMinutes(1), ["pageTimeout"] = TimeSpan.FromMinutes(1),
        };
        foreach (var (name, value) in more) settings[name] = value;
        return settings;
    }

    public IExternalSystem Open(params (string Name, object Value)[] more) => Open(Settings(more));

    /// <summary>A system on whose clock a page's time is over in two seconds: for what it waits for in vain. The browser itself has all the time it needs.</summary>
    public IExternalSystem OpenHurried()
    {
        Time.Speed = 30;
        return Open(("actionTimeout", TimeSpan.FromMinutes(10)));
    }

    public IExternalSystem Open(Dictionary<string, object> settings)
    {
        var connector = new SupplierPortalConnector();
        var values = new OptionValues(connector.Options, settings);
        connector.Validate(values);
        values.Problems.ShouldBeEmpty();
        var system = connector.Open("supplier", values, Services(Time));
        _opened.Add(system);
        return system;
    }

    public static ConnectorServices Services(TimeProvider time) => new(time, NullLoggerFactory.Instance, () => new SocketsHttpHandler(), () => 0.5);

    /// <summary>Everything that one round brings.</summary>
    public static async Task<(IReadOnlyList<Observation> Observations, IReadOnlyList<RejectedRecord> Rejected, string Cursor)> RoundAsync(IExternalSystem system, string? cursor = null, Fault? runAgainAfter = null)
    {
        var (seen, rejected) = (new List<Observation>(), new List<RejectedRecord>());
        while (true)
        {
            var page = await system.Feeds[0].ReadAsync(new FeedRequest(cursor, 100) { RunAgainAfter = runAgainAfter }, Cancellation);
            seen.AddRange(page.Observations);
            rejected.AddRange(page.Rejected);
            cursor = page.Cursor;
            if (!page.More) return (seen, rejected, cursor);
        }
    }

    public static async Task<Fault> FaultAsync(IExternalSystem system, string? cursor = null) =>
        (await Should.ThrowAsync<FaultException>(() => RoundAsync(system, cursor))).Fault;

    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Steps(params Dictionary<string, string>[] steps) => steps;

    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Columns(params (string Name, Dictionary<string, string> Settings)[] columns) =>
        columns.ToDictionary(one => one.Name, one => (IReadOnlyDictionary<string, string>)one.Settings);

    public async ValueTask DisposeAsync()
    {
        foreach (var system in _opened) await system.DisposeAsync();
        await Portal.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
