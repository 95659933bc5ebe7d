using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Local;

namespace SyncCluster.Engine.Embedded.Tests.Local;

public sealed class LocalActorsTests
{
    private static readonly ActorAddress Product = ActorStage.Product;

    [Fact]
    public void an_actor_handles_one_message_at_a_time_in_their_order()
    {
        var running = 0;
        var most = 0;
        var order = new List<string>();
        ActorStage? stage = null;
        stage = new ActorStage(async (_, message) =>
        {
            most = Math.Max(most, ++running);
            await Task.Delay(TimeSpan.FromSeconds(1), stage!.Process.Time);
            order.Add(((Reminder)message).Name);
            running--;
            return message;
        });
        Task<IMessage>[] asked = [];
        stage.Do(() => asked = [.. Enumerable.Range(0, 5).Select(i => stage.Actors.AskAsync(Product, new Reminder($"{i}"), CancellationToken.None))]);
        stage.Run(() => Task.WhenAll(asked));
        most.ShouldBe(1);
        order.ShouldBe(["0", "1", "2", "3", "4"]);
        asked.Select(task => ((Reminder)task.Result).Name).ShouldBe(order);
    }

    [Fact]
    public void actors_do_not_wait_for_each_other()
    {
        ActorStage? stage = null;
        stage = new ActorStage(async (_, message) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), stage!.Process.Time);
            return message;
        });
        var before = stage.Scheduler.Now;
        stage.Run(() => Task.WhenAll(Enumerable.Range(0, 50).Select(
            i => stage.Actors.AskAsync(new ActorAddress(ActorType.Product, $"p{i}"), WakeUp.Instance, CancellationToken.None))));
        (stage.Scheduler.Now - before).ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void what_a_handler_throws_reaches_the_asker_and_the_actor_begins_anew()
    {
        var stage = new ActorStage((_, message) => message is WakeUp ? throw new InvalidDataException("no") : Task.FromResult(message));
        Should.Throw<InvalidDataException>(() => stage.Ask(Product, WakeUp.Instance)).Message.ShouldBe("no");
        stage.Ask(Product, Done.Instance).ShouldBe(Done.Instance);
        stage.Made.ShouldBe(2);
        stage.Actors.Counts.Failures.ShouldBe(1);
    }

    [Fact]
    public void hints_that_nobody_handled_yet_are_one()
    {
        var woken = 0;
        ActorStage? stage = null;
        stage = new ActorStage(async (_, message) =>
        {
            woken++;
            await Task.Delay(TimeSpan.FromSeconds(1), stage!.Process.Time);
            return message;
        });
        stage.Do(() => { for (var i = 0; i < 10; i++) stage.Actors.Hint(Product); });
        stage.Scheduler.RunFor(TimeSpan.FromMilliseconds(500));
        stage.Do(() => { for (var i = 0; i < 10; i++) stage.Actors.Hint(Product); });
        stage.Scheduler.RunFor(TimeSpan.FromSeconds(5));
        woken.ShouldBe(2);
        stage.Actors.Counts.HintsJoined.ShouldBe(18);
    }

    [Fact]
    public void a_hint_that_fails_is_counted_and_the_next_is_handled()
    {
        var woken = 0;
        var stage = new ActorStage((_, message) => ++woken == 1 ? throw new InvalidDataException() : Task.FromResult(message));
        stage.Do(() => stage.Actors.Hint(Product));
        stage.Do(() => stage.Actors.Hint(Product));
        stage.Scheduler.RunFor(TimeSpan.FromSeconds(1));
        woken.ShouldBe(2);
        stage.Actors.Counts.Failures.ShouldBe(1);
        stage.Scheduler.Failures.ShouldBeEmpty();
    }

    [Fact]
    public void a_hint_for_a_time_comes_then_and_once()
    {
        var times = new List<DateTimeOffset>();
        ActorStage? stage = null;
        stage = new ActorStage((_, message) =>
        {
            times.Add(stage!.Scheduler.Now);
            return Task.FromResult(message);
        });
        var at = stage.Scheduler.Now + TimeSpan.FromMinutes(3);
        stage.Do(() =>
        {
            stage.Actors.HintAt(Product, at);
            stage.Actors.HintAt(Product, at);
            stage.Actors.HintAt(Product, at - TimeSpan.FromMinutes(1));
        });
        stage.Scheduler.RunFor(TimeSpan.FromMinutes(10));
        times.ShouldBe([at - TimeSpan.FromMinutes(1), at]);
    }

    [Fact]
    public void idle_actors_are_unloaded_and_come_back()
    {
        var stage = new ActorStage((_, message) => Task.FromResult(message), new LocalActorOptions { IdleAfter = TimeSpan.FromMinutes(2) });
        stage.Ask(Product, WakeUp.Instance);
        stage.Scheduler.RunFor(TimeSpan.FromMinutes(1));
        stage.Actors.Counts.Loaded.ShouldBe(1);
        stage.Scheduler.RunFor(TimeSpan.FromMinutes(3));
        stage.Actors.Counts.ShouldSatisfyAllConditions(
            counts => counts.Loaded.ShouldBe(0), counts => counts.LoadedEntities.ShouldBe(0), counts => counts.Unloaded.ShouldBe(1));
        stage.Ask(Product, WakeUp.Instance);
        stage.Made.ShouldBe(2);
    }

    [Fact]
    public void more_entities_than_allowed_are_not_kept_and_those_idle_longest_go_first()
    {
        var made = new List<string>();
        var stage = new ActorStage(
            (address, message) =>
            {
                made.Add(address.Key);
                return Task.FromResult(message);
            },
            new LocalActorOptions { MostLoadedEntities = 10 });
        for (var i = 0; i < 11; i++)
        {
            stage.Ask(new ActorAddress(ActorType.Product, $"p{i}"), WakeUp.Instance);
            stage.Scheduler.RunFor(TimeSpan.FromSeconds(1));
        }

        stage.Actors.Counts.LoadedEntities.ShouldBe(8);
        stage.Ask(new ActorAddress(ActorType.Product, "p10"), WakeUp.Instance);
        stage.Made.ShouldBe(11);
        stage.Ask(new ActorAddress(ActorType.Product, "p0"), WakeUp.Instance);
        stage.Made.ShouldBe(12);
    }

    [Fact]
    public void a_slow_listener_loses_the_oldest_changes_and_is_told()
    {
        var stage = new ActorStage((_, message) => Task.FromResult(message));
        using var listener = stage.Actors.Subscribe(2);
        for (var i = 1; i <= 3; i++) stage.Actors.Publish(new EntityChanged("p1", default, i, [], stage.Scheduler.Now));
        listener.TakeLost().ShouldBeTrue();
        listener.TakeLost().ShouldBeFalse();
        listener.Changes.TryRead(out var first).ShouldBeTrue();
        first!.Version.ShouldBe(2);
    }

    [Fact]
    public void stopping_lets_running_handlers_finish_with_what_they_ask_of_others()
    {
        var finished = false;
        ActorStage? stage = null;
        stage = new ActorStage(async (address, message) =>
        {
            if (address != Product) return message;
            await Task.Delay(TimeSpan.FromSeconds(5), stage!.Process.Time);
            await stage.Actors.AskAsync(new ActorAddress(ActorType.Order, "o1"), Done.Instance, CancellationToken.None);
            finished = true;
            return message;
        });
        stage.Do(() => stage.Actors.Hint(Product));
        stage.Run(stage.Actors.StopAsync);
        finished.ShouldBeTrue();
        stage.Do(() => stage.Actors.Hint(Product));
        stage.Actors.Counts.Busy.ShouldBe(0);
        Should.Throw<OperationCanceledException>(() => stage.Ask(Product, Done.Instance));
    }

    [Fact]
    public void stopping_cancels_what_does_not_finish_in_time()
    {
        ActorStage? stage = null;
        var stopped = TimeSpan.Zero;
        stage = new ActorStage(
            async (_, message) =>
            {
                await Task.Delay(TimeSpan.FromHours(5), stage!.Process.Time);
                return message;
            },
            new LocalActorOptions { StopsWithin = TimeSpan.FromSeconds(30), CancelsWithin = TimeSpan.FromSeconds(5) });
        stage.Do(() => stage.Actors.Hint(Product));
        var before = stage.Scheduler.Now;
        stage.Run(stage.Actors.StopAsync);
        stopped = stage.Scheduler.Now - before;
        stopped.ShouldBe(TimeSpan.FromSeconds(35));
    }

    [Fact]
    public void who_gives_up_waiting_is_released_and_the_message_is_skipped_where_it_has_not_begun()
    {
        var handled = 0;
        ActorStage? stage = null;
        stage = new ActorStage(async (_, message) =>
        {
            handled++;
            await Task.Delay(TimeSpan.FromSeconds(10), stage!.Process.Time);
            return message;
        });
        using var giveUp = new CancellationTokenSource();
        Task<IMessage>? first = null, second = null;
        stage.Do(() =>
        {
            first = stage.Actors.AskAsync(Product, Done.Instance, CancellationToken.None);
            second = stage.Actors.AskAsync(Product, Done.Instance, giveUp.Token);
        });
        stage.Do(giveUp.Cancel);
        stage.Scheduler.RunFor(TimeSpan.FromSeconds(1));
        second!.IsCanceled.ShouldBeTrue();
        stage.Run(() => first!);
        stage.Scheduler.RunFor(TimeSpan.FromMinutes(1));
        handled.ShouldBe(1);
    }
}
