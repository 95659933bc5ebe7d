using System.Net;
using System.Net.Mail;

namespace SyncCluster.Connectors.Mail.Sending;

/// <summary>A few connections: a client sends one mail at a time and keeps its connection for the next.</summary>
internal sealed class SmtpPool(SmtpOptions options, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _room = new(options.Connections, options.Connections);
    private readonly Stack<(SmtpClient Client, DateTimeOffset Since)> _idle = new();
    private readonly Lock _gate = new();
    private bool _closed;

    /// <summary>A client of the caller's own; to be given back, or thrown away, by the lease.</summary>
    public async Task<Lease> TakeAsync(CancellationToken cancellation)
    {
        await _room.WaitAsync(cancellation);
        return new Lease(this, Fresh() ?? Open());
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            while (_idle.TryPop(out var idle)) idle.Client.Dispose();
        }
    }

    private SmtpClient? Fresh()
    {
        lock (_gate)
        {
            while (_idle.TryPop(out var idle))
            {
                if (time.GetUtcNow() - idle.Since < options.KeepUnused) return idle.Client;
                idle.Client.Dispose();
            }
        }

        return null;
    }

    private SmtpClient Open() => new(options.Host, options.Port)
    {
        DeliveryMethod = SmtpDeliveryMethod.Network,
        EnableSsl = options.Security == SmtpSecurity.StartTls,
        UseDefaultCredentials = false,
        // Ours ends a mail first; this one only bounds how long a client that was thrown away may linger.
        Timeout = (int)Math.Min(options.Timeout.TotalMilliseconds * 2, int.MaxValue),
        Credentials = options.User is { } user ? new NetworkCredential(user, options.Password) : null,
    };

    private void GiveBack(SmtpClient client, bool reusable)
    {
        lock (_gate)
        {
            if (reusable && !_closed) _idle.Push((client, time.GetUtcNow()));
            else client.Dispose();
        }

        _room.Release();
    }

    /// <summary>One client for one mail. Thrown away at the end unless the mail went well.</summary>
    internal sealed class Lease(SmtpPool pool, SmtpClient client) : IDisposable
    {
        private bool _reusable;

        public SmtpClient Client => client;

        public void WentWell() => _reusable = true;

        public void Dispose() => pool.GiveBack(client, _reusable);
    }
}
