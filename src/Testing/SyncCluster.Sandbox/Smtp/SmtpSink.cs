using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SyncCluster.Sandbox.Smtp;

/// <summary>
/// A real SMTP server on loopback that keeps what it is sent, passes nothing on, and refuses on demand.
/// </summary>
public sealed class SmtpSink : IAsyncDisposable
{
    private readonly SmtpSinkOptions _options;
    private readonly TcpListener _listener;
    private readonly Mailbox _mailbox;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, bool> _sessions = new();
    private readonly Lock _gate = new();
    private readonly List<(SmtpRefusal Refusal, int? Left)> _refusals = [];
    private readonly Task _accepting;

    private SmtpSink(SmtpSinkOptions options)
    {
        _options = options;
        _mailbox = new Mailbox(options.StatePath);
        Certificate = SelfSigned(options);
        _listener = new TcpListener(IPAddress.Loopback, options.Port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>Always 127.0.0.1.</summary>
    public string Host { get; } = "127.0.0.1";

    /// <summary>The port.</summary>
    public int Port { get; }

    /// <summary>The certificate that STARTTLS shows, signed by itself.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>What was accepted, oldest first, from earlier lives too when there is a state file.</summary>
    public IReadOnlyList<ReceivedMail> Messages => _mailbox.Mails;

    /// <summary>Starts a sink.</summary>
    /// <param name="options">How it is set up.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    public static Task<SmtpSink> StartAsync(SmtpSinkOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(new SmtpSink(options));
    }

    /// <summary>The first message, past or coming, that meets the condition.</summary>
    /// <param name="predicate">The condition.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<ReceivedMail> WaitForAsync(
        Func<ReceivedMail, bool> predicate, CancellationToken cancellationToken = default) =>
        _mailbox.WaitForAsync(predicate, cancellationToken);

    /// <summary>Refuses from now on.</summary>
    /// <param name="refusal">What, how often.</param>
    public void Refuse(SmtpRefusal refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        lock (_gate) _refusals.Add((refusal, refusal.Times));
    }

    /// <summary>Refuses nothing any more.</summary>
    public void RefuseNothing()
    {
        lock (_gate) _refusals.Clear();
    }

    /// <summary>Forgets every message, in the state file too.</summary>
    public void Clear() => _mailbox.Clear();

    /// <summary>Closes every connection. With a state file the messages can be read again by the next sink.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_sessions.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _mailbox.Dispose();
        Certificate.Dispose();
        _stop.Dispose();
    }

    internal void Accept(ReceivedMail mail) => _mailbox.Accept(mail);

    internal SmtpRefusal? Draw(SmtpRefusalKind kind, IReadOnlyList<string> recipients)
    {
        lock (_gate)
        {
            var at = _refusals.FindIndex(active => active.Refusal.Kind == kind
                && (active.Refusal.Recipient is not { } part
                    || recipients.Any(to => to.Contains(part, StringComparison.OrdinalIgnoreCase))));
            if (at < 0) return null;
            var (refusal, left) = _refusals[at];
            if (left is 1) _refusals.RemoveAt(at);
            else _refusals[at] = (refusal, left - 1);
            return refusal;
        }
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            var session = ServeAsync(client);
            _sessions.TryAdd(session, true);
            _ = session.ContinueWith(done => _sessions.TryRemove(done, out _), TaskScheduler.Default);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        await Task.Yield();
        using (client)
        {
            try
            {
                await new SmtpSession(client.GetStream(), this, _options).RunAsync(_stop.Token);
            }
            catch (Exception gone) when (gone is IOException or OperationCanceledException or InvalidDataException
                or System.Security.Authentication.AuthenticationException or ObjectDisposedException)
            {
                // The other side left, or spoke no SMTP. It will come again if it wants something.
            }
        }
    }

    private static X509Certificate2 SelfSigned(SmtpSinkOptions options)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddDnsName(options.HostName);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = options.Time.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddYears(1));
    }
}
