using System.Net;
using SyncCluster.Connectors;
using SyncCluster.Connectors.Options;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Polling;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;

namespace SyncCluster.Server.Configuration;

/// <summary>What <c>sync.yaml</c> says, checked and with defaults filled in. Holds resolved secrets: never logged, never shown.</summary>
internal sealed record SyncConfiguration
{
    /// <summary>States of an order that customers can be told of.</summary>
    public static IReadOnlyList<OrderState> MailedStates { get; } =
        [.. Enum.GetValues<OrderState>().Where(state => state is not (OrderState.Validating or OrderState.Emitting))];

    public required StoreConfiguration Store { get; init; }

    public required HttpConfiguration Http { get; init; }

    public required ClusterConfiguration Cluster { get; init; }

    /// <summary>Hash of what the configuration means, without secrets and without where this process stands.</summary>
    public required string Print { get; init; }

    public required EquatableList<SystemConfiguration> Systems { get; init; }

    public required EquatableList<KindConfiguration> Rules { get; init; }

    /// <summary>Null where no mails are sent.</summary>
    public MailConfiguration? Mail { get; init; }

    public TrackingConfiguration Tracking { get; init; } = new();

    /// <summary>Null where nothing is sent by OTLP.</summary>
    public TelemetryConfiguration? Telemetry { get; init; }

    public required BrakeRules Brake { get; init; }

    public required LoopBreaker LoopBreaker { get; init; }

    public required RetryPolicy Retry { get; init; }

    public override string ToString() => $"configuration of {Systems.Count} systems";
}

/// <summary>Where state is kept: exactly one of the two is given.</summary>
internal sealed record StoreConfiguration(string? SqlitePath, string? PostgresConnection)
{
    /// <summary>Where it stands in the file; the file's beginning where it is not given.</summary>
    public Place Place { get; init; } = new(1, 1);


    public override string ToString() => SqlitePath is null ? "PostgreSQL" : $"SQLite {SqlitePath}";
}

internal sealed record HttpConfiguration(Uri Listen, Uri? MetricsListen, Uri? PublicUrl, EquatableList<ApiKey> Keys)
{
    /// <summary>Reverse proxies that are believed as to who asks.</summary>
    public EquatableList<IPNetwork> TrustedProxies { get; init; } = EquatableList<IPNetwork>.Empty;
}

/// <summary>A collector that gets metrics and traces.</summary>
internal sealed record TelemetryConfiguration(Uri Otlp, bool IsGrpc, bool Metrics, bool Traces, TimeSpan Every, string ServiceName);

/// <summary>A key to the API.</summary>
internal sealed record ApiKey(string Name, string Secret, EquatableList<string> Scopes)
{
    public override string ToString() => $"key {Name} ({string.Join(", ", Scopes)})";
}

/// <summary>One outside system.</summary>
internal sealed record SystemConfiguration(string Name, string Role, IConnector Connector, OptionValues Values, Place Place)
{
    public int Concurrency { get; init; } = 2;

    public int PageSize { get; init; } = 100;

    public bool Webhooks { get; init; } = true;

    /// <summary>Only for suppliers: path of the file of items and our SKUs; null for none.</summary>
    public string? ItemMap { get; init; }

    public EquatableList<FeedConfiguration> Feeds { get; init; } = EquatableList<FeedConfiguration>.Empty;

    public override string ToString() => $"{Name} ({Connector.Name}, {Role})";
}

/// <summary>When a feed is read; null for its own default.</summary>
internal sealed record FeedConfiguration(string Name, TimeSpan? Every, bool Enabled, Place Place)
{
    /// <summary>Words for how a feed goes with the deliveries of what it brings.</summary>
    public const string SynchronousMode = "synchronous", AsynchronousMode = "asynchronous";

    /// <summary>How often it is read after a round that brought something; as always where null.</summary>
    public TimeSpan? Busy { get; init; }

    /// <summary>Whether it reads on only when what it brought has been delivered.</summary>
    public bool Synchronous { get; init; }
}

/// <summary>The rules of one kind as written; which fields each system can hold is known once systems are opened.</summary>
internal sealed record KindConfiguration(Kind Kind, string Master, Place Place)
{
    /// <summary>Word for "no system" where a default would name one.</summary>
    public const string None = "none";

    /// <summary>Systems that take part; null for all that have such records.</summary>
    public EquatableList<string>? Systems { get; init; }

    /// <summary>Systems of which the file says whether missing things are created there.</summary>
    public EquatableList<KeyValuePair<string, bool>> Creates { get; init; } = EquatableList<KeyValuePair<string, bool>>.Empty;

    public TombstonePolicy Tombstone { get; init; }

    public RemoteDeletionPolicy RemoteDeletion { get; init; }

    public EquatableList<FieldRule> Fields { get; init; } = EquatableList<FieldRule>.Empty;

    public OrderRules Orders { get; init; } = new();
}
