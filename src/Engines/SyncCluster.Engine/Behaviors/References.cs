using SyncCluster.Core.Records;

namespace SyncCluster.Engine.Behaviors;

/// <summary>Walks the links in values: remote ids on the outside, entity ids on the inside.</summary>
internal static class References
{
    /// <summary>Field of the key under which a push waits for a linked entity to become known in a system.</summary>
    public const string EntityField = "@entity";

    /// <summary>Every link in <paramref name="fields"/>, however deep.</summary>
    public static IEnumerable<FieldValue.Link> In(FieldSet fields) => HasLinks(fields) ? fields.SelectMany(field => In(field.Value)) : [];

    /// <summary>The same fields with every link's id translated; a link whose id translates to null is left out.</summary>
    public static FieldSet Translate(FieldSet fields, Func<FieldValue.Link, string?> idOf)
    {
        if (!HasLinks(fields)) return fields;
        var translated = new List<(string, FieldValue)>(fields.Count);
        foreach (var (name, value) in fields)
            if (Translate(value, idOf) is { } kept) translated.Add((name, kept));
        return FieldSet.Of(translated);
    }

    /// <summary>False where no value can hold a link: most products, which each page asks for several times.</summary>
    private static bool HasLinks(FieldSet fields)
    {
        foreach (ref readonly var field in fields.AsSpan())
            if (field.Value is FieldValue.Link or FieldValue.Items or FieldValue.Group or FieldValue.Delta) return true;
        return false;
    }

    private static IEnumerable<FieldValue.Link> In(FieldValue value) => value switch
    {
        FieldValue.Link link => [link],
        FieldValue.Items items => items.Values.SelectMany(In),
        FieldValue.Group group => In(group.Fields),
        FieldValue.Delta delta => delta.Added.Concat(delta.Removed).SelectMany(In),
        _ => [],
    };

    private static FieldValue? Translate(FieldValue value, Func<FieldValue.Link, string?> idOf) => value switch
    {
        FieldValue.Link link => idOf(link) is { } id ? link with { Id = id } : null,
        FieldValue.Items items => new FieldValue.Items(All(items.Values, idOf)),
        FieldValue.Group group => new FieldValue.Group(Translate(group.Fields, idOf)),
        FieldValue.Delta delta => new FieldValue.Delta(All(delta.Added, idOf), All(delta.Removed, idOf)),
        _ => value,
    };

    private static EquatableList<FieldValue> All(EquatableList<FieldValue> values, Func<FieldValue.Link, string?> idOf) =>
        values.Select(value => Translate(value, idOf)).OfType<FieldValue>().ToEquatableList();
}
