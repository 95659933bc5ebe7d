using System.Globalization;
using System.Text;
using SyncCluster.Engine.Simulation.Checking;
using SyncCluster.Engine.Simulation.Scheduling;

namespace SyncCluster.Engine.Simulation.Runs;

/// <summary>What came of one simulation.</summary>
/// <param name="Seed">Everything followed from it.</param>
/// <param name="Hash">Equal for equal runs.</param>
/// <param name="Failures">What is wrong at the end; empty where all is well.</param>
/// <param name="Facts">Counts worth knowing.</param>
/// <param name="Trace">The last part of what happened.</param>
public sealed record SimulationResult(ulong Seed, ulong Hash, IReadOnlyList<string> Failures, SimulationFacts Facts, IReadOnlyList<string> Trace)
{
    /// <summary>All that a person needs to find out what went wrong.</summary>
    public string Report(int lines = 120)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Seed {Seed} failed:");
        foreach (var failure in Failures) text.AppendLine(CultureInfo.InvariantCulture, $"  {failure}");
        text.AppendLine(CultureInfo.InvariantCulture, $"{Facts}");
        text.AppendLine("The end of what happened:");
        foreach (var line in Trace.TakeLast(lines)) text.AppendLine(CultureInfo.InvariantCulture, $"  {line}");
        text.AppendLine(CultureInfo.InvariantCulture, $"Replay: SYNCCLUSTER_SEED={Seed} dotnet test tests/Simulation/SyncCluster.Simulation.Tests");
        return text.ToString();
    }
}

/// <summary>Counts of one simulation.</summary>
/// <param name="Options">What it was like.</param>
/// <param name="Changes">Things people did.</param>
/// <param name="Writes">Writes that systems got.</param>
/// <param name="MailsSent">Mails that arrived.</param>
/// <param name="MailsUncertain">Mails of which nobody knows whether they went out.</param>
/// <param name="Crashes">How often the process died.</param>
/// <param name="Steps">Continuations run.</param>
public sealed record SimulationFacts(SimulationOptions Options, int Changes, int Writes, int MailsSent, int MailsUncertain, int Crashes, long Steps);

/// <summary>
/// One seed: people work in two systems while everything goes wrong; then everything heals and must come right within
/// a bounded time; then nothing may move any more, and checkers compare with the truth.
/// </summary>
public sealed class SimulationRun
{
    private const int MostWrites = 3000;
    private static readonly TimeSpan Piece = TimeSpan.FromSeconds(30);

    private readonly ulong _seed;
    private readonly SimulationScheduler _scheduler;
    private readonly World _world;
    private readonly EngineHost _host;
    private readonly SeededChance _chance;
    private readonly SimulationOptions _options;
    private int _crashes;

    private SimulationRun(ulong seed, SimulationSeams seams, SimulationOptions? options)
    {
        _seed = seed;
        _chance = new SeededChance(seed);
        _options = options ?? SimulationOptions.Draw(_chance.Child());
        _scheduler = new SimulationScheduler(_chance.Bits());
        _world = new World(_scheduler, _options, _chance.Child());
        _host = new EngineHost(_world, seams, _chance.Child());
        _world.Receiver = _host.Receive;
    }

    /// <summary>Runs one seed.</summary>
    public static SimulationResult Of(ulong seed, SimulationOptions? options = null) => Of(seed, new SimulationSeams(), options);

    internal static SimulationResult Of(ulong seed, SimulationSeams seams, SimulationOptions? options = null)
    {
        var run = new SimulationRun(seed, seams, options);
        var failures = new List<string>();
        try
        {
            run.Chaos();
            run.Heal(failures);
        }
        catch (InvalidOperationException broken)
        {
            failures.Add(broken.Message);
        }

        return run.Result(failures);
    }

    private void Chaos()
    {
        _host.Start();
        var plan = new List<(TimeSpan At, Action Act)>();
        for (var i = 0; i < _options.Actions; i++) plan.Add((_chance.UpTo(_options.Chaos), _world.People.Act));
        for (var i = 0; i < _options.SupplierActions; i++) plan.Add((_chance.UpTo(_options.Chaos), _world.SupplierPeople.Act));
        for (var i = 0; i < _options.Crashes; i++) plan.Add((_chance.UpTo(_options.Chaos), Crash));
        for (var i = 0; i < _options.Outages; i++) plan.Add((_chance.UpTo(_options.Chaos), Outage));
        foreach (var (at, act) in plan.OrderBy(one => one.At))
        {
            _scheduler.RunFor(SimulationScheduler.Beginning + at - _scheduler.Now);
            act();
        }

        _world.People.Finish();
        _scheduler.RunFor(SimulationScheduler.Beginning + _options.Chaos - _scheduler.Now);
    }

    private void Heal(List<string> failures)
    {
        _scheduler.Tell("everything heals");
        _world.Heal();
        _host.Start();
        RunTamely(_options.Heals);
        var writes = _world.Writes;
        _scheduler.Tell("nothing may move any more");
        RunTamely(_options.Rests);
        failures.AddRange(_scheduler.Failures.Where(failure => !failure.Contains("StoreException", StringComparison.Ordinal)));
        failures.AddRange(_host.Errors);
        if (_world.Writes != writes) failures.Add($"{_world.Writes - writes} writes came when all was said and done.");
        failures.AddRange(new AtRest(_world, _host.Disk).Check());
    }

    /// <summary>Whoever writes beyond all reason will never come to rest: it is not waited for until it has written for minutes.</summary>
    private void RunTamely(TimeSpan time)
    {
        for (var left = time; left > TimeSpan.Zero; left -= Piece)
        {
            _scheduler.RunFor(left < Piece ? left : Piece);
            if (_world.Writes > MostWrites) throw new InvalidOperationException($"{_world.Writes} writes for {_world.People.Changes} changes: it never comes to rest.");
        }
    }

    private void Crash()
    {
        _crashes++;
        _host.Kill();
        _world.Later(_chance.UpTo(TimeSpan.FromSeconds(40)), _host.Start);
    }

    private void Outage()
    {
        var weather = _chance.Below(4) switch { 0 => _world.ErpWeather, 1 => _world.ShopWeather, 2 => _world.SupplierWeather, _ => _world.MailWeather };
        weather.DownUntil = _scheduler.Now + _chance.UpTo(TimeSpan.FromMinutes(3));
    }

    private SimulationResult Result(List<string> failures) => new(
        _seed,
        _scheduler.Trace.Hash,
        failures,
        new SimulationFacts(
            _options, _world.People.Changes, _world.Writes, _world.Mail.Arrived.Count,
            _host.Disk.Mails.Values.Count(mail => mail.Mail.Status == Storage.MailStatus.Uncertain), _crashes, _scheduler.Steps),
        [.. _scheduler.Trace.Lines]);
}
