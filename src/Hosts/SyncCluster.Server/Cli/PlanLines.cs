using SyncCluster.Core.Records;

namespace SyncCluster.Server.Cli;

/// <summary>A plan as lines for people.</summary>
internal static class PlanLines
{
    private const int Longest = 70;

    public static IEnumerable<string> Of(PlanView plan, int limit)
    {
        foreach (var push in plan.Pushes.Take(limit))
        {
            yield return $"{push.System}: {(push.Create ? "create" : "write")} {Word(push.Kind)} {push.Title}{(push.RemoteId is null ? "" : $" ({push.RemoteId})")}";
            foreach (var field in push.Fields)
                yield return push.Create
                    ? $"    {field.Field}: {Cut(field.Wanted)}  [{field.Why}]"
                    : $"    {field.Field}: {Cut(field.Held)} -> {Cut(field.Wanted)}  [{field.Why}]";
        }

        if (plan.Pushes.Count > limit) yield return $"… and {plan.Pushes.Count - limit} more; --limit shows more, --json all of them.";
        foreach (var conflict in plan.Conflicts.Take(limit))
            yield return $"conflict: {Word(conflict.Kind)} {conflict.Title}, {conflict.Field}: {conflict.System} says {Cut(conflict.Theirs)}, {conflict.OursFrom} says {Cut(conflict.Ours)}";
        foreach (var feed in plan.Feeds.Where(feed => !feed.Whole))
            yield return $"not read whole: {feed.System}/{feed.Feed}{(feed.Fault is { } fault ? $": {fault.Message} {fault.Advice}".TrimEnd() : "")}";
        yield return "";
        foreach (var group in plan.Pushes.GroupBy(push => (push.System, push.Kind)).OrderBy(group => group.Key.System, StringComparer.Ordinal).ThenBy(group => group.Key.Kind))
            yield return $"{group.Key.System}: {group.Count(push => push.Create)} {Word(group.Key.Kind)} to create, {group.Count(push => !push.Create)} to change";
        if (plan.Pushes.Count == 0) yield return "Nothing would be written.";
        if (plan.Conflicts.Count > 0) yield return $"{plan.Conflicts.Count} conflicts would wait for a person.";
        if (plan.Input > 0) yield return $"{plan.Input} records could not be taken in.";
        if (plan.Mails > 0) yield return $"{plan.Mails} mails would go out.";
        yield return "Nothing was written.";
    }

    private static string Cut(FieldValue? value)
    {
        var text = value?.ToString().ReplaceLineEndings(" ") ?? "unknown";
        if (text.Length == 0) return "empty";
        return text.Length <= Longest ? text : text[..Longest] + "…";
    }

    private static string Word(Kind kind) => kind.ToString().ToLowerInvariant();
}
