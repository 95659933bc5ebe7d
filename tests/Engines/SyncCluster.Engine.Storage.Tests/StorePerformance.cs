using System.Diagnostics;
using System.Globalization;
using System.Text;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Engine.Storage.Tests;

/// <summary>
/// How fast a store is here and now: no test judges it, and it runs only when asked for. The README says how and shows
/// numbers.
/// </summary>
internal static class StorePerformance
{
    /// <summary>How many entities are measured with; a variable says otherwise.</summary>
    public static int Entities { get; } = int.Parse(
        Environment.GetEnvironmentVariable("SYNCCLUSTER_STORE_ENTITIES") ?? "200000", CultureInfo.InvariantCulture);

    private const int Batch = 500;
    private static TimeSpan _processor;
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task MeasureAsync(IStateStore store, int entities, Action<string> tell, CancellationToken cancellation)
    {
        await store.MigrateAsync(cancellation);
        var order = Enumerable.Range(0, entities).ToArray();
        await CommitAsync("new entities", 0);
        await CommitAsync("changes in order", 1);
        new Random(1).Shuffle(order);
        await CommitAsync("changes at random", 2);
        await FindAsync("fingerprints at random, pages of 1000", order, 1);
        Array.Sort(order);
        await FindAsync("fingerprints in order, pages of 1000", order, 1);
        await FindAsync("fingerprints in order, two callers", order, 2);
        await LoadAsync(order);
        await TakeAsync();

        async Task CommitAsync(string what, long version)
        {
            var clock = new Stopwatch();
            foreach (var chunk in order.Chunk(Batch))
            {
                var transitions = chunk.Select(i => TransitionOf(i, version)).ToArray();
                clock.Start();
                var verdicts = await store.CommitAsync(transitions, cancellation);
                clock.Stop();
                verdicts.ShouldAllBe(verdict => verdict == CommitVerdict.Committed);
            }

            Tell(tell, $"transitions, {what}, batches of {Batch}", entities, clock.Elapsed);
        }

        async Task FindAsync(string what, int[] ids, int callers)
        {
            var pages = ids.Select(RemoteId).Chunk(1000).ToArray();
            var clock = Stopwatch.StartNew();
            await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
            {
                for (var i = caller; i < pages.Length; i += callers)
                    (await store.FindRecordsAsync("erp", Kind.Product, pages[i], cancellation))[^1].ShouldNotBeNull();
            }, cancellation)));
            Tell(tell, what, entities, clock.Elapsed);
        }

        async Task LoadAsync(int[] ids)
        {
            var clock = Stopwatch.StartNew();
            foreach (var chunk in ids.Select(EntityId).Chunk(Batch)) (await store.LoadAsync(chunk, cancellation))[^1].ShouldNotBeNull();
            Tell(tell, $"loads in order, batches of {Batch}", entities, clock.Elapsed);
        }

        async Task TakeAsync()
        {
            var clock = Stopwatch.StartNew();
            var taken = 0;
            while (taken < entities && clock.Elapsed < TimeSpan.FromSeconds(5))
            {
                var rows = await store.TakeAsync("shop", taken / 100 % 8, Start.AddDays(1), Start.AddDays(2), 100, cancellation);
                taken += rows.Count;
                if (rows.Count == 0) break;
            }

            Tell(tell, "outbox rows taken, 100 at a time", taken, clock.Elapsed);
        }
    }

    private static void Tell(Action<string> tell, string what, int count, TimeSpan elapsed)
    {
        // The machine may be busy with other things: the processor's time tells what the work itself takes.
        var processor = Environment.CpuUsage.TotalTime;
        var used = processor - _processor;
        _processor = processor;
        tell(string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-55} {count / elapsed.TotalSeconds,12:N0}/s  ({count:N0} in {elapsed.TotalSeconds:N2} s, processor {used.TotalSeconds:N2} s)"));
    }

    private static string EntityId(int i) => string.Create(CultureInfo.InvariantCulture, $"p-{i * 2654435761L % 4294967291L:x8}{i:x8}");

    private static string RemoteId(int i) => string.Create(CultureInfo.InvariantCulture, $"{i + 100000}");

    private static Transition TransitionOf(int i, long version)
    {
        var id = EntityId(i);
        var at = Start.AddSeconds(i + version);
        return new Transition
        {
            EntityId = id,
            Kind = Kind.Product,
            ExpectedVersion = version,
            State = Encoding.UTF8.GetBytes(new string((char)('a' + (i % 26)), 2500)),
            Summary = new EntitySummary($"Product number {i}", $"product number {i} sku-{i} {RemoteId(i)} brand and colour", 1, 0, 0, 0, null, false),
            At = at,
            Records =
            [
                new RecordChange(new RecordKey("erp", Kind.Product, RemoteId(i)), new Fingerprint((ulong)i, (ulong)version), new GuardValues(i % 100, "9.90")),
                .. i % 2 == 0
                    ? [new RecordChange(new RecordKey("shop", Kind.Product, RemoteId(i * 7)), new Fingerprint((ulong)i, (ulong)version), new GuardValues(i % 100, "9.90"))]
                    : Array.Empty<RecordChange>(),
            ],
            Outbox = [new OutboxChange.Put(new OutboxRow("shop", id, Kind.Product, OutboxAction.Push, $"op-{i}-{version}", i % 8, at, at))],
            History = Encoding.UTF8.GetBytes($$"""{"field":"stock","old":{{version}},"new":{{version + 1}},"system":"erp","rule":"master","why":"changed by its writer","push":"op-{{i}}"}"""),
            Published = true,
            Keys = [new NaturalKey(Kind.Product, ProductFields.Sku, $"SKU-{i}")],
        };
    }
}
