namespace SyncCluster.Sandbox.WooCommerce.Rest;

/// <summary>Answers that are no JSON.</summary>
internal static class ErrorPages
{
    /// <summary>As recorded while the shop was being updated.</summary>
    public static string Maintenance { get; } = Seed.SeedFiles.Text("maintenance.html");

    public const string TooManyRequests =
        "<html>\r\n<head><title>429 Too Many Requests</title></head>\r\n<body>\r\n<center><h1>429 Too Many Requests</h1></center>\r\n"
        + "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";

    public const string Critical =
        "<!DOCTYPE html>\n<html>\n<head><title>WordPress &rsaquo; Error</title></head>\n<body id=\"error-page\">\n"
        + "<div class=\"wp-die-message\"><p>There has been a critical error on this website.</p></div>\n</body>\n</html>\n";

    public const string Notice =
        "<br />\n<b>Notice</b>:  Undefined index: shipping_class in <b>wp-content/plugins/some-plugin/some-plugin.php</b> "
        + "on line <b>12</b><br />\n";
}
