using System.Net.Mail;
using SyncCluster.Connectors.WooCommerce.Client;
using SyncCluster.Connectors.WooCommerce.Mapping;
using SyncCluster.Connectors.Writing;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.WooCommerce.Sinks;

/// <summary>Writes accounts. A new account is mailed to its owner by the shop itself (S0-14, S0-15).</summary>
internal sealed class CustomerSink(ShopParts parts) : ISink
{
    private readonly BatchWriter _batches = new(parts);

    public Kind Kind => Kind.Customer;

    public int BatchSize => _batches.Size;

    public IReadOnlySet<string> Fields => CustomerMapping.Writable;

    public bool Creates => parts.Options.CreateCustomers;

    public IReadOnlySet<string> RequiredToCreate { get; } = new HashSet<string>(StringComparer.Ordinal) { CustomerFields.Email };

    public async Task<IReadOnlyList<PushOutcome>> WriteAsync(IReadOnlyList<PushRequest> pushes, CancellationToken cancellation) =>
        await _batches.WriteAsync("customers", pushes, Prepare, cancellation);

    public Task<Receipt?> FindAsync(PushRequest push, CancellationToken cancellation) =>
        SinkOutcomes.FoundAsync(() => LookAsync(push, cancellation));

    private async Task<Receipt?> LookAsync(PushRequest push, CancellationToken cancellation)
    {
        if (push.Desired.Text(CustomerFields.Email) is not { } email) return null;
        var context = await parts.ContextAsync(cancellation);
        // The address is unique over every account, administrators too.
        var answer = await parts.Client.ListAsync("customers", new ShopQuery().With("email", email).With("role", "all"), cancellation);
        return answer.Rows.Count == 0 ? null : SinkOutcomes.Of(CustomerMapping.Read(answer.Rows[0], context, answer.AskedAt));
    }

    private BatchStep Prepare(PushRequest push, int index, MappingContext context)
    {
        if (Refused(push) is { } refusal) return refusal;
        var body = CustomerMapping.Write(push.Patch, Extras.Read(push.Extras), parts.Options);
        if (push.IsCreate) SinkOutcomes.Mark(body, push.EntityId);
        if (body.Count == 0) return SinkOutcomes.Unchanged(push);
        return new BatchItem(
            index, body, push.IsCreate ? null : RemoteIds.Number(push.Key.RemoteId),
            answer => SinkOutcomes.Of(CustomerMapping.Read(answer, context, MappingContext.SeenNow(parts))));
    }

    private static PushOutcome? Refused(PushRequest push)
    {
        // A guest has no account that could be written; what the shop holds of him is in his orders and stays so.
        if (RemoteIds.GuestEmail(push.Key.RemoteId) is not null) return SinkOutcomes.Unchanged(push);
        if (!push.IsCreate && RemoteIds.Number(push.Key.RemoteId) is null)
            return SinkOutcomes.Failed(FaultKind.Rejected, $"'{push.Key.RemoteId}' is no customer id of a shop.");
        var email = push.Patch.Text(CustomerFields.Email);
        if (email is null && push.IsCreate)
            return SinkOutcomes.Failed(FaultKind.Rejected, "The customer was not sent: an account needs an e-mail.", "Fill in the e-mail in the system that owns it.");
        foreach (var name in (string[])[CustomerFields.Email, CustomerFields.Address(CustomerFields.Billing, "email")])
            if (push.Patch.Text(name) is { } address && !MailAddress.TryCreate(address, out _))
                return new PushOutcome.Failed(new Fault(FaultKind.Rejected, $"The customer was not sent: '{name}' is no e-mail address.")
                    { Fields = [new(name, "is no e-mail address")], Advice = "Correct the value in the system that owns it." });
        return null;
    }
}
