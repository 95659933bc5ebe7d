using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using SyncCluster.Connectors.WooCommerce.Mapping;
using SyncCluster.Connectors.Writing;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.WooCommerce.Sinks;

/// <summary>
/// Completes the memory of images right after they were uploaded: only the answer tells which id each of our URLs became,
/// and only now is it certain, since the shop answers in the order sent.
/// </summary>
internal sealed partial class ImageMemoryWriter(ShopParts parts, BatchWriter batches)
{
    private readonly ILogger _logger = parts.Services.Logs.CreateLogger(typeof(ImageMemoryWriter).FullName!);

    /// <summary>Writes the ids of images that <paramref name="items"/> uploaded, and makes their receipts speak of our URLs.</summary>
    public async Task RememberAsync(string path, IReadOnlyList<BatchItem> items, PushOutcome?[] outcomes, CancellationToken cancellation)
    {
        var followUps = new List<BatchItem>();
        foreach (var item in items)
        {
            if (outcomes[item.Index] is not PushOutcome.Written written || Uploaded(item.Body) is not { } urls) continue;
            if (Extras.Read(written.Receipt.Extras) is not { } stored) continue;
            var images = ImageMemory.Read(stored);
            // A plugin that adds or drops images leaves no order to go by; file names must do then.
            if (images.Count != urls.Count) continue;
            var known = images.Select((image, place) => image with { SourceUrl = urls[place] }).ToList();
            var receipt = written.Receipt with
            {
                Stored = written.Receipt.Stored?.With(ProductFields.Images, FieldValue.Of(urls.Select(url => FieldValue.Of(url)))),
            };
            outcomes[item.Index] = new PushOutcome.Written(receipt);
            followUps.Add(new BatchItem(item.Index, new JsonObject { ["meta_data"] = new JsonArray(ImageMemory.ToMeta(urls, known)) },
                RemoteIds.Product(receipt.RemoteId)!.Value.Id, item.Receipt));
        }

        if (followUps.Count == 0) return;
        var results = new PushOutcome?[outcomes.Length];
        await batches.WriteAsync(path, followUps, results, cancellation);
        foreach (var item in followUps)
        {
            // What was asked for is done either way; without its ids the memory goes by file names until the next write.
            if (results[item.Index] is PushOutcome.Written written) outcomes[item.Index] = written;
            else if (results[item.Index] is PushOutcome.Failed failed)
                LogForgotten(parts.System, ((PushOutcome.Written)outcomes[item.Index]!).Receipt.RemoteId, failed.Fault.ToString());
        }
    }

    /// <summary>Our URLs in the order sent, where at least one was uploaded; null where none was.</summary>
    private static List<string>? Uploaded(JsonObject body)
    {
        JsonArray sent = body["images"] as JsonArray ?? (body["image"] is JsonObject single ? [single.DeepClone()] : []);
        if (!sent.Any(image => image!["src"] is not null)) return null;
        var memory = (body["meta_data"] as JsonArray)?.FirstOrDefault(entry => (string?)entry!["key"] == ImageMemory.MetaKey);
        return memory?["value"] is JsonArray list ? [.. list.Select(entry => (string)entry!["src"]!)] : null;
    }

    [LoggerMessage(30, LogLevel.Warning, "{System}: the images of product {RemoteId} were uploaded, but their ids were not noted: {Fault}")]
    private partial void LogForgotten(string system, string remoteId, string fault);
}
