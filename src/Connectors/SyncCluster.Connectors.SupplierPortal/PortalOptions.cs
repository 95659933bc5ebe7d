using System.Globalization;
using SyncCluster.Connectors.Options;
using SyncCluster.Connectors.SupplierPortal.Mapping;
using SyncCluster.Connectors.SupplierPortal.Recipes;
using SyncCluster.Connectors.SupplierPortal.Tables;

namespace SyncCluster.Connectors.SupplierPortal;

/// <summary>Where the rows of a portal are.</summary>
internal enum PortalSource
{
    /// <summary>In pages.</summary>
    Html,

    /// <summary>In a file that is downloaded.</summary>
    File,

    /// <summary>In an answer that the page fetches.</summary>
    Json,
}

/// <summary>A portal's recipe, with everything in the form in which it is used.</summary>
internal sealed class PortalOptions(OptionValues values)
{
    private const string None = "-";

    public Uri Url { get; } = new(values.RequiredText("url"));

    public Uri? LoginUrl { get; } = values.Text("loginUrl") is { } login ? new(login) : null;

    public string? User { get; } = values.Text("user");

    public string? Password { get; } = values.Text("password");

    public string? Totp { get; } = values.Text("totp");

    public IReadOnlyDictionary<string, string> Values { get; } = values.Map("values");

    public IReadOnlyList<Step> Login { get; } = StepsOf(values, "login");

    public Target? LoggedIn { get; } = TargetOf(values, "loggedIn");

    public Target? LoggedOut { get; } = TargetOf(values, "loggedOut");

    public IReadOnlyList<Target> Dismiss { get; } = [.. values.List("dismiss").Select(Target.Parse)];

    public IReadOnlyList<Step> Steps { get; } = StepsOf(values, "steps");

    public PortalSource Source { get; } = Enum.Parse<PortalSource>(values.RequiredText("source"), ignoreCase: true);

    public string? Json { get; } = values.Text("json");

    public HtmlShape Html { get; } = new()
    {
        Table = values.Text("table"), Row = values.Text("row"), Cell = values.Text("cell"), Heading = values.Text("heading"),
    };

    public FileShape File { get; } = new()
    {
        Encoding = values.Text("encoding"), Separator = values.Text("separator"), Sheet = values.Text("sheet"), Rows = values.Text("rows"),
        Total = values.RequiredText("source") == "json" ? values.Text("total") : null,
    };

    public Target? Total { get; } = values.RequiredText("source") == "json" ? null : TargetOf(values, "total");

    public string? Frame { get; } = values.Text("frame");

    public Target? Next { get; } = values.Text("next") is { } next && next != None ? Target.Parse(next) : null;

    /// <summary>True where the usual links to a next page are looked for.</summary>
    public bool FindsNext { get; } = values.Text("next") is null && values.Text("pageParameter") is null && values.Text("more") is null && !values.Flag("scroll");

    public Target? More { get; } = TargetOf(values, "more");

    public bool Scroll { get; } = values.Flag("scroll");

    public string? PageParameter { get; } = values.Text("pageParameter");

    public int MaxPages { get; } = values.Integer("maxPages");

    public IReadOnlyList<ColumnRule> Columns { get; } = ColumnRules.Of(values.NestedMap("columns"));

    public string Language { get; } = values.RequiredText("language");

    public TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById(values.RequiredText("timeZone"));

    public bool Complete { get; } = values.Flag("complete");

    public RunLimits Limits { get; } = new(values.Integer("minRows"), values.Number("maxShrink"), values.Number("maxUnparsed"));

    public TimeSpan Interval { get; } = values.Duration("interval");

    public TimeSpan Pace { get; } = values.Duration("pace");

    public TimeSpan ActionTimeout { get; } = values.Duration("actionTimeout");

    public TimeSpan PageTimeout { get; } = values.Duration("pageTimeout");

    public TimeSpan DownloadTimeout { get; } = values.Duration("downloadTimeout");

    public TimeSpan RunTimeout { get; } = values.Duration("runTimeout");

    public string Chromium { get; } = values.RequiredText("chromium");

    public bool ChromiumSandbox { get; } = values.Flag("chromiumSandbox");

    public string? UserAgent { get; } = values.Text("userAgent");

    public string? StateKey { get; } = values.Text("stateKey");

    public string? Folder { get; } = values.Text("folder");

    public int Keep { get; } = values.Integer("keep");

    public TimeSpan KeepFor { get; } = values.Duration("keepFor");

    public Uri? Broker { get; } = values.Text("broker") is { } broker ? new(broker) : null;

    public string? Queue { get; } = values.Text("queue");

    /// <summary>How rows are read that were seen at <paramref name="now"/>.</summary>
    public RowStyle StyleAt(DateTimeOffset now) => new(
        new DeliveryStyle(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, Zone).DateTime))
        {
            Culture = CultureInfo.GetCultureInfo(Language), Order = Order,
        },
        Mark, Enum.Parse<Repeated>(_repeated, ignoreCase: true));

    private readonly string _repeated = values.RequiredText("repeated");

    private DateOrder Order { get; } = (values.RequiredText("dateOrder"), values.RequiredText("language")) switch
    {
        ("dmy", _) => DateOrder.DayFirst,
        ("mdy", _) => DateOrder.MonthFirst,
        (_, "en") => DateOrder.Unsaid,
        _ => DateOrder.DayFirst,
    };

    private DecimalMark Mark { get; } = (values.RequiredText("decimals"), values.RequiredText("language")) switch
    {
        ("point", _) or ("auto", "en") => DecimalMark.Point,
        _ => DecimalMark.Comma,
    };

    private static Target? TargetOf(OptionValues values, string name) => values.Text(name) is { } text ? Target.Parse(text) : null;

    private static IReadOnlyList<Step> StepsOf(OptionValues values, string name) =>
        [.. values.Steps(name).Select(step => Step.Read(step, out var problem) ?? throw new FormatException(problem))];
}
