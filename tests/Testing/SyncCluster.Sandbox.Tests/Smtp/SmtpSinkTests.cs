using System.Net.Mail;
using System.Text;
using SyncCluster.Sandbox.Smtp;

namespace SyncCluster.Sandbox.Tests.Smtp;

public sealed class SmtpSinkTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mail_with_text_html_and_a_subject_in_five_languages_arrives_decoded()
    {
        await using var sink = await SmtpSink.StartAsync(new SmtpSinkOptions(), Cancel);
        const string Subject =
            "Zboží na cestě – Größe, niño, città, ľahký, £5: číslo objednávky 2026/0117 k vyzvednutí";
        using var mail = Mail("eva@example.test", Subject, "Dobrý den,\r\n.tečka na začátku řádku\r\nNashledanou");
        mail.AlternateViews.Add(
            AlternateView.CreateAlternateViewFromString("<p>Dobrý den</p>", Encoding.UTF8, "text/html"));
        mail.Headers.Add("Message-ID", "<order-1@sandbox>");
        await SendAsync(sink, mail);

        var got = await sink.WaitForAsync(message => message.To.Contains("eva@example.test"), Cancel);
        got.Subject.ShouldBe(Subject);
        got.Text.Trim().ShouldBe("Dobrý den,\r\n.tečka na začátku řádku\r\nNashledanou");
        got.Html.ShouldContain("<p>Dobrý den</p>");
        got.MessageId.ShouldBe("<order-1@sandbox>");
        got.From.ShouldBe("shop@example.test");
    }

    [Fact]
    public async Task A_refusal_for_the_next_one_is_used_up()
    {
        await using var sink = await SmtpSink.StartAsync(new SmtpSinkOptions(), Cancel);
        sink.Refuse(new SmtpRefusal { Kind = SmtpRefusalKind.Recipient, Times = 1, Code = 451 });
        using var mail = Mail("eva@example.test", "x", "y");

        var refused = await Should.ThrowAsync<SmtpException>(() => SendAsync(sink, mail));
        ((int)refused.StatusCode).ShouldBe(451);
        sink.Messages.ShouldBeEmpty();

        await SendAsync(sink, mail);
        sink.Messages.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_refusal_of_one_recipient_leaves_the_others_alone()
    {
        await using var sink = await SmtpSink.StartAsync(new SmtpSinkOptions(), Cancel);
        sink.Refuse(
            new SmtpRefusal { Kind = SmtpRefusalKind.Recipient, Recipient = "gone@", Code = 550,
                Text = "5.1.1 Unknown" });
        using var bad = Mail("gone@example.test", "x", "y");
        using var good = Mail("here@example.test", "x", "y");

        var refused = await Should.ThrowAsync<SmtpFailedRecipientException>(() => SendAsync(sink, bad));
        ((int)refused.StatusCode).ShouldBe(550);
        await SendAsync(sink, good);
        sink.Messages.Single().To.ShouldBe(["here@example.test"]);
    }

    [Fact]
    public async Task Closing_after_the_message_keeps_nothing_and_closing_before_the_answer_keeps_it()
    {
        await using var sink = await SmtpSink.StartAsync(new SmtpSinkOptions(), Cancel);
        using var mail = Mail("eva@example.test", "x", "y");

        sink.Refuse(new SmtpRefusal { Kind = SmtpRefusalKind.CloseAfterData, Times = 1 });
        await Should.ThrowAsync<SmtpException>(() => SendAsync(sink, mail));
        sink.Messages.ShouldBeEmpty();

        sink.Refuse(new SmtpRefusal { Kind = SmtpRefusalKind.CloseBeforeAnswer, Times = 1 });
        await Should.ThrowAsync<SmtpException>(() => SendAsync(sink, mail));
        sink.Messages.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Waiting_ends_when_the_message_comes()
    {
        await using var sink = await SmtpSink.StartAsync(new SmtpSinkOptions(), Cancel);
        var waiting = sink.WaitForAsync(message => message.Subject == "second", Cancel);
        using var first = Mail("eva@example.test", "first", "y");
        using var second = Mail("eva@example.test", "second", "y");
        await SendAsync(sink, first);
        waiting.IsCompleted.ShouldBeFalse();
        await SendAsync(sink, second);
        (await waiting).Subject.ShouldBe("second");
    }

    [Fact]
    public async Task Accepted_mail_outlives_the_sink_and_a_line_cut_short_is_dropped()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            await using (var sink = await SmtpSink.StartAsync(new SmtpSinkOptions { StatePath = path }, Cancel))
            {
                using var mail = Mail("eva@example.test", "Šťastnou cestu", "y");
                await SendAsync(sink, mail);
            }

            await File.AppendAllTextAsync(path, "{\"At\":\"2026-11-22T", Cancel);
            await using var again = await SmtpSink.StartAsync(new SmtpSinkOptions { StatePath = path }, Cancel);
            again.Messages.Single().Subject.ShouldBe("Šťastnou cestu");
            using var more = Mail("eva@example.test", "next", "y");
            await SendAsync(again, more);
            again.Messages.Count.ShouldBe(2);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static MailMessage Mail(string to, string subject, string text) =>
        new("shop@example.test", to, subject, text)
    {
        SubjectEncoding = Encoding.UTF8,
        BodyEncoding = Encoding.UTF8,
    };

    private static async Task SendAsync(SmtpSink sink, MailMessage mail)
    {
        using var client = new SmtpClient(sink.Host, sink.Port);
        await client.SendMailAsync(mail, Cancel);
    }
}
