using System.Text.Json;
using System.Text.Json.Nodes;
using SyncCluster.Connectors.WooCommerce.Client.Wire;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.WooCommerce.Mapping;

/// <summary>
/// Addresses <c>billing</c> and <c>shipping</c> to <c>billing.*</c> and <c>delivery.*</c>, both ways. The block checkout
/// keeps them as HTML, <c>A &amp;amp; B</c>, the interface as they were sent (WooCommerce 11.0): read, both are decoded.
/// </summary>
internal static class AddressMapping
{
    private static readonly (string Part, string Wire)[] Parts =
    [
        ("company", "company"), ("street", "address_1"), ("street2", "address_2"), ("city", "city"), ("region", "state"),
        ("postcode", "postcode"), ("country", "country"), ("phone", "phone"),
    ];

    public static void Read(FieldSetBuilder fields, string which, JsonElement? address)
    {
        if (address is not { } wire) return;
        fields.Text(CustomerFields.Address(which, "name"), Name(wire));
        foreach (var (part, member) in Parts)
            if (wire.Has(member))
                fields.Text(CustomerFields.Address(which, part), HtmlText.DecodeName(wire.Text(member)));
        if (wire.Has("email")) fields.Text(CustomerFields.Address(which, "email"), Email(wire.Text("email")));
    }

    /// <summary>The members of one address that <paramref name="patch"/> speaks of; null where it speaks of none.</summary>
    public static JsonObject? Write(FieldSet patch, string which)
    {
        var wire = new JsonObject();
        if (patch[CustomerFields.Address(which, "name")] is { } name)
        {
            var (first, last) = Split((name as FieldValue.Text)?.Value ?? "");
            wire["first_name"] = first;
            wire["last_name"] = last;
        }

        foreach (var (part, member) in Parts)
            if (patch[CustomerFields.Address(which, part)] is { } value)
                wire[member] = (value as FieldValue.Text)?.Value ?? "";
        if (patch[CustomerFields.Address(which, "email")] is { } email) wire["email"] = (email as FieldValue.Text)?.Value ?? "";
        return wire.Count == 0 ? null : wire;
    }

    public static string Name(JsonElement wire) =>
        $"{HtmlText.DecodeName(wire.Text("first_name"))?.Trim()} {HtmlText.DecodeName(wire.Text("last_name"))?.Trim()}".Trim();

    public static string? Email(string? email) => email?.Trim().ToLowerInvariant();

    private static (string First, string Last) Split(string name)
    {
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length switch
        {
            0 => ("", ""),
            1 => (words[0], ""),
            _ => (string.Join(' ', words[..^1]), words[^1]),
        };
    }
}
