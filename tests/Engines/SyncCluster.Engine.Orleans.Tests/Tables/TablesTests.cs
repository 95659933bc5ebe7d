using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using SyncCluster.Engine.Orleans.Grains;
using SyncCluster.Engine.Orleans.Tests.Stage;
using SyncCluster.Testing;

namespace SyncCluster.Engine.Orleans.Tests.Tables;

/// <summary>Orleans' own ADO.NET providers on our tables and statements.</summary>
public sealed class TablesTests(PostgresDatabases databases)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static readonly DateTime Began = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task membership_is_changed_by_whoever_saw_the_newest_version()
    {
        await using var stage = await OpenAsync();
        var first = await MembershipAsync(stage);
        var second = await MembershipAsync(stage);
        var seen = await first.ReadAllAsync(Cancellation);
        seen.Members.ShouldBeEmpty();
        var (a, b) = (Member(1001), Member(1002));
        (await first.InsertRowAsync(a, seen.Version.Next(), Cancellation)).ShouldBeTrue();
        (await second.InsertRowAsync(b, seen.Version.Next(), Cancellation)).ShouldBeFalse("the version that it saw is no longer the newest");
        var newer = await second.ReadAllAsync(Cancellation);
        newer.Version.Version.ShouldBe(seen.Version.Version + 1);
        (await second.InsertRowAsync(a, newer.Version.Next(), Cancellation)).ShouldBeFalse("the silo is there");
        (await second.ReadAllAsync(Cancellation)).Version.Version.ShouldBe(newer.Version.Version);
        (await second.InsertRowAsync(b, newer.Version.Next(), Cancellation)).ShouldBeTrue();

        var both = await first.ReadAllAsync(Cancellation);
        both.Members.Count.ShouldBe(2);
        var voted = a.WithStatus(SiloStatus.Active);
        voted.SuspectTimes = [Tuple.Create(b.SiloAddress, Began)];
        (await first.UpdateRowAsync(voted, newer.Version.VersionEtag, newer.Version.Next(), Cancellation)).ShouldBeFalse("that version is gone");
        (await first.UpdateRowAsync(voted, both.Members[0].Item2, both.Version.Next(), Cancellation)).ShouldBeTrue();
        var row = (await second.ReadRowAsync(a.SiloAddress, Cancellation)).Members.Single().Item1;
        (row.Status, row.HostName, row.SiloName, row.ProxyPort, row.StartTime).ShouldBe((SiloStatus.Active, "host", "silo", 30000, Began));
        row.SuspectTimes!.Single().ShouldBe(Tuple.Create(b.SiloAddress, Began));
        (await second.ReadRowAsync(Member(9).SiloAddress, Cancellation)).Members.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_silo_says_that_it_lives_without_a_new_version_and_the_dead_are_cleared_away()
    {
        await using var stage = await OpenAsync();
        var table = await MembershipAsync(stage);
        var (living, dead) = (Member(1001), Member(1002));
        foreach (var member in new[] { living, dead }) await table.InsertRowAsync(member, (await table.ReadAllAsync(Cancellation)).Version.Next(), Cancellation);
        var joined = await table.ReadAllAsync(Cancellation);
        await table.UpdateRowAsync(dead.WithStatus(SiloStatus.Dead), joined.Members[0].Item2, joined.Version.Next(), Cancellation);
        var version = (await table.ReadAllAsync(Cancellation)).Version.Version;
        living.IAmAliveTime = Began.AddMinutes(5);
        await table.UpdateIAmAliveAsync(living, Cancellation);
        var all = await table.ReadAllAsync(Cancellation);
        all.Version.Version.ShouldBe(version);
        all.Members.Single(member => member.Item1.SiloAddress.Equals(living.SiloAddress)).Item1.IAmAliveTime.ShouldBe(Began.AddMinutes(5));
        await table.CleanupDefunctSiloEntriesAsync(Began.AddMinutes(1), Cancellation);
        (await table.ReadAllAsync(Cancellation)).Members.Single().Item1.SiloAddress.ShouldBe(living.SiloAddress);
        await table.DeleteMembershipTableEntriesAsync("tables", Cancellation);
    }

    [Fact]
    public async Task reminders_are_found_by_grain_and_by_their_part_of_the_ring()
    {
        await using var stage = await OpenAsync();
        var table = stage.Silos[0].Services.GetRequiredService<IReminderTable>();
        await table.StartAsync(Cancellation);
        var grains = Enumerable.Range(0, 40).Select(i => GrainId.Create("feed", $"of-the-test/{i}")).ToList();
        foreach (var grain in grains)
            await table.UpsertRow(new ReminderEntry { GrainId = grain, ReminderName = "read", StartAt = Began, Period = TimeSpan.FromDays(60) }, Cancellation);
        var one = await table.ReadRow(grains[0], "read", Cancellation);
        (one!.StartAt, one.Period).ShouldBe((Began, TimeSpan.FromDays(60)));
        (await table.ReadRow(grains[0], "other", Cancellation)).ShouldBeNull();
        foreach (var (begin, end) in new (uint, uint)[] { (0, uint.MaxValue / 2), (uint.MaxValue / 2, 0), (uint.MaxValue - 5, 4000000), (1, uint.MaxValue), (7, 7) })
        {
            var expected = grains.Where(grain => begin < end ? grain.GetUniformHashCode() > begin && grain.GetUniformHashCode() <= end
                : grain.GetUniformHashCode() > begin || grain.GetUniformHashCode() <= end);
            var found = (await table.ReadRows(begin, end, Cancellation)).Reminders.Select(entry => entry.GrainId).Where(grain => grains.Contains(grain));
            found.ShouldBe(expected, ignoreOrder: true, $"({begin}, {end}]");
        }

        var changed = await table.UpsertRow(new ReminderEntry { GrainId = grains[0], ReminderName = "read", StartAt = Began.AddDays(1), Period = TimeSpan.FromMinutes(1) }, Cancellation);
        changed.ShouldNotBe(one.ETag);
        (await table.RemoveRow(grains[0], "read", one.ETag!, Cancellation)).ShouldBeFalse("somebody changed it meanwhile");
        (await table.RemoveRow(grains[0], "read", changed!, Cancellation)).ShouldBeTrue();
        (await table.ReadRows(grains[0], Cancellation)).Reminders.ShouldBeEmpty();
    }

    [Fact]
    public async Task grain_state_is_written_by_whoever_read_the_newest_version()
    {
        await using var stage = await OpenAsync();
        var storage = stage.Silos[0].Services.GetRequiredKeyedService<IGrainStorage>(ScheduledGrain.Storage);
        foreach (var grain in new[] { GrainId.Create("feed", "erp/products"), GrainId.Create("mail", "3"), GrainId.Create("inbox", Guid.NewGuid().ToString("N")) })
        {
            var mine = State("read", 15);
            await storage.WriteStateAsync("of-the-test", grain, mine);
            mine.ETag.ShouldBe("1");
            var theirs = new GrainState<GrainSchedules>();
            await storage.ReadStateAsync("of-the-test", grain, theirs);
            theirs.State!.Periods["read"].ShouldBe(TimeSpan.FromSeconds(15));
            await storage.WriteStateAsync("of-the-test", grain, theirs);
            await Should.ThrowAsync<InconsistentStateException>(() => storage.WriteStateAsync("of-the-test", grain, mine));
            await Should.ThrowAsync<InconsistentStateException>(() => storage.WriteStateAsync("of-the-test", grain, State("read", 1)));
            await Should.ThrowAsync<InconsistentStateException>(() => storage.ClearStateAsync("of-the-test", grain, mine));
            await storage.ClearStateAsync("of-the-test", grain, theirs);
            var cleared = new GrainState<GrainSchedules>();
            await storage.ReadStateAsync("of-the-test", grain, cleared);
            (cleared.RecordExists, cleared.ETag).ShouldBe((false, "3"));
            await storage.WriteStateAsync("of-the-test", grain, cleared);
            cleared.ETag.ShouldBe("4");
        }
    }

    private static GrainState<GrainSchedules> State(string name, int seconds) =>
        new(new GrainSchedules { Periods = { [name] = TimeSpan.FromSeconds(seconds) } });

    private static MembershipEntry Member(int port) => new()
    {
        SiloAddress = SiloAddress.New(System.Net.IPAddress.Parse("10.1.2.3"), port, 77), SiloName = "silo", HostName = "host", ProxyPort = 30000,
        Status = SiloStatus.Joining, StartTime = Began, IAmAliveTime = Began,
    };

    /// <summary>The provider of a silo that never starts, of a cluster that has no other.</summary>
    private static async Task<IMembershipTable> MembershipAsync(OrleansStage stage)
    {
        var table = stage.Unstarted("tables").Services.GetRequiredService<IMembershipTable>();
        await table.InitializeMembershipTableAsync(true, Cancellation);
        return table;
    }

    private async Task<OrleansStage> OpenAsync()
    {
        Assert.SkipWhen(PostgresServer.WhyMissing is not null, PostgresServer.WhyMissing ?? "");
        var stage = new OrleansStage(await databases.CreateAsync(Cancellation), silos: 1);
        await stage.StartAsync();
        return stage;
    }
}
