using System.Net.Sockets;
using System.Text;
using SyncCluster.Connectors;
using SyncCluster.Server.Configuration;

namespace SyncCluster.Server.Cli;

/// <summary>Whether the mail server answers and protects connections as configured. Signs in nowhere and sends nothing.</summary>
internal static class MailServerCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task<IReadOnlyList<Finding>> RunAsync(MailConfiguration mail, TimeProvider time, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            var findings = new List<Finding> { await TalkAsync(mail.Smtp, either.Token) };
            if (mail.TestModeTo is { } to) findings.Add(new Finding(Severity.Warning, $"Test mode: every mail goes to {to}.", "Take out mail.testModeTo when customers shall get their mails."));
            return findings;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return [new Finding(Severity.Error, $"{mail.Smtp} did not answer within {Patience.TotalSeconds:0} seconds.", "Look at mail.smtp.host and port, and at the firewall.")];
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            return [new Finding(Severity.Error, $"{mail.Smtp} cannot be reached: {failure.Message}.", "Look at mail.smtp.host and port, and at the firewall.")];
        }
    }

    private static async Task<Finding> TalkAsync(SmtpConfiguration smtp, CancellationToken cancellation)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(smtp.Host, smtp.Port, cancellation);
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII, leaveOpen: true);
        await using var writer = new StreamWriter(client.GetStream(), Encoding.ASCII, leaveOpen: true) { NewLine = "\r\n", AutoFlush = true };
        var greeting = await AnswerAsync(reader, cancellation);
        if (!greeting[0].StartsWith("220", StringComparison.Ordinal))
            return new Finding(Severity.Error, $"{smtp} is no mail server, or takes nothing now: '{Cut(greeting[0])}'.", "Look at mail.smtp.host and port.");
        await writer.WriteAsync("EHLO synccluster\r\n".AsMemory(), cancellation);
        var offers = await AnswerAsync(reader, cancellation);
        await writer.WriteAsync("QUIT\r\n".AsMemory(), cancellation);
        var protects = offers.Any(line => line.Length > 4 && line[4..].Trim().Equals("STARTTLS", StringComparison.OrdinalIgnoreCase));
        if (smtp.StartTls && !protects)
            return new Finding(Severity.Error, $"{smtp} does not offer STARTTLS.", "Use the port that does (587 as a rule); write security: none only for a relay on this machine.");
        return new Finding(Severity.Info, $"{smtp} answers{(smtp.StartTls ? " and offers STARTTLS" : "")}.");
    }

    private static async Task<IReadOnlyList<string>> AnswerAsync(StreamReader reader, CancellationToken cancellation)
    {
        var lines = new List<string>();
        do
        {
            if (lines.Count > 100 || await reader.ReadLineAsync(cancellation) is not { } line) throw new IOException("the connection was closed");
            lines.Add(line);
        }
        while (lines[^1].Length > 3 && lines[^1][3] == '-');
        return lines;
    }

    private static string Cut(string text) => text.Length <= 80 ? text : text[..80] + "…";
}
