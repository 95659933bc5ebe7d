using static SyncCluster.Core.Kinds.FieldForm;

namespace SyncCluster.Core.Kinds;

/// <summary>The fields of a category.</summary>
public static class CategoryFields
{
#pragma warning disable CS1591 // The meaning stands beside each name in All, where pages and schemas read it too.
    public const string Path = "path";
    public const string Name = "name";
    public const string Description = "description";
    public const string Image = "image";
    public const string Parent = "parent";
    public const string Active = "active";
#pragma warning restore CS1591

    /// <summary>Every field of a category.</summary>
    public static IReadOnlyList<FieldDefinition> All { get; } =
    [
        new(Path, Text, "Names from the root to the category joined by ' > '; by it one category is found in several systems"),
        new(Name, Text, "Name as shown to customers"),
        new(Description, Text, "Description"),
        new(Image, Text, "Public URL of the image"),
        new(Parent, Link, "The category above; empty at the root"),
        new(Active, Flag, "Shown to customers"),
    ];
}
