using System.Collections;
using System.Diagnostics.CodeAnalysis;
using HandlebarsDotNet;
using HandlebarsDotNet.IO;

namespace SyncCluster.Connectors.Mail.Rendering;

/// <summary>
/// Named values for a template. A name without a value answers with an empty node that knows its whole path: to
/// <c>{{#if}}</c> and <c>{{#each}}</c> it is nothing, and where it is shown it leaves a mark by which it is reported.
/// </summary>
internal sealed class ModelNode(string path, IReadOnlyDictionary<string, object?> values) : IReadOnlyDictionary<string, object?>
{
    /// <summary>Around the path of a value that was to be shown and is not there. Neither letter occurs in text.</summary>
    public const char MarkStart = '\u0001', MarkEnd = '\u0002';

    private static readonly IReadOnlyDictionary<string, object?> Nothing = new Dictionary<string, object?>();

    public string Path => path;

    public string Mark => MarkStart + path + MarkEnd;

    public object? this[string key] => values.TryGetValue(key, out var value) && value is not null ? value : new ModelNode(Under(path, key), Nothing);

    public IEnumerable<string> Keys => values.Keys;

    public IEnumerable<object?> Values => values.Values;

    public int Count => values.Count;

    public static string Under(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    public bool ContainsKey(string key) => true;

    public bool TryGetValue(string key, out object? value)
    {
        value = this[key];
        return true;
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Shows a node as the mark of a missing value: a node that is shown is never what the template means.</summary>
internal sealed class MissingFormatter : IFormatter, IFormatterProvider
{
    public void Format<T>(T value, in EncodedTextWriter writer) => writer.Write((value as ModelNode)?.Mark ?? "", encode: false);

    public bool TryCreateFormatter(Type type, [NotNullWhen(true)] out IFormatter? formatter)
    {
        formatter = type == typeof(ModelNode) ? this : null;
        return formatter is not null;
    }
}
