using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace SyncCluster.Sandbox.Tests.WooCommerce;

/// <summary>A call recorded on a real shop: what was asked, what it answered.</summary>
internal sealed class Recording(JsonNode json)
{
    public static Recording Load(string name) =>
        new(JsonNode.Parse(File.ReadAllText(System.IO.Path.Combine(AppContext.BaseDirectory, "Recordings", name + ".json")))!);

    public string Method => (string)json["request"]!["method"]!;

    public string Path => (string)json["request"]!["path"]!;

    public string? Body => json["request"]!["body"] is { } body
        ? body is JsonValue text ? (string)text! : body.ToJsonString()
        : null;

    public int Status => (int)json["response"]!["status"]!;

    public JsonNode Answer => json["response"]!["body"]!;

    public JsonNode Root => json;

    public string? Header(string name) => (string?)json["response"]!["headers"]![name];

    /// <summary>The recorded call, to be sent to a stand-in.</summary>
    public HttpRequestMessage Request()
    {
        var request = new HttpRequestMessage(new HttpMethod(Method), Path);
        if (Body is { } body)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return request;
    }
}
