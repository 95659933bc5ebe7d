using AngleSharp.Dom;
using SyncCluster.Connectors.SupplierPortal.Mapping;

namespace SyncCluster.Connectors.SupplierPortal.Pages;

/// <summary>A form that logs in, found by itself. Each part is a CSS selector; null where the form has none.</summary>
internal sealed record LoginForm(string? User, string? Password, string? Submit)
{
    private const string TextFields = "input:not([type]),input[type=text],input[type=email],input[type=tel],input[type=number]";

    /// <summary>The form with one password field; null where there is none.</summary>
    public static LoginForm? Find(IDocument page)
    {
        foreach (var field in PageJudge.Passwords(page))
        {
            var form = field.Closest("form") ?? Around(field);
            if (form.QuerySelectorAll("input[type=password]").Count(one => !PageJudge.IsHidden(one)) > 1) continue;
            var before = form.QuerySelectorAll(TextFields)
                .Where(one => !PageJudge.IsHidden(one) && one.CompareDocumentPosition(field).HasFlag(DocumentPositions.Following)).ToList();
            var user = before.Find(one => (one.GetAttribute("autocomplete") ?? "").Contains("username", StringComparison.OrdinalIgnoreCase))
                ?? before.FindLast(IsUserName) ?? before.LastOrDefault();
            return new LoginForm(user?.GetSelector(), field.GetSelector(), Button(form)?.GetSelector());
        }

        return null;
    }

    /// <summary>The form of a login in two steps that asks for the name only; null where there is none.</summary>
    public static LoginForm? FindName(IDocument page)
    {
        if (PageJudge.AsksForPassword(page)) return null;
        var field = page.QuerySelectorAll(TextFields).FirstOrDefault(one => !PageJudge.IsHidden(one) && one.GetAttribute("type") != "search" && !IsSearch(one) && IsUserName(one));
        if (field is null) return null;
        var form = field.Closest("form") ?? Around(field);
        return new LoginForm(field.GetSelector(), null, Button(form)?.GetSelector());
    }

    /// <summary>The field for a one-time code, with its button; null where there is none.</summary>
    public static LoginForm? FindCode(IDocument page)
    {
        if (PageJudge.AsksForPassword(page)) return null;
        var field = page.QuerySelectorAll(TextFields).FirstOrDefault(one => !PageJudge.IsHidden(one)
            && ((one.GetAttribute("autocomplete") ?? "").Contains("one-time-code", StringComparison.OrdinalIgnoreCase)
                || PageWords.OneTimeCode().IsMatch(Names(one)) || IsShortCode(one)));
        return field is null ? null : new LoginForm(field.GetSelector(), null, Button(field.Closest("form") ?? Around(field))?.GetSelector());
    }

    /// <summary>True where a form asks for a new password: old, new, repeated.</summary>
    public static bool AsksForNewPassword(IDocument page) => page.QuerySelectorAll("form")
        .Any(form => form.QuerySelectorAll("input[type=password]").Count(one => !PageJudge.IsHidden(one)) > 1);

    /// <summary>A field for a few digits, and words about a code beside it.</summary>
    private static bool IsShortCode(IElement field) =>
        (field.GetAttribute("inputmode") == "numeric" || (int.TryParse(field.GetAttribute("maxlength"), out var most) && most is >= 4 and <= 8))
        && PageWords.Code().IsMatch(PlainText.Fold((field.Closest("form") ?? Around(field)).TextContent + " " + Names(field)));

    private static bool IsUserName(IElement field) => PageWords.UserName().IsMatch(Names(field));

    private static bool IsSearch(IElement field) => Names(field) is var names && (names.Contains("search", StringComparison.Ordinal)
        || names.Contains("hled", StringComparison.Ordinal) || names.Contains("such", StringComparison.Ordinal) || names.Contains("newsletter", StringComparison.Ordinal));

    private static string Names(IElement field)
    {
        var label = field.Id is { Length: > 0 } id ? field.Owner?.QuerySelectorAll("label").FirstOrDefault(one => one.GetAttribute("for") == id) : null;
        label ??= field.Closest("label");
        return PlainText.Fold(string.Join(' ', field.Id, field.GetAttribute("name"), field.GetAttribute("autocomplete"), field.GetAttribute("placeholder"),
            field.GetAttribute("aria-label"), field.GetAttribute("type"), label?.TextContent));
    }

    private static IElement? Button(IElement form) =>
        form.QuerySelectorAll("button[type=submit],input[type=submit],input[type=image],button:not([type])").FirstOrDefault(one => !PageJudge.IsHidden(one))
        ?? form.QuerySelectorAll("button,[role=button],a.button,a.btn").FirstOrDefault(one => !PageJudge.IsHidden(one));

    /// <summary>Where no form is: the smallest part of the page that has a button too.</summary>
    private static IElement Around(IElement field)
    {
        var at = field.ParentElement;
        while (at?.ParentElement is not null && Button(at) is null) at = at.ParentElement;
        return at ?? field.Owner!.DocumentElement;
    }
}
