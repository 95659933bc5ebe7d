using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Simulation.Memory;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Embedded.Tests.Local;

public sealed class LocalRemindersTests
{
    private static readonly ActorAddress Product = ActorStage.Product;

    private readonly List<DateTimeOffset> _times = [];

    [Fact]
    public void a_reminder_comes_again_and_again()
    {
        var stage = Stage();
        var due = stage.Scheduler.Now + TimeSpan.FromMinutes(1);
        stage.Run(() => stage.Actors.RemindAsync(Product, "sweep", due, TimeSpan.FromMinutes(5), CancellationToken.None));
        stage.Scheduler.RunFor(TimeSpan.FromMinutes(12));
        _times.ShouldBe([due, due + TimeSpan.FromMinutes(5), due + TimeSpan.FromMinutes(10)]);
    }

    [Fact]
    public void a_reminder_survives_the_process()
    {
        var first = Stage();
        var due = first.Scheduler.Now + TimeSpan.FromHours(1);
        first.Run(() => first.Actors.RemindAsync(Product, "sweep", due, TimeSpan.FromHours(1), CancellationToken.None));
        first.Process.Kill();
        var second = new ActorStage(Note, database: first.Database, scheduler: first.Scheduler);
        second.Scheduler.RunFor(TimeSpan.FromMinutes(150));
        _times.ShouldBe([due, due + TimeSpan.FromHours(1)]);
    }

    [Fact]
    public void a_reminder_that_came_due_while_nobody_ran_comes_at_once_and_then_in_its_rhythm()
    {
        var first = Stage();
        var due = first.Scheduler.Now + TimeSpan.FromHours(1);
        first.Run(() => first.Actors.RemindAsync(Product, "sweep", due, TimeSpan.FromHours(1), CancellationToken.None));
        first.Process.Kill();
        first.Scheduler.RunFor(TimeSpan.FromMinutes(200));
        var second = new ActorStage(Note, database: first.Database, scheduler: first.Scheduler);
        second.Scheduler.RunFor(TimeSpan.FromMinutes(50));
        _times.ShouldBe([due + TimeSpan.FromMinutes(140), due + TimeSpan.FromMinutes(180)]);
    }

    [Fact]
    public void a_reminder_whose_handler_fails_comes_again()
    {
        var stage = new ActorStage((_, message) =>
        {
            _times.Add(default);
            throw new StoreException("down", mayPass: true);
        });
        stage.Run(() => stage.Actors.RemindAsync(Product, "sweep", stage.Scheduler.Now, TimeSpan.FromMinutes(5), CancellationToken.None));
        stage.Scheduler.RunFor(TimeSpan.FromMinutes(11));
        _times.Count.ShouldBe(3);
    }

    [Fact]
    public void a_reminder_for_once_comes_until_it_was_handled()
    {
        var tries = 0;
        var stage = new ActorStage((_, message) => ++tries < 3 ? throw new StoreException("down", mayPass: true) : Task.FromResult(message));
        stage.Run(() => stage.Actors.RemindAsync(Product, "once", stage.Scheduler.Now, TimeSpan.Zero, CancellationToken.None));
        stage.Scheduler.RunFor(TimeSpan.FromHours(1));
        tries.ShouldBe(3);
        Stored(stage).ShouldBeEmpty();
    }

    [Fact]
    public void a_reminder_that_is_taken_away_or_set_anew_does_not_come_as_before()
    {
        var stage = Stage();
        var now = stage.Scheduler.Now;
        stage.Run(() => stage.Actors.RemindAsync(Product, "a", now + TimeSpan.FromMinutes(1), TimeSpan.FromHours(9), CancellationToken.None));
        stage.Run(() => stage.Actors.RemindAsync(Product, "b", now + TimeSpan.FromMinutes(1), TimeSpan.FromHours(9), CancellationToken.None));
        stage.Run(() => stage.Actors.ForgetReminderAsync(Product, "a", CancellationToken.None));
        stage.Run(() => stage.Actors.RemindAsync(Product, "b", now + TimeSpan.FromMinutes(2), TimeSpan.FromHours(9), CancellationToken.None));
        stage.Scheduler.RunFor(TimeSpan.FromHours(1));
        _times.ShouldBe([now + TimeSpan.FromMinutes(2)]);
        Stored(stage).Select(reminder => reminder.Name).ShouldBe(["b"]);
        stage.Actors.IsReminded(Product, "b", TimeSpan.FromHours(9)).ShouldBeTrue();
        stage.Actors.IsReminded(Product, "b", TimeSpan.FromHours(8)).ShouldBeFalse();
    }

    private static IReadOnlyList<StoredReminder> Stored(ActorStage stage) => stage.Scheduler.Complete(
        stage.Process, () => new MemoryStateStore(stage.Database, stage.Process.Time).ListRemindersAsync(CancellationToken.None));

    private ActorStage Stage() => new(Note);

    private Task<IMessage> Note(ActorAddress address, IMessage message)
    {
        message.ShouldBeOfType<Reminder>();
        _times.Add(_stageNow());
        return Task.FromResult(message);
    }

    private readonly Func<DateTimeOffset> _stageNow;

    public LocalRemindersTests() => _stageNow = () => SynchronizationContext.Current is Simulation.Scheduling.SimulatedProcess process
        ? process.Time.GetUtcNow()
        : throw new InvalidOperationException("A reminder came outside the simulation.");
}
