using System.CommandLine;
using System.Text.Json;
using SyncCluster.Core.Deciding;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Codec;
using SyncCluster.Engine.Storage;
using SyncCluster.Server.Composition;
using SyncCluster.Server.Http.Answers;
using Command = System.CommandLine.Command;

namespace SyncCluster.Server.Cli;

/// <summary>A thing as a line of an export.</summary>
internal sealed record ExportedEntity(
    string Id, Kind Kind, long Version, bool Gone, FieldSet Fields, IReadOnlyDictionary<string, string> RemoteIds, IReadOnlyDictionary<string, FieldSet> Systems);

/// <summary><c>synccluster export</c>: things or their history as JSON lines, straight from the store.</summary>
internal static class ExportCommand
{
    private const int PageSize = 500;

    public static Command Build(CommandContext context)
    {
        var config = CommandContext.ConfigOption();
        var what = new Argument<string>("what") { Description = "entities or history", DefaultValueFactory = _ => "entities" };
        what.AcceptOnlyFromAmong("entities", "history");
        var kind = new Option<Kind?>("--kind") { Description = "Only this kind" };
        var after = new Option<long>("--after") { Description = "Of history: only what follows this sequence" };
        var output = new Option<string?>("--output", "-o") { Description = "A file instead of the console" };
        var command = new Command("export", "Writes things or history as JSON lines") { what, config, kind, after, output };
        command.SetAction((parsed, cancellation) => RunAsync(
            context, parsed.GetValue(config)!, parsed.GetValue(what) == "history", parsed.GetValue(kind), parsed.GetValue(after), parsed.GetValue(output), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, string file, bool history, Kind? kind, long after, string? output, CancellationToken cancellation)
    {
        if (!File.Exists(file))
        {
            await context.Error.WriteLineAsync(CommandContext.NoFile(file));
            return ExitCodes.Usage;
        }

        if (await context.LoadAsync(file) is not { } configuration) return ExitCodes.Found;
        if (configuration.Store.SqlitePath is { } path && !File.Exists(path))
        {
            await context.Error.WriteLineAsync($"There is nothing to export: {path} does not exist. Start the server first.");
            return ExitCodes.CannotRun;
        }

        try
        {
            await using var store = Stores.Open(configuration.Store, context.Time);
            await using var own = output is null ? null : new StreamWriter(output);
            var lines = history
                ? await HistoryAsync(store, own ?? context.Out, kind, after, cancellation)
                : await EntitiesAsync(store, own ?? context.Out, kind, cancellation);
            await context.Error.WriteLineAsync($"{lines} lines written.");
            return ExitCodes.Fine;
        }
        catch (StoreException failure)
        {
            await context.Error.WriteLineAsync(failure.Message);
            return ExitCodes.CannotRun;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            await context.Error.WriteLineAsync($"'{output}' cannot be written: {failure.Message}");
            return ExitCodes.CannotRun;
        }
    }

    private static async Task<long> EntitiesAsync(IStateStore store, TextWriter writer, Kind? kind, CancellationToken cancellation)
    {
        long lines = 0;
        for (string? last = null; ;)
        {
            var rows = await store.SearchAsync(new EntityQuery { Kind = kind, After = last, Limit = PageSize }, cancellation);
            if (rows.Count == 0) return lines;
            foreach (var stored in await store.LoadAsync([.. rows.Select(row => row.EntityId)], cancellation))
            {
                if (stored is null) continue;
                await writer.WriteLineAsync(JsonSerializer.Serialize(Of(EngineJson.Read<EntityState>(stored.State.Span), stored.Version), ApiJson.Options).AsMemory(), cancellation);
                lines++;
            }

            last = rows[^1].EntityId;
        }
    }

    private static async Task<long> HistoryAsync(IStateStore store, TextWriter writer, Kind? kind, long after, CancellationToken cancellation)
    {
        long lines = 0;
        while (await store.ChangesAsync(after, PageSize, cancellation) is { Count: > 0 } rows)
        {
            foreach (var row in rows.Where(row => kind is null || row.Kind == kind))
            {
                await writer.WriteLineAsync(JsonSerializer.Serialize(StoredViews.Step(row), ApiJson.Options).AsMemory(), cancellation);
                lines++;
            }

            after = rows[^1].Sequence;
        }

        return lines;
    }

    private static ExportedEntity Of(EntityState state, long version) => new(
        state.EntityId, state.Kind, version, state.Tombstoned, state.Canonical,
        state.Systems.Where(view => view.RemoteId is not null).ToDictionary(view => view.System, view => view.RemoteId!, StringComparer.Ordinal),
        state.Systems.Where(view => view.Snapshot.Count > 0).ToDictionary(view => view.System, view => view.Snapshot, StringComparer.Ordinal));
}
