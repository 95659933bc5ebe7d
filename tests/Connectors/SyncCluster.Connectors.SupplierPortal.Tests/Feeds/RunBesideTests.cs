using SyncCluster.Connectors.SupplierPortal.Feeds;
using SyncCluster.Connectors.SupplierPortal.Mapping;
using SyncCluster.Core.Faults;

namespace SyncCluster.Connectors.SupplierPortal.Tests.Feeds;

/// <summary>A run beside its feed's actor, by a clock that is moved by hand.</summary>
public sealed class RunBesideTests : IDisposable
{
    private static readonly ScrapedRun Run = new([], [], [], DateTimeOffset.UnixEpoch);

    private readonly HandTime _time = new();
    private readonly List<(TaskCompletionSource<ScrapedRun> Ends, CancellationToken Stop)> _begun = [];
    private readonly RunBeside _runs;

    public RunBesideTests() => _runs = new RunBeside(
        (_, stop) =>
        {
            var ends = new TaskCompletionSource<ScrapedRun>();
            stop.Register(() => ends.TrySetCanceled(stop));
            lock (_begun) _begun.Add((ends, stop));
            return ends.Task;
        },
        _time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task who_asks_waits_a_moment_only_and_gets_the_run_when_it_has_ended()
    {
        (await MomentAsync()).ShouldBeNull();
        (await MomentAsync()).ShouldBeNull();
        _begun.Count.ShouldBe(1, "one run at a time");
        _begun[0].Ends.SetResult(Run);
        (await _runs.AskAsync(null, Cancellation)).ShouldBe(Run);
        (await MomentAsync()).ShouldBeNull();
        _begun.Count.ShouldBe(2, "the next question begins another");
    }

    [Fact]
    public async Task a_broken_run_is_told_to_who_asks()
    {
        (await MomentAsync()).ShouldBeNull();
        _begun[0].Ends.SetException(PortalFaults.Login("refused"));
        (await Should.ThrowAsync<FaultException>(() => _runs.AskAsync(null, Cancellation))).Fault.Code.ShouldBe("login_failed");
        (await MomentAsync()).ShouldBeNull();
        _begun.Count.ShouldBe(2);
    }

    [Fact]
    public async Task a_run_that_nobody_asks_for_any_more_is_given_up_and_what_it_brought_is_not_handed_on()
    {
        (await MomentAsync()).ShouldBeNull();
        _time.Fire(RunBeside.Forgotten);
        _begun[0].Stop.IsCancellationRequested.ShouldBeTrue();
        (await MomentAsync()).ShouldBeNull();
        _begun.Count.ShouldBe(2);

        _begun[1].Ends.SetResult(Run);
        await _begun[1].Ends.Task;
        _time.Fire(RunBeside.Forgotten);
        (await MomentAsync()).ShouldBeNull();
        _begun.Count.ShouldBe(3, "it is as old as its silence");
    }

    [Fact]
    public async Task a_run_ends_with_its_system()
    {
        (await MomentAsync()).ShouldBeNull();
        _runs.Dispose();
        _begun[0].Stop.IsCancellationRequested.ShouldBeTrue();
        await Should.ThrowAsync<ObjectDisposedException>(() => _runs.AskAsync(null, Cancellation));
    }

    public void Dispose() => _runs.Dispose();

    /// <summary>Asks, and lets the moment pass as soon as the question waits and its run has begun.</summary>
    private async Task<ScrapedRun?> MomentAsync()
    {
        var asked = _runs.AskAsync(null, Cancellation);
        while (!asked.IsCompleted)
        {
            bool begun;
            lock (_begun) begun = _begun.Exists(one => !one.Ends.Task.IsCompleted);
            if (begun) _time.Fire(RunBeside.Moment);
            await Task.Yield();
        }

        return await asked;
    }
}
