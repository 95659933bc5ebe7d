using SyncCluster.Core.Faults;

namespace SyncCluster.Connectors.SupplierPortal;

/// <summary>
/// What can go wrong with a scrape. A broken scrape is a fault of the system, never rows: nothing of it is observed. Codes
/// are also the outcomes of the metric <c>synccluster_portal_runs_total</c>.
/// </summary>
internal static class PortalFaults
{
    public const string LoginFailed = "login_failed";
    public const string LayoutChanged = "layout_changed";
    public const string TimedOut = "timeout";
    public const string Blocked = "blocked";
    public const string BrowserCrash = "browser_crash";
    public const string NoRows = "empty";
    public const string Incomplete = "incomplete";
    public const string Shrunk = "shrunk";
    public const string Unparsed = "unparsed";
    public const string Unavailable = "unavailable";
    public const string NoBrowser = "no_browser";

    /// <summary>How many times in a row something that may pass by itself is met before the feed stops.</summary>
    private const int Patience = 3;

    private const string Look = "Look at the kept screenshot and page, then run the feed again.";

    /// <summary>The portal refused the credentials. Never tried again by itself: portals lock accounts.</summary>
    public static FaultException Login(string message) => Stop(FaultKind.Auth, LoginFailed, message,
        "Check user and password by logging in by hand, put them right, then run the feed again; it does not try again by itself.");

    /// <summary>A person is wanted: a captcha, a one-time code, a block.</summary>
    public static FaultException Block(string message, string? advice = null) => Stop(FaultKind.Auth, Blocked, message,
        advice ?? "Log in by hand in a browser and do what the portal asks for, then run the feed again.");

    /// <summary>The page is not as the recipe says.</summary>
    public static FaultException Layout(string message, string? advice = null) => Stop(FaultKind.Configuration, LayoutChanged, message,
        advice ?? "Compare the recipe in sync.yaml with the kept screenshot; 'synccluster portal try' shows what the robot sees.");

    /// <summary>No rows at all.</summary>
    public static FaultException Empty(string message) => Stop(FaultKind.Configuration, NoRows, message,
        "If that is true, set minRows: 0; else " + char.ToLowerInvariant(Look[0]) + Look[1..]);

    /// <summary>Far fewer rows than the last time.</summary>
    public static FaultException Fewer(string message) => Stop(FaultKind.Configuration, Shrunk, message,
        "If that is true, run the feed by hand: a run that a person asks for is believed; else look at the kept screenshot.");

    /// <summary>The session cannot be written to its folder.</summary>
    public static FaultException NotKept(Exception failure) => new(
        new Fault(FaultKind.Configuration, $"The session cannot be kept: {failure.Message}")
        {
            Code = "folder", Advice = "Give the robot a folder that it may write to, with room in it (setting folder), or leave stateKey out.",
        },
        failure);

    /// <summary>Too many values that cannot be read.</summary>
    public static FaultException Unread(string message) => Stop(FaultKind.Configuration, Unparsed, message,
        "Look with 'synccluster portal try' at what is not understood, and give the column a format or another heading.");

    /// <summary>The table did not come whole.</summary>
    public static FaultException Half(string message) => new(new Fault(FaultKind.Transient, message)
    {
        Code = Incomplete, Advice = Look, StopsFeedAfter = Patience,
    });

    /// <summary>The portal is being worked on, or cannot be reached.</summary>
    public static FaultException Away(string message, TimeSpan? retryAfter = null) => new(new Fault(FaultKind.Transient, message)
    {
        Code = Unavailable, Advice = "It is tried again by itself.", RetryAfter = retryAfter,
    });

    /// <summary>The portal asks us to slow down.</summary>
    public static FaultException Throttled(string message, TimeSpan? retryAfter) => new(new Fault(FaultKind.Throttled, message)
    {
        Code = Blocked, Advice = "Make the interval or the pace longer.", RetryAfter = retryAfter ?? TimeSpan.FromMinutes(15), StopsFeedAfter = Patience,
    });

    /// <summary>Something was waited for in vain.</summary>
    public static FaultException Late(string message, Exception? inner = null) => new(new Fault(FaultKind.Transient, message)
    {
        Code = TimedOut, Advice = Look, StopsFeedAfter = Patience,
    }, inner);

    /// <summary>The browser died.</summary>
    public static FaultException Crash(string message, Exception inner) => new(new Fault(FaultKind.Transient, message)
    {
        Code = BrowserCrash, Advice = "It is started again by itself.", StopsFeedAfter = Patience,
    }, inner);

    /// <summary>There is no browser to work with.</summary>
    public static FaultException WithoutBrowser(string path) => new(new Fault(FaultKind.Configuration, $"There is no browser at {path}.")
    {
        Code = NoBrowser,
        Advice = "Install Chromium (Debian and Ubuntu: apt-get install chromium), or say in 'chromium' where it is.",
        StopsFeedAfter = 1,
    });

    private static FaultException Stop(FaultKind kind, string code, string message, string advice) =>
        new(new Fault(kind, message) { Code = code, Advice = advice, StopsFeedAfter = 1 });
}
