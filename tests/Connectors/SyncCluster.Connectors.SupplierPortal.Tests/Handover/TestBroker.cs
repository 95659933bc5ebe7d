using System.Diagnostics;
using System.Globalization;
using SyncCluster.Connectors.SupplierPortal.Tests.Handover;
using SyncCluster.Sandbox;

[assembly: AssemblyFixture(typeof(TestBroker))]

namespace SyncCluster.Connectors.SupplierPortal.Tests.Handover;

/// <summary>A RabbitMQ of the tests' own on loopback, with a data folder that goes away with it; started when a test asks for it.</summary>
public sealed class TestBroker : IAsyncDisposable
{
    private const string Program = "/usr/lib/rabbitmq/bin/rabbitmq-server";

    /// <summary>What it prints when it takes connections.</summary>
    private const string Ready = "Starting broker... completed";

    private readonly SemaphoreSlim _gate = new(1);
    private readonly string _folder = Directory.CreateTempSubdirectory("portal-broker-").FullName;
    private readonly int _names = LoopbackPorts.Claim();
    private Process? _process;
    private int _port;

    /// <summary>The broker's address; skips the test where the machine has no RabbitMQ.</summary>
    public async Task<Uri> AddressAsync(CancellationToken cancellation)
    {
        Assert.SkipUnless(File.Exists(Program), "There is no RabbitMQ on this machine (Debian: apt-get install rabbitmq-server).");
        await _gate.WaitAsync(cancellation);
        try
        {
            if (_process is null) await StartAsync(cancellation);
        }
        finally
        {
            _gate.Release();
        }

        return new Uri($"amqp://guest:guest@127.0.0.1:{_port}/");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            // Erlang's register of names outlives those who started it; this one is ours by its port.
            using var names = Process.Start(new ProcessStartInfo("epmd", ["-port", _names.ToString(CultureInfo.InvariantCulture), "-kill"]) { RedirectStandardOutput = true, RedirectStandardError = true });
            if (names is not null) await names.WaitForExitAsync();
            _process.Dispose();
        }

        _gate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartAsync(CancellationToken cancellation)
    {
        _port = LoopbackPorts.Claim();
        var start = new ProcessStartInfo(Program) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder };
        foreach (var (name, value) in new Dictionary<string, string>
                 {
                     ["HOME"] = _folder, ["RABBITMQ_NODENAME"] = $"portal{_port}@localhost", ["RABBITMQ_NODE_PORT"] = $"{_port}", ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
                     ["RABBITMQ_DIST_PORT"] = $"{LoopbackPorts.Claim()}", ["RABBITMQ_MNESIA_BASE"] = Path.Combine(_folder, "data"), ["RABBITMQ_LOG_BASE"] = Path.Combine(_folder, "logs"),
                     ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(_folder, "plugins"), ["RABBITMQ_CONF_ENV_FILE"] = Path.Combine(_folder, "none.conf"),
                     ["RABBITMQ_CONFIG_FILE"] = Path.Combine(_folder, "none"), ["ERL_EPMD_PORT"] = $"{_names}", ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
                 }) start.Environment[name] = value;
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.Exited += (_, _) => started.TrySetException(new InvalidOperationException("RabbitMQ ended instead of starting."));
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.Contains(Ready, StringComparison.Ordinal) == true) started.TrySetResult();
        };
        _process.ErrorDataReceived += (_, _) => { };
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await started.Task.WaitAsync(TimeSpan.FromMinutes(4), TimeProvider.System, cancellation);
    }
}
