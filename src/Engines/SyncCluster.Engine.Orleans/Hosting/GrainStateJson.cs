using Orleans.Storage;
using SyncCluster.Engine.Codec;

namespace SyncCluster.Engine.Orleans.Hosting;

/// <summary>Grain state in the one JSON form of everything that is stored.</summary>
internal sealed class GrainStateJson : IGrainStorageSerializer
{
    /// <inheritdoc/>
    public BinaryData Serialize<T>(T? input) => new(EngineJson.Write(input));

    /// <inheritdoc/>
    public T Deserialize<T>(BinaryData input) => EngineJson.Read<T>(input.ToMemory().Span);
}
