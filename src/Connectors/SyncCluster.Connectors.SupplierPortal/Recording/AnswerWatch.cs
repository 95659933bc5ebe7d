using System.Collections.Concurrent;
using Microsoft.Playwright;
using SyncCluster.Connectors.SupplierPortal.Recipes;
using SyncCluster.Connectors.SupplierPortal.Tables;
using SyncCluster.Core.Faults;

namespace SyncCluster.Connectors.SupplierPortal.Recording;

/// <summary>Notes the answers in JSON that a page fetches, and tells which of them could hold the items.</summary>
internal sealed class AnswerWatch
{
    private const int Most = 50;

    private readonly ConcurrentQueue<(string Path, Task<byte[]> Body)> _answers = new();

    public AnswerWatch(IPage page) => page.Response += (_, response) =>
    {
        if (response.Status == 200 && _answers.Count < Most && response.Headers.TryGetValue("content-type", out var type) && type.Contains("json", StringComparison.Ordinal))
            _answers.Enqueue((new Uri(response.Url).AbsolutePath, response.BodyAsync()));
    };

    /// <summary>Addresses of answers whose lists have the usual names of what is wanted, and how many rows they hold.</summary>
    public async Task<IReadOnlyList<(string Path, int Rows)>> LikelyAsync()
    {
        var likely = new List<(string Path, int Rows)>();
        foreach (var (path, body) in _answers)
        {
            try
            {
                var (table, match) = FileTable.Read(await body, new FileShape(), UsualHeadings.All);
                if (match is { HasKey: true, HasNews: true } && table.Rows.Count > 1) likely.Add((path, table.Rows.Count));
            }
            catch (Exception failure) when (failure is FaultException or PlaywrightException)
            {
                // An answer that is no table, or is no longer there, is no hint.
            }
        }

        return [.. likely.DistinctBy(one => one.Path)];
    }
}
