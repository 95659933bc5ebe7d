using System.Globalization;
using System.Text;
using System.Text.Json;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Engine.Storage.Sql;

/// <summary>How values are written in both dialects: as numbers and texts that compare and sort as the values do.</summary>
internal static class StoredNumbers
{
    /// <summary>Every kind; its place is its number. A test holds names and numbers: they stand in databases.</summary>
    public static readonly Kind[] Kinds = [Kind.Product, Kind.Category, Kind.Customer, Kind.Order];

    /// <summary>How an entity that passed into another is marked where others say whether they are gone.</summary>
    public const short Merged = 2;

    private static readonly string[] KindNames = [.. Kinds.Select(kind => kind.ToString())];

    /// <summary>0 for an entity that is there, 1 for one that is gone, <see cref="Merged"/> for one that passed into another.</summary>
    public static short Gone(EntitySummary summary) => summary switch { { Merged: true } => Merged, { Tombstoned: true } => 1, _ => 0 };

    /// <summary>Steps of 100 nanoseconds since 1970-01-01 UTC.</summary>
    public static long Ticks(DateTimeOffset at) => at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;

    /// <summary>The instant of <see cref="Ticks"/>.</summary>
    public static DateTimeOffset Instant(long ticks) => new(ticks + DateTimeOffset.UnixEpoch.Ticks, TimeSpan.Zero);

    /// <summary>A decimal without loss.</summary>
    public static string? Text(decimal? value) => value?.ToString(CultureInfo.InvariantCulture);

    /// <summary>The decimal of <see cref="Text(decimal?)"/>.</summary>
    public static decimal? Decimal(string? text) => text is null ? null : decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>A natural key as one text.</summary>
    public static string Text(NaturalKey key) => string.Concat(KindNames[(int)key.Kind], "/" + key.Field + "/", key.Value);

    /// <summary>The natural key of <see cref="Text(NaturalKey)"/>.</summary>
    public static NaturalKey Key(string text)
    {
        var field = text.IndexOf('/', StringComparison.Ordinal) + 1;
        var value = text.IndexOf('/', field) + 1;
        return new NaturalKey(Kinds[Array.IndexOf(KindNames, text[..(field - 1)])], text[field..(value - 1)], text[value..]);
    }

    /// <summary>Natural keys as a JSON array; null for none.</summary>
    public static string? Text(IReadOnlyList<NaturalKey> keys) =>
        keys.Count == 0 ? null : JsonSerializer.Serialize(keys.Select(Text).ToArray());

    /// <summary>The natural keys of <see cref="Text(IReadOnlyList{NaturalKey})"/>.</summary>
    public static NaturalKey[] Keys(string? json) =>
        json is null ? [] : Array.ConvertAll(JsonSerializer.Deserialize<string[]>(json)!, Key);

    /// <summary>Free text as every database takes it: without the zero character and without halves of characters.</summary>
    public static string Clean(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal)) text = text.Replace('\0', ' ');
        return text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) : text;
    }
}
