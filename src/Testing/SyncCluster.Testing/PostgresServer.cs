using System.Diagnostics;
using System.Globalization;
using System.Text;
using Npgsql;

namespace SyncCluster.Testing;

/// <summary>
/// A PostgreSQL server of the tests' own: empty, on a socket in a temporary folder, without the safety of a real one
/// (no fsync). It ends with the process that started it, however that ends, because it watches its standard input.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>Names a server to use instead of starting one: an Npgsql connection string whose user may create databases.</summary>
    public const string ExistingServerVariable = "SYNCCLUSTER_TEST_POSTGRES";

    // The shell keeps the server until its own input closes, which also happens when the tests are killed; then it
    // removes the folder, its $0. A line that it reads stops the server as an administrator would, and starts it again.
    private const string Watch =
        """
        start() { "$@" </dev/null & server=$!; }
        start "$@"
        while read -r _; do kill -INT $server; wait $server; start "$@"; done
        kill -QUIT $server; wait $server; rm -rf "$0"
        """;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly Process? _process;
    private readonly string _connection;
    private int _databases;

    private PostgresServer(Process? process, string connection)
    {
        _process = process;
        _connection = connection;
    }

    /// <summary>Why no server can be started here, as a reason for skipping a test; null where one can.</summary>
    public static string? WhyMissing { get; } = FindWhyMissing();

    /// <summary>Starts a server and waits until it answers.</summary>
    public static Task<PostgresServer> StartAsync(CancellationToken cancellation = default) => StartAsync(null, cancellation);

    /// <summary>Starts a server that also listens on a port of loopback, and waits until it answers.</summary>
    public static Task<PostgresServer> StartAsync(int port, CancellationToken cancellation) => StartAsync((int?)port, cancellation);

    private static async Task<PostgresServer> StartAsync(int? port, CancellationToken cancellation)
    {
        if (port is null && Environment.GetEnvironmentVariable(ExistingServerVariable) is { Length: > 0 } existing)
            return new PostgresServer(null, existing);
        if (WhyMissing is { } reason) throw new InvalidOperationException(reason);

        var binaries = PostgresBinaries.Folder()!;
        var folder = await MakeFolderAsync(cancellation);
        var data = Path.Combine(folder, "data");
        await RunAsync(
            PostgresBinaries.AsOrdinaryUser(
                Path.Combine(binaries, "initdb"), "-D", data, "-U", "tests", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"),
            cancellation);
        var number = (port ?? 5432).ToString(CultureInfo.InvariantCulture);
        var process = Start(
        [
            "sh", "-c", Watch, folder,
            .. PostgresBinaries.AsOrdinaryUser(
                Path.Combine(binaries, "postgres"), "-D", data, "-k", folder, "-p", number, "-c", $"listen_addresses={(port is null ? "" : "127.0.0.1")}", "-c", "fsync=off",
                "-c", "full_page_writes=off", "-c", "synchronous_commit=off", "-c", "max_connections=200",
                "-c", "max_prepared_transactions=20", "-c", "logging_collector=off"),
        ]);
        var server = new PostgresServer(process, $"Host={(port is null ? folder : "127.0.0.1")};Port={number};Username=tests;Database=postgres");
        await server.WaitUntilReadyAsync(cancellation);
        return server;
    }

    /// <summary>Creates an empty database and says how to connect to it.</summary>
    public async Task<string> CreateDatabaseAsync(CancellationToken cancellation = default)
    {
        var number = Interlocked.Increment(ref _databases).ToString(CultureInfo.InvariantCulture);
        var name = $"t{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}_{number}";
        await using var connection = new NpgsqlConnection(_connection);
        await connection.OpenAsync(cancellation);
        await using (var drop = new NpgsqlCommand($"DROP DATABASE IF EXISTS {name}", connection))
            await drop.ExecuteNonQueryAsync(cancellation);
        await using var create = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await create.ExecuteNonQueryAsync(cancellation);
        return new NpgsqlConnectionStringBuilder(_connection) { Database = name }.ConnectionString;
    }

    /// <summary>Stops the server as an administrator would, cutting every connection, starts it again and waits until it answers.</summary>
    public async Task RestartAsync(CancellationToken cancellation)
    {
        if (_process is null) throw new InvalidOperationException($"The server of {ExistingServerVariable} is not the tests' to restart.");
        var before = await StartedAtAsync(cancellation);
        await _process.StandardInput.WriteLineAsync("restart".AsMemory(), cancellation);
        await _process.StandardInput.FlushAsync(cancellation);
        do await WaitUntilReadyAsync(cancellation);
        while (await StartedAtAsync(cancellation) is not { } after || after == before);
    }

    private async Task<DateTime?> StartedAtAsync(CancellationToken cancellation)
    {
        try
        {
            await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_connection) { Pooling = false }.ConnectionString);
            await connection.OpenAsync(cancellation);
            await using var command = new NpgsqlCommand("SELECT pg_postmaster_start_time()", connection);
            return (DateTime)(await command.ExecuteScalarAsync(cancellation))!;
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }

    /// <summary>Stops the server and removes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_process is not null)
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
    }

    private static string? FindWhyMissing()
    {
        if (Environment.GetEnvironmentVariable(ExistingServerVariable) is { Length: > 0 }) return null;
        if (OperatingSystem.IsWindows()) return $"Tests start PostgreSQL on Linux and macOS only; name a server in {ExistingServerVariable}.";
        if (PostgresBinaries.Folder() is null)
            return $"PostgreSQL (initdb, postgres) was found neither under /usr/lib/postgresql nor on PATH; install it or name a server in {ExistingServerVariable}.";
        return Environment.IsPrivilegedProcess && PostgresBinaries.UserForRoot() is null
            ? "PostgreSQL refuses to run as root, and there is no user 'postgres' or 'nobody' to run it as."
            : null;
    }

    private static async Task<string> MakeFolderAsync(CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("scpg").FullName;
        if (PostgresBinaries.UserForRoot() is { } user) await RunAsync(["chown", user.Name, folder], cancellation);
        return folder;
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(StartLimit);
        while (!await AnswersAsync(limit.Token))
        {
            if (_process!.HasExited)
                throw new InvalidOperationException($"PostgreSQL ended while starting, with code {_process.ExitCode}.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        }
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellation)
    {
        try
        {
            await using var connection = new NpgsqlConnection(_connection);
            await connection.OpenAsync(cancellation);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static async Task RunAsync(IReadOnlyList<string> command, CancellationToken cancellation)
    {
        var errors = new StringBuilder();
        using var process = Start(command, errors);
        await process.WaitForExitAsync(cancellation);
        if (process.ExitCode != 0) throw new InvalidOperationException($"'{command[0]}' failed with code {process.ExitCode}: {errors}");
    }

    private static Process Start(IReadOnlyList<string> command, StringBuilder? errors = null)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException($"'{command[0]}' could not be started.");
        process.ErrorDataReceived += (_, line) => errors?.AppendLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
