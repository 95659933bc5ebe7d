using System.Diagnostics.Metrics;
using SyncCluster.Core.Deciding;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Telemetry;

namespace SyncCluster.Engine.Tests.Telemetry;

public sealed class PushEndsTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void a_push_that_was_answered_is_counted_once_as_ok() =>
        Counted(View(Push(1)), View(null) with { Acknowledged = 1 }, View(null) with { Acknowledged = 1 }).ShouldBe(["completed ok"]);

    [Fact]
    public void a_push_that_a_newer_one_replaced_or_that_was_withdrawn_is_superseded()
    {
        Counted(View(Push(1)), View(Push(2))).ShouldBe(["completed superseded"]);
        Counted(View(Push(1)), View(null)).ShouldBe(["completed superseded"]);
    }

    [Fact]
    public void a_push_that_failed_is_tried_again_and_counted_when_it_is_given_up()
    {
        var failed = Push(1) with { Failures = 1, Fault = new(FaultKind.Transient, "away") };
        var parked = failed with { Failures = 2, Parked = true, Fault = new(FaultKind.Rejected, "no") };
        Counted(View(Push(1)), View(failed), View(failed), View(parked), View(parked)).ShouldBe(["retried transient", "completed dead_letter"]);
    }

    [Fact]
    public void a_push_that_a_person_retries_after_it_was_given_up_ends_once_more() =>
        Counted(View(Push(1) with { Parked = true }), View(Push(2)), View(null) with { Acknowledged = 2 }).ShouldBe(["completed ok"]);

    private static PendingPush Push(long sequence) =>
        new($"e1:{nameof(PushEndsTests)}:{sequence}", sequence, FieldSet.Of(("sku", FieldValue.Of("1"))), At);

    private static SystemView View(PendingPush? pending) => new() { System = nameof(PushEndsTests), Pending = pending };

    private static List<string> Counted(params SystemView[] steps)
    {
        var counted = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name is MetricNames.PushCompleted or MetricNames.PushRetries) self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var labels = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value as string);
            if (labels["system"] != nameof(PushEndsTests)) return;
            value.ShouldBe(1);
            labels["kind"].ShouldBe("product");
            counted.Add(instrument.Name == MetricNames.PushCompleted ? $"completed {labels["result"]}" : $"retried {labels["reason"]}");
        });
        listener.Start();
        var states = steps.Select(view => EntityState.New("e1", Kind.Product) with { Systems = new[] { view }.ToEquatableList() }).ToList();
        foreach (var (before, after) in states.Zip(states.Skip(1))) PushEnds.Count(before, after);
        return counted;
    }
}
