using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;
using SyncCluster.Engine.Setup;

namespace SyncCluster.Benchmarks;

/// <summary>Two systems that cost nothing: an ERP that is read in two halves, a shop that is written.</summary>
internal sealed record BenchWorld(EngineSetup Setup, BenchSystem Shop, BenchFeed[] Feeds)
{
    /// <param name="records">Products of the ERP.</param>
    /// <param name="shop">
    /// Null for a shop that answers nothing until the end: what is measured then ends with the commit, and outbound actors
    /// wait with what they took first.
    /// </param>
    /// <param name="concurrency">How many calls the shop allows at the same time.</param>
    public static BenchWorld Of(int records, BenchSystem? shop = null, int concurrency = 2)
    {
        var erp = new BenchSystem("erp", TimeProvider.System);
        var half = records / 2;
        BenchFeed[] feeds = [erp.AddFeed("first-half", 0, half), erp.AddFeed("second-half", half, records - half)];
        shop ??= new BenchSystem("shop", TimeProvider.System) { IsSink = true, Holds = true };
        var rules = new RuleBook([new KindRules
        {
            Kind = Kind.Product,
            Master = "erp",
            Systems = [new SystemRules("erp", []), new SystemRules("shop", ProductFields.All.Select(field => field.Name).ToEquatableList()) { Creates = true }],
        }]);
        return new BenchWorld(
            new EngineSetup
            {
                Rules = rules,
                Systems = [new SystemSetup("erp", "erp", erp) { PageSize = 1000 }, new SystemSetup("shop", "shop", shop) { Concurrency = concurrency }],
                Brake = new() { Share = 1, Minimum = int.MaxValue },
                EntityConcurrency = 1000,
            },
            shop,
            feeds);
    }
}
