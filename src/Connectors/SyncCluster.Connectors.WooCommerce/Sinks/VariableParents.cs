using System.Text.Json;
using System.Text.Json.Nodes;
using SyncCluster.Connectors.WooCommerce.Client;
using SyncCluster.Connectors.WooCommerce.Client.Wire;
using SyncCluster.Connectors.WooCommerce.Feeds;
using SyncCluster.Connectors.WooCommerce.Mapping;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.WooCommerce.Sinks;

/// <summary>A parent that can take the variations at hand.</summary>
/// <param name="Parent">What mappings need of it.</param>
/// <param name="AttributeIds">Attribute name to the id of the shop's attribute; 0 for one of this product only.</param>
internal sealed record ReadyParent(ParentProduct Parent, IReadOnlyDictionary<string, long> AttributeIds)
{
    /// <summary>A variation's options as the shop takes them.</summary>
    public JsonArray OptionsOf(FieldValue.Group attributes) => new([.. attributes.Fields.Select(attribute =>
    {
        var option = HtmlText.EncodeOption(attribute.Value.ToString()!);
        return (JsonNode)(AttributeIds.GetValueOrDefault(attribute.Key) is > 0 and var id
            ? new JsonObject { ["id"] = id, ["option"] = option }
            : new JsonObject { ["name"] = HtmlText.EncodeOption(attribute.Key), ["option"] = option });
    })]);
}

/// <summary>
/// Makes parents ready for variations: a shop takes an option only from a product of type <c>variable</c> that lists the
/// option among its attributes, and drops it silently otherwise.
/// </summary>
internal sealed class VariableParents(WooCommerceClient client)
{
    private const int Gates = 16;

    // The shop takes a product's attributes only as a whole: of two shards that add to them at a time, one would undo the other.
    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, Gates).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Reads parent <paramref name="id"/> and adds what it lacks for <paramref name="variations"/>.</summary>
    /// <exception cref="Core.Faults.FaultException">The parent is gone, or the shop could not be asked.</exception>
    public async Task<ReadyParent> MakeReadyAsync(long id, IReadOnlyList<FieldSet> variations, CancellationToken cancellation)
    {
        var gate = _gates[(int)(id % Gates)];
        await gate.WaitAsync(cancellation);
        try
        {
            return await AddMissingAsync(id, variations, cancellation);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<ReadyParent> AddMissingAsync(long id, IReadOnlyList<FieldSet> variations, CancellationToken cancellation)
    {
        var path = $"products/{RemoteIds.Of(id)}";
        var parent = (await client.GetAsync(path, new ShopQuery().With("_fields", "id,sku,name,type,attributes"), cancellation)).Body;
        if (Missing(parent, variations) is { } body)
            parent = (await client.WriteAsync(HttpMethod.Put, path, body, cancellation)).Body;

        var ids = new Dictionary<string, long>(StringComparer.OrdinalIgnoreCase);
        foreach (var attribute in parent.Array("attributes"))
            if (NameOf(attribute) is { } name)
                ids[name] = attribute.Id("id") ?? 0;
        return new ReadyParent(ParentLookup.Of(parent), ids);
    }

    private static JsonObject? Missing(JsonElement parent, IReadOnlyList<FieldSet> variations)
    {
        var changed = parent.Text("type") != "variable";
        var attributes = parent.Array("attributes").Select(attribute => JsonNode.Parse(attribute.GetRawText())!.AsObject()).ToList();
        foreach (var (name, value) in variations.SelectMany(Options))
        {
            var attribute = attributes.Find(one => string.Equals(HtmlText.DecodeName((string?)one["name"])?.Trim(), name, StringComparison.OrdinalIgnoreCase));
            if (attribute is null)
            {
                attribute = new JsonObject { ["name"] = HtmlText.EncodeOption(name), ["visible"] = true, ["variation"] = true, ["options"] = new JsonArray() };
                attributes.Add(attribute);
                changed = true;
            }

            if (attribute["variation"] is not JsonValue flag || !flag.TryGetValue<bool>(out var varies) || !varies)
            {
                attribute["variation"] = true;
                changed = true;
            }

            changed |= AddOption(attribute, value);
        }

        if (!changed) return null;
        return new JsonObject { ["type"] = "variable", ["attributes"] = new JsonArray([.. attributes.Select(one => (JsonNode)one)]) };
    }

    private static bool AddOption(JsonObject attribute, string option)
    {
        if (attribute["options"] is not JsonArray options) attribute["options"] = options = [];
        if (options.Any(one => string.Equals(HtmlText.DecodeName((string?)one)?.Trim(), option, StringComparison.OrdinalIgnoreCase))) return false;
        options.Add((JsonNode)HtmlText.EncodeOption(option));
        return true;
    }

    private static IEnumerable<(string Name, string Option)> Options(FieldSet variation) =>
        variation[ProductFields.Attributes] is FieldValue.Group group
            ? group.Fields.Where(attribute => attribute.Value is FieldValue.Text).Select(attribute => (attribute.Key, attribute.Value.ToString()!))
            : [];

    private static string? NameOf(JsonElement attribute) => HtmlText.DecodeName(attribute.Text("name"))?.Trim();
}
