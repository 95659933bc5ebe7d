using SyncCluster.Architecture.Tests.Tree;

namespace SyncCluster.Architecture.Tests.Rules;

/// <summary>Who may know whom: Hosts → Engines → Engine → Connectors (contract) → Core, and a connector sees contract and Core only.</summary>
internal static class ReferenceRules
{
    public const string Core = "SyncCluster.Core";
    public const string Contract = "SyncCluster.Connectors";
    public const string Engine = "SyncCluster.Engine";
    public const string Testing = "SyncCluster.Testing";
    public const string Sandbox = "SyncCluster.Sandbox";
    private const string Every = "*";

    public static bool IsConnector(string project) => project.StartsWith(Contract + ".", StringComparison.Ordinal);

    public static bool IsEngine(string project) =>
        project == Engine || project.StartsWith(Engine + ".", StringComparison.Ordinal);

    public static IEnumerable<string> Offences(Project project)
    {
        if (project.IsTest) yield break;
        foreach (var other in project.ProjectReferences)
            if (!May(project, other))
                yield return $"{project.File} must not refer to {(other == Every ? "every connector" : other)}";
        if (project.Name == Core)
            foreach (var package in project.Packages.Concat(project.Frameworks))
                yield return $"{project.File} must not use {package}: the core has no package at all";
    }

    private static bool May(Project project, string other) => project.Name switch
    {
        Core => false,
        Contract => other == Core,
        Engine => other is Contract or Core,
        Testing => other is Contract or Core || IsEngine(other) || other == Sandbox,
        Sandbox => other is Contract or Core,
        var name when IsConnector(name) => other is Contract or Core,
        var name when IsEngine(name) => other is Contract or Core || IsEngine(other),
        _ when project.Folder.StartsWith("src/Hosts/", StringComparison.Ordinal) =>
            other is Every or Contract or Core or Sandbox || IsEngine(other),
        _ => false,
    };

    /// <summary>Everything that a project brings along, itself included.</summary>
    public static IReadOnlyList<Project> Closure(Project project, IReadOnlyList<Project> all)
    {
        var found = new List<Project>();
        var open = new Queue<Project>([project]);
        while (open.TryDequeue(out var next))
        {
            if (found.Contains(next)) continue;
            found.Add(next);
            foreach (var other in all.Where(other => next.ProjectReferences.Contains(other.Name))) open.Enqueue(other);
        }

        return found;
    }
}
