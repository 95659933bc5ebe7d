using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SyncCluster.Connectors.Mail.Rendering;
using SyncCluster.Connectors.Mail.Sending;
using SyncCluster.Connectors.Mail.Tests.Rendering;
using SyncCluster.Core.Faults;
using SyncCluster.Sandbox.Smtp;

namespace SyncCluster.Connectors.Mail.Tests.Sending;

/// <summary>Over real SMTP, with a server that refuses on demand.</summary>
public sealed class SmtpMailSenderTests
{
    private const string Password = "pa55word-of-the-shop";

    private static readonly OutgoingMail Mail = new(
        "jana@customer.example", new RenderedMail("Objednávka č. 42 je na cestě", "<p>Žluťoučký kůň</p>\n", "Žluťoučký kůň\n.tečka na začátku\n"), "order-42-shipped@shop.example");

    private readonly ManualTime _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_mail_arrives_as_it_was_rendered()
    {
        await using var sink = await SmtpSink.StartAsync(new SmtpSinkOptions(), Cancellation);
        using var sender = Sender(sink, options => options with { ReplyTo = "podpora@shop.example" });
        (await sender.SendAsync(Mail with { MeantFor = "petr@customer.example" }, Cancellation)).ShouldBeNull();

        var received = sink.Messages.Single();
        received.From.ShouldBe("shop@shop.example");
        received.To.ShouldBe(["jana@customer.example"]);
        received.Subject.ShouldBe(Mail.Content.Subject);
        received.Text.ReplaceLineEndings("\n").ShouldBe(Mail.Content.Text);
        received.Html.ReplaceLineEndings("\n").ShouldBe(Mail.Content.Html);
        received.MessageId.ShouldBe("<order-42-shipped@shop.example>");
        received.Header("From").ShouldBe("Kniha & Káva <shop@shop.example>");
        received.Header("Reply-To").ShouldBe("podpora@shop.example");
        received.Header("Auto-Submitted").ShouldBe("auto-generated");
        received.Header("X-SyncCluster-Meant-For").ShouldBe("petr@customer.example");
        received.Header("Content-Type").ShouldNotBeNull().ShouldStartWith("multipart/alternative");
    }

    [Fact]
    public async Task rendered_mails_arrive_in_every_language()
    {
        await using var sink = await SmtpSink.StartAsync(new SmtpSinkOptions(), Cancellation);
        using var sender = Sender(sink);
        var renderer = new HandlebarsMailRenderer(Models.Shop);
        foreach (var language in HandlebarsMailRenderer.Languages)
        {
            var content = renderer.Render("payment-instructions", language, Models.Order());
            (await sender.SendAsync(Mail with { Content = content, MessageId = $"{language}@shop.example" }, Cancellation)).ShouldBeNull();
            var received = sink.Messages[^1];
            received.Subject.ShouldBe(content.Subject);
            received.Text.ReplaceLineEndings("\n").ShouldBe(content.Text);
            received.Html.ReplaceLineEndings("\n").ShouldBe(content.Html);
        }
    }

