using System.Globalization;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.SqlInterchange.Feeds;

/// <summary>A record that was read: its number, and what tells it from a later record of the same number.</summary>
internal readonly record struct NotedRow(long Id, uint Hash);

/// <summary>Numbers that were skipped: rolled back, or written by a transaction that has not ended yet.</summary>
/// <param name="From">The first.</param>
/// <param name="To">The last.</param>
/// <param name="Since">Unix seconds of when they were missed first.</param>
internal readonly record struct Gap(long From, long To, long Since)
{
    public bool Holds(long id) => id >= From && id <= To;

    public bool Overlaps(Gap other) => other.From <= To && other.To >= From;
}

/// <summary>
/// How far a table has been read. A table that we may clean is a queue: whatever stands in it is unread, except the
/// records noted here, which are safe with us and about to be deleted. So a record whose transaction ends late is read
/// late, but it is read. A table that we may not clean is read by index: <see cref="High"/>, and the gaps below it.
/// </summary>
internal sealed record ReadMark(EquatableList<NotedRow> Noted, long? High, EquatableList<Gap> Gaps)
{
    private const string Version = "1";

    /// <summary>More gaps than this are not remembered; the oldest go first.</summary>
    private const int MostGaps = 300;

    /// <summary>Nothing read yet.</summary>
    public static ReadMark Start { get; } = new([], null, []);

    /// <summary>Reads the text of a cursor.</summary>
    public static ReadMark Parse(string? cursor)
    {
        if (string.IsNullOrEmpty(cursor)) return Start;
        try
        {
            var parts = cursor.Split('|');
            if (parts.Length != 4 || parts[0] != Version) throw new FormatException();
            return new(ParseNoted(parts[1]), parts[2].Length == 0 ? null : Number(parts[2]), Split(parts[3]).Select(ParseGap).ToEquatableList());
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or IndexOutOfRangeException)
        {
            throw new FaultException(new(FaultKind.Configuration, "The feed's cursor is not of this connector.")
            {
                Advice = "Reset the feed; what stands in the table is then read again.",
            });
        }
    }

    /// <summary>This mark for a table that may not be cleaned.</summary>
    public ReadMark ByIndex(DateTimeOffset now)
    {
        if (High is not null) return this;
        return (this with { High = 0 }).After([.. Noted.Select(row => row.Id)], now, TimeSpan.MaxValue);
    }

    /// <summary>True where a record of that number has not been read, by index.</summary>
    public bool IsUnread(long id) => id > High || Gaps.Any(gap => gap.Holds(id));

    /// <summary>The mark after reading records by index: what was skipped below them is missed from now on.</summary>
    public ReadMark After(IReadOnlyCollection<long> ids, DateTimeOffset now, TimeSpan patience)
    {
        var read = ids.Order().ToList();
        var high = Math.Max(High!.Value, read.Count == 0 ? 0 : read[^1]);
        var gaps = Gaps.ToList();
        if (high > High) gaps.Add(new(High.Value + 1, high, now.ToUnixTimeSeconds()));
        var oldest = patience == TimeSpan.MaxValue ? 0 : (now - patience).ToUnixTimeSeconds();
        var left = gaps.Where(gap => gap.Since >= oldest).SelectMany(gap => Without(gap, read)).ToList();
        return this with { High = high, Gaps = left.Skip(left.Count - MostGaps).ToEquatableList() };
    }

    /// <summary>Runs of successive numbers, for conditions of a statement.</summary>
    public static IEnumerable<(long From, long To)> Runs(IEnumerable<long> ids)
    {
        (long From, long To)? run = null;
        foreach (var id in ids.Order())
        {
            if (run is var (from, to) && id <= to + 1)
            {
                run = (from, id);
                continue;
            }

            if (run is { } done) yield return done;
            run = (id, id);
        }

        if (run is { } last) yield return last;
    }

    /// <summary>The cursor's text.</summary>
    public override string ToString()
    {
        long before = 0;
        var noted = Noted.Select(row =>
        {
            var step = row.Id - before;
            before = row.Id;
            return string.Create(CultureInfo.InvariantCulture, $"{step}:{row.Hash:x}");
        });
        var gaps = Gaps.Select(gap => string.Create(CultureInfo.InvariantCulture, $"{gap.From}:{gap.To}:{gap.Since}"));
        return $"{Version}|{string.Join(',', noted)}|{High?.ToString(CultureInfo.InvariantCulture)}|{string.Join(',', gaps)}";
    }

    private static IEnumerable<Gap> Without(Gap gap, List<long> read)
    {
        var from = gap.From;
        foreach (var id in read)
        {
            if (id < from || id > gap.To) continue;
            if (id > from) yield return gap with { From = from, To = id - 1 };
            from = id + 1;
        }

        if (from <= gap.To) yield return gap with { From = from };
    }

    private static EquatableList<NotedRow> ParseNoted(string text)
    {
        long at = 0;
        return Split(text).Select(one =>
        {
            var parts = one.Split(':');
            at += Number(parts[0]);
            return new NotedRow(at, uint.Parse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        }).ToEquatableList();
    }

    private static Gap ParseGap(string text)
    {
        var parts = text.Split(':');
        return new(Number(parts[0]), Number(parts[1]), Number(parts[2]));
    }

    private static long Number(string text) => long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private static string[] Split(string text) => text.Length == 0 ? [] : text.Split(',');
}
