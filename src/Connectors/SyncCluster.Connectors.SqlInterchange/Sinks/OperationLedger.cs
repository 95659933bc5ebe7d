using System.Data.Common;
using SyncCluster.Connectors.SqlInterchange.Client;
using SyncCluster.Connectors.SqlInterchange.Tables;
using SyncCluster.Connectors.Writing;
using SyncCluster.Core.Deciding;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.SqlInterchange.Sinks;

/// <summary>
/// Our own table in the interchange database: which pushes were written. The ERP deletes the records it has read, so the
/// interchange tables themselves cannot tell.
/// </summary>
internal sealed class OperationLedger(InterchangeSession session)
{
    private static readonly TableDefinition Table = InterchangeTables.Ledger;

    /// <summary>The table, created where it is missing.</summary>
    /// <exception cref="FaultException">It is missing and may not be created.</exception>
    public async Task<ResolvedTable> EnsureAsync(DbConnection connection, CancellationToken cancellation)
    {
        if (await session.Catalogue.FindAsync(connection, Table, cancellation) is null) await CreateAsync(connection, cancellation);
        return await session.Catalogue.RequireAsync(connection, Table, cancellation);
    }

    /// <summary>The statement that creates the table.</summary>
    public static string CreateSql(InterchangeSession session) =>
        InterchangeDdl.Create(session.Database.Dialect, Table, new InterchangeDdlOptions { Schema = session.Options.Schema });

    /// <summary>What can be done where the table may not be created.</summary>
    public static string Advice =>
        $"Let an administrator create {Table.Name} from the DDL, or set ledger: false; then a record may be written twice after a lost answer.";

    /// <summary>
    /// The receipt of a push that was written; of a create also that of an earlier one of the same entity, which made the
    /// record though nobody heard of it. Null for one that was not, or that is to be written once more.
    /// </summary>
    public async Task<Receipt?> FindAsync(DbConnection connection, PushRequest push, CancellationToken cancellation)
    {
        if (await session.Catalogue.FindAsync(connection, Table, cancellation) is not { } table) return null;
        return await FindAsync(connection, table, transaction: null, push, cancellation);
    }

    /// <inheritdoc cref="FindAsync(DbConnection, PushRequest, CancellationToken)"/>
    public async Task<Receipt?> FindAsync(
        DbConnection connection, ResolvedTable table, DbTransaction? transaction, PushRequest push, CancellationToken cancellation)
    {
        if (await KeyOfAsync(connection, table, transaction, push.OperationId, cancellation) is { } key)
            return new Receipt(key) { WrittenBy = push.OperationId };
        return push.IsCreate ? await FindEarlierAsync(connection, table, transaction, push, cancellation) : null;
    }

    private async Task<string?> KeyOfAsync(
        DbConnection connection, ResolvedTable table, DbTransaction? transaction, string operationId, CancellationToken cancellation)
    {
        var sql = $"SELECT {Quoted(table, ColumnNames.LedgerKey)} FROM {table.Quoted} WHERE {Quoted(table, ColumnNames.OperationId)} = @id";
        await using var command = session.Database.Command(connection, sql, ("@id", operationId));
        command.Transaction = transaction;
        return await command.ExecuteScalarAsync(cancellation) as string;
    }

    private async Task<Receipt?> FindEarlierAsync(
        DbConnection connection, ResolvedTable table, DbTransaction? transaction, PushRequest push, CancellationToken cancellation)
    {
        // Backslash is no escape in every dialect; an underscore in an id would stand for any character.
        var prefix = Operation.PrefixOf(push.OperationId);
        if (prefix.Length == 0) return null;
        var pattern = prefix.Replace("!", "!!", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal)
            .Replace("%", "!%", StringComparison.Ordinal).Replace("[", "![", StringComparison.Ordinal) + "%";
        var sql = $"SELECT {Quoted(table, ColumnNames.OperationId)}, {Quoted(table, ColumnNames.LedgerKey)} FROM {table.Quoted} "
            + $"WHERE {Quoted(table, ColumnNames.OperationId)} LIKE @pattern ESCAPE '!'";
        await using var command = session.Database.Command(connection, sql, ("@pattern", pattern));
        command.Transaction = transaction;
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        Receipt? first = null;
        while (await reader.ReadAsync(cancellation))
        {
            // SQLite compares without regard to case.
            var operation = reader.GetString(0);
            if (!operation.StartsWith(prefix, StringComparison.Ordinal) || Operation.SequenceOf(operation) < push.WritesAgainFrom) continue;
            if (first?.WrittenBy is { } known && Operation.SequenceOf(known) <= Operation.SequenceOf(operation)) continue;
            first = new Receipt(reader.GetString(1)) { WrittenBy = operation };
        }

        return first;
    }

    /// <summary>Notes an operation in the transaction that writes its records.</summary>
    public async Task NoteAsync(
        DbTransaction transaction, ResolvedTable table, string operationId, string remoteId, CancellationToken cancellation)
    {
        string[] columns = [ColumnNames.OperationId, ColumnNames.LedgerKey, ColumnNames.CreatedAt];
        object[] values = [operationId, remoteId, session.Time.GetUtcNow()];
        var fitted = columns.Select((column, i) => ColumnValue.Fit(values[i], table[column], table, session.Options.TimeZone)).ToList();
        await session.Database.ExecuteAsync(
            transaction,
            $"INSERT INTO {table.Quoted} ({string.Join(", ", columns.Select(column => Quoted(table, column)))}) VALUES (@id, @key, @at)",
            cancellation, ("@id", fitted[0]), ("@key", fitted[1]), ("@at", fitted[2]));
    }

    private async Task CreateAsync(DbConnection connection, CancellationToken cancellation)
    {
        try
        {
            await using var command = session.Database.Command(connection, CreateSql(session));
            await command.ExecuteNonQueryAsync(cancellation);
        }
        catch (Exception exception) when (SqlInterchangeFaults.IsExpected(exception))
        {
            // Another writer may have created it at the same moment.
            if (await session.Catalogue.FindAsync(connection, Table, cancellation) is not null) return;
            var fault = SqlInterchangeFaults.From(session.Database.Dialect, exception, $"Table {Table.Name} could not be created");
            throw new FaultException(fault with { Advice = Advice }, exception);
        }
    }

    private string Quoted(ResolvedTable table, string column) => session.Database.Dialect.Quote(table[column].Name);
}
