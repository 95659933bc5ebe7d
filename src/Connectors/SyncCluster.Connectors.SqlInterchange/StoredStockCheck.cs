using System.Data.Common;
using System.Globalization;
using SyncCluster.Connectors.SqlInterchange.Tables;
using SyncCluster.Core.Faults;

namespace SyncCluster.Connectors.SqlInterchange;

/// <summary>Asks the ERP's procedure, function or view for the stock of one product after the other (S2-37 … S2-39).</summary>
internal sealed class StoredStockCheck(InterchangeSession session) : IStockCheck
{
    public async Task<IReadOnlyList<decimal?>> StockOfAsync(IReadOnlyList<StockQuestion> products, CancellationToken cancellation)
    {
        await using var connection = await session.Database.OpenAsync(cancellation);
        try
        {
            var sql = await StatementAsync(connection, cancellation);
            var answers = new List<decimal?>(products.Count);
            foreach (var product in products) answers.Add(await AskAsync(connection, sql, product, cancellation));
            return answers;
        }
        catch (Exception exception) when (SqlInterchangeFaults.IsExpected(exception))
        {
            throw session.Database.Fault(exception, "Asking for the stock");
        }
    }

    private async Task<decimal?> AskAsync(DbConnection connection, string sql, StockQuestion product, CancellationToken cancellation)
    {
        var value = session.Options.StockById ? product.RemoteId : product.Sku;
        if (value is null) return null;
        await using var command = session.Database.Command(connection, sql, (ParameterIn(sql), value));
        if (session.Options.StockById) session.Database.Dialect.Untype(command.Parameters[0]);
        var answer = await command.ExecuteScalarAsync(cancellation);
        if (answer is null or DBNull) return null;
        var text = Convert.ToString(answer, CultureInfo.InvariantCulture);
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var stock) ? stock : throw new FaultException(new(
            FaultKind.Configuration, $"The stock of {product.Sku} was answered with '{text}', which is no number.")
        {
            Advice = $"{session.Options.StockProcedure} must answer with the stock figure only (S2-39).",
        });
    }

    private string ParameterIn(string sql) =>
        session.Options.StockQuery is null ? "@value" : sql.Contains("@id", StringComparison.Ordinal) && session.Options.StockById ? "@id" : "@sku";

    private async Task<string> StatementAsync(DbConnection connection, CancellationToken cancellation)
    {
        if (session.Options.StockQuery is { } query) return query;
        var dialect = session.Database.Dialect;
        var wanted = session.Options.StockProcedure;
        await using var command = session.Database.Command(connection, dialect.ListRoutines!);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new List<(string? Schema, string Name, bool IsFunction)>();
        while (await reader.ReadAsync(cancellation))
        {
            var schema = await reader.IsDBNullAsync(0, cancellation) ? null : reader.GetString(0);
            var name = reader.GetString(1);
            if (session.Options.Schema is { } only && schema is not null && schema != only) continue;
            if (Spelling.Fold(name) == Spelling.Fold(wanted))
                found.Add((schema, name, string.Equals(reader.GetString(2), "FUNCTION", StringComparison.OrdinalIgnoreCase)));
        }

        if (found.Count == 0)
        {
            throw new FaultException(new(FaultKind.Configuration, $"The procedure {wanted} is not in the database, so stock cannot be asked for in real time.")
            {
                Advice = $"Create it from the DDL for {dialect.Name}, name it in 'stockProcedure', or give a 'stockQuery'.",
            });
        }

        var best = found.OrderByDescending(one => one.Name == wanted).ThenByDescending(one => one.Schema == dialect.DefaultSchema).First();
        return dialect.Call(dialect.Quote(best.Schema, best.Name), best.IsFunction);
    }
}
