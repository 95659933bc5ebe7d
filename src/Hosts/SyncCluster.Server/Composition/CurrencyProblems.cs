using SyncCluster.Connectors;
using SyncCluster.Connectors.Writing;
using SyncCluster.Core.Deciding;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;

namespace SyncCluster.Server.Composition;

/// <summary>Two systems between which amounts would go, and their currencies.</summary>
internal sealed record CurrencyProblem(string System, Finding Finding);

/// <summary>Where prices would pass between systems of different currencies. The systems are asked.</summary>
internal static class CurrencyProblems
{
    public static async Task<IReadOnlyList<CurrencyProblem>> FindAsync(RuleBook book, IReadOnlyList<OpenedSystem> systems, TimeProvider time, CancellationToken cancellation)
    {
        // Orders tell each its own currency: what a system accepts shows with the order.
        if (book.For(Kind.Product) is not { } rules) return [];
        var told = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var system in systems)
            if (await AskAsync(system.External, time, cancellation) is { } currency) told[system.Name] = currency;
        return
        [
            .. from system in systems
            where told.ContainsKey(system.Name)
            let sink = system.External.Sinks.FirstOrDefault(sink => sink.Kind == rules.Kind)
            where sink is not null && !sink.Fields.Contains(KindSchema.Currency)
            from writer in Writers(rules, sink, system.Name)
            where told.TryGetValue(writer, out var theirs) && !Currencies.IsSame(theirs, told[system.Name])
            select new CurrencyProblem(system.Name, new Finding(
                Severity.Error,
                $"It keeps {told[system.Name]}, and {writer}, whose prices it is given, keeps {told[writer]}: no price is written.",
                Currencies.Advice(rules.Kind, writer, system.Name))),
        ];
    }

    /// <summary>Whose amounts the system is given.</summary>
    private static IEnumerable<string> Writers(KindRules rules, ISink sink, string receiver)
    {
        var schema = KindSchema.Of(rules.Kind);
        return sink.Fields.Where(schema.IsMoney).Select(rules.Field).Where(rule => rule.IsReceiver(receiver))
            .SelectMany(rule => rule.Writers.Concat(rule.Seeds)).Where(writer => writer != receiver)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
    }

    /// <summary>That a system does not answer is told by its own check.</summary>
    private static async Task<string?> AskAsync(IExternalSystem system, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            return await system.CurrencyAsync(cancellation).WaitAsync(TimeSpan.FromSeconds(60), time, cancellation);
        }
        catch (Exception failure) when (failure is FaultException or TimeoutException)
        {
            return null;
        }
    }
}
