using Microsoft.Extensions.Logging;
using SyncCluster.Connectors.Writing;
using SyncCluster.Core.Deciding;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Engine.Setup;

namespace SyncCluster.Engine.Behaviors;

/// <summary>Keeps amounts from a system that would take them for money of its own currency.</summary>
internal sealed partial class CurrencyGuard(EngineContext context, SystemSetup system, ILogger log)
{
    private static readonly Dictionary<string, string> NobodyTells = [];

    /// <summary>The pushes that may not be written as they are, each with the reason.</summary>
    public async Task<IReadOnlyDictionary<PreparedPush, Fault>> RefusedAsync(ISink sink, List<PreparedPush> pushes, CancellationToken cancellation)
    {
        var refused = new Dictionary<PreparedPush, Fault>(ReferenceEqualityComparer.Instance);
        // A sink that can hold the currency beside the amount sees to it itself.
        if (sink.Fields.Contains(KindSchema.Currency)) return refused;
        var schema = KindSchema.Of(sink.Kind);
        var asked = pushes.Where(push => push.Patch.Any(field => schema.IsMoney(field.Key))).ToList();
        if (asked.Count == 0) return refused;
        string? own;
        try
        {
            own = await AskAsync(system, cancellation);
        }
        catch (FaultException failure)
        {
            foreach (var push in asked) refused[push] = failure.Fault;
            return refused;
        }

        if (own is null) return refused;
        var told = sink.Kind == Core.Records.Kind.Order ? NobodyTells : await ToldAsync(asked, own, cancellation);
        foreach (var push in asked)
            if (Currencies.Refusal(push.State, push.Patch, system.Name, own, told) is { } fault) refused[push] = fault;
        return refused;
    }

    /// <summary>What those say whose amounts these are. Of one that cannot be asked, what stood beside the amount counts.</summary>
    private async Task<Dictionary<string, string>> ToldAsync(List<PreparedPush> pushes, string own, CancellationToken cancellation)
    {
        var told = new Dictionary<string, string>(StringComparer.Ordinal) { [system.Name] = own };
        var names = pushes.SelectMany(push => push.Patch.Select(field => push.State.ProvenanceOf(field.Key)?.System)).OfType<string>().Distinct(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (told.ContainsKey(name) || context.Setup.System(name) is not { } other) continue;
            try
            {
                if (await AskAsync(other, cancellation) is { } currency) told[name] = currency;
            }
            catch (FaultException failure)
            {
                LogNotAsked(log, name, failure.Fault.ToString());
            }
        }

        return told;
    }

    private Task<string?> AskAsync(SystemSetup one, CancellationToken cancellation) =>
        ConnectorCall.OfAsync(log, one.Name, "its currency", () => one.External.CurrencyAsync(cancellation));

    [LoggerMessage(EventId = 1105, Level = LogLevel.Debug, Message = "{System}: its currency could not be asked for, what stood beside its amounts counts: {Fault}")]
    private static partial void LogNotAsked(ILogger log, string system, string fault);
}
