using SyncCluster.Core.Kinds;

namespace SyncCluster.Engine.Storage.Sql;

internal abstract partial class SqlStateStore
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<string?>> FindOwnersAsync(IReadOnlyList<NaturalKey> keys, CancellationToken cancellation) =>
        ReadAsync("looking up natural keys", session => OwnersAsync(session, TextsOf(keys)), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ClaimAsync(IReadOnlyList<(NaturalKey Key, string EntityId)> claims, CancellationToken cancellation) =>
        WriteAsync<IReadOnlyList<string>>("claiming natural keys", async session =>
        {
            // In one order for every process, so that two that claim the same keys do not wait for each other in a circle.
            var texts = TextsOf(claims.Select(claim => claim.Key));
            var order = Enumerable.Range(0, texts.Length).OrderBy(i => texts[i], StringComparer.Ordinal);
            await session.ExecuteManyAsync(
                "INSERT INTO natural_key (natural_key, entity_id) VALUES (@key, @entity) ON CONFLICT (natural_key) DO NOTHING",
                [.. order.Select(i => new (string, object?)[] { ("@key", texts[i]), ("@entity", claims[i].EntityId) })]);
            var owners = await OwnersAsync(session, texts);
            return [.. owners.Select(owner => owner!)];
        }, cancellation);

    private static string[] TextsOf(IEnumerable<NaturalKey> keys) => [.. keys.Select(key => StoredNumbers.Text(key))];

    private static async Task<IReadOnlyList<string?>> OwnersAsync(SqlSession session, string[] texts)
    {
        var found = await session.QueryAsync(
            $"SELECT natural_key, entity_id FROM natural_key WHERE {session.Dialect.Among("natural_key", "@keys")}",
            row => (row.GetString(0), row.GetString(1)),
            ("@keys", texts));
        return InOrder(texts, found);
    }
}
