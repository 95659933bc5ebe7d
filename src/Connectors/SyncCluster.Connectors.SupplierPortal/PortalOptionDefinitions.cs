using SyncCluster.Connectors.Options;
using static SyncCluster.Connectors.Options.OptionType;

namespace SyncCluster.Connectors.SupplierPortal;

/// <summary>Every setting of a portal.</summary>
internal static class PortalOptionDefinitions
{
    public static IReadOnlyList<OptionDefinition> All { get; } =
    [
        new("url", Url, "Page that shows the table, or where the steps to it begin") { Required = true },
        new("loginUrl", Url, "Page with the login form, where the portal does not show it by itself"),
        new("user", Text, "User name at the portal; a user of the robot's own"),
        new("password", Text, "Password") { Secret = true },
        new("totp", Text, "Secret of the one-time codes (base32), where the portal asks for them") { Secret = true },
        new("values", Map, "Further values for steps, such as a customer number: {name} in a step stands for it"),
        new("login", Steps, "Steps that log in; without them the form is found by itself"),
        new("loggedIn", Text, "Target that is shown only to who is logged in; without it a link to log out is looked for"),
        new("loggedOut", Text, "Target that is shown only to who is not logged in; without it a field for a password counts"),
        new("dismiss", List, "Targets of banners' buttons, clicked whenever they are shown; the usual cookie banners are known"),
        new("steps", Steps, "Steps from the page to the table; without them the page itself holds it"),
        new("source", Text, "Where the rows are: html, file (a step downloads it), json (an answer that the page fetches)")
        {
            Default = "html", Allowed = ["html", "file", "json"],
        },
        new("json", Text, "Part of the address of the answer that holds the rows, for source json"),
        new("rows", Text, "Path to the rows in JSON, such as data.items; without it the list that fits the columns"),
        new("total", Text, "Target whose text holds the number of rows in all, or for JSON its path"),
        new("table", Text, "The table by CSS, or by the heading above it; without it the one with the columns' headings"),
        new("row", Text, "Rows by CSS, for a grid that is no table"),
        new("cell", Text, "Cells within a row by CSS; without it the row's children"),
        new("heading", Text, "Headings by CSS, for a grid that is no table"),
        new("frame", Text, "Frame that holds the table, by CSS; without it every frame is looked into"),
        new("next", Text, "Target that leads to the next page, '-' for none; without it the usual ones are known"),
        new("more", Text, "Target that shows more rows on the same page, clicked until it is gone"),
        new("scroll", Flag, "Scroll down until no more rows come; also for grids that hold only the rows in sight") { Default = "false" },
        new("pageParameter", Text, "Part of the address that counts pages from 1, such as page"),
        new("maxPages", Integer, "More pages than this are a mistake") { Default = "500", Minimum = 1, Maximum = 10000 },
        new("columns", NestedMap, "Field to its heading; or to header, css, attribute, path, format, part, optional") { Shorthand = "header" },
        new("language", Text, "Language of the portal, ISO 639-1") { Default = "cs", Allowed = ["cs", "sk", "de", "it", "en", "es"] },
        new("dateOrder", Text, "Order of 02/12/2026: dmy or mdy; auto is dmy, and for English neither") { Default = "auto", Allowed = ["auto", "dmy", "mdy"] },
        new("decimals", Text, "Sign before decimals: comma or point; auto by language") { Default = "auto", Allowed = ["auto", "comma", "point"] },
        new("timeZone", Text, "IANA name of the zone in which days begin") { Default = "Europe/Prague" },
        new("encoding", Text, "Encoding of a CSV file, such as windows-1250; without it found out"),
        new("separator", Text, "Separator of a CSV file; without it found out"),
        new("sheet", Text, "Sheet of a workbook; without it the one that fits the columns"),
        new("repeated", Text, "Which promise counts of an item on several rows: latest, earliest, first")
        {
            Default = "latest", Allowed = ["latest", "earliest", "first"],
        },
        new("complete", Flag, "The table is the supplier's whole list: what it no longer shows is gone") { Default = "false" },
        new("minRows", Integer, "Fewer items than this are a broken scrape") { Default = "1", Minimum = 0 },
        new("maxShrink", Number, "Share of items by which a table may shrink between two runs") { Default = "0.5", Minimum = 0, Maximum = 1 },
        new("maxUnparsed", Number, "Share of items that may be unreadable") { Default = "0.2", Minimum = 0, Maximum = 1 },
        new("interval", Duration, "How often the portal is read") { Default = "6h", Minimum = 1 },
        new("pace", Duration, "Least time between two pages") { Default = "1s", Minimum = 0, Maximum = 600 },
        new("actionTimeout", Duration, "How long a target is waited for") { Default = "10s", Minimum = 1, Maximum = 600 },
        new("pageTimeout", Duration, "How long a page is waited for") { Default = "30s", Minimum = 1, Maximum = 600 },
        new("downloadTimeout", Duration, "How long a file is waited for") { Default = "2m", Minimum = 1, Maximum = 3600 },
        new("runTimeout", Duration, "How long a run may take in all") { Default = "10m", Minimum = 5, Maximum = 7200 },
        new("chromium", Text, "The browser's program") { Default = "/usr/bin/chromium" },
        new("chromiumSandbox", Flag, "Run the browser in its own sandbox; not possible as root") { Default = "false" },
        new("userAgent", Text, "How the robot names itself; best with an address to write to"),
        new("stateKey", Text, "Key under which the session is kept between runs (AES-GCM); without it only in memory") { Secret = true },
        new("folder", Text, "Folder for the session and for what is kept of failures; without it beside the state store"),
        new("keep", Integer, "How many failures' traces, screenshots and pages are kept") { Default = "10", Minimum = 0, Maximum = 1000 },
        new("keepFor", Duration, "How long they are kept") { Default = "14d" },
        new("broker", Text, "RabbitMQ by which a robot elsewhere (run --role scraper) hands its rows over: amqp://user:password@host/vhost") { Secret = true },
        new("queue", Text, "Queue at the broker; without it synccluster.portal.NAME"),
    ];
}
