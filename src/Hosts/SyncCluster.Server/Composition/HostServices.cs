using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using SyncCluster.Connectors;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Setup;

namespace SyncCluster.Server.Composition;

/// <summary>The one place where the machine is touched: clock, chance, ids, HTTP. Everything else is lent these.</summary>
/// <param name="Time">The clock.</param>
/// <param name="Logs">Where logs go.</param>
internal sealed record HostServices(TimeProvider Time, ILoggerFactory Logs)
{
    /// <summary>Makes handlers for calls to outside systems.</summary>
    public Func<HttpMessageHandler> Http { get; init; } = Handler;

    /// <summary>What connectors are lent.</summary>
    /// <param name="dataFolder">Where they may keep what may be lost; null where nothing may be kept.</param>
    public ConnectorServices ForConnectors(string? dataFolder = null) => new(Time, Logs, Http, Chance) { DataFolder = dataFolder };

    public EngineServices ForEngine(IBackground background) =>
        new(Time, background, () => Guid.CreateVersion7(Time.GetUtcNow()).ToString("N", CultureInfo.InvariantCulture), Chance);

    /// <summary>A number in [0, 1).</summary>
    public double Chance() => RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue;

    /// <summary>
    /// Connections are given up after a while so that a moved system is found again. Cookies belong to whoever logs in,
    /// never to all callers.
    /// </summary>
    private static SocketsHttpHandler Handler() => new()
    {
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        UseCookies = false,
    };
}
