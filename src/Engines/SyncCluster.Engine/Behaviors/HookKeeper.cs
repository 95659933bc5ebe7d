using Microsoft.Extensions.Logging;
using SyncCluster.Connectors.Signals;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Polling;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Setup;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Behaviors;

/// <summary>
/// Looks after a system's webhooks: registers them, repairs what was disabled, and makes them anew where nothing is heard
/// of changes that polling finds. Belongs to the system's inbox, which is one.
/// </summary>
internal sealed partial class HookKeeper(EngineContext context, SystemSetup system, ILogger log)
{
    /// <summary>How often the hooks are looked at.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Gap = Every * 2.5;
    private static readonly TimeSpan SavesEvery = TimeSpan.FromMinutes(1);

    private HookState? _state;
    private DateTimeOffset _savedAt;

    private bool IsWanted => system.External.Hooks is not null && system.Callback is not null;

    /// <summary>Signals of these kinds were handled.</summary>
    public async Task HeardAsync(IReadOnlyCollection<Kind> kinds, CancellationToken cancellation)
    {
        if (!IsWanted || kinds.Count == 0) return;
        var before = await StateAsync(cancellation);
        _state = HookWatch.Heard(before, kinds, context.Now);
        foreach (var kind in Silent(before).Except(Silent(_state))) LogHeardAgain(log, system.Name, kind);
        if (before.IsSilent || context.Now - _savedAt >= SavesEvery) await SaveAsync([], cancellation);
    }

    /// <summary>Looks at the hooks and does what must be done.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        if (system.External.Hooks is not { } hooks || system.Callback is not { } callback) return;
        var before = await StateAsync(cancellation);
        var missed = new Dictionary<Kind, MissedSignals>();
        foreach (var kind in hooks.Kinds)
            if (await HookDocuments.MissedAsync(context.Store, system.Name, kind, cancellation) is { } one) missed[kind] = one;
        _state = HookWatch.Judge(before, context.Setup.Hooks, missed, context.Now);
        foreach (var kind in Silent(_state).Except(Silent(before))) LogSilent(log, system.Name, kind, missed[kind].Count, missed[kind].FirstAt);
        var settled = missed.Keys.Where(kind => _state.Kinds.FirstOrDefault(one => one.Kind == kind)?.HeardAt >= missed[kind].FirstAt).ToHashSet();
        try
        {
            if (await MendAsync(hooks, callback, _state, missed, cancellation) is { } mended) (_state, settled) = (mended, [.. missed.Keys]);
            _state = _state with { Fault = null };
        }
        catch (FaultException failure)
        {
            _state = _state with { Fault = failure.Fault };
            LogFailed(log, system.Name, failure.Fault.ToString());
        }

        _state = _state with { LookedAt = context.Now };
        await SaveAsync(settled, cancellation);
    }

    /// <summary>How the hooks stand after a repair; null where nothing had to be done.</summary>
    private async Task<HookState?> MendAsync(ISignalHooks hooks, Uri callback, HookState state, Dictionary<Kind, MissedSignals> missed, CancellationToken cancellation)
    {
        var renews = HookWatch.Renews(state, context.Setup.Hooks, missed, context.Now);
        var report = renews ? await hooks.RenewAsync(callback, cancellation) : await hooks.EnsureAsync(callback, cancellation);
        if (report.Repaired.Count == 0) return null;
        foreach (var repaired in report.Repaired) LogRepaired(log, system.Name, repaired);
        return HookWatch.Repaired(state, report.Repaired, context.Now, renews);
    }

    private async Task<HookState> StateAsync(CancellationToken cancellation) =>
        _state ??= HookWatch.Begins(await HookDocuments.FindAsync(context.Store, system.Name, cancellation), context.Now, Gap);

    /// <summary>Saves how the hooks stand, and begins to count anew for kinds whose missed changes are <paramref name="settled"/>.</summary>
    private async Task SaveAsync(IReadOnlyCollection<Kind> settled, CancellationToken cancellation)
    {
        var documents = new List<StoredDocument> { HookDocuments.Of(system.Name, _state!) };
        foreach (var kind in settled) documents.AddRange(await HookDocuments.BegunAnewAsync(context.Store, system.Name, kind, context.Now, cancellation));
        await context.Store.WriteDocumentsAsync(documents, cancellation);
        _savedAt = context.Now;
    }

    private static IEnumerable<Kind> Silent(HookState state) => state.Kinds.Where(one => one.SilentSince is not null).Select(one => one.Kind);

    [LoggerMessage(EventId = 1302, Level = LogLevel.Information, Message = "{System}: {Repaired}")]
    private static partial void LogRepaired(ILogger log, string system, string repaired);

    [LoggerMessage(EventId = 1303, Level = LogLevel.Warning, Message = "{System}: its webhooks could not be looked after, polling covers the gap: {Fault}")]
    private static partial void LogFailed(ILogger log, string system, string fault);

    [LoggerMessage(EventId = 1304, Level = LogLevel.Warning, Message = "{System}: its webhooks of {Kind} are silent: polling found {Missed} changes since {Since} of which none was signalled. They are made anew; see that the system can reach http.publicUrl and runs what sends them")]
    private static partial void LogSilent(ILogger log, string system, Kind kind, int missed, DateTimeOffset since);

    [LoggerMessage(EventId = 1305, Level = LogLevel.Information, Message = "{System}: its webhooks of {Kind} are heard again")]
    private static partial void LogHeardAgain(ILogger log, string system, Kind kind);
}
