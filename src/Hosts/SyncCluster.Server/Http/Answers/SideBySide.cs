using System.Globalization;
using SyncCluster.Core.Deciding;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Rules;
using SyncCluster.Engine.Setup;

namespace SyncCluster.Server.Http.Answers;

/// <summary>Lays a thing out side by side in every system, and explains each difference.</summary>
internal sealed class SideBySide(EngineSetup setup)
{
    public EntityView Of(EntityState state, long version)
    {
        var rules = setup.Rules.For(state.Kind);
        var systems = setup.Systems.Select(system => system.Name)
            .Where(name => rules?.Of(name) is not null || state.View(name) is not null)
            .Concat(state.Systems.Select(view => view.System)).Distinct(StringComparer.Ordinal).ToList();
        return new EntityView(
            state.EntityId, state.Kind, version, Titles.Of(state), state.Tombstoned,
            [.. systems.Select(system => Column(state, system))],
            [.. Fields(state).Select(field => Row(state, rules, field, systems))],
            [.. Conflicts(state)]);
    }

    public static IEnumerable<ConflictView> Conflicts(EntityState state) => state.Conflicts.Select(conflict => new ConflictView(
        state.EntityId, state.Kind, Titles.Of(state), conflict.Field, conflict.System, conflict.Theirs, conflict.Ours, conflict.OursFrom, conflict.Since));

    public static PushView? Push(SystemView? view) => view?.Pending is not { } pending ? null : new PushView(
        pending.OperationId, pending.Parked,
        pending.Patch.ToDictionary(field => field.Key, field => new PatchField(view.Snapshot[field.Key], field.Value), StringComparer.Ordinal),
        pending.EnqueuedAt, pending.Failures, pending.NotBefore, FaultView.Of(pending.Fault), pending.ChecksStock);

    private EntitySystem Column(EntityState state, string system)
    {
        var view = state.View(system);
        var (status, text) = Status(view, system);
        if (status == "unknown" && WhyNotCreated(state, system) is { } why) text = $"{text} {why}";
        return new EntitySystem(
            system, setup.System(system)?.Role ?? "removed", view?.RemoteId, status, text, view?.SeenAt, view?.ModifiedAt, view?.WrittenAt, Push(view), view?.Extras);
    }

    /// <summary>Why the thing is not created in a system that creates such things; null where nothing is missing for that.</summary>
    private string? WhyNotCreated(EntityState state, string system)
    {
        if (setup.Rules.For(state.Kind) is not { } rules || rules.Of(system) is not { Creates: true } role) return null;
        var missing = role.RequiredToCreate.Where(field => KindSchema.IsVoid(state.Canonical[field])).ToList();
        return missing.Count == 0
            ? null
            : $"It is not created there as long as {string.Join(", ", missing.Select(field => $"{field} (from {string.Join(" or ", rules.Field(field).Writers.Concat(rules.Field(field).Seeds).Distinct())})"))} is missing.";
    }

    private static (string Status, string Text) Status(SystemView? view, string system) => view switch
    {
        null => ("unknown", $"{system} does not know it."),
        { Pending: { Parked: true } parked } => ("parked", parked.Fault?.ToString() ?? "Waits for a person."),
        { Pending: { } pending, RemoteId: null } => ("pending", pending.ChecksStock ? "Is created once the stock was asked." : $"Is being created: {Tries(pending)}"),
        { Pending: { } pending } => ("pending", Tries(pending)),
        { Gone: true } => ("gone", $"Deleted in {system}."),
        { RemoteId: null } => ("unknown", $"{system} does not know it."),
        { Kept.Count: > 0 } => ("drifting", $"{string.Join(", ", view.Kept.Select(field => field.Key))} differ and are left as they are."),
        _ => ("inSync", "Holds what it should."),
    };

    private static string Tries(PendingPush pending) => pending.Fault is { } fault
        ? string.Create(CultureInfo.InvariantCulture, $"{pending.Failures} tries failed, the next at {pending.NotBefore.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z. {fault}")
        : "On its way.";

    private static IEnumerable<string> Fields(EntityState state)
    {
        var names = state.Canonical.Select(field => field.Key).Concat(state.Systems.SelectMany(view => view.Snapshot.Select(field => field.Key))).ToHashSet(StringComparer.Ordinal);
        var known = KindSchema.Of(state.Kind).Fields.Select(field => field.Name).Where(names.Contains).ToList();
        return known.Concat(names.Except(known).Order(StringComparer.Ordinal));
    }

    private static FieldRow Row(EntityState state, KindRules? rules, string field, List<string> systems)
    {
        var cells = systems.ToDictionary(system => system, system => Cell(state, rules, field, system), StringComparer.Ordinal);
        var origin = state.ProvenanceOf(field);
        return new FieldRow(
            field, KindSchema.Of(state.Kind).Find(field)?.Meaning, state.Canonical[field], origin?.System, origin?.At, [.. rules?.Field(field).Writers ?? []],
            cells.Values.Any(cell => cell.Status is "pending" or "parked" or "kept" or "conflict" or "differs"), cells);
    }

    private static FieldCell Cell(EntityState state, KindRules? rules, string field, string system)
    {
        var view = state.View(system);
        var held = view?.Snapshot[field];
        var canonical = state.Canonical[field];
        if (state.Conflicts.FirstOrDefault(one => one.Field == field && one.System == system) is { } conflict)
            return new FieldCell(held, "conflict", $"Changed here and in {conflict.OursFrom}; a person decides.");
        if (view?.Pending is { } pending && pending.Patch.Contains(field))
        {
            return pending.Parked
                ? new FieldCell(held, "parked", pending.Fault?.ToString() ?? "Waits for a person.")
                : new FieldCell(held, "pending", "Is being written.");
        }

        if (held is null) return new FieldCell(null, "absent", null);
        if (canonical is null) return new FieldCell(held, "own", "Nobody who may has given a value yet.");
        if (KindSchema.Of(state.Kind).Same(field, held, canonical)) return new FieldCell(held, "same", null);
        if (view!.Normalised.Any(form => form.Field == field && held.Equals(form.Stored) && form.Sent.Equals(canonical)))
            return new FieldCell(held, "normalised", $"{system} stores it in a form of its own: no difference.");
        if (view.Kept.Contains(field)) return new FieldCell(held, "kept", "Differs and is left as it is, until the canonical value changes.");
        var isWritten = rules?.Of(system)?.Holds(field) == true && rules.Field(field).IsReceiver(system);
        return isWritten ? new FieldCell(held, "differs", "Will be compared again.") : new FieldCell(held, "own", $"It is not written to {system}.");
    }
}
