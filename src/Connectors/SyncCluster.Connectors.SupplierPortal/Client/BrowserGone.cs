using Microsoft.Playwright;

namespace SyncCluster.Connectors.SupplierPortal.Client;

/// <summary>Tells a browser that died from one that could not do what was asked; its own exception is not public.</summary>
internal static class BrowserGone
{
    /// <summary>True where browser, context or page are no longer there.</summary>
    public static bool Is(Exception failure) => failure is PlaywrightException
        && (failure.Message.Contains("has been closed", StringComparison.Ordinal) || failure.Message.Contains("Target closed", StringComparison.Ordinal)
            || failure.Message.Contains("crashed", StringComparison.OrdinalIgnoreCase) || failure.Message.Contains("Connection closed", StringComparison.Ordinal)
            || failure.Message.Contains("Process exited", StringComparison.Ordinal));
}
