using System.Text.Json;
using System.Text.Json.Nodes;
using SyncCluster.Connectors.WooCommerce.Client.Wire;
using SyncCluster.Connectors.WooCommerce.Mapping;
using SyncCluster.Connectors.Writing;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.WooCommerce.Sinks;

/// <summary>One record inside a batch.</summary>
/// <param name="Index">Its place among the pushes.</param>
/// <param name="Body">What is sent.</param>
/// <param name="Id">The record's id in the shop; null for one to be created.</param>
/// <param name="Receipt">Makes the receipt of what the shop stored.</param>
internal sealed record BatchItem(int Index, JsonObject Body, long? Id, Func<JsonElement, Receipt> Receipt);

/// <summary>What becomes of a push before anything is sent: an item of the batch, or an outcome already.</summary>
internal readonly record struct BatchStep(BatchItem? Item, PushOutcome? Outcome)
{
    public static implicit operator BatchStep(BatchItem item) => new(item, null);

    public static implicit operator BatchStep(PushOutcome outcome) => new(null, outcome);
}

/// <summary>
/// Writes records through a <c>…/batch</c> address and takes its answer apart: status 200 says nothing, each record has
/// its own result, in the order sent (10.5). A record that was refused holds up no other.
/// </summary>
internal sealed class BatchWriter(ShopParts parts)
{
    private readonly AdaptiveSize _size = new(parts.Options.BatchSize);

    /// <summary>How many records a batch takes now; time-outs make it smaller.</summary>
    public int Size => _size.Current;

    /// <summary>Writes what <paramref name="prepare"/> makes of each push, in their order, and answers each.</summary>
    public async Task<PushOutcome[]> WriteAsync(
        string path, IReadOnlyList<PushRequest> pushes, Func<PushRequest, int, MappingContext, BatchStep> prepare, CancellationToken cancellation)
    {
        try
        {
            var context = await parts.ContextAsync(cancellation);
            var outcomes = new PushOutcome?[pushes.Count];
            var items = new List<BatchItem>(pushes.Count);
            for (var i = 0; i < pushes.Count; i++)
            {
                var step = prepare(pushes[i], i, context);
                if (step.Item is { } item) items.Add(item);
                else outcomes[i] = step.Outcome;
            }

            await WriteAsync(path, items, outcomes, cancellation);
            return Whole(outcomes);
        }
        catch (FaultException exception)
        {
            return [.. SinkOutcomes.All(pushes, exception.Fault)];
        }
    }

    /// <summary>The outcomes, of which none may be missing.</summary>
    public static PushOutcome[] Whole(PushOutcome?[] outcomes) =>
        [.. outcomes.Select(outcome => outcome ?? throw new InvalidOperationException("A push was left without an outcome."))];

    /// <summary>Writes <paramref name="items"/> and fills in their outcomes. False where the shop is in trouble and no more should be sent.</summary>
    public async Task<bool> WriteAsync(
        string path, IReadOnlyList<BatchItem> items, PushOutcome?[] outcomes, CancellationToken cancellation)
    {
        for (var done = 0; done < items.Count;)
        {
            var chunk = items.Skip(done).Take(_size.Current).ToList();
            done += chunk.Count;
            var fault = await WriteChunkAsync(path, chunk, outcomes, cancellation);
            if (fault is not { ConcernsSystem: true }) continue;
            foreach (var rest in items.Skip(done)) outcomes[rest.Index] = new PushOutcome.Failed(NotSent(fault));
            return false;
        }

        return true;
    }

    /// <summary>The fault of what was not sent because something sent before it met <paramref name="fault"/>.</summary>
    public static Fault NotSent(Fault fault) => fault.Kind == FaultKind.Unknown
        ? new Fault(FaultKind.Transient, "Not sent, since what was sent before it brought no answer.")
        : fault;

    private async Task<Fault?> WriteChunkAsync(string path, List<BatchItem> chunk, PushOutcome?[] outcomes, CancellationToken cancellation)
    {
        var creates = chunk.Where(item => item.Id is null).ToList();
        var updates = chunk.Where(item => item.Id is not null).ToList();
        var body = new JsonObject();
        if (creates.Count > 0) body["create"] = new JsonArray([.. creates.Select(item => (JsonNode)item.Body)]);
        if (updates.Count > 0) body["update"] = new JsonArray([.. updates.Select(Identified)]);
        try
        {
            var answer = await parts.Client.WriteAsync(HttpMethod.Post, path + "/batch", body, cancellation);
            Distribute(creates, [.. answer.Body.Array("create")], outcomes);
            Distribute(updates, [.. answer.Body.Array("update")], outcomes);
            _size.Succeeded(chunk.Count);
            return null;
        }
        catch (FaultException exception)
        {
            var fault = exception.Fault;
            if (fault.Code is WooCommerceFaults.TimedOut or WooCommerceFaults.TooLarge) _size.Shrink(chunk.Count);
            if (fault.Code == WooCommerceFaults.TooLarge && chunk.Count == 1 && fault.Kind == FaultKind.Transient)
                fault = fault with { Kind = FaultKind.Rejected };
            foreach (var item in chunk) outcomes[item.Index] = new PushOutcome.Failed(fault);
            return fault;
        }
    }

    private static JsonNode Identified(BatchItem item)
    {
        item.Body["id"] = item.Id;
        return item.Body;
    }

    private void Distribute(List<BatchItem> items, JsonElement[] answers, PushOutcome?[] outcomes)
    {
        for (var i = 0; i < items.Count; i++)
            outcomes[items[i].Index] = answers.Length == items.Count
                ? OutcomeOf(items[i], answers[i])
                : new PushOutcome.Failed(new Fault(FaultKind.Unknown, $"The shop answered {answers.Length} results for {items.Count} records."));
    }

    private PushOutcome OutcomeOf(BatchItem item, JsonElement answer)
    {
        if (answer.Object("error") is { } error)
            return new PushOutcome.Failed(WooCommerceFaults.Of(error, 400, null, writes: true, parts.Options.Authentication));
        try
        {
            return answer.Id("id") is { } id && (item.Id is null || item.Id == id)
                ? new PushOutcome.Written(item.Receipt(answer))
                : new PushOutcome.Failed(new Fault(FaultKind.Unknown, "The shop's answer speaks of another record than the one sent."));
        }
        catch (Exception exception) when (MappingContext.IsUnreadable(exception))
        {
            return new PushOutcome.Failed(new Fault(FaultKind.Unknown, $"It was written, but the shop's answer cannot be understood: {exception.Message}."));
        }
    }
}
