using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace SyncCluster.Sandbox.Tests.WooCommerce;

/// <summary>A call recorded on a real shop: what was asked, what it answered.</summary>
internal sealed class Recording(JsonNode json)
{
    public static Recording Load(string name) =>
        new(JsonNode.Parse(
            File.ReadAllText(System.IO.Path.Combine(AppContext.BaseDirectory, "Recordings", name + ".json")))!);

    public string Path => (string)json["request"]!["path"]!;

    public int Status => (int)json["response"]!["status"]!;

    public JsonNode Answer => json["response"]!["body"]!;

    public JsonNode Root => json;

    public string? Header(string name) => (string?)json["response"]!["headers"]![name];

    /// <summary>When the shop answered, as far as its answer tells.</summary>
    public DateTimeOffset? At => Answer is JsonObject item && item["date_modified_gmt"] is { } moment
        ? DateTimeOffset.Parse((string)moment! + "Z", System.Globalization.CultureInfo.InvariantCulture)
        : null;

    /// <summary>The recorded call with its own credentials, to be sent to a stand-in.</summary>
    public HttpRequestMessage Request()
    {
        var request = new HttpRequestMessage(new HttpMethod((string)json["request"]!["method"]!), Path);
        foreach (var (name, value) in json["request"]!["headers"]!.AsObject())
        {
            var text = (string)value!;
            if (name == "Authorization") request.Headers.Authorization = Basic(text);
            else if (name != "Content-Type") request.Headers.Add(name, text);
        }

        if (json["request"]!["body"] is { } body)
        {
            var text = body is JsonValue broken ? (string)broken! : body.ToJsonString();
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return request;
    }

    /// <summary>Recordings show key and secret unencoded, followed by a remark.</summary>
    private static AuthenticationHeaderValue Basic(string shown)
    {
        var pair = shown.Split(' ')[1].Split(':');
        return RunningShop.Basic(pair[0], pair[1]);
    }
}
