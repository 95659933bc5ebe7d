using SyncCluster.Connectors.Options;

namespace SyncCluster.Connectors.SupplierPortal.Recipes;

/// <summary>What the robot does in one step.</summary>
internal enum StepAction
{
    /// <summary>Opens an address, absolute or relative to the portal's.</summary>
    Goto,

    /// <summary>Types into a field.</summary>
    Fill,

    /// <summary>Clicks.</summary>
    Click,

    /// <summary>Chooses an option of a list by its text or value.</summary>
    Select,

    /// <summary>Ticks a box.</summary>
    Check,

    /// <summary>Presses a key in a field.</summary>
    Press,

    /// <summary>Waits until something is shown, or for a time.</summary>
    Wait,

    /// <summary>Waits until something is no longer shown.</summary>
    WaitGone,

    /// <summary>Takes a file as the table: by clicking, or from an address with the session's cookies.</summary>
    Download,
}

/// <summary>One step.</summary>
/// <param name="Action">What is done.</param>
/// <param name="Subject">To what: a target, an address, a time.</param>
internal sealed record Step(StepAction Action, string Subject)
{
    /// <summary>What is typed, chosen or pressed; may hold <c>{user}</c>, <c>{password}</c>, <c>{totp}</c> and names of 'values'.</summary>
    public string Value { get; init; } = "";

    /// <summary>Nothing is wrong where the target is not there.</summary>
    public bool Optional { get; init; }

    /// <summary>The frame in which the target is, by CSS; null for the page itself.</summary>
    public string? Frame { get; init; }

    /// <summary>How long the target is waited for; null for the usual time.</summary>
    public TimeSpan? Timeout { get; init; }

    private static readonly Dictionary<string, StepAction> Actions = new(StringComparer.Ordinal)
    {
        ["goto"] = StepAction.Goto, ["fill"] = StepAction.Fill, ["click"] = StepAction.Click, ["select"] = StepAction.Select,
        ["check"] = StepAction.Check, ["press"] = StepAction.Press, ["wait"] = StepAction.Wait, ["waitGone"] = StepAction.WaitGone,
        ["download"] = StepAction.Download,
    };

    private static readonly Dictionary<StepAction, string> ValueNames = new()
    {
        [StepAction.Fill] = "with", [StepAction.Select] = "option", [StepAction.Press] = "key",
    };

    /// <summary>Names of the steps there are.</summary>
    public static string Names { get; } = string.Join(", ", Actions.Keys);

    /// <summary>True where the subject is an address rather than something on a page.</summary>
    public bool IsAddress => Action == StepAction.Goto || (Action == StepAction.Download && LooksLikeAddress(Subject));

    /// <summary>Reads a step; null where it is wrong, with the reason in <paramref name="problem"/>.</summary>
    public static Step? Read(IReadOnlyDictionary<string, string> given, out string? problem)
    {
        var named = given.Where(one => Actions.ContainsKey(one.Key)).ToList();
        if (named.Count != 1)
        {
            problem = named.Count == 0 ? $"A step says none of {Names}." : $"A step says {string.Join(" and ", named.Select(one => one.Key))}: write two steps.";
            return null;
        }

        var action = Actions[named[0].Key];
        var valueName = ValueNames.GetValueOrDefault(action);
        var unknown = given.Keys.FirstOrDefault(name => name != named[0].Key && name != valueName && name is not ("optional" or "in" or "timeout"));
        problem = unknown is not null ? $"The step '{named[0].Key}' knows no '{unknown}'; there are {valueName ?? ""} optional, in, timeout."
            : named[0].Value.Length == 0 ? $"The step '{named[0].Key}' does not say what. A target that begins with # must stand in quotes."
            : valueName is not null && !given.ContainsKey(valueName) ? $"The step '{named[0].Key}' lacks '{valueName}'."
            : null;
        TimeSpan? timeout = null;
        if (given.TryGetValue("timeout", out var text))
        {
            if (Durations.TryParse(text, out var time)) timeout = time;
            else problem ??= $"'{text}' is no time; write 20s.";
        }

        var step = new Step(action, named[0].Value)
        {
            Value = valueName is null ? "" : given.GetValueOrDefault(valueName, ""),
            Optional = given.GetValueOrDefault("optional") == "true",
            Frame = given.GetValueOrDefault("in"),
            Timeout = timeout,
        };
        if (problem is null && !step.IsAddress && !step.IsPause && !Target.TryParse(step.Subject, out _))
            problem = $"'{step.Subject}' is no target.";
        return problem is null ? step : null;
    }

    /// <summary>True for a wait for a time.</summary>
    public bool IsPause => Action == StepAction.Wait && Durations.TryParse(Subject, out _);

    private static bool LooksLikeAddress(string text) =>
        text.StartsWith('/') || text.StartsWith("http://", StringComparison.Ordinal) || text.StartsWith("https://", StringComparison.Ordinal) || text.StartsWith('?');

    /// <inheritdoc/>
    public override string ToString() => $"{char.ToLowerInvariant(Action.ToString()[0])}{Action.ToString()[1..]} {Subject}";
}
