using SyncCluster.Core.Faults;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Behaviors;
using SyncCluster.Engine.Simulation.Runs;
using SyncCluster.Engine.Simulation.Systems;

namespace SyncCluster.Testing.Engines;

public abstract partial class EngineConformance
{
    [Fact(Timeout = Limit)]
    public async Task a_feed_that_reads_for_long_answers_people_meanwhile_and_its_failures_go_on_to_count()
    {
        await using var stage = await OpenAsync();
        stage.ErpWeather.Broken = new Fault(FaultKind.Transient, "It does not answer in time.") { StopsFeedAfter = 3 };
        await stage.StartAsync();
        NewProduct(stage, "CH-1", 10);
        while (!await HasFailedAsync(stage)) await BeatAsync(stage);
        Locked(stage.Erp, () =>
        {
            (stage.ErpWeather.Broken, stage.ErpWeather.TakesLong) = (null, true);
            return true;
        });
        await stage.UntilAsync(() => Seen(stage, weather => weather.ReadsPending) >= 3, "it is being read");
        var failures = (await FeedAsync(stage)).Failures;
        failures.ShouldBeGreaterThan(0, "nothing is known yet of how it went");
        (await FeedAsync(stage)).RoundStartedAt.ShouldNotBeNull("people see that it is being read");

        (await AskFeedAsync(stage, FeedAction.Pause)).Accepted.ShouldBeTrue();
        var pending = Seen(stage, weather => weather.ReadsPending);
        var later = stage.World.Now + TimeSpan.FromSeconds(2);
        await stage.UntilAsync(() => stage.World.Now >= later, "a moment passes");
        Seen(stage, weather => weather.ReadsPending).ShouldBe(pending, "paused in the midst of reading");
        (await AskFeedAsync(stage, FeedAction.Resume)).Accepted.ShouldBeTrue();
        await stage.UntilAsync(() => Seen(stage, weather => weather.ReadsPending) > pending, "it is asked for again");
        InShop(stage, "CH-1").ShouldBeNull();

        Locked(stage.Erp, () => stage.ErpWeather.TakesLong = false);
        await stage.UntilAsync(() => InShop(stage, "CH-1") is not null, "what was read is handed on");
        (await FeedAsync(stage)).Failures.ShouldBe(0);
    }

    [Fact(Timeout = Limit)]
    public async Task that_a_person_ran_a_stopped_feed_again_is_told_to_its_source_whatever_happens_meanwhile()
    {
        await using var stage = await OpenAsync();
        stage.ErpWeather.Broken = new Fault(FaultKind.Auth, "The password is wrong.") { StopsFeedAfter = 1 };
        await stage.StartAsync();
        NewProduct(stage, "CH-1", 10);
        await stage.UntilAsync(() => stage.ErpWeather.RunsAgain.Count == 1, "it is read in vain");
        stage.ErpWeather.Broken = new Fault(FaultKind.Transient, "It does not answer in time.");
        (await AskFeedAsync(stage, FeedAction.Run)).Accepted.ShouldBeTrue();
        await stage.UntilAsync(() => stage.ErpWeather.RunsAgain.Count > 1, "a person runs it again, in vain");
        await stage.CrashAsync();
        var told = stage.ErpWeather.RunsAgain.Count;
        await stage.StartAsync();
        await stage.UntilAsync(() => stage.ErpWeather.RunsAgain.Count > told, "another process goes on");
        var asked = stage.ErpWeather.RunsAgain;
        asked[0].ShouldBeNull();
        asked.Skip(1).ShouldAllBe(why => why != null && why.Message == "The password is wrong.");

        stage.ErpWeather.Broken = null;
        await stage.UntilAsync(() => InShop(stage, "CH-1") is not null, "what is read is handed on");
        told = stage.ErpWeather.RunsAgain.Count;
        await stage.UntilAsync(() => stage.ErpWeather.RunsAgain.Count > told + 1, "it is read by its schedule");
        stage.ErpWeather.RunsAgain[^1].ShouldBeNull("what stopped it is over");
    }

    private static int Seen(EngineStage stage, Func<SystemWeather, int> count) => Locked(stage.Erp, () => count(stage.ErpWeather));

    private static async Task<FeedAnswer> AskFeedAsync(EngineStage stage, FeedAction action) =>
        (await stage.AskAsync(ActorAddress.Feed(Scenario.Erp, "products"), new FeedCommand(action, "test"))).ShouldBeOfType<FeedAnswer>();

    /// <summary>It is this feed that was read in vain, and not only another of its system.</summary>
    private static Task<bool> HasFailedAsync(EngineStage stage) => stage.RunAsync(async () =>
        await stage.Store.ReadDocumentAsync(FeedDocument.Key(Scenario.Erp, "products"), CancellationToken.None) is { } json
        && FeedDocument.Read(json).Feeds.Any(feed => feed.Failures > 0));

    private static Task<FeedProgress> FeedAsync(EngineStage stage) => stage.RunAsync(async () =>
    {
        var json = await stage.Store.ReadDocumentAsync(FeedDocument.Key(Scenario.Erp, "products"), CancellationToken.None);
        return FeedDocument.Read(json!.Value).Feeds.Single();
    });
}
