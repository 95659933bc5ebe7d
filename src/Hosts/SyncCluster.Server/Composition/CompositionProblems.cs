using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;
using SyncCluster.Server.Configuration;

namespace SyncCluster.Server.Composition;

/// <summary>What is wrong in a file that reads well, once it is known what its systems can do.</summary>
internal static class CompositionProblems
{
    public static IReadOnlyList<ConfigurationProblem> Find(string file, SyncConfiguration configuration, IReadOnlyList<OpenedSystem> systems)
    {
        var problems = new Problems(file);
        foreach (var system in systems) Feeds(problems, system);
        foreach (var rules in configuration.Rules) Rules(problems, rules, systems);
        if (!problems.AnyError)
            foreach (var rules in RuleBookCompiler.Compile(configuration, systems).Kinds) Creations(problems, configuration, rules);
        foreach (var system in systems.Where(system => system.External.Hooks is not null && system.Configuration.Webhooks && configuration.Http.PublicUrl is null))
        {
            problems.Warning(system.Configuration.Place, $"systems.{system.Name}", "It could send webhooks, and there is no address that it could send them to.",
                "Give http.publicUrl so that changes arrive at once, or write 'webhooks: false'; until then it is read at intervals.");
        }

        return problems.InOrder;
    }

    /// <summary>What a system cannot be created without, and nobody else may give: then nothing new ever comes there.</summary>
    private static void Creations(Problems problems, SyncConfiguration configuration, KindRules rules)
    {
        var kind = rules.Kind.ToString().ToLowerInvariant();
        var written = configuration.Rules.FirstOrDefault(one => one.Kind == rules.Kind);
        foreach (var system in rules.Systems.Where(system => system.Creates && system.System != rules.Master))
        {
            foreach (var field in system.RequiredToCreate.Where(field => rules.Field(field) is var rule && rule.Writers.Concat(rule.Seeds).All(writer => writer == system.System)))
                problems.Warning(written?.Place ?? default, $"rules.{kind}.fields.{field}", $"A {kind} needs {field} to be created in {system.System}, and only {system.System} may give it: none is ever created there.",
                    $"Let {rules.Master} give the first value: {field}: {{ master: {system.System}, seeds: [{rules.Master}] }}.");
        }
    }

    private static void Feeds(Problems problems, OpenedSystem system)
    {
        var known = system.External.Feeds.Select(feed => feed.Name).ToList();
        foreach (var feed in system.Configuration.Feeds.Where(feed => !known.Contains(feed.Name)))
            problems.Error(feed.Place, $"systems.{system.Name}.feeds.{feed.Name}", $"'{system.Name}' has no feed '{feed.Name}'.", DidYouMean.Advice(feed.Name, known, "feeds"));
    }

    private static void Rules(Problems problems, KindConfiguration rules, IReadOnlyList<OpenedSystem> systems)
    {
        var path = $"rules.{rules.Kind.ToString().ToLowerInvariant()}";
        var taking = RuleBookCompiler.Taking(rules.Kind, rules, systems).Select(system => system.Name).ToList();
        if (taking.Count == 0)
        {
            problems.Warning(rules.Place, path, "No system has such records: these rules do nothing.", "Remove them, or add a system that has such records.");
            return;
        }

        if (!taking.Contains(rules.Master))
            problems.Error(rules.Place, path, $"The master '{rules.Master}' has no such records.", $"Name one that has: {string.Join(", ", taking)}.");
        foreach (var system in rules.Systems ?? EquatableList<string>.Empty)
            if (!taking.Contains(system))
                problems.Warning(rules.Place, path, $"'{system}' has no such records.", $"Take it out of systems; those that have: {string.Join(", ", taking)}.");
        if (rules.Orders.ChecksStockIn is { } stock && systems.FirstOrDefault(system => system.Name == stock) is { External.StockCheck: null })
            problems.Error(rules.Place, path, $"'{stock}' cannot be asked for its stock.", "Take checkStockIn out, or name a system that can be asked.");
    }
}
