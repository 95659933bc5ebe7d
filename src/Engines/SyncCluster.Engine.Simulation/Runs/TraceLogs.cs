using Microsoft.Extensions.Logging;
using SyncCluster.Core.Faults;
using SyncCluster.Engine.Simulation.Scheduling;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Simulation.Runs;

/// <summary>Writes what the engine logs into the trace, and remembers exceptions that nothing in the world explains.</summary>
internal sealed class TraceLogs(SimulationScheduler scheduler, List<string> errors) : ILoggerFactory, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel)) return;
        var text = formatter(state, exception);
        scheduler.Tell(exception is null ? $"log {text}" : $"log {text} ({exception.GetType().Name}: {exception.Message})");
        if (exception is null or StoreException or FaultException or OperationCanceledException) return;
        errors.Add($"{text}\n{exception}");
    }
}
