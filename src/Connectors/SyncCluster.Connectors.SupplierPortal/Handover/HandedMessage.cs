using System.Text.Json;
using System.Text.Json.Serialization;
using SyncCluster.Connectors.SupplierPortal.Mapping;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.SupplierPortal.Handover;

/// <summary>One message of the robot: a part of a run, or the news that a run is broken.</summary>
internal sealed record HandedMessage
{
    public const int CurrentVersion = 1;

    private const int ItemsInPart = 200;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Version of this form.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>Which run: grows with time, the same for every part.</summary>
    public required long Run { get; init; }

    /// <summary>Which part, from 1.</summary>
    public int Part { get; init; } = 1;

    /// <summary>How many parts the run has.</summary>
    public int Parts { get; init; } = 1;

    /// <summary>When the run began.</summary>
    public required DateTimeOffset ReadAt { get; init; }

    public IReadOnlyList<HandedItem> Items { get; init; } = [];

    public IReadOnlyList<RefusedRow> Refused { get; init; } = [];

    /// <summary>Why there is no run; null for a part of one.</summary>
    public HandedFault? Fault { get; init; }

    /// <summary>A run as messages.</summary>
    public static IReadOnlyList<HandedMessage> Of(ScrapedRun run, long id)
    {
        var parts = run.Items.Chunk(ItemsInPart).ToList();
        if (parts.Count == 0) parts.Add([]);
        return
        [
            .. parts.Select((items, i) => new HandedMessage
            {
                Run = id, Part = i + 1, Parts = parts.Count, ReadAt = run.ReadAt, Items = [.. items.Select(HandedItem.Of)], Refused = i == 0 ? run.Refused : [],
            }),
        ];
    }

    /// <summary>A broken run as a message.</summary>
    public static HandedMessage Of(Fault fault, long id, DateTimeOffset at) => new()
    {
        Run = id, ReadAt = at, Fault = new HandedFault(fault.Kind, fault.Message, fault.Code, fault.Advice, fault.StopsFeedAfter),
    };

    /// <summary>The run of all its parts.</summary>
    public static ScrapedRun Joined(IReadOnlyList<HandedMessage> parts) => new(
        [.. parts.OrderBy(part => part.Part).SelectMany(part => part.Items).Select(item => item.ToItem())], [.. parts.SelectMany(part => part.Refused)], [], parts[0].ReadAt);

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <summary>Reads a message; null for what is none of ours.</summary>
    public static HandedMessage? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize<HandedMessage>(body, Json) is { Version: CurrentVersion } message ? message : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>An item in a message.</summary>
internal sealed record HandedItem(string Id, IReadOnlyDictionary<string, string> Texts, IReadOnlyDictionary<string, decimal> Numbers, string? Extras, string? Problem)
{
    public static HandedItem Of(ScrapedItem item) => new(
        item.Id,
        item.Fields.Where(field => field.Value is not FieldValue.Number).ToDictionary(field => field.Key, field => field.Value is FieldValue.Text text ? text.Value : ""),
        item.Fields.Where(field => field.Value is FieldValue.Number).ToDictionary(field => field.Key, field => ((FieldValue.Number)field.Value).Value),
        item.Extras, item.Problem);

    public ScrapedItem ToItem()
    {
        var fields = new FieldSetBuilder();
        foreach (var (name, text) in Texts) fields.Set(name, FieldValue.Of(text));
        foreach (var (name, number) in Numbers) fields.Set(name, FieldValue.Of(number));
        return new ScrapedItem(Id, fields.Build(), Extras) { Problem = Problem };
    }
}

/// <summary>A fault in a message.</summary>
internal sealed record HandedFault(FaultKind Kind, string Message, string? Code, string? Advice, int? StopsFeedAfter)
{
    public Fault ToFault() => new(Kind, Message) { Code = Code, Advice = Advice, StopsFeedAfter = StopsFeedAfter };
}
