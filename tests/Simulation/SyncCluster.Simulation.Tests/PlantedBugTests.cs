using SyncCluster.Engine.Simulation.Runs;
using SyncCluster.Simulation.Tests.Bugs;

namespace SyncCluster.Simulation.Tests;

/// <summary>
/// Checkers that never fail prove nothing: each of these bugs, put in around the engine's ports, must be noticed
/// within a bounded number of seeds.
/// </summary>
public sealed class PlantedBugTests(ITestOutputHelper output)
{
    private const int MostSeeds = 200;

    [Fact]
    public void an_engine_without_reminders_is_noticed() =>
        Noticed(new SimulationSeams { Runtime = runtime => new NoReminders(runtime) });

    [Fact]
    public void taking_an_older_revision_for_a_newer_is_noticed() =>
        Noticed(new SimulationSeams { Decider = decider => new OlderRevisionAccepted(decider) });

    [Fact]
    public void forgetting_the_operation_id_of_a_repeated_push_is_noticed() =>
        Noticed(new SimulationSeams { System = system => new OperationIdIgnored(system) });

    [Fact]
    public void not_recognising_an_echo_is_noticed() =>
        Noticed(new SimulationSeams { Decider = decider => new EchoNotRecognised(decider) });

    [Fact]
    public void saving_the_cursor_before_its_page_is_noticed() =>
        Noticed(new SimulationSeams { System = system => new CursorBeforePage(system) });

    [Fact]
    public void forgetting_what_a_double_knew_is_noticed() =>
        Noticed(new SimulationSeams { Decider = decider => new DoubleForgotten(decider) });

    [Fact]
    public void not_asking_the_stock_is_noticed() =>
        Noticed(new SimulationSeams { System = system => new StockNotAsked(system) });

    [Fact]
    public void writing_an_order_with_another_s_customer_is_noticed() =>
        Noticed(new SimulationSeams { System = system => new ReferencesOfAnother(system) });

    [Fact]
    public void a_product_that_tells_no_order_of_its_new_date_is_noticed() =>
        Noticed(new SimulationSeams { Decider = decider => new NothingAnnounced(decider) });

    [Fact]
    public void comparing_with_what_was_read_last_instead_of_told_last_is_noticed() =>
        Noticed(new SimulationSeams { Decider = decider => new ComparedWithLastRead(decider) });

    [Fact]
    public void forgetting_in_a_crash_what_orders_were_to_be_told_is_noticed() =>
        Noticed(new SimulationSeams { Store = TrackingTakenAtOnce.Around });

    private void Noticed(SimulationSeams seams)
    {
        for (var seed = 1; seed <= MostSeeds; seed++)
        {
            var result = SimulationRun.Of((ulong)seed, seams);
            if (result.Failures.Count == 0) continue;
            output.WriteLine($"Noticed with seed {seed}: {string.Join("; ", result.Failures.Take(3))}");
            return;
        }

        Assert.Fail($"Nobody noticed within {MostSeeds} seeds.");
    }
}
