using SyncCluster.Connectors.SqlInterchange.Client;

namespace SyncCluster.Connectors.SqlInterchange;

/// <summary>What feeds, sinks and checks of one system share.</summary>
internal sealed record InterchangeSession(
    SqlInterchangeOptions Options, InterchangeDatabase Database, InterchangeCatalogue Catalogue, TimeProvider Time);
