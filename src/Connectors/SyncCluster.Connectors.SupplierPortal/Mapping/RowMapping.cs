using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using SyncCluster.Connectors.SupplierPortal.Recipes;
using SyncCluster.Connectors.SupplierPortal.Tables;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Core.Supply;

namespace SyncCluster.Connectors.SupplierPortal.Mapping;

/// <summary>What is done with an item that stands on several rows.</summary>
internal enum Repeated
{
    /// <summary>The latest promise counts: a customer is told when all of it comes.</summary>
    Latest,

    /// <summary>The earliest promise counts.</summary>
    Earliest,

    /// <summary>The first row counts.</summary>
    First,
}

/// <summary>How rows become items.</summary>
/// <param name="Delivery">How dates are written.</param>
/// <param name="Mark">How numbers are written.</param>
/// <param name="Repeated">What counts where an item stands on several rows.</param>
internal sealed record RowStyle(DeliveryStyle Delivery, DecimalMark Mark, Repeated Repeated);

/// <summary>Makes items of rows. Pure.</summary>
internal static class RowMapping
{
    private const int LongestRaw = 64 * 1024;

    private static readonly HashSet<string> SumWords = new(StringComparer.Ordinal)
    {
        "celkem", "soucet", "suma", "mezisoucet", "spolu", "sucet", "medzisucet", "summe", "gesamt", "gesamtsumme", "zwischensumme", "totale", "totali",
        "subtotale", "total", "totals", "grandtotal", "subtotal", "sum",
    };

    /// <summary>Every item of the table, each once.</summary>
    public static (IReadOnlyList<ScrapedItem> Items, IReadOnlyList<RefusedRow> Refused) Map(
        IReadOnlyList<RawRow> rows, ColumnMatch match, IReadOnlyList<string> titles, RowStyle style)
    {
        var items = new List<ScrapedItem>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var refused = new List<RefusedRow>();
        for (var i = 0; i < rows.Count; i++)
        {
            if (IsSum(rows[i], match)) continue;
            if (Item(rows[i], match, titles, style) is not { } item)
            {
                var place = (i + 1).ToString(CultureInfo.InvariantCulture);
                refused.Add(new RefusedRow($"row-{place}", $"Row {place} has no code by which the item could be known.", Raw(rows[i], titles)));
                continue;
            }

            if (!places.TryGetValue(item.Id, out var at))
            {
                places[item.Id] = items.Count;
                items.Add(item);
            }
            else
            {
                items[at] = Joined(items[at], item, style.Repeated);
            }
        }

        return (items, refused);
    }

    /// <summary>The line below the items that adds them up: it says so in its first words, and promises nothing.</summary>
    public static bool IsSum(RawRow row, ColumnMatch match) =>
        row.Cells.Select(cell => cell.Text ?? "").FirstOrDefault(text => text.Length > 0) is { } first && SumWords.Contains(PlainText.Bare(first))
        && match.Columns.Where(one => one.Rule.Name is "delivery" or "ean").All(one => Text(row, one.Rule, one.Column).Length == 0);

    private static ScrapedItem? Item(RawRow row, ColumnMatch match, IReadOnlyList<string> titles, RowStyle style)
    {
        var texts = match.Columns.ToDictionary(one => one.Rule.Name, one => Text(row, one.Rule, one.Column));
        var ean = Digits(texts.GetValueOrDefault("ean"));
        var id = First(texts.GetValueOrDefault("code"), ean, texts.GetValueOrDefault("ourSku"));
        if (id is null) return null;
        var fields = new FieldSetBuilder();
        foreach (var (rule, _) in match.Columns)
        {
            if (rule.Field is not { } field || rule.Name is "delivery") continue;
            fields.Set(field, rule.Name switch
            {
                "ean" => FieldValue.Of(ean),
                "quantity" => FieldValue.Of(NumberText.Read(texts["quantity"], style.Mark)),
                "ordered" => FieldValue.Of(NumberText.Read(texts["ordered"], style.Mark)),
                _ => FieldValue.Of(texts[rule.Name]),
            });
        }

        if (!texts.ContainsKey("code")) fields.Set(SupplierFields.Code, FieldValue.Of(id));
        var problem = Promise(fields, texts, match, style);
        return new ScrapedItem(Sound(id), fields.Build(), Extras(row, match, titles, texts)) { Problem = problem };
    }

    /// <summary>The promise: by the date's column; where that says nothing, by availability or stock.</summary>
    private static string? Promise(FieldSetBuilder fields, Dictionary<string, string> texts, ColumnMatch match, RowStyle style)
    {
        var rule = match.Columns.Select(one => one.Rule).FirstOrDefault(one => one.Name == "delivery");
        var said = texts.GetValueOrDefault("delivery");
        var own = rule is { Formats.Count: > 0 } ? style.Delivery with { Formats = [.. rule.Formats, .. style.Delivery.Formats] } : style.Delivery;
        var read = rule is null ? new DeliveryReading(new DeliveryPromise.Unknown()) : DeliveryText.Read(said, own);
        if (read is { Problem: null, Promise: DeliveryPromise.Unknown }) read = ByStock(texts, style, read);
        fields.Set(SupplierFields.Delivery, FieldValue.Of(read.Promise.ToText()));
        fields.Set(SupplierFields.DeliveryText, FieldValue.Of(First(said, texts.GetValueOrDefault("availability"), texts.GetValueOrDefault("quantity"))));
        return read.Problem;
    }

