using Npgsql;
using SyncCluster.Engine.Storage.Cluster;
using SyncCluster.Engine.Storage.Tests.Postgres;
using static SyncCluster.Engine.Storage.Tests.Cluster.AdmissionTests;

namespace SyncCluster.Engine.Storage.Tests.Cluster;

public sealed class ClusterRegisterTests(PostgresSchemas schemas)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task members_are_listed_until_they_leave()
    {
        var (register, _) = await OpenAsync(TimeProvider.System);
        var (one, two) = (Card(name: "one"), Card(name: "two"));
        (await register.JoinAsync(one, false, Cancellation)).Duration().ShouldBeLessThan(TimeSpan.FromSeconds(5));
        await register.JoinAsync(two, false, Cancellation);
        (await register.ListAsync(Cancellation)).Select(seen => seen.Member).ShouldBe([one, two]);
        await register.LeaveAsync(one, Cancellation);
        (await register.ListAsync(Cancellation)).Select(seen => seen.Member.Name).ShouldBe(["two"]);
    }

    [Fact]
    public async Task a_member_at_work_keeps_another_configuration_out()
    {
        var (register, _) = await OpenAsync(TimeProvider.System);
        var works = Card("aaaa", name: "works");
        await register.JoinAsync(works, false, Cancellation);
        var joins = register.JoinAsync(Card("bbbb"), false, Cancellation);
        joins.IsCompleted.ShouldBeFalse("it waits for a sign of life");
        await BeatUntilAsync(register, works, joins);
        (await Should.ThrowAsync<ClusterRefusedException>(joins)).Message.ShouldContain("works by another sync.yaml (hash aaaa)");
        await register.JoinAsync(Card("bbbb"), true, Cancellation);
        await register.JoinAsync(Card("bbbb"), false, Cancellation);
    }

    [Fact]
    public async Task a_member_that_was_killed_keeps_nobody_out()
    {
        var (register, connection) = await OpenAsync(TimeProvider.System);
        await register.JoinAsync(Card("aaaa"), false, Cancellation);
        var joins = register.JoinAsync(Card("bbbb", cluster: "two"), false, Cancellation);
        await RunAsync(connection, "UPDATE member SET seen_at = seen_at - interval '1 minute'");
        await joins;
        (await register.ListAsync(Cancellation)).Select(seen => seen.Member.Configuration).ShouldBe(["bbbb"]);
    }

    [Fact]
    public async Task the_service_is_settled_by_whoever_comes_first()
    {
        var (register, _) = await OpenAsync(TimeProvider.System);
        await register.JoinAsync(Card(service: "shop"), false, Cancellation);
        (await Should.ThrowAsync<ClusterRefusedException>(register.JoinAsync(Card(service: "office"), true, Cancellation))).Message.ShouldContain("'shop'");
    }

    [Fact]
    public async Task of_many_that_come_at_once_with_two_configurations_one_kind_is_let_in()
    {
        var (_, connection) = await OpenAsync(TimeProvider.System);
        var cards = Enumerable.Range(0, 8).Select(number => Card(number % 2 == 0 ? "aaaa" : "bbbb", name: $"silo-{number}")).ToList();

        // Each like a process of its own, with connections of its own.
        var schema = new NpgsqlConnectionStringBuilder(connection).SearchPath!.Trim('"');
        var registers = cards.Select(card => new ClusterRegister($"{connection};Application Name={card.Name}", schema, TimeProvider.System)).ToList();
        var joins = cards.Zip(registers, (card, register) => register.JoinAsync(card, false, Cancellation)).ToList();
        var settled = Task.WhenAll(joins.Select(join => Task.WhenAny(join)));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async number =>
        {
            await Task.WhenAny(joins[number]);
            if (joins[number].IsCompletedSuccessfully) await BeatUntilAsync(registers[number], cards[number], settled);
        }));
        var inside = cards.Where((_, number) => joins[number].IsCompletedSuccessfully).ToList();
        inside.Select(card => card.Configuration).Distinct().Count().ShouldBe(1);
        inside.Count.ShouldBe(4);
    }

    [Theory]
    [InlineData(61)]
    [InlineData(-3600)]
    public async Task a_clock_that_is_wrong_by_a_minute_keeps_out(int seconds)
    {
        var (register, _) = await OpenAsync(new WrongClock(TimeSpan.FromSeconds(seconds)));
        (await Should.ThrowAsync<ClusterRefusedException>(register.JoinAsync(Card(), false, Cancellation))).Message.ShouldContain("clock");
    }

    [Fact]
    public async Task a_difference_of_seconds_is_told()
    {
        var (register, _) = await OpenAsync(new WrongClock(TimeSpan.FromSeconds(20)));
        (await register.JoinAsync(Card(), false, Cancellation)).TotalSeconds.ShouldBe(20, 5);
    }

    [Fact]
    public async Task a_database_that_is_away_is_a_fault_of_the_store_that_may_pass()
    {
        var register = new ClusterRegister("Host=127.0.0.1;Port=1;Username=nobody;Timeout=2", "anything", TimeProvider.System);
        (await Should.ThrowAsync<StoreException>(register.JoinAsync(Card(), false, Cancellation))).MayPass.ShouldBeTrue();
    }

    private static async Task BeatUntilAsync(ClusterRegister register, MemberCard member, Task ended)
    {
        while (!ended.IsCompleted) await register.BeatAsync(member, Cancellation);
    }

    private async Task<(ClusterRegister Register, string Connection)> OpenAsync(TimeProvider time)
    {
        var options = await schemas.CreateAsync(Cancellation);
        await ClusterSchema.UpgradeAsync(options.ConnectionString, options.Schema, TimeProvider.System, Cancellation);
        return (new ClusterRegister(options.ConnectionString, options.Schema, time),
            new NpgsqlConnectionStringBuilder(options.ConnectionString) { SearchPath = $"\"{options.Schema}\"" }.ConnectionString);
    }

    private static async Task RunAsync(string connection, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private sealed class WrongClock(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}
