using Npgsql;
using SyncCluster.Engine.Storage.Postgres;

namespace SyncCluster.Engine.Storage.Cluster;

/// <summary>
/// Who works on a database. A process says so before it joins the cluster, is refused where it does not fit those that
/// are alive, and is heard of every few seconds from then on. All times are the database's, so that clocks that differ
/// make nobody look dead.
/// </summary>
/// <param name="connection">How Npgsql connects.</param>
/// <param name="schema">The schema that <see cref="ClusterSchema"/> made.</param>
/// <param name="time">The clock of this machine, which is compared with the database's.</param>
public sealed class ClusterRegister(string connection, string schema, TimeProvider time)
{
    /// <summary>How often a member is to be heard of.</summary>
    public static readonly TimeSpan BeatsEvery = TimeSpan.FromSeconds(3);

    // Four beats that were missed: it has ended, or cannot reach the database and can commit nothing either.
    private static readonly TimeSpan Gone = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan LooksAgainAfter = TimeSpan.FromMilliseconds(500);

    private readonly string _connection = new NpgsqlConnectionStringBuilder(connection) { SearchPath = $"\"{schema}\"", MaxPoolSize = 2, MinPoolSize = 0 }.ConnectionString;

    /// <summary>
    /// Enters <paramref name="comer"/>. A member that it does not get on with keeps it out while that one is alive; one that
    /// ended without taking leave is told from it by waiting for its next sign of life, a few seconds at most.
    /// </summary>
    /// <returns>By how much this machine's clock is ahead of the database's.</returns>
    /// <exception cref="ClusterRefusedException">The comer does not fit.</exception>
    /// <exception cref="StoreException">The database failed.</exception>
    public Task<TimeSpan> JoinAsync(MemberCard comer, bool accepts, CancellationToken cancellation) => AskAsync("joining the cluster", async open =>
    {
        var skew = await SkewAsync(open, cancellation);
        if (Admission.Clock(skew) is { } wrong) throw new ClusterRefusedException(wrong);
        DateTimeOffset? began = null;
        while (true)
        {
            await using var transaction = await open.BeginTransactionAsync(cancellation);
            await using (var turn = new NpgsqlCommand("SELECT pg_advisory_xact_lock(hashtextextended($1, 1))", open) { Parameters = { new() { Value = $"synccluster/{schema}" } } })
                await turn.ExecuteNonQueryAsync(cancellation);
            var agreement = await AgreementAsync(open, cancellation);
            if (Admission.Always(comer, agreement) is { } never) throw new ClusterRefusedException(never);
            var (now, members) = await MembersAsync(open, comer.Id, cancellation);
            began ??= now;
            var against = members.Select(one => (one.SeenAt, Why: Admission.Beside(comer, one.Member, agreement?.Configuration, accepts))).Where(one => one.Why is not null).ToList();
            if (against.FirstOrDefault(one => one.SeenAt > began) is { Why: { } why }) throw new ClusterRefusedException(why);
            if (against.Count == 0)
            {
                await EnterAsync(open, comer, cancellation);
                await transaction.CommitAsync(cancellation);
                return skew;
            }

            await transaction.RollbackAsync(cancellation);
            await Task.Delay(LooksAgainAfter, time, cancellation);
        }
    }, cancellation);

    /// <summary>A sign of life.</summary>
    /// <returns>By how much this machine's clock is ahead of the database's.</returns>
    public Task<TimeSpan> BeatAsync(MemberCard member, CancellationToken cancellation) => AskAsync("telling that this process lives", async open =>
    {
        var skew = await SkewAsync(open, cancellation);
        await WriteMemberAsync(open, member, cancellation);
        return skew;
    }, cancellation);

    /// <summary>Takes leave.</summary>
    public Task LeaveAsync(MemberCard member, CancellationToken cancellation) => AskAsync("leaving the cluster", async open =>
    {
        await using var command = new NpgsqlCommand("DELETE FROM member WHERE id = $1", open) { Parameters = { new() { Value = member.Id } } };
        return await command.ExecuteNonQueryAsync(cancellation);
    }, cancellation);

