using System.Collections;
using System.Runtime.InteropServices;

namespace SyncCluster.Core.Records;

/// <summary>An immutable set of named values, ordered by name, comparing by value.</summary>
public sealed class FieldSet : IReadOnlyCollection<KeyValuePair<string, FieldValue>>, IEquatable<FieldSet>
{
    private readonly KeyValuePair<string, FieldValue>[] _fields;

    private FieldSet(KeyValuePair<string, FieldValue>[] fields) => _fields = fields;

    /// <summary>No fields.</summary>
    public static FieldSet Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _fields.Length;

    /// <summary>The value of <paramref name="name"/>, or null where the set does not speak of it.</summary>
    public FieldValue? this[string name]
    {
        get
        {
            var at = IndexOf(name);
            return at < 0 ? null : _fields[at].Value;
        }
    }

    /// <summary>The fields in order of their names, without copying.</summary>
    public ReadOnlySpan<KeyValuePair<string, FieldValue>> AsSpan() => _fields;

    /// <summary>True where the set speaks of <paramref name="name"/>.</summary>
    public bool Contains(string name) => IndexOf(name) >= 0;

    /// <summary>The text of <paramref name="name"/>; null where absent, empty or no text.</summary>
    public string? Text(string name) => (this[name] as FieldValue.Text)?.Value;

    /// <summary>The number of <paramref name="name"/>; null where absent, empty or no number.</summary>
    public decimal? Number(string name) => (this[name] as FieldValue.Number)?.Value;

    /// <summary>The flag of <paramref name="name"/>; null where absent, empty or no flag.</summary>
    public bool? Flag(string name) => (this[name] as FieldValue.Flag)?.Value;

    /// <summary>The instant of <paramref name="name"/>; null where absent, empty or no instant.</summary>
    public DateTimeOffset? Instant(string name) => (this[name] as FieldValue.Instant)?.Value;

    /// <summary>The elements of <paramref name="name"/>; empty where absent, empty or no list.</summary>
    public EquatableList<FieldValue> Items(string name) =>
        (this[name] as FieldValue.Items)?.Values ?? EquatableList<FieldValue>.Empty;

    /// <summary>This set with <paramref name="name"/> set to <paramref name="value"/>.</summary>
    public FieldSet With(string name, FieldValue value)
    {
        var at = IndexOf(name);
        if (at >= 0)
        {
            if (_fields[at].Value.Equals(value)) return this;
            var copy = _fields.ToArray();
            copy[at] = new(name, value);
            return new FieldSet(copy);
        }

        at = ~at;
        var grown = new KeyValuePair<string, FieldValue>[_fields.Length + 1];
        _fields.AsSpan(0, at).CopyTo(grown);
        grown[at] = new(name, value);
        _fields.AsSpan(at).CopyTo(grown.AsSpan(at + 1));
        return new FieldSet(grown);
    }

    /// <summary>This set without <paramref name="name"/>.</summary>
    public FieldSet Without(string name)
    {
        var at = IndexOf(name);
        return at < 0 ? this : new FieldSet([.. _fields[..at], .. _fields[(at + 1)..]]);
    }

    /// <summary>This set with every field of <paramref name="other"/> put over it.</summary>
    public FieldSet Over(FieldSet other)
    {
        if (other.Count == 0) return this;
        if (Count == 0) return other;

        // Both are in order: what only this set speaks of is put between the other's.
        var own = 0;
        foreach (ref readonly var field in _fields.AsSpan())
            if (!other.Contains(field.Key)) own++;
        if (own == 0) return other;
        var all = new KeyValuePair<string, FieldValue>[own + other.Count];
        for (int at = 0, mine = 0, theirs = 0; at < all.Length; at++)
        {
            var order = mine == _fields.Length ? 1 : theirs == other._fields.Length ? -1 : string.CompareOrdinal(_fields[mine].Key, other._fields[theirs].Key);
            all[at] = order < 0 ? _fields[mine] : other._fields[theirs];
            if (order <= 0) mine++;
            if (order >= 0) theirs++;
        }

        return new FieldSet(all);
    }

    /// <summary>The fields for which <paramref name="keep"/> holds.</summary>
    public FieldSet Where(Func<string, FieldValue, bool> keep)
    {
        if (_fields.Length > sizeof(ulong) * 8) return FromSorted([.. _fields.Where(field => keep(field.Key, field.Value))]);
        ulong kept = 0;
        for (var i = 0; i < _fields.Length; i++)
            if (keep(_fields[i].Key, _fields[i].Value)) kept |= 1UL << i;
        var count = System.Numerics.BitOperations.PopCount(kept);
        if (count == _fields.Length) return this;
        if (count == 0) return Empty;
        var fields = new KeyValuePair<string, FieldValue>[count];
        for (int i = 0, at = 0; at < count; i++)
            if ((kept & (1UL << i)) != 0) fields[at++] = _fields[i];
        return new FieldSet(fields);
    }

