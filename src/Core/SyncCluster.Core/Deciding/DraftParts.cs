using SyncCluster.Core.Records;

namespace SyncCluster.Core.Deciding;

/// <summary>
/// Named parts of a state in the order of their names, while they are being decided on. Nothing is copied before the
/// first change, and what did not change is given back as it came: most decisions touch few parts of many.
/// </summary>
internal sealed class DraftParts<T>(EquatableList<T> before, Func<T, string> name)
    where T : class
{
    private List<T>? _parts;

    /// <summary>The part called <paramref name="called"/>; null where there is none.</summary>
    public T? Find(string called)
    {
        foreach (var part in Now)
            if (string.Equals(name(part), called, StringComparison.Ordinal)) return part;
        return null;
    }

    /// <summary>Puts a part in its place, instead of one of the same name.</summary>
    public void Put(T part)
    {
        var parts = _parts ??= [.. before];
        var at = 0;
        while (at < parts.Count && string.CompareOrdinal(name(parts[at]), name(part)) < 0) at++;
        if (at < parts.Count && string.Equals(name(parts[at]), name(part), StringComparison.Ordinal)) parts[at] = part;
        else parts.Insert(at, part);
    }

    /// <summary>The parts as they are now; not to be kept over a change.</summary>
    public ReadOnlySpan<T> Now => _parts is null ? before.AsSpan() : System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_parts);

    /// <summary>The parts as they are now.</summary>
    public EquatableList<T> Finish() => _parts is null ? before : _parts.ToEquatableList();
}
