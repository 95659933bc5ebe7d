using SyncCluster.Core.Faults;
using SyncCluster.Core.Polling;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Codec;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Behaviors;

/// <summary>How one group of feeds stands; kept in the store under <see cref="Key"/> and shown to people.</summary>
public sealed record FeedDocument
{
    /// <summary>The system that is read.</summary>
    public required string System { get; init; }

    /// <summary>The group of feeds.</summary>
    public required string Group { get; init; }

    /// <summary>A person has paused it.</summary>
    public bool Paused { get; init; }

    /// <summary>Each feed's progress, in the order in which they are read.</summary>
    public EquatableList<FeedProgress> Feeds { get; init; } = EquatableList<FeedProgress>.Empty;

    /// <summary>What the brake has counted, by kind.</summary>
    public EquatableList<KindBrake> Brakes { get; init; } = EquatableList<KindBrake>.Empty;

    /// <summary>Why the group stands still: the brake's words; null where it runs.</summary>
    public string? Tripped => Brakes.Select(brake => brake.State.Tripped).FirstOrDefault(text => text is not null);

    /// <summary>
    /// Why the group stands still until a person runs it again: a failure that trying again by itself would not mend, or
    /// make worse (<see cref="Fault.StopsFeedAfter"/>); null where it runs.
    /// </summary>
    public string? Stopped => Feeds.Where(feed => feed.Fault?.StopsFeedAfter <= feed.Failures).Select(feed => feed.Fault!.ToString()).FirstOrDefault();

    /// <summary>
    /// How long failures in a row are borne: what passes by itself (a portal's maintenance, a line that is cut) has passed by
    /// then, and what has not is a person's business, though it goes on being tried.
    /// </summary>
    public static readonly TimeSpan Borne = TimeSpan.FromHours(1);

    /// <summary>Why a person is to look at the group: the brake, a failure that stopped it, or one that lasts; null where nobody need.</summary>
    public string? AlertAt(DateTimeOffset now) => Tripped ?? Stopped ?? Feeds
        .Where(feed => feed.FailingSince + Borne <= now)
        .Select(feed => $"Nothing could be read since {feed.FailingSince:u} ({feed.Failures} tries; it is tried again): {feed.Fault}").FirstOrDefault();

    /// <summary>Prefix of the keys of these documents.</summary>
    public const string Prefix = "feed/";

    /// <summary>Key of the document of a group.</summary>
    public static string Key(string system, string group) => $"{Prefix}{system}/{group}";

    /// <summary>The document in its stored form.</summary>
    public StoredDocument Stored() => new(Key(System, Group), EngineJson.Write(this));

    /// <summary>The document read from its stored form.</summary>
    public static FeedDocument Read(ReadOnlyMemory<byte> json) => EngineJson.Read<FeedDocument>(json.Span);

    internal FeedProgress Progress(string feed) => Feeds.FirstOrDefault(one => one.Feed == feed) ?? new FeedProgress(feed);

    internal FeedDocument With(FeedProgress progress) =>
        this with { Feeds = Feeds.Any(one => one.Feed == progress.Feed) ? Feeds.Select(one => one.Feed == progress.Feed ? progress : one).ToEquatableList() : Feeds.Add(progress) };

    internal BrakeState Brake(Kind kind, DateTimeOffset now) => Brakes.FirstOrDefault(one => one.Kind == kind)?.State ?? new BrakeState(now);

    internal FeedDocument With(Kind kind, BrakeState state) =>
        this with { Brakes = Brakes.Where(one => one.Kind != kind).Append(new KindBrake(kind, state)).ToEquatableList() };
}

/// <summary>What the brake has counted for one kind.</summary>
public sealed record KindBrake(Kind Kind, BrakeState State);

/// <summary>How one feed stands.</summary>
/// <param name="Feed">Its name.</param>
public sealed record FeedProgress(string Feed)
{
    /// <summary>Where the last page that is safe ended; null at the very beginning.</summary>
    public string? Cursor { get; init; }

    /// <summary>Where the page ends that the brake holds back.</summary>
    public string? HeldCursor { get; init; }

    /// <summary>When the present round began; null between rounds.</summary>
    public DateTimeOffset? RoundStartedAt { get; init; }

    /// <summary>A census has read everything; what it did not see is still to be concluded.</summary>
    public bool CensusEnds { get; init; }

    /// <summary>When it is to be read next.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>When a page was read last.</summary>
    public DateTimeOffset? LastPageAt { get; init; }

    /// <summary>When a round ended well last.</summary>
    public DateTimeOffset? LastRoundAt { get; init; }

    /// <summary>
    /// Entities that the last page changed and whose deliveries are waited for before the next is read; none where the feed is
    /// asynchronous.
    /// </summary>
    public EquatableList<string> Awaits { get; init; } = EquatableList<string>.Empty;

    /// <summary>Records read since the beginning.</summary>
    public long Read { get; init; }

    /// <summary>Records handed on since the beginning, because they had changed.</summary>
    public long Changed { get; init; }

    /// <summary>Of those, the ones before the present round: whether it brought anything.</summary>
    public long ChangedBefore { get; init; }

    /// <summary>Records that could not be understood since the beginning.</summary>
    public long Rejected { get; init; }

    /// <summary>Failures in a row.</summary>
    public int Failures { get; init; }

    /// <summary>When the first of the failures in a row was; null where the last page went well.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>The last failure; null where the last page went well.</summary>
    public Fault? Fault { get; init; }

    /// <summary>The failure that had stopped it, where a person has run it again and no page was read since.</summary>
    public Fault? RunAgainAfter { get; init; }

    /// <summary>
    /// True where the feeds after this one wait for it: while a synchronous one waits in the midst of its round, and while one
    /// fails. Not for what only a person can mend, such as a table that was
    /// dropped: it may last for days, and what refers to what was not read waits and resumes by itself.
    /// </summary>
    internal bool HoldsUpItsGroup => (Awaits.Count > 0 && RoundStartedAt is not null) || (Failures > 0 && Fault?.Kind is not (FaultKind.Configuration or FaultKind.Rejected));
}
