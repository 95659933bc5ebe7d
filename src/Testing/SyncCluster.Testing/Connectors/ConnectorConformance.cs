using System.Diagnostics.CodeAnalysis;
using SyncCluster.Connectors;
using SyncCluster.Connectors.Reading;
using SyncCluster.Connectors.Signals;
using SyncCluster.Connectors.Writing;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;

namespace SyncCluster.Testing.Connectors;

/// <summary>
/// What every connector must do, whatever its system is. A connector joins with one class that derives from this one and
/// says how to reach a system of its kind; what the system cannot do by its capabilities is skipped openly.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The runner disposes of it asynchronously.")]
public abstract class ConnectorConformance : IAsyncLifetime
{
    private const int MostPages = 2_000;

    private ConnectorSubject _subject = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IExternalSystem External => _subject.External;

    /// <summary>A system with some records of every kind that it can be read for.</summary>
    protected abstract Task<ConnectorSubject> CreateAsync(CancellationToken cancellation);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _subject = await CreateAsync(Cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_subject is not null) await _subject.DisposeAsync();
    }

    [Fact]
    public void feeds_and_sinks_have_names_of_their_own_and_feeds_of_one_group_stand_together()
    {
        External.Feeds.Select(feed => feed.Name).ShouldBeUnique();
        External.Sinks.Select(sink => sink.Kind).ShouldBeUnique();
        var groups = External.Feeds.Select(feed => feed.Group).ToList();
        groups.Where((group, i) => i == 0 || groups[i - 1] != group).ShouldBeUnique();
        External.Feeds.ShouldAllBe(feed => feed.DefaultInterval > TimeSpan.Zero);
    }

    [Fact]
    public async Task every_feed_comes_to_an_end_and_tells_whole_records_of_its_own_system()
    {
        foreach (var feed in External.Feeds)
        {
            foreach (var seen in await ReadAsync(feed, 100))
            {
                seen.Key.System.ShouldBe(External.Name, feed.Name);
                seen.Key.RemoteId.ShouldNotBeEmpty(feed.Name);
                if (!seen.Partial) seen.Fields.ShouldNotContain(field => field.Value is FieldValue.Delta, $"{feed.Name}: a delta says nothing in a whole record");
            }
        }
    }

    [Fact]
    public async Task a_page_that_was_not_acknowledged_comes_again_as_it_was()
    {
        foreach (var feed in External.Feeds)
        {
            var first = await PageAsync(feed, null, 10);
            var again = await PageAsync(feed, null, 10);
            again.Observations.Select(seen => (seen.Key, Fingerprint.Of(seen))).ShouldBe(first.Observations.Select(seen => (seen.Key, Fingerprint.Of(seen))), feed.Name);
        }
    }

    [Fact]
    public async Task the_size_of_pages_does_not_change_what_is_read()
    {
        Assert.SkipWhen(External.Capabilities.ReadsAreConsumed, "Reading consumes: what was read is gone.");
        foreach (var feed in External.Feeds)
        {
            var large = (await ReadAsync(feed, 100)).Select(seen => seen.Key).ToHashSet();
            var small = (await ReadAsync(feed, 7)).Select(seen => seen.Key).ToHashSet();
            small.ShouldBe(large, ignoreOrder: true, feed.Name);
        }
    }

    [Fact]
    public async Task a_created_record_is_found_again_by_its_push()
    {
        var sink = Sink();
        var push = Create("e-1");
        var written = (await sink.WriteAsync([push], Cancellation)).ShouldHaveSingleItem().ShouldBeOfType<PushOutcome.Written>();
        var found = await sink.FindAsync(push, Cancellation);
        found.ShouldNotBeNull().RemoteId.ShouldBe(written.Receipt.RemoteId);
    }

    [Fact]
    public async Task what_was_never_written_is_not_found() =>
        (await Sink().FindAsync(Create("e-1"), Cancellation)).ShouldBeNull();

    [Fact]
    public async Task the_same_operation_written_twice_has_the_effect_of_once()
    {
        Assert.SkipUnless(External.Capabilities.WritesOnceByOperationId, "The system has no memory of operations: a repeated create is looked for first.");
        var before = await _subject.CountWrittenAsync();
        var push = Create("e-1");
        for (var i = 0; i < 2; i++)
            (await Sink().WriteAsync([push with { IsRepeated = i > 0 }], Cancellation)).ShouldHaveSingleItem().ShouldBeOfType<PushOutcome.Written>();
        (await _subject.CountWrittenAsync() - before).ShouldBe(1);
    }

    [Fact]
    public async Task one_refused_record_does_not_hold_up_the_others_and_answers_keep_their_order()
    {
        var good = Create("e-1");
        var bad = Create("e-2") with { OperationId = "op-bad", Patch = _subject.Refused, Desired = _subject.Refused };
        var outcomes = await Sink().WriteAsync([bad, good], Cancellation);
        outcomes.Count.ShouldBe(2);
        outcomes[0].ShouldBeOfType<PushOutcome.Failed>().Fault.Kind.ShouldBe(FaultKind.Rejected);
        outcomes[1].ShouldBeOfType<PushOutcome.Written>();
    }

    [Fact]
    public async Task a_system_that_cannot_be_reached_is_a_fault_of_the_system_with_nothing_secret_in_it()
    {
        var told = new List<string>();
        foreach (var feed in _subject.Unreachable.Feeds)
        {
            var fault = (await Should.ThrowAsync<FaultException>(() => PageAsync(feed, null, 10))).Fault;
            fault.ConcernsSystem.ShouldBeTrue($"{feed.Name}: {fault}");
            told.Add(fault.ToString());
        }

        foreach (var sink in _subject.Unreachable.Sinks.Where(sink => sink.Kind == _subject.Kind))
        {
            var fault = (await sink.WriteAsync([Create("e-1")], Cancellation)).ShouldHaveSingleItem().ShouldBeOfType<PushOutcome.Failed>().Fault;
            fault.ConcernsSystem.ShouldBeTrue($"{sink.Kind}: {fault}");
            told.Add(fault.ToString());
        }

        var report = await _subject.Unreachable.CheckAsync(Cancellation);
        report.Passed.ShouldBeFalse();
        report.Findings.Where(finding => finding.Severity == Severity.Error).ShouldAllBe(finding => !string.IsNullOrWhiteSpace(finding.Advice), "every error says what to do");
        told.AddRange(report.Findings.Select(finding => $"{finding.Message} {finding.Advice}"));
        foreach (var secret in _subject.Secrets) told.ShouldNotContain(text => text.Contains(secret, StringComparison.Ordinal), "a secret was told");
    }

    [Fact]
    public async Task a_system_that_is_well_set_up_passes_its_check()
    {
        var report = await External.CheckAsync(Cancellation);
        report.Findings.Where(finding => finding.Severity == Severity.Error).ShouldBeEmpty();
        report.Passed.ShouldBeTrue();
    }

    [Fact]
    public void a_webhook_of_garbage_is_never_taken_for_a_record()
    {
        Assert.SkipWhen(External.Signals is null, "The system sends no webhooks.");
        var random = new Random(11);
        for (var i = 0; i < 200; i++)
        {
            var body = new byte[random.Next(0, 400)];
            random.NextBytes(body);
            var headers = new Dictionary<string, string> { ["Content-Type"] = "application/json", ["X-Any"] = Convert.ToBase64String(body.AsSpan(0, body.Length / 4)) };
            External.Signals!.Receive(new SignalRequest(headers, body, new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero))).ShouldNotBeOfType<SignalVerdict.Hint>();
        }
    }

    private ISink Sink()
    {
        Assert.SkipWhen(External.Sinks.Count == 0, "The system is only ever read.");
        return Writer();
    }

    private ISink Writer() => External.Sinks.Single(sink => sink.Kind == _subject.Kind);

    private PushRequest Create(string entityId) => new()
    {
        Key = new RecordKey(External.Name, _subject.Kind, ""),
        EntityId = entityId,
        OperationId = $"{entityId}:{External.Name}:1",
        Patch = _subject.Creatable,
        Desired = _subject.Creatable,
    };

    /// <summary>A page, however long its source takes.</summary>
    private static async Task<FeedPage> PageAsync(IFeed feed, string? cursor, int pageSize)
    {
        while (true)
        {
            var page = await feed.ReadAsync(new FeedRequest(cursor, pageSize), Cancellation);
            if (!page.StillReading) return page;
            page.Observations.ShouldBeEmpty($"{feed.Name}: a page of which nothing was read yet");
        }
    }

    private static async Task<List<Observation>> ReadAsync(IFeed feed, int pageSize)
    {
        var seen = new List<Observation>();
        string? cursor = null;
        for (var pages = 0; pages < MostPages; pages++)
        {
            var page = await PageAsync(feed, cursor, pageSize);
            page.Rejected.ShouldBeEmpty(feed.Name);
            page.Cursor.ShouldNotBeNull(feed.Name);
            seen.AddRange(page.Observations);
            await feed.AcknowledgeAsync(cursor = page.Cursor, Cancellation);
            if (page is { More: false, Paused: false }) return seen;
        }

        throw new InvalidOperationException($"{feed.Name} comes to no end within {MostPages} pages.");
    }
}
