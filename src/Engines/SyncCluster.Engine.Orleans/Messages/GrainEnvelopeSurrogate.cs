using SyncCluster.Engine.Codec;

namespace SyncCluster.Engine.Orleans.Messages;

/// <summary>A <see cref="GrainEnvelope"/> as it crosses processes. Members are only ever added, with new ids.</summary>
[GenerateSerializer]
[Alias("synccluster.envelope")]
public struct GrainEnvelopeSurrogate
{
    /// <summary>Kind of the message, or of the failure.</summary>
    [Id(0)]
    public string Kind { get; set; }

    /// <summary>Version of that kind.</summary>
    [Id(1)]
    public int Version { get; set; }

    /// <summary>JSON of the shared codec.</summary>
    [Id(2)]
    public byte[] Payload { get; set; }
}

/// <summary>Between an envelope and its form on the wire.</summary>
[RegisterConverter]
public sealed class GrainEnvelopeConverter : IConverter<GrainEnvelope, GrainEnvelopeSurrogate>
{
    /// <inheritdoc/>
    public GrainEnvelope ConvertFromSurrogate(in GrainEnvelopeSurrogate surrogate)
    {
        var envelope = new Envelope(surrogate.Kind, surrogate.Version, surrogate.Payload);
        return GrainFailures.Read(envelope) is { } failure ? new GrainEnvelope(failure) : new GrainEnvelope(MessageCodec.Unpack(envelope));
    }

    /// <inheritdoc/>
    public GrainEnvelopeSurrogate ConvertToSurrogate(in GrainEnvelope value)
    {
        var envelope = value.Failure is { } failure ? GrainFailures.Write(failure) : MessageCodec.Pack(value.Message);
        return new GrainEnvelopeSurrogate { Kind = envelope.Kind, Version = envelope.Version, Payload = envelope.Payload.ToArray() };
    }
}
