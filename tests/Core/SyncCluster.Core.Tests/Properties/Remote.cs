using SyncCluster.Core.Records;

namespace SyncCluster.Core.Tests.Properties;

/// <summary>An outside system with at most one record, as well behaved as its traits say.</summary>
internal sealed class Remote(string name, RemoteTraits traits)
{
    private int _ids;

    public string Name => name;

    public string? Id { get; private set; }

    public FieldSet Fields { get; private set; } = FieldSet.Empty;

    public DateTimeOffset Modified { get; private set; }

    /// <summary>A person works there.</summary>
    public void Edit(string field, FieldValue value, DateTimeOffset at)
    {
        Id ??= NewId();
        Fields = Fields.With(field, value);
        Modified = at;
    }

    public void Delete()
    {
        Id = null;
        Fields = FieldSet.Empty;
    }

    /// <summary>Our push arrives.</summary>
    public void Write(FieldSet patch, DateTimeOffset at)
    {
        Id ??= NewId();
        Fields = Fields.Over(patch.Map((_, value) => Form(value)));
        Modified = at;
    }

    public Receipt Receipt() => new(Id!)
    {
        Stored = traits.TellsStored ? Fields : null,
        ModifiedAt = traits.TellsTimes ? Modified : null,
    };

    public Observation? Read(DateTimeOffset at) => Id is null ? null : new Observation(new RecordKey(name, Kind.Customer, Id), Fields, at)
    {
        ModifiedAt = traits.TellsTimes ? Modified : null,
    };

    private FieldValue Form(FieldValue value) => traits.Normalises && value is FieldValue.Text text ? FieldValue.Of(text.Value.Replace("&", "&amp;", StringComparison.Ordinal)) : value;

    private string NewId() => $"{name}-{++_ids}";
}

/// <summary>What a system does and tells.</summary>
internal sealed record RemoteTraits(bool TellsStored, bool TellsTimes, bool Normalises = false);
