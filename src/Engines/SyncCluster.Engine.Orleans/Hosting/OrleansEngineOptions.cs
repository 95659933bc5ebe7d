using System.Net;
using System.Net.Sockets;
using Npgsql;
using SyncCluster.Engine.Storage.Cluster;

namespace SyncCluster.Engine.Orleans.Hosting;

/// <summary>Where a silo or client stands and how it behaves.</summary>
/// <param name="Connection">The PostgreSQL that the silos share, as Npgsql connects to it.</param>
public sealed record OrleansEngineOptions(string Connection)
{
    private const int LargestPool = 10;

    /// <summary>The database schema of what Orleans keeps. Default <c>synccluster_orleans</c>.</summary>
    public string Schema { get; init; } = ClusterSchema.DefaultName;

    /// <summary>Silos of one cluster id find each other. Default <c>synccluster</c>.</summary>
    public string ClusterId { get; init; } = "synccluster";

    /// <summary>
    /// Reminders and grain state belong to the service, whatever cluster runs it. Default <c>synccluster</c>.
    /// </summary>
    public string ServiceId { get; init; } = "synccluster";

    /// <summary>What this silo is called in the membership; null for a name of Orleans' making.</summary>
    public string? SiloName { get; init; }

    /// <summary>
    /// The address by which other silos and clients reach this one. Default loopback: all silos on one machine.
    /// </summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Port for silos. Default 11111.</summary>
    public int SiloPort { get; init; } = 11111;

    /// <summary>Port for clients; 0 where none are let in. Default 30000.</summary>
    public int GatewayPort { get; init; } = 30000;

    /// <summary>
    /// True to listen on every address of the machine and not only on <see cref="Address"/>, as containers need it.
    /// </summary>
    public bool ListensEverywhere { get; init; }

    /// <summary>Where connections are taken: a silo that is known by an IPv6 address would not be reached on IPv4's.</summary>
    public IPAddress ListensTo => !ListensEverywhere ? Address
        : Address.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any;

    /// <summary>
    /// An entity that nothing was heard of for this long is unloaded. Default 2 minutes; more than 10 seconds.
    /// </summary>
    public TimeSpan EntityIdleAfter { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Other actors are unloaded after this long. Default 15 minutes.</summary>
    public TimeSpan ActorIdleAfter { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Above this share of its memory, in percent, a silo unloads what was idle the longest. Default 80.
    /// </summary>
    public double MemoryLimitPercent { get; init; } = 80;

    /// <summary>
    /// How long an answer may take. A feed waits for entities that wait for the database: generous, default 5 minutes. A
    /// call to a silo that died fails when the death is noticed, not after this.
    /// </summary>
    public TimeSpan AnswersWithin { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How often silos ask each other whether they live; a silo that missed three is voted dead. While answers are slow
    /// they are waited for up to twice as long. Default 3 seconds.
    /// </summary>
    public TimeSpan ProbeEvery { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// When a silo has joined or gone and no other has for this long, actors that are never idle (feeds, outbound shards,
    /// mail) are spread over all again. Default 15 seconds.
    /// </summary>
    public TimeSpan SpreadsAfter { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long running handlers may take to finish when the silo stops. Default 30 seconds.</summary>
    public TimeSpan StopsWithin { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a push that was taken may stay without an answer; longer than any call to an outside system. Default
    /// 3 minutes.
    /// </summary>
    public TimeSpan PushLease { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>
    /// The connection string with which Orleans finds its tables. Its pool is small: membership, reminders and
    /// schedules are little.
    /// </summary>
    internal string OrleansConnection
    {
        get
        {
            var own = new NpgsqlConnectionStringBuilder(Connection) { SearchPath = $"\"{Schema}\"" };
            own.MaxPoolSize = Math.Min(own.MaxPoolSize, LargestPool);
            own.MinPoolSize = 0;
            return own.ConnectionString;
        }
    }

    /// <summary>Everything but the secret.</summary>
    public override string ToString() => $"cluster '{ClusterId}' on {Address}:{SiloPort}";
}
