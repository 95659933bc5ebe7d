using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Npgsql;
using SyncCluster.Engine.Storage;
using SyncCluster.Sandbox;
using SyncCluster.Server.Composition.Clustering;
using SyncCluster.Server.Demo;
using SyncCluster.Testing;

namespace SyncCluster.EndToEnd.Tests.Cluster;

/// <summary>
/// Silos and a process for HTTP as users start them, each in a process of its own, on one PostgreSQL, against the
/// sandbox in this process.
/// </summary>
internal sealed class RunningCluster : IAsyncDisposable
{
    /// <summary>The name of the process of role web.</summary>
    public const string FrontName = "front";

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };
    private readonly Dictionary<string, Silo> _silos = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _ends = new();
    private readonly Task _erp;

    private RunningCluster(string folder, SandboxWorld world, PostgresServer postgres, string database)
    {
        Folder = folder;
        World = world;
        Postgres = postgres;
        Database = database;
        Front = new Uri($"http://127.0.0.1:{world.Ports.Http.ToString(CultureInfo.InvariantCulture)}/");
        _erp = ErpAsync(_ends.Token);
    }

    /// <summary>Why no cluster can be tried here; null where one can.</summary>
    public static string? WhyMissing => ClusterEngines.WhyMissing ?? PostgresServer.WhyMissing;

    public string Folder { get; }

    public SandboxWorld World { get; }

    public PostgresServer Postgres { get; }

    /// <summary>How to connect to the database that the silos share.</summary>
    public string Database { get; }

    /// <summary>Where PostgreSQL listens on loopback.</summary>
    public int PostgresPort => new NpgsqlConnectionStringBuilder(Database).Port;

    /// <summary>How to connect to the database by another port.</summary>
    public string DatabaseBy(int port) => new NpgsqlConnectionStringBuilder(Database) { Port = port }.ConnectionString;

    /// <summary>Where the process of role web answers.</summary>
    public Uri Front { get; }

    /// <summary>Processes that were started, by name; of one name the last.</summary>
    public IReadOnlyDictionary<string, Silo> Silos => _silos;

    public string File => SandboxConfiguration.File(Folder);

    /// <summary>Where the executable lies of which processes are started from now on.</summary>
    public string Programs { get; set; } = AppContext.BaseDirectory;

    public static async Task<RunningCluster> StartAsync(SandboxScale scale, CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("synccluster-cluster-").FullName;
        var postgres = await PostgresServer.StartAsync(LoopbackPorts.Claim(), stop);
        var world = await SandboxWorld.StartAsync(folder, scale, null, TimeProvider.System, stop, cluster: true);
        return new RunningCluster(folder, world, postgres, await postgres.CreateDatabaseAsync(stop));
    }

    /// <summary>Starts a process; does not wait until it is ready.</summary>
    public Silo Start(string name, string role = "silo", string? database = null, string? file = null, params string[] more)
    {
        var ports = role == "web" ? (Http: World.Ports.Http, Silo: LoopbackPorts.Claim(), Gateway: LoopbackPorts.Claim()) : (Http: LoopbackPorts.Claim(), Silo: LoopbackPorts.Claim(), Gateway: LoopbackPorts.Claim());
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["SYNC_DB"] = (database ?? Database) + ";Maximum Pool Size=12;Timeout=5;Command Timeout=10",
            ["SYNC_NAME"] = name,
            ["SYNC_HTTP"] = Text(ports.Http),
            ["SYNC_SILO_PORT"] = Text(ports.Silo),
            ["SYNC_GATEWAY_PORT"] = Text(ports.Gateway),
        };
        var program = RunningProgram.StartOf(
            Programs, environment, ["run", "--engine", "orleans", "--role", role, "-c", file ?? File, "--log-level", "Warning", .. more]);
        var silo = new Silo(name, program, new Uri($"http://127.0.0.1:{Text(ports.Http)}/"), _http);
        _silos[name] = silo;
        return silo;
    }

    /// <summary>Waits until somebody answers <paramref name="path"/> of the front with something that fits.</summary>
    public async Task<JsonElement> UntilAsync(string path, Func<JsonElement, bool> fits, CancellationToken stop)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        for (JsonElement? last = null; ;)
        {
            try
            {
                last = await AskAsync(new Uri(Front, path), stop) ?? last;
                if (last is { } answer && fits(answer)) return answer;
                await beat.WaitForNextTickAsync(stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                throw new TimeoutException($"{path} never became what was waited for. The last answer: {last}\n{Said()}");
            }
        }
    }

    /// <summary>Every worker of the cluster, with the silos on which it runs.</summary>
    public static ILookup<string, string> Workers(JsonElement cluster) => cluster.GetProperty("workers").EnumerateArray().ToLookup(
        worker => $"{worker.GetProperty("type").GetString()} {worker.GetProperty("key").GetString()}", worker => worker.GetProperty("silo").GetString()!);

    /// <summary>How many silos are active.</summary>
    public static int Active(JsonElement cluster) => cluster.GetProperty("silos").EnumerateArray().Count(silo => silo.GetProperty("status").GetString() == "active");

    /// <summary>Forgets the processes that have ended.</summary>
    public void ForgetEnded()
    {
        foreach (var ended in _silos.Values.Where(silo => silo.Program.HasExited).ToList()) _silos.Remove(ended.Name);
    }

    /// <summary>What was on its way when somebody looked last.</summary>
    public string Unrest { get; private set; } = "nobody has looked yet";

    /// <summary>Waits until nothing is on its way.</summary>
    public async Task RestAsync(CancellationToken stop)
    {
        try
        {
            await QuietAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw new TimeoutException($"It never came to rest: {Unrest}\n{Said()}");
        }
    }

    private async Task QuietAsync(CancellationToken stop)
    {
        var after = "";
        for (var quiet = 0; quiet < 4;)
        {
            if (await AskAsync(new Uri(Front, $"api/changes?wait=2&after={after}"), stop) is not { } page || await AskAsync(new Uri(Front, "api/overview"), stop) is not { } overview)
            {
                quiet = 0;
                continue;
            }

            if (page.TryGetProperty("next", out var next) && next.GetString() is { Length: > 0 } cursor) after = cursor;
            var moving = overview.GetProperty("systems").EnumerateArray().SelectMany(system => system.GetProperty("kinds").EnumerateArray())
                .Sum(kind => kind.GetProperty("pending").GetInt64() + kind.GetProperty("inFlight").GetInt64());
            var mails = overview.GetProperty("mails").GetProperty("pending").GetInt64() + overview.GetProperty("mails").GetProperty("sending").GetInt64();
            Unrest = $"{moving} pushes, {mails} mails, {World.Shop.Shop.PendingDeliveries} webhooks, {page.GetProperty("items").GetArrayLength()} changes on their way; {overview}";
            quiet = page.GetProperty("items").GetArrayLength() == 0 && moving == 0 && mails == 0 && World.Shop.Shop.PendingDeliveries == 0 ? quiet + 1 : 0;
        }
    }

    /// <summary>
    /// Waits until all systems agree, past the engine, and answers what they differ in where they never do: something may
    /// rest for a while before it is tried again, but what is lost or doubled stays so.
    /// </summary>
    public async Task<IReadOnlyList<string>> DifferencesAsync(CancellationToken stop)
    {
        await using var store = StateStoreFactory.Open(new PostgresStoreOptions(Database), TimeProvider.System);
        for (IReadOnlyList<string> last = []; ;)
        {
            try
            {
                await RestAsync(stop);
                last = await new Agreement(World).FindAsync(store, stop);
            }
            catch (TimeoutException tired)
            {
                return [.. last, tired.Message];
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return [.. last, "The time for it ended."];
            }

            if (last.Count == 0) return last;
        }
    }

    /// <summary>
    /// Stops a silo where it stands, at a moment at which it has not locked the file that plays the ERP: that would be the
    /// ERP standing still, not the silo.
    /// </summary>
    public async Task FreezeAsync(string silo, CancellationToken stop)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (Silos[silo].Program.Signal("STOP"); await IsErpLockedAsync(stop); Silos[silo].Program.Signal("STOP"))
        {
            Silos[silo].Program.Signal("CONT");
            await beat.WaitForNextTickAsync(stop);
        }
    }

    /// <summary>What all processes have said, for the message of a failing test.</summary>
    public string Said() => string.Join('\n', _silos.Values.Select(silo => $"--- {silo.Name}\n{silo.Program.Output}"));

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _silos.Values) await silo.Program.DisposeAsync();
        await _ends.CancelAsync();
        await _erp;
        await World.DisposeAsync();
        await Postgres.DisposeAsync();
        _http.Dispose();
        _ends.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>The answer as JSON; null where nobody answers, or says that it cannot just now.</summary>
    public async Task<JsonElement?> AskAsync(Uri address, CancellationToken stop)
    {
        try
        {
            using var answer = await _http.GetAsync(address, stop);
            return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<JsonElement>(stop) : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
        catch (TaskCanceledException) when (!stop.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>True where somebody holds the ERP's file for longer than anybody at work does.</summary>
    private async Task<bool> IsErpLockedAsync(CancellationToken stop)
    {
        const int busy = 5;
        await using var erp = new SqliteConnection($"Data Source={SandboxWorld.ErpFile(Folder)};Default Timeout=2;Pooling=False");
        await erp.OpenAsync(stop);
        await using var command = erp.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE; ROLLBACK";
        try
        {
            await command.ExecuteNonQueryAsync(stop);
            return false;
        }
        catch (SqliteException locked) when (locked.SqliteErrorCode == busy)
        {
            return true;
        }
    }

    private async Task ErpAsync(CancellationToken stop)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        try
        {
            while (await beat.WaitForNextTickAsync(stop)) await World.Erp.RunOnceAsync(stop);
        }
        catch (OperationCanceledException)
        {
            // The test ends.
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>One process of the cluster.</summary>
internal sealed class Silo(string name, RunningProgram program, Uri address, HttpClient http)
{
    public string Name => name;

    public RunningProgram Program => program;

    /// <summary>Where its probes answer.</summary>
    public Uri Address => address;

    /// <summary>The answer of a probe; null where nobody listens.</summary>
    public async Task<HttpStatusCode?> ProbeAsync(string probe, CancellationToken stop)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(address, $"health/{probe}"), stop);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Waits until its readiness answers <paramref name="code"/>.</summary>
    public async Task UntilReadyIsAsync(HttpStatusCode? code, CancellationToken stop)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        try
        {
            while (await ProbeAsync("ready", stop) != code)
            {
                if (program.HasExited && code is not null) throw new InvalidOperationException($"{name} ended instead of becoming ready. It said:\n{program.Output}");
                await beat.WaitForNextTickAsync(stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw new TimeoutException($"The readiness of {name} never became {code}. It said:\n{program.Output}");
        }
    }
}
