using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using SyncCluster.Connectors.WooCommerce.Client.Wire;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.WooCommerce.Mapping;

/// <summary>Categories, both ways.</summary>
internal static class CategoryMapping
{
    public const string PathSeparator = " > ";

    private static readonly FrozenSet<string> Mapped =
        new[] { "id", "name", "description", "parent" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What a shop can hold of a category. Its path follows from its name and its parent.</summary>
    public static FrozenSet<string> Writable { get; } =
        [CategoryFields.Name, CategoryFields.Description, CategoryFields.Image, CategoryFields.Parent];

    /// <param name="category">As the interface gives it.</param>
    /// <param name="path">Names from the root down; null where an ancestor is not known.</param>
    /// <param name="context">Settings and facts.</param>
    /// <param name="seenAt">When the read began.</param>
    public static Observation Read(JsonElement category, string? path, MappingContext context, DateTimeOffset seenAt)
    {
        var fields = new FieldSetBuilder(8);
        if (path is not null) fields.Text(CategoryFields.Path, path);
        fields.Text(CategoryFields.Name, HtmlText.DecodeName(category.Text("name")));
        fields.Text(CategoryFields.Description, HtmlText.DecodeDescription(category.Text("description")));
        fields.Text(CategoryFields.Image, category.Object("image")?.Text("src"));
        fields.Set(CategoryFields.Parent, category.Id("parent") is { } parent
            ? new FieldValue.Link(Kind.Category, RemoteIds.Of(parent))
            : FieldValue.Empty);
        return new Observation(context.Key(Kind.Category, RemoteIds.Of(category.RequiredId("id"))), fields.Build(), seenAt)
        {
            Extras = Extras.Of(category, Mapped),
        };
    }

    /// <summary>The members that <paramref name="patch"/> speaks of.</summary>
    public static JsonObject Write(FieldSet patch, JsonElement? extras)
    {
        var body = new JsonObject();
        if (patch.Text(CategoryFields.Name) is { } name) body["name"] = HtmlText.EncodeName(name);
        if (patch[CategoryFields.Description] is { } description)
            body["description"] = HtmlText.EncodeDescription((description as FieldValue.Text)?.Value ?? "");
        if (patch[CategoryFields.Parent] is { } parent) body["parent"] = RemoteIds.Linked(parent, Kind.Category) ?? 0;
        // The shop copies an image each time it is given the URL; the one it has is left alone.
        if (patch.Text(CategoryFields.Image) is { } url && extras?.Object("image")?.Text("src") != url)
            body["image"] = new JsonObject { ["src"] = url };
        return body;
    }
}
