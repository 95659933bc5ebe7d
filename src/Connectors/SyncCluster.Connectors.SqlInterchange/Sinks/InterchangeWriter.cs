using System.Data.Common;
using SyncCluster.Connectors.SqlInterchange.Client;
using SyncCluster.Connectors.SqlInterchange.Tables;
using SyncCluster.Connectors.Writing;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.SqlInterchange.Sinks;

/// <summary>Inserts the records of pushes, each push in one transaction with its note in the ledger. Never updates (S2-31).</summary>
internal sealed class InterchangeWriter(InterchangeSession session)
{
    private readonly OperationLedger _ledger = new(session);

    /// <summary>Writes the pushes in their order by what <paramref name="plan"/> makes of each.</summary>
    public async Task<IReadOnlyList<PushOutcome>> WriteAsync(
        IReadOnlyList<PushRequest> pushes, Func<PushRequest, TableLookup, Task<WritePlan>> plan, CancellationToken cancellation)
    {
        var outcomes = new List<PushOutcome>(pushes.Count);
        try
        {
            await using var connection = await session.Database.OpenAsync(cancellation);
            foreach (var push in pushes)
            {
                if (InterchangeDatabase.IsLost(connection)) break;
                outcomes.Add(await WriteOneAsync(connection, push, plan, cancellation));
            }
        }
        catch (FaultException failure)
        {
            return [.. outcomes, .. pushes.Skip(outcomes.Count).Select(_ => new PushOutcome.Failed(failure.Fault))];
        }

        var notSent = new Fault(FaultKind.Transient, "The connection to the interchange database was lost before this record was sent.");
        return [.. outcomes, .. pushes.Skip(outcomes.Count).Select(_ => new PushOutcome.Failed(notSent))];
    }

    /// <summary>What the ledger knows of a push; null where it knows nothing or is not used.</summary>
    public async Task<Receipt?> FindNotedAsync(DbConnection connection, PushRequest push, CancellationToken cancellation) =>
        session.Options.Ledger ? await _ledger.FindAsync(connection, push, cancellation) : null;

    private async Task<PushOutcome> WriteOneAsync(
        DbConnection connection, PushRequest push, Func<PushRequest, TableLookup, Task<WritePlan>> plan, CancellationToken cancellation)
    {
        try
        {
            var planned = await plan(push, table => session.Catalogue.RequireAsync(connection, table, cancellation));
            var tables = new Dictionary<TableDefinition, ResolvedTable>();
            foreach (var row in planned.Rows) tables[row.Table] = await session.Catalogue.RequireAsync(connection, row.Table, cancellation);
            var ledger = session.Options.Ledger ? await _ledger.EnsureAsync(connection, cancellation) : null;

            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            if (ledger is not null)
            {
                var before = await _ledger.FindAsync(connection, ledger, transaction, push, cancellation);
                if (before is not null)
                    return new PushOutcome.Written(before with { Stored = before.WrittenBy == push.OperationId ? planned.Receipt.Stored : null, Untold = planned.Receipt.Untold });
                await _ledger.NoteAsync(transaction, ledger, push.OperationId, planned.Receipt.RemoteId, cancellation);
            }

            foreach (var row in planned.Rows) await InsertAsync(transaction, tables[row.Table], row, cancellation);
            return await CommitAsync(transaction, planned, cancellation);
        }
        catch (FaultException failure)
        {
            return new PushOutcome.Failed(failure.Fault);
        }
        catch (Exception exception) when (SqlInterchangeFaults.IsExpected(exception))
        {
            var fault = SqlInterchangeFaults.From(session.Database.Dialect, exception, "Writing to the interchange tables");
            // Two writers of one operation: the database let one of them through, and that is all we want.
            if (fault.Kind is FaultKind.Conflict && await NotedByAnotherAsync(connection, push, cancellation) is { } receipt)
                return new PushOutcome.Written(receipt);
            session.Catalogue.Forget();
            return new PushOutcome.Failed(fault);
        }
    }

    private async Task<Receipt?> NotedByAnotherAsync(DbConnection connection, PushRequest push, CancellationToken cancellation)
    {
        try
        {
            return await FindNotedAsync(connection, push, cancellation);
        }
        catch (Exception exception) when (SqlInterchangeFaults.IsExpected(exception))
        {
            // The conflict is reported as it was; what could not be looked up now is looked up before the next try.
            return null;
        }
    }

    private async Task InsertAsync(DbTransaction transaction, ResolvedTable table, RowToWrite row, CancellationToken cancellation)
    {
        var columns = new List<string>();
        var parameters = new List<(string Name, object? Value)>();
        foreach (var (column, value) in row.Values)
        {
            if (!table.Has(column)) continue;
            var physical = table[column];
            columns.Add(session.Database.Dialect.Quote(physical.Name));
            parameters.Add((InterchangeDatabase.Parameter(parameters.Count), ColumnValue.Fit(value, physical, table, session.Options.TimeZone)));
        }

        var sql = $"INSERT INTO {table.Quoted} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", parameters.Select(one => one.Name))})";
        await session.Database.ExecuteAsync(transaction, sql, cancellation, parameters);
    }

    private async Task<PushOutcome> CommitAsync(DbTransaction transaction, WritePlan planned, CancellationToken cancellation)
    {
        try
        {
            await transaction.CommitAsync(cancellation);
            return new PushOutcome.Written(planned.Receipt);
        }
        catch (Exception exception) when (SqlInterchangeFaults.IsExpected(exception))
        {
            // Whether the database committed before the answer was lost, nobody knows.
            var fault = SqlInterchangeFaults.From(session.Database.Dialect, exception, "Committing to the interchange tables");
            return new PushOutcome.Failed(fault with { Kind = FaultKind.Unknown });
        }
    }
}

/// <summary>Finds a table in the database as it is right now.</summary>
internal delegate Task<ResolvedTable> TableLookup(TableDefinition table);
