using SyncCluster.Core.Records;

namespace SyncCluster.Engine.Behaviors;

/// <summary>An entity's fields as a template reads them: <c>order.lines</c>, <c>order.billing.city</c>, beside what the set-up adds.</summary>
public static class MailModel
{
    /// <summary>The model of a message that one or several mails make: <c>orders</c> are all, <c>order</c> is the first.</summary>
    public static IReadOnlyDictionary<string, object?> Of(IReadOnlyList<FieldSet> mails, IReadOnlyDictionary<string, object?> context)
    {
        var orders = mails.Select(Tree).ToList();
        return new Dictionary<string, object?>(context, StringComparer.Ordinal) { ["order"] = orders[0], ["orders"] = orders };
    }

    private static Dictionary<string, object?> Tree(FieldSet fields)
    {
        var tree = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in fields)
        {
            var at = tree;
            var parts = name.Split('.');
            foreach (var part in parts[..^1])
            {
                if (at.GetValueOrDefault(part) is not Dictionary<string, object?> inner) at[part] = inner = new(StringComparer.Ordinal);
                at = inner;
            }

            at[parts[^1]] = Plain(value);
        }

        return tree;
    }

    private static object? Plain(FieldValue value) => value switch
    {
        FieldValue.Nothing => null,
        FieldValue.Text text => text.Value,
        FieldValue.Number number => number.Value,
        FieldValue.Flag flag => flag.Value,
        FieldValue.Instant instant => instant.Value,
        FieldValue.Items items => items.Values.Select(Plain).ToList(),
        FieldValue.Group group => Tree(group.Fields),
        _ => value.ToString(),
    };
}
