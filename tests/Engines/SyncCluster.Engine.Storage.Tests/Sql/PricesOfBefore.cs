using SyncCluster.Core.Records;

namespace SyncCluster.Engine.Storage.Tests.Sql;

/// <summary>
/// A record of a store from before there was a column for the prices of every list: its one price is read until the
/// record changes, and a program of then, which reads a number there, never finds anything else.
/// </summary>
internal static class PricesOfBefore
{
    public static async Task AreReadUntilTheRecordChangesAsync(IStateStore store, Func<string, Task<object?>> run, CancellationToken cancellation)
    {
        await store.MigrateAsync(cancellation);
        (await store.CommitAsync([Transition(0, ";8")], cancellation)).ShouldBe([CommitVerdict.Committed]);
        (await run("SELECT price FROM record WHERE price IS NOT NULL")).ShouldBeNull("';8' is no number");
        await run("UPDATE record SET price = '9.5', prices = NULL");
        (await PricesAsync(store, cancellation)).ShouldBe("9.5");
        (await store.CommitAsync([Transition(1, null)], cancellation)).ShouldBe([CommitVerdict.Committed]);
        (await PricesAsync(store, cancellation)).ShouldBeNull();
        (await store.CommitAsync([Transition(2, "10;;7")], cancellation)).ShouldBe([CommitVerdict.Committed]);
        (await PricesAsync(store, cancellation)).ShouldBe("10;;7");
    }

    private static async Task<string?> PricesAsync(IStateStore store, CancellationToken cancellation) =>
        (await store.FindRecordsAsync("erp", Kind.Product, ["r1"], cancellation))[0]!.Guards.Prices;

    private static Transition Transition(long version, string? prices) => new()
    {
        EntityId = "e1", Kind = Kind.Product, ExpectedVersion = version, State = new byte[] { 1 }, At = DateTimeOffset.UnixEpoch,
        Summary = new EntitySummary("", "", 0, 0, 0, 0, null, false),
        Records = [new RecordChange(new RecordKey("erp", Kind.Product, "r1"), new Fingerprint(1, (ulong)version), new GuardValues(1, prices))],
    };
}
