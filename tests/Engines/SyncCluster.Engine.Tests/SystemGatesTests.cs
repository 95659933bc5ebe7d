using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;
using SyncCluster.Engine.Behaviors;
using SyncCluster.Engine.Setup;
using SyncCluster.Engine.Simulation.Memory;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Tests;

/// <summary>What processes that share a store tell each other of the systems.</summary>
public sealed class SystemGatesTests : IAsyncDisposable
{
    private static readonly Fault Refused = new(FaultKind.Auth, "The key was revoked.");

    private readonly Clock _clock = new();
    private readonly Weather _weather = new();
    private readonly MemoryStateStore _store;
    private readonly SystemGates _one;
    private readonly SystemGates _other;

    public SystemGatesTests()
    {
        _store = new MemoryStateStore(new MemoryDatabase(), _clock, _weather);
        _one = new SystemGates(Setup, _store, _clock);
        _other = new SystemGates(Setup, _store, _clock);
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private static EngineSetup Setup => new() { Rules = new RuleBook(EquatableList<KindRules>.Empty), Systems = EquatableList<SystemSetup>.Empty };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_system_of_which_nothing_is_known_is_told_of_by_nobody() =>
        (await GateDocument.AllAsync(_store, Cancellation)).ShouldBeEmpty();

    [Fact]
    public async Task what_closes_and_opens_a_gate_is_told_and_answers_in_between_are_not()
    {
        await _one.AnsweredAsync("shop", Cancellation);
        (await ToldAsync()).IsAvailable(_clock.Now).ShouldBe(true);
        var first = (await ToldAsync()).At;
        _clock.Now += TimeSpan.FromSeconds(30);
        for (var i = 0; i < 1000; i++) await _one.AnsweredAsync("shop", Cancellation);
        (await ToldAsync()).At.ShouldBe(first, "nothing was written");

        await FailAsync(_one);
        (await ToldAsync()).ShouldSatisfyAllConditions(
            told => told.IsAvailable(_clock.Now).ShouldBe(false), told => told.Fault.ShouldBe(Refused), told => told.IsAvailable(_clock.Now.AddHours(1)).ShouldBeNull());
        await _one.AnsweredAsync("shop", Cancellation);
        (await ToldAsync()).ShouldSatisfyAllConditions(told => told.IsAvailable(_clock.Now).ShouldBe(true), told => told.Fault.ShouldBeNull());
    }

    [Fact]
    public async Task that_a_system_answers_is_told_again_after_another_process_told_otherwise_and_ended()
    {
        await _one.AnsweredAsync("shop", Cancellation);
        _clock.Now += TimeSpan.FromSeconds(10);
        await FailAsync(_other);
        _clock.Now += TimeSpan.FromMinutes(1);
        await _one.AnsweredAsync("shop", Cancellation);
        (await ToldAsync()).IsAvailable(_clock.Now).ShouldBe(true);
    }

    [Fact]
    public async Task a_closed_gate_lets_one_push_try_where_another_process_got_through_since()
    {
        await FailAsync(_one);
        (await _one.LookAsync("shop", Cancellation)).IsOpen(_clock.Now).ShouldBeFalse();
        _clock.Now += TimeSpan.FromSeconds(10);
        await _other.AnsweredAsync("shop", Cancellation);
        (await _one.LookAsync("shop", Cancellation)).ShouldSatisfyAllConditions(
            gate => gate.IsTrial(_clock.Now).ShouldBeTrue(), gate => gate.Failures.ShouldBe(1, "only a push that succeeds makes it forget"));
    }

    [Fact]
    public async Task a_closed_gate_stays_closed_where_others_got_through_before_it_was_closed()
    {
        await _other.AnsweredAsync("shop", Cancellation);
        _clock.Now += TimeSpan.FromSeconds(1);
        _weather.LosesWrites = true;
        await Should.ThrowAsync<StoreException>(() => FailAsync(_one));
        _weather.LosesWrites = false;
        (await _one.LookAsync("shop", Cancellation)).IsOpen(_clock.Now).ShouldBeFalse();
    }

    private Task FailAsync(SystemGates gates) => gates.FailedAsync("shop", Refused, _clock.Now, 0.5, Cancellation);

    private async Task<GateDocument> ToldAsync() => (await GateDocument.AllAsync(_store, Cancellation))["shop"];

    private sealed class Weather : StoreWeather
    {
        public bool LosesWrites { get; set; }

        public override Task BeforeAsync(string operation, bool writes) =>
            writes && LosesWrites ? throw new StoreException("The connection was lost.", mayPass: true) : Task.CompletedTask;
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
