using System.Diagnostics;
using System.Net;

namespace SyncCluster.EndToEnd.Tests.Cluster;

/// <summary>Real silos on a real database, and what happens to them.</summary>
[Trait("Speed", "slow")]
public sealed class ClusterFailureTests(CommonCluster common) : IClassFixture<CommonCluster>
{
    private static readonly TimeSpan ResumesWithin = TimeSpan.FromSeconds(30);

    /// <summary>With as many products as the environment variable <c>SYNCCLUSTER_TEST_PRODUCTS</c> says.</summary>
    [Fact]
    public Task a_silo_that_is_killed_at_work_loses_and_doubles_nothing_and_another_may_join() => common.PlayAsync(async (cluster, stop) =>
    {
        await using var people = await PeopleAtWork.BeginAsync(cluster, stop, share: Math.Max(11, CommonCluster.Products / 200));

        // In the middle of the work: the shop has begun to get the new prices.
        await people.NextArrivesAsync(stop);
        var before = await cluster.UntilAsync("api/cluster", sight => EachRunsOnce(sight, null), stop);
        var victim = Busiest(before);
        await cluster.Silos[victim].Program.KillAsync();
        var killed = Stopwatch.GetTimestamp();
        var resumed = await cluster.UntilAsync("api/cluster", sight => EachRunsOnce(sight, victim) && HasAll(sight, before), stop);
        await people.AnyArrivesAsync(stop);
        var took = Stopwatch.GetElapsedTime(killed);
        TestContext.Current.TestOutputHelper?.WriteLine($"Work on {CommonCluster.Products} products went on {took.TotalSeconds:0.0} s after the kill.");
        took.ShouldBeLessThan(ResumesWithin, cluster.Said());
        RunningCluster.Workers(resumed).Count.ShouldBeGreaterThan(5);

        var joins = cluster.Start("joins");
        await joins.UntilReadyIsAsync(HttpStatusCode.OK, stop);
        await people.EndAsync();
        await cluster.RestAsync(stop);
        var rests = await cluster.UntilAsync("api/cluster", sight => EachRunsOnce(sight, victim), stop);
        RunningCluster.Active(rests).ShouldBe(3);
        (await cluster.DifferencesAsync(stop)).ShouldBeEmpty(cluster.Said());
    });

    [Fact]
    public Task a_database_that_is_restarted_at_work_loses_and_doubles_nothing() => common.PlayAsync(async (cluster, stop) =>
    {
        await using var people = await PeopleAtWork.BeginAsync(cluster, stop);
        await people.NextArrivesAsync(stop);
        await cluster.Postgres.RestartAsync(stop);
        await people.NextArrivesAsync(stop);
        await people.EndAsync();
        await cluster.RestAsync(stop);
        foreach (var silo in cluster.Silos.Values) silo.Program.HasExited.ShouldBeFalse(silo.Program.Output);
        RunningCluster.Active(await cluster.UntilAsync("api/cluster", sight => EachRunsOnce(sight, null), stop)).ShouldBe(3);
        (await cluster.DifferencesAsync(stop)).ShouldBeEmpty(cluster.Said());
    });

    /// <summary>
    /// A silo whose way to the database is cut can commit nothing and says that it is not ready. What it had under way
    /// arrives when the way is mended, late: nothing of it may undo or double what was done meanwhile.
    /// </summary>
    [Fact]
    public Task a_silo_that_is_cut_off_from_the_database_for_half_a_minute_does_not_write_as_a_second_owner() => common.PlayAsync(async (cluster, stop) =>
    {
        await using var relay = new TcpRelay(cluster.PostgresPort);
        var cut = cluster.Start("cut", database: cluster.DatabaseBy(relay.Port));
        await cut.UntilReadyIsAsync(HttpStatusCode.OK, stop);
        await cluster.UntilAsync("api/cluster", sight => RunningCluster.Workers(sight).Any(worker => worker.Contains(cut.Name)), stop);
        await using var people = await PeopleAtWork.BeginAsync(cluster, stop);
        await people.NextArrivesAsync(stop);
        relay.Cut();
        await cut.UntilReadyIsAsync(HttpStatusCode.ServiceUnavailable, stop);
        (await cut.ProbeAsync("live", stop)).ShouldBe(HttpStatusCode.OK);
        await people.MakeRoundsAsync(60, stop);
        relay.Mend();
        await people.EndAsync();
        (await cluster.DifferencesAsync(stop)).ShouldBeEmpty(cluster.Said());
        cut.Program.Terminate();
        (await cut.Program.ExitAsync(stop)).ShouldBe(0, cut.Program.Output);
    });

