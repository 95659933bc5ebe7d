using System.Globalization;
using System.Text.RegularExpressions;

namespace SyncCluster.Sandbox.WooCommerce.Rest;

/// <summary>
/// Checks the parameters that every list has, and reads the date filters with all their measured traps.
/// </summary>
internal static partial class ListParameters
{
    private static readonly string[] Directions = ["asc", "desc"];

    private static readonly string[] DateNames = ["after", "before", "modified_after", "modified_before"];

    public static void Check(RestRequest request, IReadOnlyList<string> orderBy, Action<ParameterErrors>? more = null)
    {
        var errors = new ParameterErrors();
        var query = request.Query;
        Whole(errors, query, "page", 1, null);
        Whole(errors, query, "per_page", 1, 100);
        Whole(errors, query, "offset", 0, null);
        if (query["order"] is { } order && !Directions.Contains(order)) errors.NotOneOf("order", "order", Directions);
        if (query["orderby"] is { } by && !orderBy.Contains(by)) errors.NotOneOf("orderby", "orderby", orderBy);
        foreach (var name in DateNames)
        {
            if (query[name] is { } text && !Date().IsMatch(text))
                errors.Add(name, "rest_invalid_date", "Invalid date.");
        }

        more?.Invoke(errors);
        errors.ThrowIfAny();
    }

    /// <summary>Whether a record made and changed at these moments passes the date filters.</summary>
    public static Func<DateTime, DateTime, bool> Dates(RestRequest request)
    {
        var gmt = request.Query.IsTrue("dates_are_gmt");
        var site = request.Site;
        var after = CutOff(request, "after");
        var before = CutOff(request, "before");
        var modifiedAfter = CutOff(request, "modified_after");
        var modifiedBefore = CutOff(request, "modified_before");
        if ((after ?? before ?? modifiedAfter ?? modifiedBefore) is null) return (_, _) => true;
        return (created, modified) =>
        {
            var madeAt = gmt ? created : site.ToLocal(created);
            var changedAt = gmt ? modified : site.ToLocal(modified);
            return !(madeAt <= after) && !(madeAt >= before) && !(changedAt <= modifiedAfter)
                && !(changedAt >= modifiedBefore);
        };
    }

    /// <summary>
    /// The cut-off as the shop takes it, whole seconds. A time with offset is turned into the shop's local time even
    /// when dates_are_gmt compares it with UTC: measured, and the reason why such a reader silently skips hours of
    /// changes.
    /// </summary>
    private static DateTime? CutOff(RestRequest request, string name)
    {
        if (request.Query[name] is not { } text) return null;
        var whole = Fraction().Replace(text.Replace(' ', 'T'), "");
        if (whole.Length == "yyyy-MM-ddTHH:mm:ss".Length)
        {
            return DateTime.ParseExact(whole.ToUpperInvariant(), "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        }

        var moment = DateTimeOffset.Parse(whole, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        return DateTime.SpecifyKind(request.Site.ToLocal(moment.UtcDateTime), DateTimeKind.Unspecified);
    }

    private static void Whole(ParameterErrors errors, QueryValues query, string name, int least, int? most)
    {
        if (query[name] is not { } text) return;
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            errors.Type(name, name, "integer");
        }
        else if (most is { } upper && (value < least || value > upper))
        {
            errors.Add(
                name, "rest_out_of_bounds", $"{name} must be between {least} (inclusive) and {upper} (inclusive)");
        }
        else if (value < least)
        {
            errors.Add(name, "rest_out_of_bounds", $"{name} must be greater than or equal to {least}");
        }
    }

    [GeneratedRegex(@"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt ]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?"
        + @"(?:[Zz]|[+-]\d{2}(?::?\d{2})?)?$")]
    private static partial Regex Date();

    [GeneratedRegex(@"\.\d+")]
    private static partial Regex Fraction();
}
