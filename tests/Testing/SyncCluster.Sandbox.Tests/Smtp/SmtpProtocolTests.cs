using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using SyncCluster.Sandbox.Smtp;

namespace SyncCluster.Sandbox.Tests.Smtp;

public sealed class SmtpProtocolTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ehlo_names_what_the_server_can_do()
    {
        await using var sink = await SmtpSink.StartAsync(new SmtpSinkOptions(), Cancel);
        using var talk = await Talk.OpenAsync(sink);
        var reply = await talk.SayAsync("EHLO test");
        reply.ShouldContain("STARTTLS");
        reply.ShouldContain("AUTH PLAIN LOGIN");
        reply.ShouldContain("SIZE 10485760");
        reply.ShouldContain("8BITMIME");
        (await talk.SayAsync("HELO test")).ShouldStartWith("250 ");
    }

    [Fact]
    public async Task After_starttls_the_talk_goes_on_encrypted_and_tls_is_not_offered_again()
    {
        await using var sink =
            await SmtpSink.StartAsync(new SmtpSinkOptions { UserName = "shop", Password = "tajné" }, Cancel);
        using var talk = await Talk.OpenAsync(sink);
        await talk.SayAsync("EHLO test");
        (await talk.SayAsync("STARTTLS")).ShouldStartWith("220");
        await talk.SecureAsync(sink.Certificate.Thumbprint);
        (await talk.SayAsync("EHLO test")).ShouldNotContain("STARTTLS");
        var wrong = Convert.ToBase64String(Encoding.UTF8.GetBytes("\0shop\0falsch"));
        (await talk.SayAsync($"AUTH PLAIN {wrong}")).ShouldStartWith("535");
        (await talk.SayAsync("AUTH LOGIN")).ShouldBe("334 VXNlcm5hbWU6");
        (await talk.SayAsync(Convert.ToBase64String("shop"u8))).ShouldStartWith("334");
        (await talk.SayAsync(Convert.ToBase64String("tajné"u8))).ShouldStartWith("235");
    }

    [Fact]
    public async Task Pipelined_commands_are_answered_in_order_and_dots_are_unstuffed()
    {
        await using var sink = await SmtpSink.StartAsync(new SmtpSinkOptions(), Cancel);
        using var talk = await Talk.OpenAsync(sink);
        await talk.SayAsync("EHLO test");
        await talk.WriteAsync("MAIL FROM:<a@example.test> BODY=8BITMIME\r\nRCPT TO:<b@example.test>\r\nDATA\r\n");
        (await talk.ReadAsync()).ShouldStartWith("250");
        (await talk.ReadAsync()).ShouldStartWith("250");
        (await talk.ReadAsync()).ShouldStartWith("354");
        await talk.WriteAsync("Subject: =?utf-8?Q?P=C5=99=C3?= =?utf-8?Q?=ADli=C5=A1?=\r\n\r\n..one\r\n.\r\n");
        (await talk.ReadAsync()).ShouldStartWith("250");
        var mail = sink.Messages.Single();
        mail.Subject.ShouldBe("Příliš");
        mail.Text.ShouldBe(".one\r\n");
        Encoding.Latin1.GetString(mail.Raw.Span).ShouldEndWith("\r\n\r\n.one\r\n");
    }

    [Theory]
    [InlineData("DATA", "503")]
    [InlineData("RCPT TO:<a@example.test>", "503")]
    [InlineData("MAIL FROM:<a@example.test> SIZE=99999999", "552")]
    [InlineData("MAIL nonsense", "501")]
    [InlineData("TURN", "502")]
    [InlineData("QUIT", "221")]
    public async Task What_is_out_of_order_too_big_or_unknown_is_refused(string command, string code)
    {
        await using var sink = await SmtpSink.StartAsync(new SmtpSinkOptions(), Cancel);
        using var talk = await Talk.OpenAsync(sink);
        (await talk.SayAsync(command)).ShouldStartWith(code);
    }

    [Fact]
    public void Quoted_printable_and_old_charsets_are_decoded()
    {
        var raw = Encoding.Latin1.GetBytes(
            "Subject: =?iso-8859-2?B?vmx1u2914Os=?=\r\nContent-Type: multipart/mixed; boundary=\"x y\"\r\n\r\n"
            + "--x y\r\nContent-Type: text/plain; charset=windows-1250\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
            + "=8Elu=9Dou=E8k=FD k=F9=\r\n=F2\r\n--x y--\r\n");
        var mail = new ReceivedMail(DateTimeOffset.UnixEpoch, "", [], raw);
        mail.Text.ShouldBe("Žluťoučký kůň");
        mail.Subject.ShouldStartWith("žlu");
    }

    private sealed class Talk(TcpClient client, Stream stream) : IDisposable
    {
        private Stream _stream = stream;
        private StreamReader _reader = new(stream, Encoding.Latin1);

        public static async Task<Talk> OpenAsync(SmtpSink sink)
        {
            var client = new TcpClient();
            await client.ConnectAsync(sink.Host, sink.Port, Cancel);
            var talk = new Talk(client, client.GetStream());
            (await talk.ReadAsync()).ShouldStartWith("220");
            return talk;
        }

        public async Task<string> SayAsync(string line)
        {
            await WriteAsync(line + "\r\n");
            return await ReadAsync();
        }

        public async Task WriteAsync(string text)
        {
            await _stream.WriteAsync(Encoding.Latin1.GetBytes(text), Cancel);
            await _stream.FlushAsync(Cancel);
        }

        public async Task<string> ReadAsync()
        {
            var reply = new StringBuilder();
            while (await _reader.ReadLineAsync(Cancel) is { } line)
            {
                reply.Append(line);
                if (line.Length < 4 || line[3] != '-') break;
                reply.Append('\n');
            }

            return reply.ToString();
        }

        public async Task SecureAsync(string thumbprint)
        {
            var tls = new SslStream(_stream);
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = "localhost",
                    RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                        certificate!.GetCertHashString() == thumbprint,
                },
                Cancel);
            _stream = tls;
            _reader = new StreamReader(tls, Encoding.Latin1);
        }

        public void Dispose()
        {
            _reader.Dispose();
            client.Dispose();
        }
    }
}
