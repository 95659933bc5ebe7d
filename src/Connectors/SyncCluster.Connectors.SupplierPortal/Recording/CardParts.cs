using System.Text.RegularExpressions;
using AngleSharp.Dom;
using SyncCluster.Connectors.SupplierPortal.Mapping;
using SyncCluster.Connectors.SupplierPortal.Recipes;
using SyncCluster.Connectors.SupplierPortal.Tables;
using SyncCluster.Core.Supply;

namespace SyncCluster.Connectors.SupplierPortal.Recording;

/// <summary>Tells the parts of cards that carry no labels: by what the page calls them, and by what they hold.</summary>
internal static partial class CardParts
{
    private static readonly DeliveryStyle Style = new(new DateOnly(2026, 1, 1));

    private static readonly (string Field, Regex Words)[] Called =
    [
        ("ean", Ean()), ("code", Code()), ("delivery", Delivery()), ("name", Name()), ("ordered", Ordered()), ("availability", Availability()),
    ];

    /// <summary>A rule for each field whose part is found.</summary>
    public static IReadOnlyList<ColumnRule> Of(IReadOnlyList<IElement> records)
    {
        var parts = records.SelectMany(record => record.QuerySelectorAll("*").Where(one => one.ChildElementCount == 0).Select(Selector).OfType<string>().Distinct())
            .CountBy(css => css).Where(one => one.Value * 2 > records.Count).Select(one => new Part(one.Key, Texts(records, one.Key))).ToList();
        var rules = new List<ColumnRule>();
        foreach (var (field, words) in Called)
            if (parts.FirstOrDefault(part => words.IsMatch(part.Css) && Holds(field, part.Texts)) is { } called) Take(field, called);
        foreach (var field in new[] { "ean", "delivery", "code" })
            if (rules.TrueForAll(rule => rule.Name != field) && parts.FirstOrDefault(part => Looks(field, part.Texts)) is { } like) Take(field, like);
        return rules;

        void Take(string field, Part part)
        {
            parts.Remove(part);
            rules.Add(new ColumnRule(field) { Css = part.Css });
        }
    }

    private static List<string> Texts(IReadOnlyList<IElement> records, string css) =>
        [.. records.Select(record => record.QuerySelector(css)).OfType<IElement>().Select(HtmlTable.Text)];

    /// <summary>What a part is called must agree with what it holds, where that can be told.</summary>
    private static bool Holds(string field, List<string> texts) => field is not ("ean" or "delivery") || Looks(field, texts);

    private static bool Looks(string field, List<string> texts) => field switch
    {
        "ean" => Share(texts, text => Digits().IsMatch(text)) > 0.8,
        "delivery" => Share(texts, text => DeliveryText.Read(text, Style) is { Problem: null, Promise: not DeliveryPromise.Unknown }) > 0.5,
        _ => Share(texts, text => LikeCode().IsMatch(text) && !Digits().IsMatch(text)) > 0.8 && texts.Distinct().Count() == texts.Count,
    };

    private static double Share(List<string> texts, Func<string, bool> holds) => texts.Count == 0 ? 0 : (double)texts.Count(holds) / texts.Count;

    /// <summary>By what its makers called it.</summary>
    private static string? Selector(IElement part)
    {
        foreach (var name in new[] { "data-field", "data-col", "data-column", "data-testid", "itemprop" })
            if (part.GetAttribute(name) is { } called && Word().IsMatch(called)) return $"[{name}={called}]";
        return part.ClassList.FirstOrDefault(name => Word().IsMatch(name)) is { } own ? "." + own : null;
    }

    private sealed record Part(string Css, List<string> Texts);

    [GeneratedRegex("ean|gtin|barcode", RegexOptions.IgnoreCase)]
    private static partial Regex Ean();

    [GeneratedRegex("sku|code|kod|art-?(nr|no|ikel)|item-?(no|nr|id|number)|codice|ref(?!resh)|part-?n", RegexOptions.IgnoreCase)]
    private static partial Regex Code();

    [GeneratedRegex("eta|deliver|date|datum|termin|liefer|consegna|dodan|expected|arriv|due", RegexOptions.IgnoreCase)]
    private static partial Regex Delivery();

    [GeneratedRegex("name|title|nazev|titel|bezeich|descr|nome|popis", RegexOptions.IgnoreCase)]
    private static partial Regex Name();

    [GeneratedRegex("qty|quantity|menge|ordered|mnozstvi|objedn|bestell|ordinat", RegexOptions.IgnoreCase)]
    private static partial Regex Ordered();

    [GeneratedRegex("avail|stock|dostup|lager|verfueg|dispon|status|stav", RegexOptions.IgnoreCase)]
    private static partial Regex Availability();

    [GeneratedRegex(@"^\d{8,14}$")]
    private static partial Regex Digits();

    [GeneratedRegex(@"^(?=.*\d)[A-Za-z0-9][A-Za-z0-9./_-]{2,}$")]
    private static partial Regex LikeCode();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_-]*$")]
    private static partial Regex Word();
}
