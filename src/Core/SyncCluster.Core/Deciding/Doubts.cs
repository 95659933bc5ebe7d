using SyncCluster.Core.Records;

namespace SyncCluster.Core.Deciding;

/// <summary>
/// Patches that may have been applied without our knowledge. What they wrote is no change by the system that shows it;
/// a later write of the same field, or a read after their end, settles the doubt.
/// </summary>
internal static class Doubts
{
    /// <summary>Patches that are remembered: one is on its way at a time, and those between it and the newest were never sent.</summary>
    private const int Most = 16;

    /// <summary>The list with one more patch.</summary>
    public static EquatableList<SentPatch> Remember(EquatableList<SentPatch> doubts, PendingPush push)
    {
        if (push.ChecksStock || doubts.Any(doubt => doubt.Sequence == push.Sequence)) return doubts;
        var more = doubts.Add(new SentPatch(push.Sequence, push.Patch) { Base = push.Base });
        return more.Count <= Most ? more : more.Where((_, at) => at != 1).ToEquatableList();
    }

    /// <summary>The list without what operation <paramref name="sequence"/> wrote over.</summary>
    public static EquatableList<SentPatch> WrittenOver(EquatableList<SentPatch> doubts, long sequence, FieldSet sent) =>
        Without(doubts, doubt => doubt.Sequence == sequence, doubt => doubt.Sequence < sequence, sent);

    /// <summary>The list without an operation that was not applied, unless an earlier try of it may have been.</summary>
    public static EquatableList<SentPatch> NotApplied(EquatableList<SentPatch> doubts, long sequence) =>
        Without(doubts, doubt => doubt.Sequence == sequence && !doubt.Unanswered, _ => false, FieldSet.Empty);

    /// <summary>The list with one of its operations known to have been sent.</summary>
    public static EquatableList<SentPatch> NotAnswered(EquatableList<SentPatch> doubts, long sequence) =>
        doubts.Select(doubt => doubt.Sequence == sequence ? doubt with { Unanswered = true } : doubt).ToEquatableList();

    /// <summary>The list after a read that began when everything up to <paramref name="answered"/> had come to its end.</summary>
    public static EquatableList<SentPatch> Seen(EquatableList<SentPatch> doubts, long answered, FieldSet seen, bool whole) => whole
        ? Without(doubts, doubt => doubt.Sequence <= answered, _ => false, seen)
        : Without(doubts, _ => false, doubt => doubt.Sequence <= answered, seen);

    /// <summary>
    /// The fields of an answered push that were seen to become something else between its planning and its answer: whether
    /// before our write or after it, nobody knows.
    /// </summary>
    public static FieldSet Overtaken(SystemView view, long sequence, FieldSet sent, Func<string, FieldValue?, FieldValue?, bool> same)
    {
        var basis = view.Pending?.Sequence == sequence ? view.Pending.Base : view.Superseded.FirstOrDefault(doubt => doubt.Sequence == sequence)?.Base;
        return basis is null
            ? FieldSet.Empty
            : sent.Where((field, value) => view.Snapshot[field] is { } now && !same(field, now, value) && !same(field, now, basis[field]) && !NormalForms.Explains(field, value, now));
    }

    /// <summary>The list with what is left open of an operation that was answered.</summary>
    public static EquatableList<SentPatch> LeftOpen(EquatableList<SentPatch> doubts, long sequence, FieldSet open) =>
        open.Count == 0 ? doubts : doubts.Add(new SentPatch(sequence, open) { Unanswered = true });

    /// <summary>The fields of a patch that every other one that may have been applied in its place would have written alike.</summary>
    public static FieldSet Undoubted(
        EquatableList<SentPatch> doubts, FieldSet patch, Func<string, FieldValue?, FieldValue?, bool> same) =>
        patch.Where((field, value) => doubts.All(doubt => same(field, doubt.Patch[field], value)));

    private static EquatableList<SentPatch> Without(
        EquatableList<SentPatch> doubts, Func<SentPatch, bool> settled, Func<SentPatch, bool> partly, FieldSet fields)
    {
        if (doubts.Count == 0) return doubts;
        var left = doubts.Where(doubt => !settled(doubt))
            .Select(doubt => partly(doubt) ? doubt with { Patch = doubt.Patch.Where((field, _) => !fields.Contains(field)) } : doubt)
            .Where(doubt => doubt.Patch.Count > 0).ToEquatableList();
        return left.Equals(doubts) ? doubts : left;
    }
}
