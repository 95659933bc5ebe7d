using SyncCluster.Core.Faults;
using SyncCluster.Core.Pushing;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Setup;

namespace SyncCluster.Engine.Behaviors;

/// <summary>The gate of every system, shared by the outbound actors of one process.</summary>
internal sealed class SystemGates(EngineSetup setup)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, GateState> _gates = new(StringComparer.Ordinal);

    public GateState Of(string system)
    {
        lock (_lock) return _gates.GetValueOrDefault(system) ?? new GateState();
    }

    public void Answered(string system)
    {
        lock (_lock) _gates[system] = Gate.Answered(_gates.GetValueOrDefault(system) ?? new GateState());
    }

    public void Failed(string system, Fault fault, DateTimeOffset at, double chance)
    {
        lock (_lock) _gates[system] = Gate.Failed(_gates.GetValueOrDefault(system) ?? new GateState(), setup.Gate, fault, at, chance);
    }

    public EquatableList<(string System, GateState Gate)> All()
    {
        lock (_lock) return _gates.Select(gate => (gate.Key, gate.Value)).ToEquatableList();
    }
}
