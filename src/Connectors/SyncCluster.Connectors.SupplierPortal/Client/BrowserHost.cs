using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Playwright;

namespace SyncCluster.Connectors.SupplierPortal.Client;

/// <summary>
/// The one browser of this process, shared by all portals of the same program: started when a run needs it, closed when
/// the last run has ended, so it holds no memory between runs; one that served many runs without a pause is replaced.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Lives as long as the process.")]
internal sealed class BrowserHost
{
    /// <summary>More runs than this at a time only slow each other down.</summary>
    private const int MostAtOnce = 4;

    private const int MostRuns = 50;

    private static readonly ConcurrentDictionary<(string Program, bool Sandbox), BrowserHost> Hosts = new();

    private static readonly string[] Arguments =
    [
        "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--disable-extensions", "--mute-audio",
    ];

    private readonly string _program;
    private readonly bool _sandbox;
    private readonly SemaphoreSlim _places = new(MostAtOnce);
    private readonly SemaphoreSlim _gate = new(1);
    private Running? _running;

    private BrowserHost(string program, bool sandbox) => (_program, _sandbox) = (program, sandbox);

    /// <summary>The host of the browser whose program is <paramref name="program"/>.</summary>
    public static BrowserHost Of(string program, bool sandbox) => Hosts.GetOrAdd((program, sandbox), key => new BrowserHost(key.Program, key.Sandbox));

    /// <summary>A browser to work with until the lease is disposed of.</summary>
    /// <exception cref="Core.Faults.FaultException">There is none, or it does not start.</exception>
    public async Task<BrowserLease> RentAsync(CancellationToken cancellation)
    {
        if (!File.Exists(_program)) throw PortalFaults.WithoutBrowser(_program);
        await _places.WaitAsync(cancellation);
        try
        {
            await _gate.WaitAsync(cancellation);
            try
            {
                if (_running is { } old && (!old.Browser.IsConnected || old.Runs >= MostRuns))
                {
                    _running = null;
                    if (old.Users == 0) await old.CloseAsync();
                }

                _running ??= await StartAsync();
                _running.Users++;
                _running.Runs++;
                return new BrowserLease(this, _running);
            }
            finally
            {
                _gate.Release();
            }
        }
        catch
        {
            _places.Release();
            throw;
        }
    }

    internal async Task ReturnAsync(Running running)
    {
        await _gate.WaitAsync();
        try
        {
            if (--running.Users > 0) return;
            if (_running == running) _running = null;
            await running.CloseAsync();
        }
        finally
        {
            _gate.Release();
            _places.Release();
        }
    }

    private async Task<Running> StartAsync()
    {
        IPlaywright? driver = null;
        try
        {
            driver = await Playwright.CreateAsync();
            var browser = await driver.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = _program, Headless = true, ChromiumSandbox = _sandbox, Args = Arguments, Timeout = 60_000,
            });
            return new Running(driver, browser);
        }
        catch (Exception failure) when (failure is PlaywrightException or TimeoutException or IOException)
        {
            driver?.Dispose();
            throw PortalFaults.Crash($"The browser {_program} does not start: {failure.Message.Split('\n')[0]}", failure);
        }
    }

    /// <summary>A browser with its driver.</summary>
    internal sealed class Running(IPlaywright driver, IBrowser browser)
    {
        public IBrowser Browser => browser;

        public int Users { get; set; }

        public int Runs { get; set; }

        public async Task CloseAsync()
        {
            try
            {
                await browser.CloseAsync();
            }
            catch (PlaywrightException)
            {
                // It had died already.
            }

            driver.Dispose();
        }
    }
}

/// <summary>The right to use the browser for one run.</summary>
internal sealed class BrowserLease(BrowserHost host, BrowserHost.Running running) : IAsyncDisposable
{
    public IBrowser Browser => running.Browser;

    public async ValueTask DisposeAsync() => await host.ReturnAsync(running);
}