    [Fact]
    public async Task many_at_once_all_arrive_once()
    {
        await using var sink = await SmtpSink.StartAsync(new SmtpSinkOptions(), Cancellation);
        using var sender = Sender(sink);
        var faults = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => sender.SendAsync(Mail with { MessageId = $"{i}@shop.example" }, Cancellation)));
        faults.ShouldAllBe(fault => fault == null);
        sink.Messages.Select(mail => mail.MessageId).Distinct().Count().ShouldBe(40);
        sink.Messages.Count.ShouldBe(40);
    }

    [Theory]
    [InlineData(SmtpRefusalKind.Recipient, 451, FaultKind.Transient)]
    [InlineData(SmtpRefusalKind.Recipient, 450, FaultKind.Transient)]
    [InlineData(SmtpRefusalKind.Recipient, 550, FaultKind.Rejected)]
    [InlineData(SmtpRefusalKind.Recipient, 553, FaultKind.Rejected)]
    [InlineData(SmtpRefusalKind.Message, 451, FaultKind.Transient)]
    [InlineData(SmtpRefusalKind.Message, 554, FaultKind.Rejected)]
    [InlineData(SmtpRefusalKind.CloseAfterData, 0, FaultKind.Unknown)]
    [InlineData(SmtpRefusalKind.CloseBeforeAnswer, 0, FaultKind.Unknown)]
    public async Task a_refusal_is_told_and_the_next_mail_goes(SmtpRefusalKind kind, int code, FaultKind expected)
    {
        await using var sink = await SmtpSink.StartAsync(new SmtpSinkOptions(), Cancellation);
        using var sender = Sender(sink, options => options with { Connections = 1 });
        (await sender.SendAsync(Mail with { MessageId = "before@shop.example" }, Cancellation)).ShouldBeNull();
        sink.Refuse(new SmtpRefusal { Kind = kind, Code = code, Times = 1, Text = "5.1.1 no such mailbox" });

        var fault = (await sender.SendAsync(Mail, Cancellation)).ShouldNotBeNull();
        fault.Kind.ShouldBe(expected, fault.ToString());
        if (code > 0) fault.Code.ShouldBe(code.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (kind == SmtpRefusalKind.Recipient && expected == FaultKind.Rejected) fault.Fields.Single().Key.ShouldBe("email");

        (await sender.SendAsync(Mail with { MessageId = "after@shop.example" }, Cancellation)).ShouldBeNull();
        sink.Messages.Count.ShouldBe(kind == SmtpRefusalKind.CloseBeforeAnswer ? 3 : 2);
    }

    [Fact]
    public async Task wrong_credentials_are_a_fault_of_access_without_the_password()
    {
        await using var sink = await SmtpSink.StartAsync(
            new SmtpSinkOptions { RequireAuthentication = true, UserName = "shop", Password = "another" }, Cancellation);
        using var sender = Sender(sink, options => options with { User = "shop", Password = Password });
        var fault = (await sender.SendAsync(Mail, Cancellation)).ShouldNotBeNull();
        fault.Kind.ShouldBe(FaultKind.Auth, fault.ToString());
        fault.ToString().ShouldNotContain(Password);
    }

    [Fact]
    public async Task right_credentials_let_in()
    {
        await using var sink = await SmtpSink.StartAsync(
            new SmtpSinkOptions { RequireAuthentication = true, UserName = "shop", Password = Password }, Cancellation);
        using var sender = Sender(sink, options => options with { User = "shop", Password = Password });
        (await sender.SendAsync(Mail, Cancellation)).ShouldBeNull();
    }

    [Theory]
    [InlineData(true, "certificate")]
    [InlineData(false, "STARTTLS")]
    public async Task nothing_is_sent_where_the_connection_cannot_be_protected(bool offersTls, string told)
    {
        await using var sink = await SmtpSink.StartAsync(new SmtpSinkOptions { OfferStartTls = offersTls }, Cancellation);
        using var sender = Sender(sink, options => options with { Security = SmtpSecurity.StartTls });
        var fault = (await sender.SendAsync(Mail, Cancellation)).ShouldNotBeNull();
        fault.Kind.ShouldBe(FaultKind.Configuration, fault.ToString());
        fault.Message.ShouldContain(told);
        sink.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_server_that_is_not_there_is_tried_later()
    {
        int port;
        await using (var gone = await SmtpSink.StartAsync(new SmtpSinkOptions(), Cancellation)) port = gone.Port;
        using var sender = new SmtpMailSender(Options(port), _time, NullLogger<SmtpMailSender>.Instance);
        (await sender.SendAsync(Mail, Cancellation)).ShouldNotBeNull().Kind.ShouldBe(FaultKind.Transient);
    }

    [Theory]
    [InlineData(false, FaultKind.Transient)]
    [InlineData(true, FaultKind.Unknown)]
    public async Task a_server_that_falls_silent_is_given_up(bool takesMessage, FaultKind expected)
    {
        using var server = new SilentServer(takesMessage);
        using var sender = new SmtpMailSender(Options(server.Port), _time, NullLogger<SmtpMailSender>.Instance);
        var sending = sender.SendAsync(Mail, Cancellation);
        await server.Silent;
        _time.Advance(TimeSpan.FromSeconds(60));
        (await sending).ShouldNotBeNull().Kind.ShouldBe(expected);
    }

    [Fact]
    public async Task calling_off_before_the_message_was_taken_says_so()
    {
        using var server = new SilentServer(takesMessage: false);
        using var sender = new SmtpMailSender(Options(server.Port), _time, NullLogger<SmtpMailSender>.Instance);
        using var calledOff = new CancellationTokenSource();
        var sending = sender.SendAsync(Mail, calledOff.Token);
        await server.Silent;
        await calledOff.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => sending);
    }

    [Theory]
    [InlineData("no address")]
    [InlineData("")]
    [InlineData("a@b.example\r\nBcc: everybody@example.com")]
    [InlineData("jana@customer.example, petr@customer.example")]
    public async Task what_is_no_address_is_rejected_before_anything_is_sent(string to)
    {
        await using var sink = await SmtpSink.StartAsync(new SmtpSinkOptions(), Cancellation);
        using var sender = Sender(sink);
        (await sender.SendAsync(Mail with { To = to }, Cancellation)).ShouldNotBeNull().Kind.ShouldBe(FaultKind.Rejected);
        sink.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_subject_cannot_smuggle_headers_in()
    {
        await using var sink = await SmtpSink.StartAsync(new SmtpSinkOptions(), Cancellation);
        using var sender = Sender(sink);
        var fault = await sender.SendAsync(Mail with { Content = Mail.Content with { Subject = "Hi\r\nBcc: everybody@example.com" } }, Cancellation);
        fault.ShouldNotBeNull().Kind.ShouldBe(FaultKind.Rejected);
        sink.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task logs_name_neither_addresses_nor_secrets()
    {
        var log = new ListLogger();
        await using var sink = await SmtpSink.StartAsync(new SmtpSinkOptions(), Cancellation);
        sink.Refuse(new SmtpRefusal { Kind = SmtpRefusalKind.Recipient, Code = 550, Times = 1 });
        using var sender = new SmtpMailSender(Options(sink.Port) with { User = "u", Password = Password }, _time, log);
        await sender.SendAsync(Mail, Cancellation);
        await sender.SendAsync(Mail, Cancellation);
        log.Lines.Count.ShouldBe(2);
        log.Lines.ShouldAllBe(line => line.Contains(Mail.MessageId) && !line.Contains(Mail.To) && !line.Contains(Password));
        (Options(25) with { Password = Password }).ToString().ShouldNotContain(Password);
    }

    private SmtpMailSender Sender(SmtpSink sink, Func<SmtpOptions, SmtpOptions>? change = null) =>
        new((change ?? (options => options))(Options(sink.Port)), _time, NullLogger<SmtpMailSender>.Instance);

    private static SmtpOptions Options(int port) =>
        new("127.0.0.1", "Kniha & Káva <shop@shop.example>") { Port = port, Security = SmtpSecurity.None };

    private sealed class ListLogger : ILogger<SmtpMailSender>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
