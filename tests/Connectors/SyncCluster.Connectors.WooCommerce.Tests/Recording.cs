using System.Text;
using System.Text.Json;

namespace SyncCluster.Connectors.WooCommerce.Tests;

/// <summary>An exchange with a real shop (WooCommerce 10.5.0), as recorded.</summary>
internal sealed class Recording
{
    private readonly JsonElement _root;

    private Recording(JsonElement root) => _root = root;

    public JsonElement Body => _root.GetProperty("response").GetProperty("body");

    public int Status => _root.GetProperty("response").GetProperty("status").GetInt32();

    /// <summary>The body as it went over the wire: a recorded text is a page that is no JSON.</summary>
    public string BodyText => Body.ValueKind == JsonValueKind.String ? Body.GetString()! : Body.GetRawText();

    public string ContentType => _root.GetProperty("response").GetProperty("headers").GetProperty("Content-Type").GetString()!;

    /// <summary>A webhook's raw bytes.</summary>
    public byte[] Received => Convert.FromBase64String(_root.GetProperty("received").GetProperty("raw_body_base64").GetString()!);

    public Dictionary<string, string> ReceivedHeaders => _root.GetProperty("received").GetProperty("headers").EnumerateObject()
        .ToDictionary(header => header.Name, header => header.Value.GetString()!, StringComparer.Ordinal);

    public static Recording Of(string name)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Recordings", name + ".json"), Encoding.UTF8);
        using var document = JsonDocument.Parse(text);
        return new Recording(document.RootElement.Clone());
    }

    public static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
