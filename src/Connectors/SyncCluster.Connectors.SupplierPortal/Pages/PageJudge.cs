using AngleSharp.Dom;
using SyncCluster.Connectors.SupplierPortal.Mapping;

namespace SyncCluster.Connectors.SupplierPortal.Pages;

/// <summary>Says what a page is, by its HTML alone.</summary>
internal static class PageJudge
{
    private const int LongestTitle = 300;

    /// <summary>True where a captcha or another check for people stands in the way; an invisible one does not.</summary>
    public static bool AsksForPerson(IDocument page)
    {
        var boxes = page.QuerySelectorAll(
            ".g-recaptcha,.h-captcha,.cf-turnstile,#challenge-form,#cf-challenge-running,iframe[src*='recaptcha'],iframe[src*='hcaptcha'],iframe[src*='turnstile'],input[name*='captcha' i]");
        if (boxes.Any(box => box.GetAttribute("data-size") != "invisible" && !(box.GetAttribute("src") ?? "").Contains("size=invisible", StringComparison.Ordinal)
            && box.GetAttribute("type") != "hidden" && !IsHidden(box))) return true;
        return PageWords.Robot().IsMatch(Title(page));
    }

    /// <summary>True where the portal says that it is being worked on.</summary>
    public static bool IsMaintenance(IDocument page) => PageWords.Maintenance().IsMatch(Title(page));

    /// <summary>True where a form asks for a password.</summary>
    public static bool AsksForPassword(IDocument page) => Passwords(page).Count > 0;

    /// <summary>True where something offers to log out.</summary>
    public static bool OffersLogout(IDocument page) => page.QuerySelectorAll("a,button,input[type=submit],input[type=button],form[action]").Any(one =>
    {
        var texts = new[] { PlainText.Bare(Short(one.TextContent)), PlainText.Bare(one.GetAttribute("title")), PlainText.Bare(one.GetAttribute("aria-label")), PlainText.Bare(one.GetAttribute("value")) };
        return texts.Any(text => text.Length > 0 && text.Length < 40 && PageWords.Logout().IsMatch(text))
            || PageWords.Logout().IsMatch((one.GetAttribute("href") ?? one.GetAttribute("action") ?? "").ToLowerInvariant().Replace("-", "", StringComparison.Ordinal));
    });

    /// <summary>Fields for a password that are shown.</summary>
    public static IReadOnlyList<IElement> Passwords(IDocument page) =>
        [.. page.QuerySelectorAll("input[type=password]").Where(one => !IsHidden(one))];

    /// <summary>The first words of the page: for people.</summary>
    public static string Summary(IDocument page)
    {
        var text = PlainText.Clean(page.QuerySelector("h1,h2")?.TextContent);
        var title = PlainText.Clean(page.Title);
        return Short(title.Length == 0 ? text : text.Length == 0 || text == title ? title : $"{title}: {text}");
    }

    /// <summary>True for what the HTML itself hides.</summary>
    public static bool IsHidden(IElement element)
    {
        for (var at = element; at is not null; at = at.ParentElement)
        {
            var style = at.GetAttribute("style")?.Replace(" ", "", StringComparison.Ordinal) ?? "";
            if (at.HasAttribute("hidden") || style.Contains("display:none", StringComparison.OrdinalIgnoreCase)
                || style.Contains("visibility:hidden", StringComparison.OrdinalIgnoreCase)) return true;
        }

        return element.GetAttribute("type") == "hidden";
    }

    private static string Title(IDocument page) =>
        PlainText.Fold(string.Join(' ', page.QuerySelectorAll("title,h1,h2").Select(one => Short(one.TextContent))));

    private static string Short(string text) => text.Length <= LongestTitle ? text : text[..LongestTitle];
}
