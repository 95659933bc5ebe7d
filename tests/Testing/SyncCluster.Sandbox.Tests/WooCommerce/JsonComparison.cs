using System.Text.Json.Nodes;

namespace SyncCluster.Sandbox.Tests.WooCommerce;

/// <summary>
/// Compares an answer with a recorded one: fields, their order, their values; addresses of the two hosts are equal.
/// </summary>
internal static class JsonComparison
{
    public static List<string> Differences(
        JsonNode? recorded, JsonNode? answered, RunningShop shop, params string[] ignored)
    {
        var found = new List<string>();
        var host = shop.Sandbox.BaseUrl["http://".Length..];
        Compare("", recorded, answered);
        return found;

        void Compare(string path, JsonNode? left, JsonNode? right)
        {
            switch (left, right)
            {
                case (JsonObject a, JsonObject b):
                    CompareObjects(path, a, b);
                    break;
                case (JsonArray a, JsonArray b) when a.Count == b.Count:
                    for (var i = 0; i < a.Count; i++) Compare($"{path}/{i}", a[i], b[i]);
                    break;
                default:
                    var expected = left?.ToJsonString().Replace("127.0.0.1:18080", host, StringComparison.Ordinal);
                    if (expected != right?.ToJsonString()) found.Add($"{path}: {expected} <> {right?.ToJsonString()}");
                    break;
            }
        }

        void CompareObjects(string path, JsonObject a, JsonObject b)
        {
            var left = a.Select(pair => pair.Key).Where(key => key != "_shortened").ToList();
            var right = b.Select(pair => pair.Key).ToList();
            if (a.ContainsKey("_shortened")) right = [.. left.Where(right.Contains)];
            if (shop.LastPath.Contains("_fields", StringComparison.Ordinal))
                right = [.. left.Where(right.Contains), .. right.Except(left)];
            if (!left.SequenceEqual(right))
                found.Add($"{path}: fields {string.Join(",", left)} <> {string.Join(",", right)}");
            foreach (var key in left.Intersect(right))
            {
                if (!ignored.Contains(key)) Compare($"{path}/{key}", a[key], b[key]);
            }
        }
    }
}
