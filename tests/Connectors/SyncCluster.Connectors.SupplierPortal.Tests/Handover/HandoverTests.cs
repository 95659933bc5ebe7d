using Microsoft.Extensions.Logging.Abstractions;
using SyncCluster.Connectors.Reading;
using SyncCluster.Connectors.SupplierPortal.Handover;
using SyncCluster.Connectors.SupplierPortal.Mapping;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.SupplierPortal.Tests.Handover;

/// <summary>Robot and core on the two sides of a real RabbitMQ (S4-14).</summary>
public sealed class HandoverTests(TestBroker rabbit)
{
    private static readonly RunLimits Limits = new(1, 0.5m, 0.2m);
    private static readonly DateTimeOffset At = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_run_goes_over_whole_and_is_acknowledged_when_its_last_page_is_safe()
    {
        await using var side = await SideAsync();
        await HandAsync(side.Robot, Run(450), 1000);
        var (pages, cursor) = (0, (string?)null);
        var seen = new List<Observation>();
        for (FeedPage page; ; pages++)
        {
            page = await side.Feed.ReadAsync(new FeedRequest(cursor, 100), Cancellation);
            seen.AddRange(page.Observations);
            (await side.CountAsync()).ShouldBe(0, "taken and not acknowledged: nobody else gets it");
            await side.Feed.AcknowledgeAsync(cursor = page.Cursor, Cancellation);
            if (!page.More) break;
        }

        seen.Count.ShouldBe(450);
        seen.Select(one => one.SourceIndex).ShouldBeUnique();
        seen[7].Fields.Text(SupplierFields.Delivery).ShouldBe("day:2026-12-24");
        seen[7].Fields.Number(SupplierFields.Ordered).ShouldBe(7);
        seen[7].Fields[SupplierFields.Ean].ShouldBe(FieldValue.Empty);
        await side.RestartCoreAsync();
        (await side.CountAsync()).ShouldBe(0);
        (await side.Feed.ReadAsync(new FeedRequest(cursor, 100), Cancellation)).Observations.ShouldBeEmpty();
    }