    private static DeliveryReading ByStock(Dictionary<string, string> texts, RowStyle style, DeliveryReading otherwise)
    {
        if (texts.TryGetValue("availability", out var availability) && availability.Length > 0
            && DeliveryText.Read(availability, style.Delivery) is { Problem: null, Promise: not DeliveryPromise.Unknown } told) return told;
        if (texts.TryGetValue("quantity", out var quantity) && NumberText.Read(quantity, style.Mark) > 0) return new(new DeliveryPromise.InStock());
        return otherwise;
    }

    private static ScrapedItem Joined(ScrapedItem one, ScrapedItem other, Repeated rule)
    {
        if (rule == Repeated.First) return one;
        var (first, second) = (DeliveryPromise.Read(one.Fields.Text(SupplierFields.Delivery)), DeliveryPromise.Read(other.Fields.Text(SupplierFields.Delivery)));
        var later = Rank(second).CompareTo(Rank(first)) > 0;
        var chosen = later == (rule == Repeated.Latest) ? other : one;
        var fields = new FieldSetBuilder();
        foreach (var (name, value) in chosen.Fields) fields.Set(name, value);
        if (Sum(one, other, SupplierFields.Ordered) is { } ordered) fields.Set(SupplierFields.Ordered, FieldValue.Of(ordered));
        return chosen with { Fields = fields.Build(), Problem = one.Problem ?? other.Problem };
    }

    /// <summary>What is in stock comes first, then dates, then what nobody knows.</summary>
    private static (int Class, DateOnly Day) Rank(DeliveryPromise promise) => promise switch
    {
        DeliveryPromise.InStock => (0, DateOnly.MinValue),
        DeliveryPromise.Discontinued => (3, DateOnly.MaxValue),
        { Latest: { } latest } => (1, latest),
        _ => (2, DateOnly.MaxValue),
    };

    private static decimal? Sum(ScrapedItem one, ScrapedItem other, string field) =>
        one.Fields[field] is FieldValue.Number a && other.Fields[field] is FieldValue.Number b ? a.Value + b.Value : null;

    /// <summary>The text of one field of a row.</summary>
    public static string Text(RawRow row, ColumnRule rule, int column)
    {
        var cell = column >= 0 && column < row.Cells.Count ? row.Cells[column] : default;
        var element = column >= 0 ? cell.Element : row.Element;
        var text = cell.Text ?? "";
        if (rule.Css is { } css) (element, text) = element?.QuerySelector(css) is { } inner ? (inner, HtmlTable.Text(inner)) : (null, "");
        if (rule.Attribute is { } attribute) text = Attribute(element, attribute);
        if (rule.Part is not { } part) return text;
        var match = Regex.Match(text, part, RegexOptions.None, TimeSpan.FromSeconds(1));
        return match.Success ? PlainText.Clean(match.Groups[match.Groups.Count > 1 ? 1 : 0].Value) : "";
    }

    private static string Attribute(IElement? element, string name)
    {
        if (element is null) return "";
        var holder = element.HasAttribute(name) ? element : element.QuerySelector($"[{name}]");
        return PlainText.Clean(holder?.GetAttribute(name));
    }

    private static string? Extras(RawRow row, ColumnMatch match, IReadOnlyList<string> titles, Dictionary<string, string> texts)
    {
        var used = match.Columns.Where(one => one.Rule.Field is not null).Select(one => one.Column).ToHashSet();
        var extras = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < Math.Min(titles.Count, row.Cells.Count); i++)
            if (!used.Contains(i) && titles[i].Length > 0 && row.Cells[i].Text.Length > 0) extras[titles[i]] = row.Cells[i].Text;
        foreach (var (rule, _) in match.Columns.Where(one => one.Rule.Field is null))
            if (texts[rule.Name].Length > 0) extras[rule.Name] = texts[rule.Name];
        return extras.Count == 0 ? null : JsonSerializer.Serialize(extras);
    }

    private static string Raw(RawRow row, IReadOnlyList<string> titles)
    {
        var raw = string.Join("; ", row.Cells.Select((cell, i) => i < titles.Count && titles[i].Length > 0 ? $"{titles[i]}: {cell.Text}" : cell.Text));
        return raw.Length <= LongestRaw ? raw : raw[..LongestRaw];
    }

    private static string? First(params string?[] texts) => texts.FirstOrDefault(text => !string.IsNullOrWhiteSpace(text) && text is not ("-" or "–"));

    private static string? Digits(string? text) => string.IsNullOrEmpty(text) ? null : new string([.. text.Where(char.IsAsciiDigit)]) is { Length: > 0 } digits ? digits : null;

    /// <summary>An id must not look provisional.</summary>
    private static string Sound(string id) => RecordKey.IsProvisionalId(id) ? $"_{id}" : id;
}
