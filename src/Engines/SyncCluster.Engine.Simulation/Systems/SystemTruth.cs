using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Engine.Simulation.Systems;

/// <summary>How one record was from a moment on.</summary>
/// <param name="At">Since when, by virtual time.</param>
/// <param name="Sequence">Number of the change in its system.</param>
/// <param name="Fields">What the system held.</param>
/// <param name="ModifiedAt">The system's own time of the change.</param>
/// <param name="Deleted">It was deleted.</param>
public sealed record TruthVersion(DateTimeOffset At, long Sequence, FieldSet Fields, DateTimeOffset ModifiedAt, bool Deleted);

/// <summary>One record of an outside system, as it truly is and was.</summary>
public sealed class TruthRecord(Kind kind, string id)
{
    /// <summary>What it is.</summary>
    public Kind Kind { get; } = kind;

    /// <summary>Its id there.</summary>
    public string Id { get; } = id;

    /// <summary>Every version, the oldest first.</summary>
    public List<TruthVersion> Versions { get; } = [];

    /// <summary>The operation that created it; null where somebody there did.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>Ids of other records there that it was created with.</summary>
    public IReadOnlyDictionary<NaturalKey, string> References { get; init; } = new Dictionary<NaturalKey, string>();

    /// <summary>How it is now.</summary>
    public TruthVersion Now => Versions[^1];

    /// <summary>How it was at a time; null where it did not exist.</summary>
    public TruthVersion? AsOf(DateTimeOffset at) => Versions.FindLast(version => version.At <= at);
}

/// <summary>
/// What an outside system truly holds, kept apart from everything under test. Changes come from people there
/// (<see cref="Change"/>) or from the engine (through a <see cref="SimulatedSink"/>).
/// </summary>
public sealed class SystemTruth(string name, IWorldTime world, Func<Kind, string, FieldValue, FieldValue> normal)
{
    private readonly Dictionary<(Kind Kind, string Id), TruthRecord> _records = [];
    private long _ids = 100;
    private long _sequence;

    /// <summary>Held by whoever reads or changes anything here while others might.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The system's name.</summary>
    public string Name { get; } = name;

    /// <summary>What time it is, by virtual time.</summary>
    public DateTimeOffset Now => world.Now;

    /// <summary>By how much its clock is wrong.</summary>
    public TimeSpan Skew { get; set; }

    /// <summary>Every change, in order.</summary>
    public List<(TruthRecord Record, TruthVersion Version)> Log { get; } = [];

    /// <summary>Rows of its interchange tables that were not taken away yet, by kind.</summary>
    public Dictionary<Kind, List<(TruthRecord Record, TruthVersion Version)>> Rows { get; } = [];

    /// <summary>What was answered to questions for the stock of a product.</summary>
    public List<(DateTimeOffset At, string Sku, decimal? Stock)> StockAnswers { get; } = [];

    /// <summary>Writes by the engine that had an effect or might have had one.</summary>
    public int Writes { get; private set; }

    /// <summary>Told of every change.</summary>
    public event Action<TruthRecord, TruthVersion>? Changed;

    /// <summary>Every record of a kind, in the order in which they were made.</summary>
    public IEnumerable<TruthRecord> Of(Kind kind) => _records.Values.Where(record => record.Kind == kind);

    /// <summary>Records of a kind that are not deleted.</summary>
    public IEnumerable<TruthRecord> Living(Kind kind) => Of(kind).Where(record => !record.Now.Deleted);

    /// <summary>One record; null where there is none.</summary>
    public TruthRecord? Find(Kind kind, string id) => _records.GetValueOrDefault((kind, id));

    /// <summary>The living record of a kind that holds a text in a field; null where none does.</summary>
    public TruthRecord? FindBy(Kind kind, string field, string? text) => text is null
        ? null
        : Living(kind).FirstOrDefault(record => string.Equals(record.Now.Fields.Text(field), text, StringComparison.OrdinalIgnoreCase));

    /// <summary>What the system makes of a value.</summary>
    public FieldValue Normal(Kind kind, string field, FieldValue value) => normal(kind, field, value);

    /// <summary>A new record.</summary>
    public TruthRecord Create(Kind kind, FieldSet fields, string? operation = null, IReadOnlyDictionary<NaturalKey, string>? references = null)
    {
        var record = new TruthRecord(kind, $"{Name[..1].ToUpperInvariant()}{++_ids}")
        {
            CreatedBy = operation, References = references ?? new Dictionary<NaturalKey, string>(),
        };
        _records.Add((kind, record.Id), record);
        Put(record, fields, deleted: false, operation ?? "somebody");
        return record;
    }

    /// <summary>Changes fields of a record.</summary>
    public void Change(TruthRecord record, FieldSet patch, string? operation = null) =>
        Put(record, record.Now.Fields.Over(patch), deleted: false, operation ?? "somebody");

    /// <summary>Deletes a record.</summary>
    public void Delete(TruthRecord record) => Put(record, record.Now.Fields, deleted: true, "somebody");

    /// <summary>A call of the engine that writes arrived.</summary>
    public void CountWrite() => Writes++;

    private void Put(TruthRecord record, FieldSet fields, bool deleted, string by)
    {
        var modified = world.Now + Skew;
        // A system's own times of one record never stand still: older and newer can always be told apart.
        if (record.Versions.Count > 0 && modified <= record.Now.ModifiedAt) modified = record.Now.ModifiedAt + TimeSpan.FromMilliseconds(1);
        var version = new TruthVersion(
            world.Now, ++_sequence, fields.Map((field, value) => Normal(record.Kind, field, value)), modified, deleted);
        record.Versions.Add(version);
        Log.Add((record, version));
        if (!Rows.TryGetValue(record.Kind, out var rows)) Rows[record.Kind] = rows = [];
        rows.Add((record, version));
        world.Tell($"{Name} {record.Kind} {record.Id} by {by}: {(deleted ? "deleted" : version.Fields)}");
        Changed?.Invoke(record, version);
    }
}