    /// <summary>
    /// A process that stands still and goes on later believes that it owns what others took over long since: what it still
    /// commits loses against the version in the store, and it ends when it hears that it was voted dead.
    /// </summary>
    [Fact]
    public Task a_silo_that_stood_still_and_wakes_up_among_its_successors_undoes_and_doubles_nothing() => common.PlayAsync(async (cluster, stop) =>
    {
        await using var people = await PeopleAtWork.BeginAsync(cluster, stop);
        await people.NextArrivesAsync(stop);
        var before = await cluster.UntilAsync("api/cluster", sight => EachRunsOnce(sight, null), stop);
        var sleeper = Busiest(before);
        await cluster.FreezeAsync(sleeper, stop);
        await cluster.UntilAsync("api/cluster", sight => EachRunsOnce(sight, sleeper) && HasAll(sight, before), stop);
        await people.AnyArrivesAsync(stop);
        cluster.Silos[sleeper].Program.Signal("CONT");
        (await cluster.Silos[sleeper].Program.ExitAsync(stop)).ShouldNotBe(0, "it was voted dead");
        await people.EndAsync();
        (await cluster.DifferencesAsync(stop)).ShouldBeEmpty(cluster.Said());
    });

    /// <summary>
    /// What users see: every request to the process of role web is answered without an error, while the silos behind it
    /// are restarted one after another; each tells by its readiness before it stops answering. Where the environment variable
    /// <c>SYNCCLUSTER_TEST_PREVIOUS</c> names the folder of a program, all begin with that and the restarts are the upgrade to
    /// this one (tests/upgrade.sh).
    /// </summary>
    [Fact]
    public Task silos_restart_one_after_another_under_load_without_an_error_at_the_http_surface() => common.PlayAsync(async (cluster, stop) =>
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await using var people = await PeopleAtWork.BeginAsync(cluster, stop);
        var load = LoadAsync(cluster.Front, enough.Token);
        await people.NextArrivesAsync(stop);
        foreach (var name in cluster.Silos.Keys.Where(name => name != RunningCluster.FrontName).ToList())
        {
            var silo = cluster.Silos[name];
            silo.Program.Terminate();
            await silo.UntilReadyIsAsync(HttpStatusCode.ServiceUnavailable, stop);
            (await silo.ProbeAsync("live", stop)).ShouldBe(HttpStatusCode.OK);
            (await silo.Program.ExitAsync(stop)).ShouldBe(0, silo.Program.Output);
            await cluster.Start(name).UntilReadyIsAsync(HttpStatusCode.OK, stop);
        }

        await enough.CancelAsync();
        var (answered, errors) = await load;
        answered.ShouldBeGreaterThan(50);
        errors.ShouldBeEmpty();
        await people.EndAsync();
        (await cluster.DifferencesAsync(stop)).ShouldBeEmpty(cluster.Said());
    });

    private static bool EachRunsOnce(System.Text.Json.JsonElement sight, string? but)
    {
        var workers = RunningCluster.Workers(sight);
        return sight.GetProperty("silos").EnumerateArray().All(silo => silo.GetProperty("status").GetString() != "silent")
            && workers.Any(worker => worker.Key.StartsWith("feed ", StringComparison.Ordinal)) && workers.Any(worker => worker.Key.StartsWith("outbound ", StringComparison.Ordinal))
            && workers.All(worker => worker.Count() == 1 && !worker.Contains(but));
    }

    /// <summary>
    /// True where all who work by schedule and were there before are there. A shard that has nothing to send need not come
    /// back before there is something.
    /// </summary>
    private static bool HasAll(System.Text.Json.JsonElement sight, System.Text.Json.JsonElement before) =>
        RunningCluster.Workers(before).Where(worker => WorksBySchedule(worker.Key)).All(worker => RunningCluster.Workers(sight).Contains(worker.Key));

    private static bool WorksBySchedule(string worker) =>
        worker.StartsWith("feed ", StringComparison.Ordinal) || worker.StartsWith("inbox ", StringComparison.Ordinal) || worker.EndsWith("sweep", StringComparison.Ordinal);

    private static string Busiest(System.Text.Json.JsonElement sight) =>
        RunningCluster.Workers(sight).SelectMany(worker => worker).GroupBy(silo => silo).OrderByDescending(silo => silo.Count()).First().Key;

    private static async Task<(int Answered, IReadOnlyList<string> Errors)> LoadAsync(Uri front, CancellationToken enough)
    {
        string[] paths = ["api/overview", "api/entities?kind=product&limit=20", "api/feeds", "api/orders", "health/ready"];
        using var http = new HttpClient { BaseAddress = front, Timeout = TimeSpan.FromSeconds(30) };
        var errors = new List<string>();
        var answered = 0;
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!enough.IsCancellationRequested)
        {
            var path = paths[answered % paths.Length];
            try
            {
                using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), CancellationToken.None);
                if (!answer.IsSuccessStatusCode) errors.Add($"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(CancellationToken.None)}");
            }
            catch (HttpRequestException failure)
            {
                errors.Add($"{path}: {failure.Message}");
            }

            answered++;
            await beat.WaitForNextTickAsync(CancellationToken.None);
        }

        return (answered, errors);
    }
}
