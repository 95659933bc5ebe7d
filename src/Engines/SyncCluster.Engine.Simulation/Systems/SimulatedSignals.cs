using System.Text;
using SyncCluster.Connectors.Signals;
using SyncCluster.Core.Records;

namespace SyncCluster.Engine.Simulation.Systems;

/// <summary>Webhooks of a simulated system. A body is a number; what it says stands here, as a wire format would be beside the point.</summary>
public sealed class SimulatedSignals : ISignalReceiver
{
    private readonly Dictionary<string, SignalVerdict> _sent = new(StringComparer.Ordinal);

    /// <summary>A webhook about a record; with what it says, or only that it changed.</summary>
    public byte[] Send(RecordKey key, long change, IEnumerable<Observation> says)
    {
        var content = $"{key}/{change}";
        _sent[content] = new SignalVerdict.Hint(key, content, says.ToEquatableList());
        return Encoding.UTF8.GetBytes(content);
    }

    /// <inheritdoc/>
    public SignalVerdict Receive(SignalRequest request) =>
        _sent.GetValueOrDefault(Encoding.UTF8.GetString(request.Body.Span)) ?? new SignalVerdict.NotGenuine("Never sent.");
}
