using System.Data.Common;
using SyncCluster.Connectors.SqlInterchange.Client;
using SyncCluster.Connectors.SqlInterchange.Mapping;
using SyncCluster.Connectors.SqlInterchange.Sinks;
using SyncCluster.Connectors.SqlInterchange.Tables;
using SyncCluster.Core.Faults;

namespace SyncCluster.Connectors.SqlInterchange.Checking;

/// <summary>Tries everything that reading and writing need and says what is missing and what it costs (X4). Leaves no trace.</summary>
internal sealed class InterchangeCheck(InterchangeSession session)
{
    private readonly List<Finding> _findings = [];

    public async Task<CheckReport> RunAsync(CancellationToken cancellation)
    {
        try
        {
            session.Catalogue.Forget();
            await using var connection = await session.Database.OpenAsync(cancellation);
            foreach (var table in InterchangeTables.All.Where(table => !session.Options.IsUnused(table)))
                await CheckTableAsync(connection, table, cancellation);
            if (session.Options.Ledger) await CheckLedgerAsync(connection, cancellation);
            else
                Add(Severity.Warning, "Without a ledger (ledger: false) a record may be written twice after a lost answer.", "Set ledger: true.");
        }
        catch (FaultException failure)
        {
            Add(Severity.Error, failure.Fault.Message, failure.Fault.Advice ?? "Check the connection string, the network and that the database runs; then check again.");
            return Report();
        }

        return Report();
    }

    private async Task CheckTableAsync(DbConnection connection, TableDefinition definition, CancellationToken cancellation)
    {
        if (await session.Catalogue.FindAsync(connection, definition, cancellation) is not { } table)
        {
            if (definition == InterchangeTables.Relations)
                Add(Severity.Info, $"There is no table {definition.Name}; a product's one category is taken from its column Categoría (X5).");
            else
            {
                var fault = session.Catalogue.WhatIsMissing(definition);
                Add(Severity.Error, fault.Message, fault.Advice ?? "Check the connection string, the network and that the database runs; then check again.");
            }

            return;
        }

        var spelled = table.Name == definition.Name ? "" : $" as {table.Name}";
        Add(Severity.Info, $"Table {definition.Name} was found{spelled}.");
        foreach (var column in table.Missing) Tell(column, table);
        if (definition == InterchangeTables.OrderHeaders && OrderRows.TellCorrections(table))
            Add(Severity.Info, $"{table.Name} has the column Operacion: a corrected address or payment of an order is told by a second header marked M.",
                "See that the ERP takes such a record for no new order; else leave the column out under tables.");
        if (table.Has(ColumnNames.RowId) && table[ColumnNames.RowId].Form is not (ValueForm.Whole or ValueForm.Decimal))
            Add(Severity.Error, $"Column '{ColumnNames.RowId}' of {table.Name} is {table[ColumnNames.RowId].TypeName}, not a whole number.",
                "Let the database number the records (IDENTITY, AUTO_INCREMENT, bigint).");
        await CheckRightsAsync(connection, definition, table, cancellation);
    }

    private void Tell(ColumnDefinition column, ResolvedTable table)
    {
        if (column.Required)
            Add(Severity.Error, $"Column '{column.Name}' of {table.Name} is missing.", $"Add it, or name the column that holds it under tables: {table.Definition.Name}.");
        else if (column.CostIfMissing is { } cost)
            Add(Severity.Warning, $"Column '{column.Name}' of {table.Name} is missing: {cost}.", "Add it from the DDL if that matters.");
        else
            Add(Severity.Info, $"Column '{column.Name}' of {table.Name} is missing and is not synchronised.");
    }

