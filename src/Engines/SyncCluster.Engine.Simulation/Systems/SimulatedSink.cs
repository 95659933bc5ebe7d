using SyncCluster.Connectors.Writing;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Engine.Simulation.Systems;

/// <summary>What a system takes of one kind.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Fields">Fields that can be written.</param>
/// <param name="Creates">New records can be made.</param>
/// <param name="Required">Fields without which none is made.</param>
/// <param name="KeyField">The field by which a record is found again.</param>
/// <param name="GuardsKey">The system refuses a second record with the same key.</param>
public sealed record SinkShape(
    Kind Kind, IReadOnlySet<string> Fields, bool Creates, IReadOnlySet<string> Required, string KeyField, bool GuardsKey)
{
    /// <summary>Fields that can be written to a record that was made; null where all can. A write without any of them is refused.</summary>
    public IReadOnlySet<string>? Changeable { get; init; }

    /// <summary>An order is taken only with the ids of its lines' products.</summary>
    public bool NeedsProducts { get; init; }
}

/// <summary>Writes one kind to a simulated system.</summary>
internal sealed class SimulatedSink(SimulatedSystem system, SinkShape shape) : ISink
{
    public Kind Kind => shape.Kind;

    public int BatchSize => system.Shape.BatchSize;

    public IReadOnlySet<string> Fields => shape.Fields;

    public bool Creates => shape.Creates;

    public IReadOnlySet<string> RequiredToCreate => shape.Required;

    public IEnumerable<ReferenceNeed> Needs(PushRequest push)
    {
        if (Kind != Kind.Order || !push.IsCreate) yield break;
        foreach (var line in push.Desired.Items(OrderFields.Lines).OfType<FieldValue.Group>())
            if (NaturalKey.From(Kind.Product, ProductFields.Sku, line.Fields.Text(OrderLineFields.Sku)) is { } product)
                yield return new ReferenceNeed(product, shape.NeedsProducts);
        if (NaturalKey.From(Kind.Customer, CustomerFields.Email, push.Desired.Text(OrderFields.CustomerEmail)) is { } customer)
            yield return new ReferenceNeed(customer, Required: true);
    }

    public async Task<IReadOnlyList<PushOutcome>> WriteAsync(IReadOnlyList<PushRequest> pushes, CancellationToken cancellation)
    {
        try
        {
            return await system.Weather.WriteAsync<IReadOnlyList<PushOutcome>>(system.Time, () => [.. pushes.Select(Write)]);
        }
        catch (FaultException failure)
        {
            return [.. pushes.Select(_ => new PushOutcome.Failed(failure.Fault))];
        }
    }

    public async Task<Receipt?> FindAsync(PushRequest push, CancellationToken cancellation) =>
        await system.Weather.ReadAsync(system.Time, () => Existing(push) is { } record ? Receipt(record) : null);

    private PushOutcome Write(PushRequest push)
    {
        system.Truth.CountWrite();
        if (push.IsCreate) return Create(push);
        if (push.Key.IsProvisional) return Failed(FaultKind.Rejected, $"{push.Key} cannot be written: it is nobody's account.");
        if (system.Truth.Find(Kind, push.Key.RemoteId) is not { Now.Deleted: false } record) return Failed(FaultKind.Missing, $"{push.Key} does not exist.");
        var patch = shape.Changeable is { } changeable ? push.Patch.Where((field, _) => changeable.Contains(field)) : push.Patch;
        if (patch.Count == 0) return Failed(FaultKind.Rejected, $"{push.Key} was written and stays as it is: {push.Patch}");
        system.Truth.Change(record, patch, push.OperationId);
        return new PushOutcome.Written(Receipt(record) with { WrittenBy = system.Shape.KnowsOperations ? push.OperationId : null });
    }

    private PushOutcome Create(PushRequest push)
    {
        // Where the system knows operations, the same one twice is one; where it does not, it guards its keys.
        if (Existing(push) is { } there)
        {
            return system.Shape.KnowsOperations && there.CreatedBy == push.OperationId
                ? new PushOutcome.Written(Receipt(there))
                : shape.GuardsKey ? Failed(FaultKind.Conflict, $"{shape.KeyField} is taken by {there.Id}.") : Made(push);
        }

        return Made(push);
    }

    private PushOutcome.Written Made(PushRequest push) => new(Receipt(system.Truth.Create(Kind, push.Patch, push.OperationId, push.References)));

    private TruthRecord? Existing(PushRequest push) => system.Truth.FindBy(Kind, shape.KeyField, push.Desired.Text(shape.KeyField));

    private Receipt Receipt(TruthRecord record) => system.Shape.AnswersWithStored
        ? new Receipt(record.Id) { Stored = record.Now.Fields, ModifiedAt = record.Now.ModifiedAt }
        : new Receipt(record.Id) { WrittenBy = system.Shape.KnowsOperations ? record.CreatedBy : null };

    private static PushOutcome.Failed Failed(FaultKind kind, string message) => new(new Fault(kind, message));
}
