using System.Text.Json.Nodes;

namespace SyncCluster.Sandbox.WooCommerce.Rest;

/// <summary>Gathers every bad parameter; the shop names them all in one answer.</summary>
internal sealed class ParameterErrors
{
    private readonly JsonObject _params = [];
    private readonly JsonObject _details = [];

    public void Add(string parameter, string code, string message, string? path = null)
    {
        if (_params.ContainsKey(parameter)) return;
        _params[parameter] = message;
        _details[parameter] = new JsonObject
        {
            ["code"] = code,
            ["message"] = message,
            ["data"] = path is null ? null : new JsonObject { ["param"] = path },
        };
    }

    public void Type(string parameter, string path, string type) =>
        Add(parameter, "rest_invalid_type", $"{path} is not of type {type}.", path);

    public void NotOneOf(string parameter, string path, IReadOnlyList<string> allowed)
    {
        var list = allowed.Count == 2
            ? $"{allowed[0]} and {allowed[1]}"
            : string.Join(", ", allowed.Take(allowed.Count - 1)) + ", and " + allowed[^1];
        Add(parameter, "rest_not_in_enum", $"{path} is not one of {list}.");
    }

    public void ThrowIfAny()
    {
        if (_params.Count == 0) return;
        throw new RestException(
            400,
            "rest_invalid_param",
            "Invalid parameter(s): " + string.Join(", ", _params.Select(pair => pair.Key)),
            new JsonObject { ["params"] = _params, ["details"] = _details });
    }

    public static RestException Missing(string parameter) => new(
        400,
        "rest_missing_callback_param",
        "Missing parameter(s): " + parameter,
        new JsonObject { ["params"] = new JsonArray(parameter) });
}
