using SyncCluster.Connectors.Mail.Safety;
using SyncCluster.Core.Faults;

namespace SyncCluster.Connectors.Mail.Tests.Safety;

public sealed class MailSafetyTests
{
    private static readonly OutgoingMail Mail = new(
        "jana@customer.example", new RenderedMail("Hello", "<html><body class=\"a\"><p>Hi</p></body></html>", "Hi\n"), "order-1@shop.example");

    private readonly List<OutgoingMail> _sent = [];
    private readonly ManualTime _time = new();

    [Fact]
    public async Task without_settings_a_mail_goes_as_it_is()
    {
        (await Send(new MailSafetyOptions())).ShouldBeNull();
        _sent.ShouldBe([Mail]);
    }

    [Fact]
    public async Task test_mode_redirects_and_says_whom_it_was_meant_for()
    {
        (await Send(new MailSafetyOptions { RedirectTo = "team@shop.example", AllowedDomains = ["nowhere.example"] })).ShouldBeNull();
        var mail = _sent.Single();
        mail.To.ShouldBe("team@shop.example");
        mail.MeantFor.ShouldBe("jana@customer.example");
        mail.MessageId.ShouldBe(Mail.MessageId);
        mail.Content.Text.ShouldStartWith("Test mode: this mail was meant for jana@customer.example.\n\nHi");
        mail.Content.Html.ShouldContain("<body class=\"a\"><p style");
        mail.Content.Html.ShouldContain("jana@customer.example");
    }

    [Theory]
    [InlineData("jana@customer.example", true)]
    [InlineData("jana@CUSTOMER.example", true)]
    [InlineData("jana@evilcustomer.example", false)]
    [InlineData("jana@customer.example.evil.example", false)]
    [InlineData("no address", false)]
    public async Task only_allowed_domains_get_mail(string to, bool allowed)
    {
        var fault = await Send(new MailSafetyOptions { AllowedDomains = ["@customer.example"] }, Mail with { To = to });
        (fault is null).ShouldBe(allowed);
        _sent.Count.ShouldBe(allowed ? 1 : 0);
        fault?.Kind.ShouldBe(FaultKind.Rejected);
        fault?.ToString().ShouldNotContain(to);
    }

    [Fact]
    public async Task the_fuse_holds_a_storm_and_says_for_how_long()
    {
        var safety = new MailSafety(new Recorder(_sent), new MailSafetyOptions { MostPerWindow = 2 }, _time);
        (await safety.SendAsync(Mail, TestContext.Current.CancellationToken)).ShouldBeNull();
        _time.Advance(TimeSpan.FromMinutes(4));
        (await safety.SendAsync(Mail, TestContext.Current.CancellationToken)).ShouldBeNull();

        var fault = (await safety.SendAsync(Mail, TestContext.Current.CancellationToken)).ShouldNotBeNull();
        fault.Kind.ShouldBe(FaultKind.Throttled);
        fault.RetryAfter.ShouldBe(TimeSpan.FromMinutes(6));

        _time.Advance(TimeSpan.FromMinutes(6));
        (await safety.SendAsync(Mail, TestContext.Current.CancellationToken)).ShouldBeNull();
        (await safety.SendAsync(Mail, TestContext.Current.CancellationToken)).ShouldNotBeNull();
        _sent.Count.ShouldBe(3);
    }

    [Fact]
    public async Task a_limit_of_none_sends_nothing() =>
        (await Send(new MailSafetyOptions { MostPerWindow = 0 })).ShouldNotBeNull().RetryAfter.ShouldBe(TimeSpan.FromMinutes(10));

    private Task<Fault?> Send(MailSafetyOptions options, OutgoingMail? mail = null) =>
        new MailSafety(new Recorder(_sent), options, _time).SendAsync(mail ?? Mail, TestContext.Current.CancellationToken);

    private sealed class Recorder(List<OutgoingMail> sent) : IMailSender
    {
        public Task<Fault?> SendAsync(OutgoingMail mail, CancellationToken cancellation)
        {
            sent.Add(mail);
            return Task.FromResult<Fault?>(null);
        }
    }
}
