using System.Globalization;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using SyncCluster.Connectors.SupplierPortal.Mapping;

namespace SyncCluster.Connectors.SupplierPortal.Pages;

/// <summary>What a page says about itself among others: "1–50 of 3 000".</summary>
internal sealed record ShownRange(long From, long To, long Total);

/// <summary>Finds the way to the next page, and what a page says of how much there is.</summary>
internal static partial class Paging
{
    private const int LongestHint = 200;
    private const int MostParts = 8;
    private const string Clickable = "a,button,input[type=submit],input[type=button],[role=button],[role=link]";

    /// <summary>A selector of what leads to the next page; null where nothing does, or it is disabled on the last one.</summary>
    public static string? Next(IDocument page)
    {
        var all = page.QuerySelectorAll(Clickable).Where(one => !PageJudge.IsHidden(one)).ToList();
        var found = all.Find(one => (one.GetAttribute("rel") ?? "").Split(' ').Contains("next"))
            ?? ByWords(all.Where(IsInPager).ToList()) ?? ByWords(all) ?? BySigns(all.Where(IsInPager).ToList());
        return found is null || IsDisabled(found) ? null : found.GetSelector();
    }

    /// <summary>What the page says it shows, where that is beyond doubt: the range begins where the last page ended.</summary>
    public static ShownRange? Shown(IDocument page, int before)
    {
        foreach (var element in page.QuerySelectorAll("p,span,div,small,strong,b,caption,label,li,td,th,h2,h3,h4,em,output"))
        {
            // Rows of the table would cost most and say nothing; what holds much besides is no hint.
            if (element.ChildElementCount > MostParts || element.Closest("tbody") is not null) continue;
            if (element.TextContent.Length is > LongestHint or < 5) continue;
            var match = Range().Match(PlainText.Fold(element.TextContent));
            if (!match.Success) continue;
            if (Number(match.Groups[1]) is { } from && Number(match.Groups[2]) is { } to && Number(match.Groups[3]) is { } total
                && from == before + 1 && to >= from && total >= to) return new ShownRange(from, to, total);
        }

        return null;
    }

    /// <summary>The number in a text such as "Celkem 3 000 položek"; null where there is none.</summary>
    public static long? Count(string? text)
    {
        var match = AnyNumber().Match(PlainText.Clean(text));
        return match.Success ? Number(match.Groups[0]) : null;
    }

    /// <summary>True where the page says of itself that it is still loading.</summary>
    public static bool IsLoading(IDocument page) => page.QuerySelectorAll("[aria-busy=true]").Any(one => !PageJudge.IsHidden(one));

    private static IElement? ByWords(List<IElement> all)
    {
        foreach (var word in PageWords.Next)
            if (all.Find(one => Texts(one).Any(text => PlainText.Bare(text) == word)) is { } found) return found;
        return null;
    }

    private static IElement? BySigns(List<IElement> all)
    {
        foreach (var sign in PageWords.NextSigns)
            if (all.Find(one => PlainText.Clean(one.TextContent) == sign || one.GetAttribute("value") == sign) is { } found) return found;
        return null;
    }

    private static IEnumerable<string?> Texts(IElement one) =>
        one.TextContent.Length > 60 ? [one.GetAttribute("title"), one.GetAttribute("aria-label")]
            : [one.TextContent, one.GetAttribute("title"), one.GetAttribute("aria-label"), one.GetAttribute("value")];

    private static bool IsInPager(IElement one)
    {
        for (var (at, depth) = (one, 0); at is not null && depth < 5; at = at.ParentElement!, depth++)
        {
            var names = $"{at.ClassName} {at.Id} {at.GetAttribute("aria-label")}".ToLowerInvariant();
            if (names.Contains("pag", StringComparison.Ordinal) || names.Contains("strank", StringComparison.Ordinal) || names.Contains("seite", StringComparison.Ordinal)) return true;
        }

        return false;
    }

    private static bool IsDisabled(IElement one) =>
        one.HasAttribute("disabled") || one.GetAttribute("aria-disabled") == "true" || HasDisabledClass(one)
        || (one.ParentElement is { LocalName: "li" } item && HasDisabledClass(item));

    private static bool HasDisabledClass(IElement one) => one.ClassList.Any(name => name.Contains("disabled", StringComparison.OrdinalIgnoreCase) || name.Contains("inactive", StringComparison.OrdinalIgnoreCase));

    private static long? Number(Group group) =>
        long.TryParse(new string([.. group.Value.Where(char.IsAsciiDigit)]), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex(@"(?<![\d.])(\d[\d .,']*?)\s*(?:-|az|bis|to|al|a|through)\s*(\d[\d .,']*?)\s*(?:z|ze|zo|of|von|aus|di|de|su|/|out of|\(celkem|celkem)\s*(\d[\d .,']*)")]
    private static partial Regex Range();

    [GeneratedRegex(@"\d[\d .,']*")]
    private static partial Regex AnyNumber();
}
