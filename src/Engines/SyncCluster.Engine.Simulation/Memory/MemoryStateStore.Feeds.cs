using SyncCluster.Core.Records;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Simulation.Memory;

public sealed partial class MemoryStateStore
{
    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>?> ReadDocumentAsync(string key, CancellationToken cancellation) =>
        ReadAsync<ReadOnlyMemory<byte>?>(
            "reading a document", data => data.Documents.TryGetValue(key, out var json) ? json : default(ReadOnlyMemory<byte>?), cancellation);

    /// <inheritdoc/>
    public Task WriteDocumentsAsync(IReadOnlyList<StoredDocument> documents, CancellationToken cancellation) =>
        WriteAsync("writing documents", data =>
        {
            foreach (var document in documents) data.Documents[document.Key] = document.Json.ToArray();
        }, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredDocument>> ListDocumentsAsync(string prefix, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<StoredDocument>>("listing documents", data =>
        [
            .. data.Documents.Where(document => document.Key.StartsWith(prefix, StringComparison.Ordinal))
                .Select(document => new StoredDocument(document.Key, document.Value)),
        ], cancellation);

    /// <inheritdoc/>
    public Task StageAsync(string feed, IReadOnlyList<StagedRecord> records, StoredDocument cursor, CancellationToken cancellation) =>
        WriteAsync("staging a page", data =>
        {
            var staged = Of(data.Staged, feed);
            foreach (var record in records)
                if (!staged.Exists(known => known.Record.SourceIndex == record.SourceIndex))
                    staged.Add(new StagedEntry(record with { Payload = record.Payload.ToArray() }, time.GetUtcNow()));
            data.Documents[cursor.Key] = cursor.Json.ToArray();
        }, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StagedRecord>> ReadStagedAsync(string feed, int limit, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<StagedRecord>>("reading staged records", data =>
            [.. Of(data.Staged, feed).Where(entry => !entry.Handled).Take(limit).Select(entry => entry.Record)], cancellation);

    /// <inheritdoc/>
    public Task RemoveStagedAsync(string feed, IReadOnlyList<string> sourceIndexes, CancellationToken cancellation) =>
        WriteAsync("removing staged records", data =>
        {
            foreach (var entry in Of(data.Staged, feed))
                if (sourceIndexes.Contains(entry.Record.SourceIndex)) entry.Handled = true;
        }, cancellation);

    /// <inheritdoc/>
    public Task<long> CountStagedAsync(string feed, CancellationToken cancellation) =>
        ReadAsync("counting staged records", data => Of(data.Staged, feed).LongCount(entry => !entry.Handled), cancellation);

    /// <inheritdoc/>
    public Task<bool> AddSignalAsync(StoredSignal signal, CancellationToken cancellation) =>
        WriteAsync("keeping a signal", data =>
        {
            var signals = Of(data.Signals, signal.System);
            if (signals.Exists(known => known.Signal.ContentKey == signal.ContentKey)) return false;
            signals.Add(new SignalEntry(signal with { Payload = signal.Payload.ToArray() }));
            return true;
        }, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredSignal>> ReadSignalsAsync(string system, int limit, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<StoredSignal>>("reading signals", data =>
            [.. Of(data.Signals, system).Where(entry => !entry.Handled).Take(limit).Select(entry => entry.Signal)], cancellation);

    /// <inheritdoc/>
    public Task MarkSignalsHandledAsync(string system, IReadOnlyList<string> contentKeys, CancellationToken cancellation) =>
        WriteAsync("noting signals as handled", data =>
        {
            foreach (var entry in Of(data.Signals, system))
                if (contentKeys.Contains(entry.Signal.ContentKey)) entry.Handled = true;
        }, cancellation);

    /// <inheritdoc/>
    public Task PruneAsync(DateTimeOffset before, CancellationToken cancellation) =>
        WriteAsync("forgetting what was handled", data =>
        {
            foreach (var signals in data.Signals.Values) signals.RemoveAll(entry => entry.Handled && entry.Signal.ReceivedAt < before);
            foreach (var staged in data.Staged.Values) staged.RemoveAll(entry => entry.Handled && entry.At < before);
            foreach (var item in data.Unmatched.Where(item => item.Value.LastAt < before).ToList()) data.Unmatched.Remove(item.Key);
        }, cancellation);

    /// <inheritdoc/>
    public Task ParkAsync(IReadOnlyList<ParkedItem> items, CancellationToken cancellation) =>
        WriteAsync("parking items", data =>
        {
            foreach (var item in items)
            {
                data.Parked[item.Key] = data.Parked.TryGetValue(item.Key, out var there)
                    ? item with { FirstAt = there.FirstAt, Times = there.Times + item.Times }
                    : item;
            }
        }, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ParkedItem>> FindWaitingAsync(IReadOnlyList<string> awaited, int limit, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<ParkedItem>>("looking for parked items that wait", data =>
        [
            .. data.Parked.Values.Where(item => item.Awaits is { } awaits && awaited.Contains(awaits))
                .OrderBy(item => item.FirstAt).ThenBy(item => item.Key, StringComparer.Ordinal).Take(limit),
        ], cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ParkedItem>> ListParkedAsync(string? system, Kind? kind, int limit, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<ParkedItem>>("listing parked items", data =>
        [
            .. data.Parked.Values
                .Where(item => (system is null || item.Record.System == system) && (kind is null || item.Record.Kind == kind))
                .OrderByDescending(item => item.LastAt).ThenByDescending(item => item.Key, StringComparer.Ordinal).Take(limit),
        ], cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ParkedItem>> ListResumableAsync(string system, string prefix, string after, int limit, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<ParkedItem>>("listing parked items that may go on", data =>
        [
            .. data.Parked.Values
                .Where(item => item.Record.System == system && string.CompareOrdinal(item.Key, after) > 0
                    && (item.Awaits is not null || item.Key.StartsWith(prefix, StringComparison.Ordinal)))
                .OrderBy(item => item.Key, StringComparer.Ordinal).Take(limit),
        ], cancellation);

    /// <inheritdoc/>
    public Task<ParkedItem?> FindParkedAsync(string key, CancellationToken cancellation) =>
        ReadAsync("looking up a parked item", data => data.Parked.GetValueOrDefault(key), cancellation);

    /// <inheritdoc/>
    public Task UnparkAsync(IReadOnlyList<string> keys, CancellationToken cancellation) =>
        WriteAsync("removing parked items", data =>
        {
            foreach (var key in keys) data.Parked.Remove(key);
        }, cancellation);

    private static List<T> Of<T>(Dictionary<string, List<T>> table, string key)
    {
        if (!table.TryGetValue(key, out var list)) table[key] = list = [];
        return list;
    }
}
