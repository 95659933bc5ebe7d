using SyncCluster.Core.Records;
using SyncCluster.Engine.Storage;
using SyncCluster.Server.Tests.Stage;

namespace SyncCluster.Server.Tests.Http;

public sealed class MailTests
{
    [Fact]
    public async Task a_mail_of_which_nobody_knows_waits_for_a_person()
    {
        await using var server = await RunningServer.StartAsync(new House());
        var store = server.Installation.Store;
        var now = TimeProvider.System.GetUtcNow();
        var cancellation = TestContext.Current.CancellationToken;
        await store.CommitAsync(
        [
            new Transition
            {
                EntityId = "order-1", Kind = Kind.Order, ExpectedVersion = 0, At = now, State = "{}"u8.ToArray(), Summary = new EntitySummary("1", "1", 0, 0, 0, 0, null, false),
                Mails = [new MailDraft("one", 0, "order-state", "en", "ann@example.com", "{}"u8.ToArray()), new MailDraft("two", 0, "order-state", "en", "ben@example.com", "{}"u8.ToArray())],
            },
        ], cancellation);
        await store.FinishMailsAsync(["one", "two"], MailStatus.Uncertain, now, null, "The connection broke.", cancellation);

        var uncertain = await server.GetAsync("/api/mails?status=uncertain");
        uncertain.EnumerateArray().Select(mail => mail.GetProperty("evidence").GetString()).ShouldAllBe(text => text == "The connection broke.");
        (await server.PostAsync("/api/mails/resend", new { key = "one" })).Status.ShouldBe(200);
        (await server.PostAsync("/api/mails/drop", new { key = "two" })).Status.ShouldBe(200);
        (await server.PostAsync("/api/mails/drop", new { key = "two" })).Status.ShouldBe(409);
        var mails = (await server.GetAsync("/api/mails")).EnumerateArray().ToDictionary(mail => mail.GetProperty("key").GetString()!, mail => mail.GetProperty("status").GetString());
        mails.ShouldBe(new Dictionary<string, string?> { ["one"] = "pending", ["two"] = "suppressed" }, ignoreOrder: true);
        (await store.OldestPendingMailAsync(cancellation)).ShouldNotBeNull();
    }
}
