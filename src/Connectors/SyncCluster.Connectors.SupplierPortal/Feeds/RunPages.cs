using SyncCluster.Connectors.Reading;
using SyncCluster.Connectors.SupplierPortal.Mapping;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.SupplierPortal.Feeds;

/// <summary>Makes what the engine takes of what the robot read.</summary>
internal static class RunPages
{
    /// <summary>A run as observations and rejected records. An item whose date cannot be read keeps its last known value.</summary>
    public static (IReadOnlyList<Observation> Observations, IReadOnlyList<RejectedRecord> Rejected) Of(string system, ScrapedRun run)
    {
        var observations = new List<Observation>(run.Items.Count);
        var rejected = new List<RejectedRecord>();
        foreach (var item in run.Items)
        {
            var key = new RecordKey(system, Kind.Product, item.Id);
            if (item.Problem is { } problem) rejected.Add(Refused(key, problem, item.Fields.ToString()));
            else observations.Add(new Observation(key, item.Fields, run.ReadAt) { Extras = item.Extras });
        }

        rejected.AddRange(run.Refused.Select(row => Refused(new RecordKey(system, Kind.Product, row.Id), row.Why, row.Raw)));
        return (observations, rejected);
    }

    private static RejectedRecord Refused(RecordKey key, string why, string raw) => new(
        key,
        new Fault(FaultKind.Rejected, why)
        {
            Fields = [new(SupplierFields.Delivery, why)], Advice = "Give the column a format, or tell the supplier; until then the last known value stays.",
        },
        raw);
}
