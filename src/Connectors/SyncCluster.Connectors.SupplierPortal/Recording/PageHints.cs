using AngleSharp.Dom;
using SyncCluster.Connectors.SupplierPortal.Mapping;
using SyncCluster.Connectors.SupplierPortal.Pages;

namespace SyncCluster.Connectors.SupplierPortal.Recording;

/// <summary>What else a page offers: a button that shows more rows, links to files of the same rows.</summary>
internal static class PageHints
{
    private const int LongestText = 40;
    private const string Clickable = "a,button,input[type=submit],input[type=button],[role=button]";

    /// <summary>The text of a button that shows more rows on the same page; null where there is none.</summary>
    public static string? More(IDocument page) => page.QuerySelectorAll(Clickable)
        .Where(one => !PageJudge.IsHidden(one) && one.Closest("nav,header,footer") is null).Select(Text).FirstOrDefault(text => PageWords.More().IsMatch(PlainText.Fold(text)));

    /// <summary>Texts of links and buttons that give a file: spreadsheets first, since they come in one piece.</summary>
    public static IReadOnlyList<string> Files(IDocument page) =>
    [
        .. page.QuerySelectorAll(Clickable).Where(one => !PageJudge.IsHidden(one) && (PageWords.File().IsMatch(PlainText.Fold(Text(one)))
                || PageWords.FileName().IsMatch(one.GetAttribute("href") ?? "")))
            .Select(Text).Where(text => text.Length > 0).Distinct().Take(3),
    ];

    private static string Text(IElement one)
    {
        var text = PlainText.Clean(one.TextContent);
        if (text.Length == 0) text = PlainText.Clean(one.GetAttribute("value") ?? one.GetAttribute("title"));
        return text.Length <= LongestText ? text : "";
    }
}
