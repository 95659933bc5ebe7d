using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using SyncCluster.Engine.Codec;

namespace SyncCluster.Server.Http.Answers;

/// <summary>How the API writes JSON: camel case, words for cases, field values as they are stored.</summary>
internal static class ApiJson
{
    /// <summary>The options of the API, also for lines of <c>export</c> and <c>--json</c>.</summary>
    public static JsonSerializerOptions Options { get; } = Build(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    public static JsonSerializerOptions Build(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        foreach (var converter in EngineJson.Options.Converters) options.Converters.Add(converter);
        return options;
    }
}
