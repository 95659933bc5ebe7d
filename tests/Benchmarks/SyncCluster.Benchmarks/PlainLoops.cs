using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace SyncCluster.Benchmarks;

/// <summary>The same records read, hashed and kept in the same database by a loop without actors: what a script would do.</summary>
internal static class PlainLoops
{
    private const int Batch = 500;

    public static TimeSpan SqliteUpsert(string path, int records, int round)
    {
        using var connection = OpenSqlite(path);
        using var upsert = connection.CreateCommand();
        upsert.CommandText = "insert into plain (id, hash, body) values ($id, $hash, $body) on conflict (id) do update set hash = excluded.hash, body = excluded.body";
        var (id, hash, body) = (upsert.Parameters.Add("$id", SqliteType.Integer), upsert.Parameters.Add("$hash", SqliteType.Blob), upsert.Parameters.Add("$body", SqliteType.Blob));
        upsert.Prepare();
        var started = Stopwatch.GetTimestamp();
        for (var at = 0; at < records; at += Batch)
        {
            using var transaction = connection.BeginTransaction();
            upsert.Transaction = transaction;
            for (var i = at; i < Math.Min(records, at + Batch); i++)
            {
                var json = BenchRecords.Json(i, round);
                id.Value = i;
                hash.Value = SHA256.HashData(json);
                body.Value = json;
                upsert.ExecuteNonQuery();
            }

            transaction.Commit();
        }

        return Stopwatch.GetElapsedTime(started);
    }

    public static TimeSpan SqliteReread(string path, int records, int round)
    {
        using var connection = OpenSqlite(path);
        using var select = connection.CreateCommand();
        select.CommandText = "select id, hash from plain where id >= $from and id < $to order by id";
        var (from, to) = (select.Parameters.Add("$from", SqliteType.Integer), select.Parameters.Add("$to", SqliteType.Integer));
        select.Prepare();
        var known = new byte[32];
        var started = Stopwatch.GetTimestamp();
        long same = 0;
        for (var at = 0; at < records; at += Batch)
        {
            (from.Value, to.Value) = (at, at + Batch);
            using var rows = select.ExecuteReader();
            while (rows.Read())
            {
                rows.GetBytes(1, 0, known, 0, known.Length);
                if (SHA256.HashData(BenchRecords.Json(rows.GetInt32(0), round)).AsSpan().SequenceEqual(known)) same++;
            }
        }

        var elapsed = Stopwatch.GetElapsedTime(started);
        return same == records ? elapsed : throw new InvalidOperationException($"{records - same} of {records} records differ: the loop measured something else.");
    }

    public static TimeSpan PostgresUpsert(string connectionString, int records, int round)
    {
        using var connection = new NpgsqlConnection(connectionString);
        connection.Open();
        using (var create = new NpgsqlCommand("create table if not exists plain (id bigint primary key, hash bytea not null, body bytea not null)", connection)) create.ExecuteNonQuery();
        using var upsert = new NpgsqlCommand(
            "insert into plain select * from unnest($1::bigint[], $2::bytea[], $3::bytea[]) on conflict (id) do update set hash = excluded.hash, body = excluded.body", connection);
        var (ids, hashes, bodies) = (new NpgsqlParameter<long[]>(), new NpgsqlParameter<byte[][]>(), new NpgsqlParameter<byte[][]>());
        upsert.Parameters.AddRange(new NpgsqlParameter[] { ids, hashes, bodies });
        var started = Stopwatch.GetTimestamp();
        for (var at = 0; at < records; at += Batch)
        {
            var json = Enumerable.Range(at, Math.Min(Batch, records - at)).Select(i => BenchRecords.Json(i, round)).ToArray();
            ids.TypedValue = Enumerable.Range(at, json.Length).Select(i => (long)i).ToArray();
            hashes.TypedValue = json.Select(one => SHA256.HashData(one)).ToArray();
            bodies.TypedValue = json;
            upsert.ExecuteNonQuery();
        }

        return Stopwatch.GetElapsedTime(started);
    }

    private static SqliteConnection OpenSqlite(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        using var setup = connection.CreateCommand();
        setup.CommandText = "pragma journal_mode = wal; pragma synchronous = full; create table if not exists plain (id integer primary key, hash blob not null, body blob not null)";
        setup.ExecuteNonQuery();
        return connection;
    }
}