    [Fact]
    public async Task what_a_crash_left_unacknowledged_comes_again_and_what_was_safe_does_not()
    {
        await using var side = await SideAsync();
        await HandAsync(side.Robot, Run(30), 1000);
        var first = await side.Feed.ReadAsync(new FeedRequest(null, 20), Cancellation);
        first.More.ShouldBeTrue();
        await side.RestartCoreAsync();
        var again = await side.Feed.ReadAsync(new FeedRequest(first.Cursor, 20), Cancellation);
        again.Observations.Select(one => one.Key.RemoteId).ShouldBe(Enumerable.Range(20, 10).Select(i => $"A-{i}"));

        // The page was made safe, and the crash came before the broker heard of it.
        await side.RestartCoreAsync();
        (await side.Feed.ReadAsync(new FeedRequest(again.Cursor, 20), Cancellation)).Observations.ShouldBeEmpty();
        (await side.CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task a_run_of_which_parts_are_missing_waits_and_a_later_one_overtakes_it()
    {
        await using var side = await SideAsync();
        var parts = HandedMessage.Of(Run(450), 1000);
        await side.Robot.PublishAsync(side.Robot.Runs, parts[0].Write(), Cancellation);
        var page = await side.Feed.ReadAsync(new FeedRequest(null, 1000), Cancellation);
        page.Observations.ShouldBeEmpty();
        await HandAsync(side.Robot, Run(400), 2000);
        page = await side.Feed.ReadAsync(new FeedRequest(page.Cursor, 1000), Cancellation);
        page.Observations.Count.ShouldBe(400);
        await side.Feed.AcknowledgeAsync(page.Cursor, Cancellation);
        foreach (var part in parts) await side.Robot.PublishAsync(side.Robot.Runs, part.Write(), Cancellation);
        (await side.Feed.ReadAsync(new FeedRequest(page.Cursor, 1000), Cancellation)).Observations.ShouldBeEmpty("an older run, though whole, says nothing new");
        (await side.CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task the_same_messages_twice_are_one_run()
    {
        await using var side = await SideAsync();
        await HandAsync(side.Robot, Run(250), 1000);
        await HandAsync(side.Robot, Run(250), 1000);
        var page = await side.Feed.ReadAsync(new FeedRequest(null, 1000), Cancellation);
        page.Observations.Count.ShouldBe(250);
        await side.Feed.AcknowledgeAsync(page.Cursor, Cancellation);
        await side.RestartCoreAsync();
        (await side.CountAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task a_broken_scrape_stops_both_sides_and_who_runs_the_feed_wakes_the_robot(bool coreRestarts)
    {
        await using var side = await SideAsync();
        var time = new HandTime();
        var answers = new Queue<Func<ScrapedRun>>([() => throw PortalFaults.Login("The portal refuses user or password."), () => Run(10)]);
        var loop = new RobotLoop("supplier", TimeSpan.FromHours(6), (_, _) => Task.FromResult(answers.Dequeue()()), side.Robot, time, () => 0.5, NullLogger.Instance);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var working = loop.WorkAsync(stop.Token);
        await time.WaitedForAsync(RobotLoop.Look, Cancellation);
        var fault = await side.FaultAsync(null);
        (fault.Kind, fault.Code, fault.StopsFeedAfter).ShouldBe((FaultKind.Auth, "login_failed", 1));

        // It looks whether somebody wants a run, and nobody does.
        time.Fire(RobotLoop.Look);
        await time.WaitedForAsync(RobotLoop.Look, Cancellation);
        answers.Count.ShouldBe(1);

        // A person runs the feed again.
        if (coreRestarts) await side.RestartCoreAsync();
        var page = await side.Feed.ReadAsync(new FeedRequest(null, 100) { RunAgainAfter = fault }, Cancellation);
        page.Observations.ShouldBeEmpty("the robot has not read yet");
        time.Fire(RobotLoop.Look);
        await time.WaitedForAsync(RobotLoop.Look, Cancellation);
        page = await side.Feed.ReadAsync(new FeedRequest(page.Cursor, 100), Cancellation);
        page.Observations.Count.ShouldBe(10);
        answers.ShouldBeEmpty();
        await stop.CancelAsync();
        await working;
    }

    [Fact]
    public async Task why_a_feed_stops_is_told_until_the_core_has_noted_it()
    {
        await using var side = await SideAsync();
        var broken = HandedMessage.Of(PortalFaults.Login("The portal refuses user or password.").Fault, 1000, At);
        await side.Robot.PublishAsync(side.Robot.Runs, broken.Write(), Cancellation);
        (await side.FaultAsync(null)).Code.ShouldBe("login_failed");
        await side.RestartCoreAsync();
        var fault = await side.FaultAsync(null);
        fault.Code.ShouldBe("login_failed", "the core died before it was safe");
        await side.RestartCoreAsync();
        (await side.Feed.ReadAsync(new FeedRequest(null, 100) { RunAgainAfter = fault }, Cancellation)).Observations.ShouldBeEmpty("a person knows of it");
        await side.RestartCoreAsync();
        (await side.Feed.ReadAsync(new FeedRequest(null, 100), Cancellation)).Observations.ShouldBeEmpty();
        (await side.CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task what_a_robot_tries_again_by_itself_is_told_once_and_wakes_nobody()
    {
        await using var side = await SideAsync();
        var passing = HandedMessage.Of(PortalFaults.Away("The portal is not available (503).").Fault, 1000, At);
        await side.Robot.PublishAsync(side.Robot.Runs, passing.Write(), Cancellation);
        (await side.FaultAsync(null)).Code.ShouldBe("unavailable");
        (await side.Feed.ReadAsync(new FeedRequest(null, 100), Cancellation)).Observations.ShouldBeEmpty();
        await side.RestartCoreAsync();
        (await side.Feed.ReadAsync(new FeedRequest(null, 100), Cancellation)).Observations.ShouldBeEmpty();
        (await side.WantedAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task a_run_is_taken_though_a_later_one_failed_and_the_failure_is_told_after_it()
    {
        await using var side = await SideAsync();
        await HandAsync(side.Robot, Run(30), 1000);
        var failed = HandedMessage.Of(PortalFaults.Login("The portal refuses user or password.").Fault, 2000, TimeProvider.System.GetUtcNow());
        await side.Robot.PublishAsync(side.Robot.Runs, failed.Write(), Cancellation);
        var page = await side.Feed.ReadAsync(new FeedRequest(null, 100), Cancellation);
        page.Observations.Count.ShouldBe(30);
        await side.Feed.AcknowledgeAsync(page.Cursor, Cancellation);
        (await side.FaultAsync(page.Cursor)).Code.ShouldBe("login_failed");
        (await side.CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task a_page_that_did_not_become_safe_is_handed_on_again()
    {
        await using var side = await SideAsync();
        await HandAsync(side.Robot, Run(30), 1000);
        var first = await side.Feed.ReadAsync(new FeedRequest(null, 20), Cancellation);
        first.Observations.Count.ShouldBe(20);

        // The store failed: the cursor is still the old one, and the core goes on.
        var again = await side.Feed.ReadAsync(new FeedRequest(null, 20), Cancellation);
        again.Observations.ShouldBe(first.Observations);
        var last = await side.Feed.ReadAsync(new FeedRequest(again.Cursor, 20), Cancellation);
        last.Observations.Count.ShouldBe(10);
        await side.Feed.AcknowledgeAsync(last.Cursor, Cancellation);
        (await side.Feed.ReadAsync(new FeedRequest(last.Cursor, 20), Cancellation)).Observations.ShouldBeEmpty();
        (await side.CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task a_run_that_shrank_is_refused_by_the_core_too()
    {
        await using var side = await SideAsync();
        await HandAsync(side.Robot, Run(100), 1000);
        var page = await side.Feed.ReadAsync(new FeedRequest(null, 1000), Cancellation);
        await side.Feed.AcknowledgeAsync(page.Cursor, Cancellation);
        await HandAsync(side.Robot, Run(10), 2000);
        var fault = await side.FaultAsync(page.Cursor);
        fault.Code.ShouldBe("shrunk");

        // A person runs the feed again, and a table that is still small then is believed, whatever happens meanwhile.
        page = await side.Feed.ReadAsync(new FeedRequest(page.Cursor, 1000) { RunAgainAfter = fault }, Cancellation);
        page.Observations.ShouldBeEmpty();
        (await side.WantedAsync()).ShouldBe(1);
        await side.RestartCoreAsync();
        await HandAsync(side.Robot, Run(10), 3000);
        (await side.Feed.ReadAsync(new FeedRequest(page.Cursor, 1000), Cancellation)).Observations.Count.ShouldBe(10);
    }

    [Fact]
    public async Task a_broker_that_is_away_is_a_fault_without_its_password()
    {
        var broker = new Broker(new Uri("amqp://robot:hidden-word@127.0.0.1:1/"), "q");
        var feed = new HandoverFeed("supplier", Limits, broker, NullLogger.Instance);
        var fault = (await Should.ThrowAsync<FaultException>(() => feed.ReadAsync(new FeedRequest(null, 10), Cancellation))).Fault;
        (fault.Kind, fault.Code).ShouldBe((FaultKind.Transient, "broker"));
        fault.ToString().ShouldNotContain("hidden-word");
        var address = await rabbit.AddressAsync(Cancellation);
        await using var stranger = new Broker(new UriBuilder(address) { Password = "wrong" }.Uri, "q");
        (await Should.ThrowAsync<FaultException>(() => stranger.OpenAsync(Cancellation))).Fault.Kind.ShouldBe(FaultKind.Auth);
    }

    [Fact]
    public async Task a_message_of_somebody_else_is_dropped()
    {
        await using var side = await SideAsync();
        await side.Robot.PublishAsync(side.Robot.Runs, "not ours"u8.ToArray(), Cancellation);
        (await side.Feed.ReadAsync(new FeedRequest(null, 10), Cancellation)).Observations.ShouldBeEmpty();
        (await side.CountAsync()).ShouldBe(0);
    }

    private static async Task HandAsync(Broker robot, ScrapedRun run, long id)
    {
        foreach (var message in HandedMessage.Of(run, id)) await robot.PublishAsync(robot.Runs, message.Write(), Cancellation);
    }

    private static ScrapedRun Run(int items) => new(
        [
            .. Enumerable.Range(0, items).Select(i => new ScrapedItem(
                $"A-{i}",
                FieldSet.Of((SupplierFields.Delivery, FieldValue.Of("day:2026-12-24")), (SupplierFields.Ordered, FieldValue.Of((decimal)i)), (SupplierFields.Ean, FieldValue.Empty)),
                "{\"note\":\"x\"}")),
        ],
        [], [], At);

    private async Task<Side> SideAsync() => new(await rabbit.AddressAsync(Cancellation), $"test.{Guid.NewGuid():N}");

    /// <summary>A robot's connection, and a core's that can be cut.</summary>
    private sealed class Side : IAsyncDisposable
    {
        private readonly Uri _address;
        private readonly string _queue;
        private Broker _core;

        public Side(Uri address, string queue)
        {
            (_address, _queue) = (address, queue);
            Robot = new Broker(address, queue);
            _core = new Broker(address, queue);
            Feed = new HandoverFeed("supplier", Limits, _core, NullLogger.Instance);
        }

        public Broker Robot { get; }

        public HandoverFeed Feed { get; private set; }

        public async Task RestartCoreAsync()
        {
            await _core.DisposeAsync();
            _core = new Broker(_address, _queue);
            Feed = new HandoverFeed("supplier", Limits, _core, NullLogger.Instance);
        }

        public async Task<Fault> FaultAsync(string? cursor) =>
            (await Should.ThrowAsync<FaultException>(() => Feed.ReadAsync(new FeedRequest(cursor, 1000), Cancellation))).Fault;

        /// <summary>Messages that wait for the core.</summary>
        public Task<int> CountAsync() => CountAsync(Robot.Runs);

        /// <summary>Wishes that wait for the robot.</summary>
        public Task<int> WantedAsync() => CountAsync(Robot.Wanted);

        private async Task<int> CountAsync(string queue) => (int)await (await Robot.OpenAsync(Cancellation)).MessageCountAsync(queue, Cancellation);

        public async ValueTask DisposeAsync()
        {
            await Robot.DisposeAsync();
            await _core.DisposeAsync();
        }
    }
}
