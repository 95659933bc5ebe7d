using SyncCluster.Connectors;
using SyncCluster.Connectors.Options;

[assembly: Connector(typeof(SyncCluster.Connectors.SqlInterchange.SqlInterchangeConnector))]

namespace SyncCluster.Connectors.SqlInterchange;

/// <summary>
/// An ERP without an API, met through interchange tables in its SQL server (S2). What changed is inserted by one side,
/// read and deleted by the other; nothing is ever updated.
/// </summary>
public sealed class SqlInterchangeConnector : IConnector, IDescribesDatabase
{
    /// <inheritdoc/>
    public string Name => "sql-interchange";

    /// <inheritdoc/>
    public Capabilities Capabilities => Of(ledger: true);

    /// <inheritdoc/>
    public IReadOnlyList<OptionDefinition> Options => SqlInterchangeOptionDefinitions.All;

    /// <inheritdoc/>
    public IReadOnlyList<string> Dialects => InterchangeDdl.Dialects;

    /// <inheritdoc/>
    public string Ddl(string dialect) => InterchangeDdl.For(dialect);

    /// <inheritdoc/>
    public void Validate(OptionValues values) => SqlInterchangeOptionsValidator.Validate(values);

    /// <inheritdoc/>
    public IExternalSystem Open(string systemName, OptionValues values, ConnectorServices services) =>
        new SqlInterchangeSystem(systemName, new SqlInterchangeOptions(values), services);

    internal static Capabilities Of(bool ledger) => new()
    {
        ReadsAreConsumed = true,
        ReadsOne = false,
        AnswersWithStored = false,
        WritesOnceByOperationId = ledger,
        SendsSignals = false,
    };
}
