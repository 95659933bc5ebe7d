using System.Collections.Frozen;
using SyncCluster.Core.Records;
using SyncCluster.Core.Supply;

namespace SyncCluster.Core.Kinds;

/// <summary>The fields of one kind and how one record of it is found in several systems.</summary>
public sealed class KindSchema
{
    /// <summary>The field of every kind that has money: the ISO 4217 code of all of it.</summary>
    public const string Currency = "currency";

    private readonly FrozenDictionary<string, FieldDefinition> _fields;

    private KindSchema(Kind kind, IReadOnlyList<FieldDefinition> fields, IReadOnlyList<string> naturalKeys)
    {
        Kind = kind;
        Fields = fields;
        NaturalKeys = naturalKeys;
        _fields = fields.ToFrozenDictionary(field => field.Name, StringComparer.Ordinal);
    }

    /// <summary>The kind.</summary>
    public Kind Kind { get; }

    /// <summary>Every field.</summary>
    public IReadOnlyList<FieldDefinition> Fields { get; }

    /// <summary>Names of the fields by which an observation finds its entity, the strongest first.</summary>
    public IReadOnlyList<string> NaturalKeys { get; }

    /// <summary>The definition of <paramref name="name"/>; null for a field of the customer's own.</summary>
    public FieldDefinition? Find(string name) => _fields.GetValueOrDefault(name);

    /// <summary>True where <paramref name="name"/> is, or holds, amounts of money.</summary>
    public bool IsMoney(string name) => Find(name) is { IsMoney: true };

    /// <summary>True where the two values mean the same for field <paramref name="name"/>; natural keys are compared as keys.</summary>
    public bool Same(string name, FieldValue? left, FieldValue? right)
    {
        if (left is null || right is null) return left is null && right is null;
        if (left.Equals(right)) return true;
        if (left is FieldValue.Text one && right is FieldValue.Text other && NaturalKeys.Contains(name))
            return NaturalKey.From(Kind, name, one.Value) == NaturalKey.From(Kind, name, other.Value);
        if (left is FieldValue.Text said && right is FieldValue.Text again && Find(name)?.Comparison == Comparison.Promise)
            return DeliveryPromise.Said(said.Value).SequenceEqual(DeliveryPromise.Said(again.Value));
        if (left is FieldValue.Items a && right is FieldValue.Items b)
        {
            if (a.Values.Count == 0 && b.Values.Count == 0) return true;
            return Find(name)?.Comparison == Comparison.Unordered
                && a.Values.Count == b.Values.Count
                && a.Values.ToHashSet().SetEquals(b.Values);
        }

        return IsVoid(left) && IsVoid(right);
    }

    /// <summary>True for a value that says "nothing there": empty, or a list or group without elements.</summary>
    public static bool IsVoid(FieldValue? value) => value switch
    {
        null or FieldValue.Nothing => true,
        FieldValue.Items items => items.Values.Count == 0,
        FieldValue.Group group => group.Fields.Count == 0,
        _ => false,
    };

    /// <summary>The schema of <paramref name="kind"/>.</summary>
    public static KindSchema Of(Kind kind) => kind switch
    {
        Kind.Product => Product,
        Kind.Category => Category,
        Kind.Customer => Customer,
        Kind.Order => Order,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind."),
    };

    private static KindSchema Product { get; } = new(Kind.Product, ProductFields.All, [ProductFields.Sku]);
    private static KindSchema Category { get; } = new(Kind.Category, CategoryFields.All, [CategoryFields.Path]);
    private static KindSchema Customer { get; } = new(Kind.Customer, CustomerFields.All, [CustomerFields.Email, CustomerFields.TaxId]);
    private static KindSchema Order { get; } = new(Kind.Order, OrderFields.All, [OrderFields.Number]);
}

/// <summary>A value by which one record is known in every system: an SKU, an e-mail, a tax id, an order number.</summary>
/// <param name="Kind">What the record is about.</param>
/// <param name="Field">The field that holds the value.</param>
/// <param name="Value">The value in comparable form: trimmed, inner blanks folded, upper case.</param>
public readonly record struct NaturalKey(Kind Kind, string Field, string Value)
{
    /// <summary>The key of a raw value, or null where it is blank.</summary>
    public static NaturalKey? From(Kind kind, string field, string? raw)
    {
        if (string.IsNullOrWhiteSpace(raw)) return null;
        var folded = string.Join(' ', FieldValue.Sound(raw).Normalize().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return new NaturalKey(kind, field, folded.ToUpperInvariant());
    }

    /// <summary>
    /// Every natural key that <paramref name="fields"/> hold, the strongest first. A contact is known by its e-mail
    /// only: its company's tax id is the company's.
    /// </summary>
    public static IEnumerable<NaturalKey> Of(Kind kind, FieldSet fields)
    {
        foreach (var name in KindSchema.Of(kind).NaturalKeys)
        {
            if (name == CustomerFields.TaxId && fields.Text(CustomerFields.Type) != CustomerFields.Company) continue;
            if (From(kind, name, fields.Text(name)) is { } key) yield return key;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {Field} '{Value}'";
}