    /// <summary>The same names with each value passed through <paramref name="change"/>.</summary>
    public FieldSet Map(Func<string, FieldValue, FieldValue> change) =>
        new(Array.ConvertAll(_fields, field => new KeyValuePair<string, FieldValue>(field.Key, change(field.Key, field.Value))));

    /// <summary>A set of the given fields; of a name given twice the last value counts.</summary>
    public static FieldSet Of(params IEnumerable<(string Name, FieldValue Value)> fields)
    {
        var builder = new FieldSetBuilder();
        foreach (var (name, value) in fields) builder.Set(name, value);
        return builder.Build();
    }

    /// <inheritdoc/>
    public bool Equals(FieldSet? other)
    {
        if (ReferenceEquals(this, other)) return true;
        if (other is null || other._fields.Length != _fields.Length) return false;
        for (var i = 0; i < _fields.Length; i++)
            if (!string.Equals(_fields[i].Key, other._fields[i].Key, StringComparison.Ordinal) || !_fields[i].Value.Equals(other._fields[i].Value))
                return false;
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FieldSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var (name, value) in _fields)
        {
            hash.Add(name, StringComparer.Ordinal);
            hash.Add(value);
        }

        return hash.ToHashCode();
    }

    /// <summary>Goes through the fields without an object for it.</summary>
    public EquatableList<KeyValuePair<string, FieldValue>>.Enumerator GetEnumerator() => new(_fields);

    IEnumerator<KeyValuePair<string, FieldValue>> IEnumerable<KeyValuePair<string, FieldValue>>.GetEnumerator() =>
        ((IEnumerable<KeyValuePair<string, FieldValue>>)_fields).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _fields.GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => $"{{{string.Join(", ", _fields.Select(field => $"{field.Key}: {field.Value}"))}}}";

    internal static FieldSet FromSorted(List<KeyValuePair<string, FieldValue>> fields) =>
        fields.Count == 0 ? Empty : new FieldSet(CollectionsMarshal.AsSpan(fields).ToArray());

    private int IndexOf(string name)
    {
        int low = 0, high = _fields.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            var order = string.CompareOrdinal(_fields[middle].Key, name);
            if (order == 0) return middle;
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }

        return ~low;
    }
}

/// <summary>Collects fields and makes a <see cref="FieldSet"/> of them.</summary>
public sealed class FieldSetBuilder
{
    private readonly List<KeyValuePair<string, FieldValue>> _fields;

    /// <summary>An empty builder with room for <paramref name="capacity"/> fields.</summary>
    public FieldSetBuilder(int capacity = 16) => _fields = new(capacity);

    /// <summary>Sets a field; a later value of the same name wins.</summary>
    public FieldSetBuilder Set(string name, FieldValue value)
    {
        // Fields mostly come in their order: from our own JSON always.
        if (_fields.Count == 0 || string.CompareOrdinal(_fields[^1].Key, name) < 0)
        {
            _fields.Add(new(name, value));
            return this;
        }

        int low = 0, high = _fields.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            var order = string.CompareOrdinal(_fields[middle].Key, name);
            if (order == 0)
            {
                _fields[middle] = new(name, value);
                return this;
            }

            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }

        _fields.Insert(low, new(name, value));
        return this;
    }

    /// <summary>Sets a text field; blank becomes <see cref="FieldValue.Empty"/>.</summary>
    public FieldSetBuilder Text(string name, string? value) => Set(name, FieldValue.Of(value));

    /// <summary>Sets a number field; null becomes <see cref="FieldValue.Empty"/>.</summary>
    public FieldSetBuilder Number(string name, decimal? value) => Set(name, FieldValue.Of(value));

    /// <summary>Sets a flag field; null becomes <see cref="FieldValue.Empty"/>.</summary>
    public FieldSetBuilder Flag(string name, bool? value) => Set(name, FieldValue.Of(value));

    /// <summary>Sets an instant field; null becomes <see cref="FieldValue.Empty"/>.</summary>
    public FieldSetBuilder Instant(string name, DateTimeOffset? value) => Set(name, FieldValue.Of(value));

    /// <summary>Forgets every field, so that the builder serves again; sets that it built stay as they are.</summary>
    public void Clear() => _fields.Clear();

    /// <summary>The set of all fields so far.</summary>
    public FieldSet Build() => FieldSet.FromSorted(_fields);
}
