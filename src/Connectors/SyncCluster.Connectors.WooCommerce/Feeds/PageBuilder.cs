using System.Text.Json;
using SyncCluster.Connectors.Reading;
using SyncCluster.Connectors.WooCommerce.Client.Wire;
using SyncCluster.Connectors.WooCommerce.Mapping;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.WooCommerce.Feeds;

/// <summary>Collects what a page brings; one record that cannot be understood holds up no other.</summary>
internal sealed class PageBuilder(MappingContext context)
{
    private readonly List<Observation> _observations = [];
    private readonly List<RejectedRecord> _rejected = [];

    public IReadOnlyList<Observation> Observations => _observations;

    public IReadOnlyList<RejectedRecord> Rejected => _rejected;

    public void Map(Kind kind, JsonElement record, Func<JsonElement, IEnumerable<Observation>> map)
    {
        try
        {
            _observations.AddRange(map(record));
        }
        catch (Exception exception) when (MappingContext.IsUnreadable(exception))
        {
            _rejected.Add(context.Rejected(kind, record.Member("id")?.ToString() ?? "", record, exception));
        }
    }

    public FeedPage Build(string cursor, bool more, bool paused = false, long? total = null) => new(_observations.ToEquatableList(), cursor, more)
    {
        Rejected = _rejected.ToEquatableList(),
        Paused = paused,
        TotalInSource = total,
    };
}