    private async Task CheckRightsAsync(DbConnection connection, TableDefinition definition, ResolvedTable table, CancellationToken cancellation)
    {
        var reads = IsRead(definition);
        var writes = IsWritten(definition);
        if (reads && session.Options.DeleteAfterRead)
        {
            if (await TryAsync(connection, $"DELETE FROM {table.Quoted} WHERE 1 = 0", cancellation) is { } refused)
                Add(Severity.Warning,
                    $"Records of {table.Name} may not be deleted ({refused}): it is read by index, grows, and a record that is committed later than "
                    + $"{session.Options.GapPatience.TotalMinutes.ToString(System.Globalization.CultureInfo.InvariantCulture)} minutes after its successors is lost.",
                    "Grant DELETE on it, or set deleteAfterRead: false to say that this is meant.");
        }

        if (!writes) return;
        var columns = string.Join(", ", definition.Columns.Where(column => column.Form != ColumnForm.Serial && table.Has(column.Name))
            .Select(column => session.Database.Dialect.Quote(table[column.Name].Name)));
        if (await TryAsync(connection, $"INSERT INTO {table.Quoted} ({columns}) SELECT {columns} FROM {table.Quoted} WHERE 1 = 0", cancellation) is { } why)
            Add(Severity.Error, $"Nothing can be written to {table.Name} ({why}).", "Grant INSERT and SELECT on it.");
    }

    private async Task CheckLedgerAsync(DbConnection connection, CancellationToken cancellation)
    {
        var ledger = InterchangeTables.Ledger;
        if (await session.Catalogue.FindAsync(connection, ledger, cancellation) is not { } table)
        {
            // Without the right to create it nothing at all would be written, which is better known before.
            if (session.Database.Dialect.TakesBackTables && await TryAsync(connection, OperationLedger.CreateSql(session), cancellation) is { } denied)
                Add(Severity.Error, $"Table {ledger.Name}, which keeps anything from being written twice, is missing and may not be created ({denied}).", OperationLedger.Advice);
            else
                Add(Severity.Warning, $"Table {ledger.Name}, which keeps anything from being written twice, is missing; it is created with the first record.",
                    OperationLedger.Advice);
            return;
        }

        foreach (var column in table.Missing) Tell(column, table);
        var id = session.Database.Dialect.Quote(table.Has(ColumnNames.OperationId) ? table[ColumnNames.OperationId].Name : ColumnNames.OperationId);
        if (await TryAsync(connection, $"INSERT INTO {table.Quoted} ({id}) SELECT {id} FROM {table.Quoted} WHERE 1 = 0", cancellation) is { } why)
            Add(Severity.Error, $"Nothing can be noted in {table.Name} ({why}).", "Grant SELECT and INSERT on it.");
    }

    /// <summary>Runs a statement that touches no record and takes it back; says why it was refused.</summary>
    private async Task<string?> TryAsync(DbConnection connection, string sql, CancellationToken cancellation)
    {
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            await session.Database.ExecuteAsync(transaction, sql, cancellation);
            await transaction.RollbackAsync(cancellation);
            return null;
        }
        catch (Exception exception) when (SqlInterchangeFaults.IsExpected(exception))
        {
            return SqlInterchangeFaults.From(session.Database.Dialect, exception, "refused").Message;
        }
    }

    private bool IsRead(TableDefinition table) => table == InterchangeTables.Categories || table == InterchangeTables.Products
        || table == InterchangeTables.Relations || table == InterchangeTables.OrderStates
        || table == session.Options.CompaniesIn || table == session.Options.ContactsIn;

    private bool IsWritten(TableDefinition table)
    {
        var orders = table == InterchangeTables.OrderHeaders || table == InterchangeTables.OrderDetails || table == InterchangeTables.OrderStates;
        var customers = table == session.Options.CompaniesOut || table == session.Options.ContactsOut;
        return (orders && session.Options.WriteOrders) || (customers && session.Options.WriteCustomers);
    }

    private void Add(Severity severity, string message, string? advice = null) => _findings.Add(new(severity, message, advice));

    private CheckReport Report() => new(Core.Records.EquatableList.ToEquatableList(_findings));
}