    /// <summary>Everybody who was heard of lately.</summary>
    public Task<IReadOnlyList<SeenMember>> ListAsync(CancellationToken cancellation) =>
        AskAsync("listing the cluster's members", async open => (await MembersAsync(open, Guid.Empty, cancellation)).Members, cancellation);

    private static async Task EnterAsync(NpgsqlConnection open, MemberCard comer, CancellationToken cancellation)
    {
        await using (var agreed = new NpgsqlCommand(
            """
            INSERT INTO agreement (service_id, configuration, agreed_at) VALUES ($1, $2, clock_timestamp())
            ON CONFLICT (only_one) DO UPDATE SET configuration = excluded.configuration, agreed_at = excluded.agreed_at
            WHERE agreement.configuration <> excluded.configuration
            """, open) { Parameters = { new() { Value = comer.ServiceId }, new() { Value = comer.Configuration } } })
            await agreed.ExecuteNonQueryAsync(cancellation);
        await using (var forgotten = new NpgsqlCommand("DELETE FROM member WHERE seen_at < clock_timestamp() - interval '1 day'", open))
            await forgotten.ExecuteNonQueryAsync(cancellation);
        await WriteMemberAsync(open, comer, cancellation);
    }

    private static async Task WriteMemberAsync(NpgsqlConnection open, MemberCard member, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO member (id, cluster_id, role, name, address, configuration, program, contract, understands_from, joined_at, seen_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, clock_timestamp(), clock_timestamp())
            ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at
            """, open);
        foreach (var value in new object[]
                 {
                     member.Id, member.ClusterId, member.Role, member.Name, member.Address, member.Configuration, member.Program, member.Contract, member.UnderstandsFrom,
                 })
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<ClusterAgreement?> AgreementAsync(NpgsqlConnection open, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SELECT service_id, configuration FROM agreement", open);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation) ? new ClusterAgreement(row.GetString(0), row.GetString(1)) : null;
    }

    private static async Task<(DateTimeOffset Now, IReadOnlyList<SeenMember> Members)> MembersAsync(NpgsqlConnection open, Guid but, CancellationToken cancellation)
    {
        var now = await NowAsync(open, cancellation);
        await using var command = new NpgsqlCommand(
            """
            SELECT id, coalesce((SELECT service_id FROM agreement), ''), cluster_id, role, name, address, configuration, program, contract, understands_from, joined_at, seen_at
            FROM member WHERE seen_at > $1 AND id <> $2 ORDER BY joined_at, name
            """, open) { Parameters = { new() { Value = now - Gone }, new() { Value = but } } };
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var members = new List<SeenMember>();
        while (await row.ReadAsync(cancellation))
        {
            var member = new MemberCard(
                row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetString(6), row.GetString(7), row.GetInt32(8), row.GetInt32(9));
            members.Add(new SeenMember(member, await row.GetFieldValueAsync<DateTimeOffset>(10, cancellation), await row.GetFieldValueAsync<DateTimeOffset>(11, cancellation)));
        }

        return (now, members);
    }

    /// <summary>By how much our clock is ahead, taken in the middle of the way there and back.</summary>
    private async Task<TimeSpan> SkewAsync(NpgsqlConnection open, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        var theirs = await NowAsync(open, cancellation);
        return time.GetUtcNow() - (time.GetElapsedTime(began) / 2) - theirs;
    }

    private static async Task<DateTimeOffset> NowAsync(NpgsqlConnection open, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SELECT clock_timestamp()", open);
        return new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(cancellation))!);
    }

    private async Task<T> AskAsync<T>(string what, Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellation)
    {
        try
        {
            await using var open = new NpgsqlConnection(_connection);
            await open.OpenAsync(cancellation);
            return await work(open);
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or IOException)
        {
            throw PostgresFaults.Of(what, new PostgresStoreOptions(_connection) { Schema = schema }, failure);
        }
    }
}
