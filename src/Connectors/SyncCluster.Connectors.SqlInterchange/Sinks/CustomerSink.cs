using SyncCluster.Connectors.SqlInterchange.Mapping;
using SyncCluster.Connectors.SqlInterchange.Tables;
using SyncCluster.Connectors.Writing;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.SqlInterchange.Sinks;

/// <summary>Writes companies and contacts, one record for every change (S2-27 … S2-31).</summary>
internal sealed class CustomerSink(string system, InterchangeSession session) : ISink
{
    private readonly InterchangeWriter _writer = new(session);
    private readonly RecordFinder _finder = new(session);

    public Kind Kind => Kind.Customer;

    public int BatchSize => 100;

    public IReadOnlySet<string> Fields => CustomerMapping.Fields;

    public bool Creates => true;

    public Task<IReadOnlyList<PushOutcome>> WriteAsync(IReadOnlyList<PushRequest> pushes, CancellationToken cancellation) => _writer.WriteAsync(
        pushes,
        (push, _) => Task.FromResult(CustomerRows.Plan(push, new MappingContext(system, session.Options, session.Time.GetUtcNow(), false))),
        cancellation);

    public async Task<Receipt?> FindAsync(PushRequest push, CancellationToken cancellation)
    {
        await using var connection = await session.Database.OpenAsync(cancellation);
        try
        {
            if (await _writer.FindNotedAsync(connection, push, cancellation) is { } noted) return noted;
            if (!push.IsCreate || push.Desired.Text(CustomerFields.Email) is not { } email) return null;
            var isCompany = push.Desired.Text(CustomerFields.Type) == CustomerFields.Company;
            var table = isCompany ? session.Options.CompaniesOut : session.Options.ContactsOut;
            return await _finder.ExistsAsync(connection, table, ColumnNames.Email, email, cancellation)
                ? new Receipt(CustomerRows.ProvisionalId(push.Desired)) : null;
        }
        catch (Exception exception) when (SqlInterchangeFaults.IsExpected(exception))
        {
            throw session.Database.Fault(exception, "Looking for a customer");
        }
    }
}
