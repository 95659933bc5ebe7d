using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace SyncCluster.Sandbox.Portal;

/// <summary>Who is visiting, by cookie.</summary>
internal sealed class PortalVisits(SupplierPortalSandboxOptions options)
{
    private const string Cookie = "PORTALSID";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Visit> _visits = new(StringComparer.Ordinal);
    private readonly List<string> _given = [];

    /// <summary>Every cookie that was given.</summary>
    public IReadOnlyList<string> Given
    {
        get
        {
            lock (_gate) return [.. _given];
        }
    }

    /// <summary>The request's visit; a new one where it has none or it was idle too long.</summary>
    public Visit Of(HttpContext context)
    {
        lock (_gate)
        {
            var now = options.Time.GetUtcNow();
            if (context.Request.Cookies.TryGetValue(Cookie, out var id) && _visits.TryGetValue(id, out var known) && now - known.SeenAt <= options.IdleExpiry)
            {
                known.SeenAt = now;
                return known;
            }

            return New(context, now);
        }
    }

    /// <summary>A new cookie: what a login does against fixation.</summary>
    public Visit Renew(HttpContext context, Visit old)
    {
        lock (_gate)
        {
            _visits.Remove(old.Id);
            var fresh = New(context, options.Time.GetUtcNow());
            (fresh.Name, fresh.KnowsPassword, fresh.In) = (old.Name, old.KnowsPassword, old.In);
            return fresh;
        }
    }

    /// <summary>Everybody is logged out.</summary>
    public void Clear()
    {
        lock (_gate) _visits.Clear();
    }

    private Visit New(HttpContext context, DateTimeOffset now)
    {
        var visit = new Visit(RandomNumberGenerator.GetHexString(32), RandomNumberGenerator.GetHexString(24)) { SeenAt = now };
        _visits[visit.Id] = visit;
        _given.Add(visit.Id);
        context.Response.Cookies.Append(Cookie, visit.Id, new CookieOptions { HttpOnly = true, Path = "/" });
        return visit;
    }
}

/// <summary>One visitor.</summary>
internal sealed class Visit(string id, string token)
{
    public string Id => id;

    public string Token => token;

    public string? Name { get; set; }

    public bool KnowsPassword { get; set; }

    public bool In { get; set; }

    public DateTimeOffset SeenAt { get; set; }
}
