namespace SyncCluster.Server.Http.Access;

/// <summary>Who asks, as histories name it.</summary>
internal static class Callers
{
    public static string Who(this HttpContext context) => context.User.Identity?.Name ?? "somebody";
}
