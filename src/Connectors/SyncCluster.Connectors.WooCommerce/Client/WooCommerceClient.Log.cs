using Microsoft.Extensions.Logging;

namespace SyncCluster.Connectors.WooCommerce.Client;

internal sealed partial class WooCommerceClient
{
    [LoggerMessage(1, LogLevel.Debug, "{System}: {Method} {Path} answered {Status} in {Milliseconds} ms")]
    private partial void LogAnswered(string system, string method, string path, int status, long milliseconds);

    [LoggerMessage(2, LogLevel.Warning, "{System}: {Method} {Path} failed after {Milliseconds} ms: {Fault}")]
    private partial void LogFailed(string system, string method, string path, long milliseconds, string fault);
}
