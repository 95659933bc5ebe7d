using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using SyncCluster.Server.Http.Access;

namespace SyncCluster.Server.Http.Page;

/// <summary>The plain page at <c>/</c>: holds no data itself, asks the API with the key that its reader gives, loads nothing from elsewhere.</summary>
internal static partial class StatusPage
{
    private static readonly byte[] Html = Load();
    private static readonly string Policy = PolicyFor(Encoding.UTF8.GetString(Html));

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/", (HttpContext context) =>
    {
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        context.Response.Headers.CacheControl = "no-cache";
        return TypedResults.Bytes(Html, "text/html; charset=utf-8");
    }).WithMetadata(OpenToAll.Instance).ExcludeFromDescription();

    private static byte[] Load()
    {
        using var stream = typeof(StatusPage).Assembly.GetManifestResourceStream("status.html")
            ?? throw new InvalidOperationException("The page is missing in this build.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Only the page's own script and style run, whatever a name in the data may hold.</summary>
    private static string PolicyFor(string html) =>
        $"default-src 'none'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; img-src data:; "
        + $"script-src {Hash(Script().Match(html))}; style-src {Hash(Style().Match(html))}";

    private static string Hash(Match part) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(part.Groups[1].Value)))}'";

    [GeneratedRegex("<script>(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Script();

    [GeneratedRegex("<style>(.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex Style();
}
