using System.Net.Security;
using System.Security.Authentication;
using System.Text;

namespace SyncCluster.Sandbox.Smtp;

/// <summary>One connection: commands in, replies out.</summary>
internal sealed class SmtpSession(Stream plain, SmtpSink sink, SmtpSinkOptions options)
{
    private const int LongestLine = 64 * 1024;

    private readonly List<string> _to = [];
    private Stream _stream = plain;
    private LineReader _lines = new(plain);
    private string? _from;
    private bool _secure;
    private bool _authenticated;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await ReplyAsync($"220 {options.HostName} ESMTP SyncCluster sandbox");
        while (await _lines.ReadAsync(LongestLine, cancellationToken) is { } line)
        {
            if (!await ObeyAsync(line, cancellationToken)) return;
        }
    }

    private async Task<bool> ObeyAsync(string line, CancellationToken cancellationToken)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var argument = space < 0 ? "" : line[(space + 1)..].Trim();
        switch ((space < 0 ? line : line[..space]).ToUpperInvariant())
        {
            case "EHLO":
                Forget();
                await ReplyAsync(Extensions());
                return true;
            case "HELO":
                Forget();
                await ReplyAsync($"250 {options.HostName}");
                return true;
            case "STARTTLS" when options.OfferStartTls && !_secure:
                return await SecureAsync(cancellationToken);
            case "AUTH":
                await AuthenticateAsync(argument, cancellationToken);
                return true;
            case "MAIL":
                await MailAsync(argument);
                return true;
            case "RCPT":
                await RecipientAsync(argument);
                return true;
            case "DATA":
                return await DataAsync(cancellationToken);
            case "RSET":
                Forget();
                await ReplyAsync("250 2.0.0 Forgotten");
                return true;
            case "NOOP":
                await ReplyAsync("250 2.0.0 Here");
                return true;
            case "VRFY":
                await ReplyAsync("252 2.1.5 Try it");
                return true;
            case "QUIT":
                await ReplyAsync("221 2.0.0 Bye");
                return false;
            default:
                await ReplyAsync("502 5.5.2 Command not known");
                return true;
        }
    }

    private string[] Extensions()
    {
        List<string> lines =
            [options.HostName, "PIPELINING", "8BITMIME", $"SIZE {options.SizeLimit}", "AUTH PLAIN LOGIN"];
        if (options.OfferStartTls && !_secure) lines.Add("STARTTLS");
        return [.. lines.Select((text, index) => (index < lines.Count - 1 ? "250-" : "250 ") + text)];
    }

    private async Task<bool> SecureAsync(CancellationToken cancellationToken)
    {
        // Commands sent along in plain text must not count as secured ones.
        if (_lines.HasMore)
        {
            await ReplyAsync("554 5.5.1 Nothing may follow STARTTLS");
            return false;
        }

        await ReplyAsync("220 2.0.0 Ready");
        var tls = new SslStream(_stream);
        await tls.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions
            {
                ServerCertificate = sink.Certificate,
                EnabledSslProtocols = SslProtocols.None,
            },
            cancellationToken);
        (_stream, _lines, _secure) = (tls, new LineReader(tls), true);
        Forget();
        return true;
    }

    private async Task AuthenticateAsync(string argument, CancellationToken cancellationToken)
    {
        var parts = argument.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var given = parts.Length > 1 ? parts[1] : null;
        string? name;
        string? password;
        switch (parts.Length > 0 ? parts[0].ToUpperInvariant() : "")
        {
            case "PLAIN":
                var plain = Decode(given ?? await AskAsync("", cancellationToken)).Split('\0');
                (name, password) = plain.Length == 3 ? (plain[1], plain[2]) : (null, null);
                break;
            case "LOGIN":
                name = Decode(given ?? await AskAsync("Username:", cancellationToken));
                password = Decode(await AskAsync("Password:", cancellationToken));
                break;
            default:
                await ReplyAsync("504 5.5.4 Mechanism not known");
                return;
        }

        _authenticated = name is not null
            && (options.UserName is null || options.UserName == name)
            && (options.Password is null || options.Password == password);
        await ReplyAsync(_authenticated ? "235 2.7.0 Welcome" : "535 5.7.8 Name or password wrong");
    }

    private async Task<string> AskAsync(string prompt, CancellationToken cancellationToken)
    {
        await ReplyAsync("334 " + Convert.ToBase64String(Encoding.ASCII.GetBytes(prompt)));
        return await _lines.ReadAsync(LongestLine, cancellationToken) ?? "";
    }

    private async Task MailAsync(string argument)
    {
        var size = Parameter(argument, "SIZE=");
        if (options.RequireAuthentication && !_authenticated) await ReplyAsync("530 5.7.0 Authentication required");
        else if (Address(argument, "FROM:") is not { } from)
            await ReplyAsync("501 5.5.4 MAIL FROM:<address> is expected");
        else if (size > options.SizeLimit) await ReplyAsync("552 5.3.4 Message too big");
        else
        {
            Forget();
            _from = from;
            await ReplyAsync("250 2.1.0 Sender ok");
        }
    }

    private async Task RecipientAsync(string argument)
    {
        if (_from is null) await ReplyAsync("503 5.5.1 MAIL first");
        else if (Address(argument, "TO:") is not { Length: > 0 } to)
            await ReplyAsync("501 5.5.4 RCPT TO:<address> is expected");
        else if (sink.Draw(SmtpRefusalKind.Recipient, [to]) is { } refusal)
            await ReplyAsync($"{refusal.Code} {refusal.Text}");
        else
        {
            _to.Add(to);
            await ReplyAsync("250 2.1.5 Recipient ok");
        }
    }

    private async Task<bool> DataAsync(CancellationToken cancellationToken)
    {
        if (_from is null || _to.Count == 0)
        {
            await ReplyAsync("503 5.5.1 No valid recipients");
            return true;
        }

        await ReplyAsync("354 End with a single dot");
        if (await ReadMessageAsync(cancellationToken) is not { } raw) return false;
        if (raw.Length > options.SizeLimit)
        {
            await ReplyAsync("552 5.3.4 Message too big");
        }
        else if (sink.Draw(SmtpRefusalKind.CloseAfterData, _to) is not null)
        {
            return false;
        }
        else if (sink.Draw(SmtpRefusalKind.Message, _to) is { } refusal)
        {
            await ReplyAsync($"{refusal.Code} {refusal.Text}");
        }
        else
        {
            sink.Accept(new ReceivedMail(options.Time.GetUtcNow(), _from, [.. _to], raw));
            if (sink.Draw(SmtpRefusalKind.CloseBeforeAnswer, _to) is not null) return false;
            await ReplyAsync("250 2.0.0 Accepted");
        }

        Forget();
        return true;
    }

    private async Task<byte[]?> ReadMessageAsync(CancellationToken cancellationToken)
    {
        using var message = new MemoryStream();
        while (await _lines.ReadAsync(LongestLine, cancellationToken) is { } line)
        {
            if (line == ".") return message.ToArray();
            var text = line.StartsWith('.') ? line[1..] : line;
            if (message.Length <= options.SizeLimit) message.Write(Encoding.Latin1.GetBytes(text + "\r\n"));
        }

        return null;
    }

    private async Task ReplyAsync(params string[] lines)
    {
        await _stream.WriteAsync(Encoding.Latin1.GetBytes(string.Join("\r\n", lines) + "\r\n"));
        await _stream.FlushAsync();
    }

    private void Forget()
    {
        _from = null;
        _to.Clear();
    }

    private static string? Address(string argument, string prefix)
    {
        if (!argument.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) return null;
        var open = argument.IndexOf('<', StringComparison.Ordinal);
        var close = argument.IndexOf('>', StringComparison.Ordinal);
        return open < 0 || close < open ? null : argument[(open + 1)..close];
    }

    private static long Parameter(string argument, string name)
    {
        var at = argument.IndexOf(name, StringComparison.OrdinalIgnoreCase);
        if (at < 0) return 0;
        var digits = new string([.. argument[(at + name.Length)..].TakeWhile(char.IsAsciiDigit)]);
        return long.TryParse(digits, out var value) ? value : 0;
    }

    private static string Decode(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length)
            : "";
    }
}
