using System.Globalization;

namespace SyncCluster.Core.Deciding;

/// <summary>Operation ids: entity, system and a number that only grows.</summary>
public static class Operation
{
    /// <summary>The id of operation number <paramref name="sequence"/>.</summary>
    public static string Id(string entityId, string system, long sequence) =>
        string.Create(CultureInfo.InvariantCulture, $"{entityId}:{system}:{sequence}");

    /// <summary>What the ids of all operations of one entity in one system begin with, and no other's.</summary>
    public static string PrefixOf(string operationId) => operationId[..(operationId.LastIndexOf(':') + 1)];

    /// <summary>The number in an operation id.</summary>
    /// <exception cref="FormatException">It is none of ours.</exception>
    public static long SequenceOf(string operationId)
    {
        var at = operationId.LastIndexOf(':');
        return at > 0 && long.TryParse(operationId.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            ? sequence
            : throw new FormatException($"'{operationId}' is no operation id.");
    }
}
