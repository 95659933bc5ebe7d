using System.Threading.Channels;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Storage;
using SyncCluster.Engine.Storage.Cluster;
using SyncCluster.Server.Configuration;

namespace SyncCluster.Server.Composition.Clustering;

/// <summary>
/// An engine of the cluster that introduces itself before it joins: whoever does not fit those at work, or could not be
/// reached by them, is refused with one sentence and changes nothing.
/// </summary>
internal sealed partial class MemberEngine : ISyncEngine
{
    private readonly ISyncEngine _engine;
    private readonly ClusterConfiguration _cluster;
    private readonly ClusterPlan _plan;
    private readonly MemberCard _member;
    private readonly ClusterRegister _register;
    private readonly string _connection;
    private readonly string _schema;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _ends = new();
    private Task _beats = Task.CompletedTask;
    private bool _isIn;
    private bool _warned;

    /// <summary>Wraps <paramref name="engine"/>.</summary>
    /// <param name="engine">Works, or asks those who do.</param>
    /// <param name="cluster">Where the process stands.</param>
    /// <param name="plan">What it does.</param>
    /// <param name="member">What it says of itself.</param>
    /// <param name="connection">The database that all share.</param>
    /// <param name="schema">The schema of what the cluster keeps.</param>
    /// <param name="services">The machine.</param>
    public MemberEngine(
        ISyncEngine engine, ClusterConfiguration cluster, ClusterPlan plan, MemberCard member, string connection, string schema, HostServices services)
    {
        _engine = engine;
        _cluster = cluster;
        _plan = plan;
        _member = member;
        _register = new ClusterRegister(connection, schema, services.Time);
        _connection = connection;
        _schema = schema;
        _time = services.Time;
        _log = services.Logs.CreateLogger<MemberEngine>();
    }

    /// <inheritdoc/>
    public IActorRuntime Runtime => _engine.Runtime;

    /// <inheritdoc/>
    public ChannelReader<EntityChanged> Changes => _engine.Changes;

    /// <inheritdoc/>
    public ICluster? Cluster => _engine.Cluster;

    /// <summary>Who works on the database, by their own words.</summary>
    public ClusterRegister Register => _register;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellation)
    {
        if (!_isIn)
        {
            await ClusterSchema.UpgradeAsync(_connection, _schema, _time, cancellation);
            Warn(await _register.JoinAsync(_member, _plan.AcceptsConfiguration, cancellation));
            _isIn = true;
            _beats = BeatAsync(_ends.Token);
            LogJoins(_log, _member.Name, _cluster.ClusterId, _member.Configuration);
        }

        if (_plan.Works) await AddressCheck.RunAsync(_cluster, _time, cancellation);
        await _engine.StartAsync(cancellation);
    }

    /// <inheritdoc/>
    public async Task StopAsync()
    {
        await _engine.StopAsync();
        if (!_isIn) return;
        _isIn = false;
        await _ends.CancelAsync();
        await _beats;
        try
        {
            await _register.LeaveAsync(_member, CancellationToken.None);
        }
        catch (StoreException failure)
        {
            LogNotHeard(_log, failure.Message);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _engine.DisposeAsync();
        _ends.Dispose();
    }

    private async Task BeatAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(ClusterRegister.BeatsEvery, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
            {
                try
                {
                    Warn(await _register.BeatAsync(_member, cancellation));
                }
                catch (StoreException failure)
                {
                    LogNotHeard(_log, failure.Message);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // It leaves.
        }
    }

    /// <summary>Warns once of clocks that differ, and again after they agreed.</summary>
    private void Warn(TimeSpan skew)
    {
        var warning = Admission.ClockWarning(skew);
        if (warning is not null && !_warned) LogClock(_log, warning);
        _warned = warning is not null;
    }

    [LoggerMessage(EventId = 2110, Level = LogLevel.Information, Message = "Joining: '{Name}' in the cluster '{Cluster}', configuration {Configuration}")]
    private static partial void LogJoins(ILogger log, string name, string cluster, string configuration);

    [LoggerMessage(EventId = 2111, Level = LogLevel.Warning, Message = "{Warning}")]
    private static partial void LogClock(ILogger log, string warning);

    [LoggerMessage(EventId = 2112, Level = LogLevel.Warning, Message = "The others could not be told that this process lives: {Why}")]
    private static partial void LogNotHeard(ILogger log, string why);
}
