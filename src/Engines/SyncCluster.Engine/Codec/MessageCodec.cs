using SyncCluster.Engine.Actors;

namespace SyncCluster.Engine.Codec;

/// <summary>A message as it crosses processes: its kind, the version of that kind, and JSON.</summary>
/// <param name="Kind">Name of the message type.</param>
/// <param name="Version">Raised when an older reader could misunderstand a newer message.</param>
/// <param name="Payload">The message in the form of <see cref="EngineJson"/>.</param>
public sealed record Envelope(string Kind, int Version, ReadOnlyMemory<byte> Payload);

/// <summary>Messages to envelopes and back.</summary>
public static class MessageCodec
{
    private const int Version = 1;

    private static readonly Dictionary<string, Type> Kinds = typeof(IMessage).Assembly.GetTypes()
        .Where(type => type is { IsAbstract: false } && typeof(IMessage).IsAssignableFrom(type))
        .ToDictionary(type => type.Name, StringComparer.Ordinal);

    /// <summary>The names of every kind of message, in order: the contract between processes.</summary>
    public static IReadOnlyList<string> Contracts { get; } = [.. Kinds.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Packs a message.</summary>
    public static Envelope Pack(IMessage message) =>
        new(message.GetType().Name, Version, System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(message, message.GetType(), EngineJson.Options));

    /// <summary>Unpacks a message.</summary>
    /// <exception cref="NotSupportedException">It comes from a newer program: upgrade this one.</exception>
    public static IMessage Unpack(Envelope envelope)
    {
        if (envelope.Version > Version || !Kinds.TryGetValue(envelope.Kind, out var type))
            throw new NotSupportedException($"A message '{envelope.Kind}' of version {envelope.Version} came from a newer program; this one knows version {Version}. Upgrade it.");
        return (IMessage)System.Text.Json.JsonSerializer.Deserialize(envelope.Payload.Span, type, EngineJson.Options)!;
    }
}
