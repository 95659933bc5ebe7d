using System.Net;
using System.Text.Json.Nodes;

namespace SyncCluster.Sandbox.WooCommerce.Rest;

/// <summary>A refusal with the shop's own code and words. Thrown inside a write it undoes the write.</summary>
internal sealed class RestException(int status, string code, string message, JsonObject? more = null)
    : Exception(message)
{
    public int Status => status;

    public string Code => code;

    /// <summary>Whether the shop knew who called: only then it forbids caching the refusal.</summary>
    public bool KnowsCaller { get; init; } = status != 401;

    public JsonObject Body()
    {
        var data = new JsonObject { ["status"] = status };
        foreach (var (name, value) in more ?? []) data[name] = value?.DeepClone();
        var body = new JsonObject { ["code"] = code, ["message"] = Message, ["data"] = data };
        if (status == 500) body["additional_errors"] = new JsonArray();
        return body;
    }

    /// <summary>
    /// The answer inside a batch: there, and in an unknown id's update, the status differs from a single call's.
    /// </summary>
    public JsonObject BatchItem(JsonNode? id) => new() { ["id"] = id, ["error"] = Body() };

    public static RestException InvalidId(string kind, bool writing) => new(
        writing ? (int)HttpStatusCode.BadRequest : (int)HttpStatusCode.NotFound,
        $"woocommerce_rest_{kind}_invalid_id",
        "Invalid ID.");

    public static RestException NoRoute() =>
        new(404, "rest_no_route", "No route was found matching the URL and request method.");
}
