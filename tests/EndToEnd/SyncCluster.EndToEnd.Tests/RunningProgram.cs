using System.Diagnostics;
using System.Threading.Channels;

namespace SyncCluster.EndToEnd.Tests;

/// <summary>The executable as users start it, in a process of its own, with its output line by line.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly List<string> _all = [];

    private RunningProgram(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => _lines.Writer.TryComplete();
    }

    /// <summary>Everything it has written, for the message of a failing test.</summary>
    public string Output
    {
        get
        {
            lock (_all) return string.Join('\n', _all);
        }
    }

    public bool HasExited => _process.HasExited;

    public static RunningProgram Start(params string[] arguments) => Start(new Dictionary<string, string>(), arguments);

    /// <summary>Starts it with variables of its own in its environment.</summary>
    public static RunningProgram Start(IReadOnlyDictionary<string, string> environment, params IReadOnlyList<string> arguments) =>
        StartOf(AppContext.BaseDirectory, environment, arguments);

    /// <summary>Starts the executable that lies in <paramref name="folder"/>, which another version may have been built into.</summary>
    public static RunningProgram StartOf(string folder, IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> arguments) =>
        StartProcess("dotnet", environment, [Path.Combine(folder, "synccluster.dll"), .. arguments]);

    /// <summary>Starts a script of this repository, named by its path from the root.</summary>
    public static RunningProgram StartScript(string script, IReadOnlyDictionary<string, string> environment, params IReadOnlyList<string> arguments)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "SyncCluster.sln"))) root = root.Parent ?? throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} is the repository.");
        return StartProcess("bash", environment, [Path.Combine(root.FullName, script), .. arguments]);
    }

    private static RunningProgram StartProcess(string file, IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(file) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        var program = new RunningProgram(new Process { StartInfo = start });
        program._process.Start();
        program._process.BeginOutputReadLine();
        program._process.BeginErrorReadLine();
        return program;
    }

    /// <summary>Waits for a line that fits.</summary>
    public async Task<string> LineAsync(Func<string, bool> fits, CancellationToken cancellation)
    {
        await foreach (var line in _lines.Reader.ReadAllAsync(cancellation))
            if (fits(line)) return line;
        throw new InvalidOperationException($"The program ended without the line that was waited for. It said:\n{Output}");
    }

    /// <summary>kill -9: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM: it is asked to stop.</summary>
    public void Terminate() => Signal("TERM");

    /// <summary>Sends a signal: STOP holds it where it stands, CONT lets it go on.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Waits until it ends and answers its exit code.</summary>
    public async Task<int> ExitAsync(CancellationToken cancellation)
    {
        try
        {
            await _process.WaitForExitAsync(cancellation);
            return _process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The program has not ended. It said:\n{Output}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null) return;
        lock (_all) _all.Add(line);
        _lines.Writer.TryWrite(line);
    }
}
