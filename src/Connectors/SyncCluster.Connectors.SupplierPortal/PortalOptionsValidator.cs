using System.Text.RegularExpressions;
using AngleSharp.Dom;
using SyncCluster.Connectors.Options;
using SyncCluster.Connectors.SupplierPortal.Client;
using SyncCluster.Connectors.SupplierPortal.Recipes;
using SyncCluster.Connectors.SupplierPortal.Tables;

namespace SyncCluster.Connectors.SupplierPortal;

/// <summary>What the definitions cannot say. Finds every problem at once.</summary>
internal static partial class PortalOptionsValidator
{
    private const string TargetAdvice = "Write CSS, text=…, label=…, role=button Name, placeholder=…, title=… or xpath=….";

    public static void Validate(OptionValues values)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(values.RequiredText("timeZone"), out _))
            values.Problem("timeZone", $"'{values.Text("timeZone")}' is no time zone known here.", "Write an IANA name such as Europe/Prague.");
        foreach (var name in new[] { "loggedIn", "loggedOut", "more" })
            if (values.Text(name) is { } text && !Target.TryParse(text, out _)) values.Problem(name, $"'{text}' is no target.", TargetAdvice);
        foreach (var text in values.List("dismiss").Where(text => !Target.TryParse(text, out _))) values.Problem("dismiss", $"'{text}' is no target.", TargetAdvice);
        foreach (var name in new[] { "login", "steps" }) CheckSteps(values, name);
        foreach (var name in new[] { "row", "cell", "heading" }) CheckCss(values, name, values.Text(name));
        foreach (var (column, settings) in values.NestedMap("columns")) CheckColumn(values, column, settings);
        if (values.IsGiven("user") != values.IsGiven("password") && !values.IsGiven("login"))
            values.Problem("user", "Only one of 'user' and 'password' is given.", "Give both, or neither for a portal without login.");
        if (values.Text("totp") is { } secret && !OneTimeCode.IsSecret(secret))
            values.Problem("totp", "This is no secret of one-time codes.", "Write the base32 text that the portal shows when one-time codes are set up.");
        if (values.RequiredText("source") == "file" && !values.Steps("steps").Any(step => step.ContainsKey("download")))
            values.Problem("steps", "The source is a file and no step downloads one.", "Add a step: - download: /export.csv, or - download: text=Export.");
        if (values.RequiredText("source") == "json" && !values.IsGiven("json"))
            values.Problem("json", "The source is json and nothing says which answer holds the rows.", "Write a part of its address, such as /api/orders.");
        if (values.Text("encoding") is { } encoding && !CsvTable.Knows(encoding))
            values.Problem("encoding", $"'{encoding}' is no encoding known here.", "Write utf-8, windows-1250 or windows-1252.");
        if (values.Text("broker") is { } broker && !(Uri.TryCreate(broker, UriKind.Absolute, out var address) && address.Scheme is "amqp" or "amqps"))
            values.Problem("broker", "This is no address of a broker.", "Write amqp://user:password@host:5672/vhost.");
        if (values.IsGiven("broker") && values.Flag("complete"))
            values.Problem("complete", "What comes by a broker cannot say what is gone.", "Leave out 'complete', or 'broker'.");
    }

    private static void CheckSteps(OptionValues values, string name)
    {
        var known = new HashSet<string>(values.Map("values").Keys, StringComparer.Ordinal) { "user", "password", "totp", "today" };
        foreach (var given in values.Steps(name))
        {
            if (Step.Read(given, out var problem) is not { } step)
            {
                values.Problem(name, problem!, "A step is such as - click: text=Export, or - { fill: label=User, with: '{user}' }.");
                continue;
            }

            foreach (Match variable in Variable().Matches(step.Value + step.Subject))
            {
                if (!known.Contains(variable.Groups[1].Value))
                    values.Problem(name, $"The step '{step}' uses {variable.Value}, which nobody gives.", $"There are {string.Join(", ", known.Order(StringComparer.Ordinal))}.");
            }
        }
    }

    private static void CheckColumn(OptionValues values, string column, IReadOnlyDictionary<string, string> settings)
    {
        foreach (var name in settings.Keys.Where(name => !ColumnRules.Settings.Contains(name)))
            values.Problem("columns", $"Column '{column}' knows no '{name}'.", $"There are {string.Join(", ", ColumnRules.Settings)}.");
        CheckCss(values, "columns", settings.GetValueOrDefault("css"));
        if (settings.GetValueOrDefault("part") is not { } part) return;
        try
        {
            _ = new Regex(part);
        }
        catch (ArgumentException)
        {
            values.Problem("columns", $"'{part}' of column '{column}' is no regular expression.", "Write one with one group around what is wanted.");
        }
    }

    private static void CheckCss(OptionValues values, string name, string? css)
    {
        if (css is null) return;
        try
        {
            HtmlTable.Parse("<p></p>").QuerySelector(css);
        }
        catch (DomException)
        {
            values.Problem(name, $"'{css}' is no CSS selector.", "Write one such as div.row or [data-cell=date].");
        }
    }

    [GeneratedRegex(@"\{(\w+)(?::[^}]*)?\}")]
    private static partial Regex Variable();
}
