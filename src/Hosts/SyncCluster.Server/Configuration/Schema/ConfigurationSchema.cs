using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using SyncCluster.Connectors.Options;
using SyncCluster.Server.Configuration.Reading;

namespace SyncCluster.Server.Configuration.Schema;

/// <summary>Writes the shapes as a JSON schema (draft-07), by which editors complete and check <c>sync.yaml</c>.</summary>
internal static class ConfigurationSchema
{
    private const string ReferencePattern = @"\$\{(env|file):[^}]+\}";
    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema with every connector of the catalog, always the same text for the same connectors.</summary>
    public static string Write(ConnectorCatalog connectors)
    {
        var root = Of(ConfigurationShape.Root, connectors);
        root.Insert(0, "$schema", "http://json-schema.org/draft-07/schema#");
        root.Insert(1, "title", "SyncCluster configuration");
        return root.ToJsonString(Layout).ReplaceLineEndings("\n") + "\n";
    }

    private static JsonObject Of(Shape shape, ConnectorCatalog connectors) => shape switch
    {
        Shape.Section section => OrShorthand(section, OfSection(section, connectors)),
        Shape.Named named => new JsonObject
        {
            ["type"] = "object",
            ["propertyNames"] = new JsonObject { ["pattern"] = named.NamePattern },
            ["additionalProperties"] = Of(named.Value, connectors),
        },
        Shape.Listed listed => new JsonObject { ["type"] = "array", ["items"] = Of(listed.Value, connectors) },
        Shape.Single single => OfSetting(single.Setting),
        Shape.OutsideSystem system => OfSystem(system, connectors),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static JsonObject OfSection(Shape.Section section, ConnectorCatalog connectors)
    {
        var properties = new JsonObject();
        foreach (var setting in section.Settings) properties[setting.Name] = OfSetting(setting);
        foreach (var member in section.Members)
        {
            var inner = Of(member.Shape, connectors);
            inner["description"] = member.Meaning;
            properties[member.Name] = inner;
        }

        var required = section.Settings.Where(setting => setting.Required).Select(setting => setting.Name)
            .Concat(section.Members.Where(member => member.Required).Select(member => member.Name))
            .Select(name => (JsonNode)name).ToArray();
        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (required.Length > 0) schema["required"] = new JsonArray(required);
        schema["additionalProperties"] = false;
        return schema;
    }

    private static JsonObject OrShorthand(Shape.Section section, JsonObject schema) => section.Shorthand is not { } name
        ? schema
        : new JsonObject { ["anyOf"] = new JsonArray(OfSetting(section.Settings.Single(setting => setting.Name == name)), schema) };

    private static JsonObject OfSystem(Shape.OutsideSystem system, ConnectorCatalog connectors)
    {
        var names = connectors.All.Select(connector => (JsonNode)connector.Name).ToArray();
        var schema = new JsonObject { ["type"] = "object" };
        var connectorProperty = new JsonObject { ["description"] = "Which connector serves it" };
        if (names.Length > 0) connectorProperty["enum"] = new JsonArray(names);
        schema["properties"] = new JsonObject { ["connector"] = connectorProperty };
        schema["required"] = new JsonArray("connector", "role");
        if (names.Length == 0) return schema;
        schema["allOf"] = new JsonArray([.. connectors.All.Select(connector => (JsonNode)new JsonObject
        {
            ["if"] = new JsonObject { ["properties"] = new JsonObject { ["connector"] = new JsonObject { ["const"] = connector.Name } } },
            ["then"] = OfSection(ShapeReader.Combined(system.Common, connector.Options), connectors),
        })]);
        return schema;
    }

    private static JsonObject OfSetting(OptionDefinition setting)
    {
        var schema = new JsonObject { ["description"] = setting.Meaning };
        switch (setting.Type)
        {
            case var _ when setting.Secret:
                Text(schema, $"^{ReferencePattern}$");
                break;
            case OptionType.Integer or OptionType.Number when setting.Allowed.Count == 0:
                schema["type"] = new JsonArray(setting.Type == OptionType.Integer ? "integer" : "number", "string");
                if (setting.Minimum is { } least) schema["minimum"] = least;
                if (setting.Maximum is { } most) schema["maximum"] = most;
                schema["pattern"] = $"^{ReferencePattern}$";
                break;
            case OptionType.Flag:
                schema["type"] = new JsonArray("boolean", "string");
                schema["pattern"] = $"^{ReferencePattern}$";
                break;
            case OptionType.Duration:
                Text(schema, $"^([0-9]+(ms|s|m|h|d)|{ReferencePattern})$");
                break;
            case OptionType.Url:
                Text(schema, $"^(https?://.*|{ReferencePattern}.*)$");
                break;
            case OptionType.List:
                schema["anyOf"] = new JsonArray(Item(setting), new JsonObject { ["type"] = "array", ["items"] = Item(setting) });
                break;
            case OptionType.Map:
                schema["type"] = "object";
                schema["additionalProperties"] = Item(setting);
                break;
            case OptionType.NestedMap:
                schema["type"] = "object";
                var inner = new JsonObject { ["type"] = "object", ["additionalProperties"] = Item(setting) };
                schema["additionalProperties"] = setting.Shorthand is null ? inner : new JsonObject { ["anyOf"] = new JsonArray(Item(setting), inner) };
                break;
            case OptionType.Steps:
                var step = new JsonObject { ["type"] = "object", ["additionalProperties"] = Item(setting) };
                schema["type"] = "array";
                schema["items"] = new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "string" }, step) };
                break;
            default:
                foreach (var (name, value) in Item(setting).ToList()) schema[name] = value?.DeepClone();
                break;
        }

        if (setting is { Default: { } text, Secret: false }) schema["default"] = DefaultOf(setting, text);
        return schema;
    }

    private static void Text(JsonObject schema, string pattern)
    {
        schema["type"] = "string";
        schema["pattern"] = pattern;
    }

    /// <summary>One text; a word that YAML takes for a number or a flag is a text to us, and so it may be to the editor.</summary>
    private static JsonObject Item(OptionDefinition setting) => setting.Allowed.Count == 0
        ? new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") }
        : new JsonObject { ["enum"] = new JsonArray([.. setting.Allowed.Select(AsYaml)]) };

    private static JsonNode AsYaml(string text) => text switch
    {
        "true" => true,
        "false" => false,
        _ when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        _ => text,
    };

    private static JsonNode? DefaultOf(OptionDefinition setting, string text) => setting.Type switch
    {
        OptionType.Integer or OptionType.Number => JsonValue.Create(decimal.Parse(text, CultureInfo.InvariantCulture)),
        OptionType.Flag => text == "true",
        OptionType.List => new JsonArray([.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(item => (JsonNode)item)]),
        OptionType.Map or OptionType.NestedMap or OptionType.Steps => null,
        _ => text,
    };
}
