using SyncCluster.Connectors.Options;
using static SyncCluster.Connectors.Options.OptionType;
using static SyncCluster.Server.Configuration.Schema.Shape;

namespace SyncCluster.Server.Configuration.Schema;

/// <summary>The shape of <c>sync.yaml</c>.</summary>
internal static class ConfigurationShape
{
    public const string SystemNamePattern = "^[a-z][a-z0-9-]{0,39}$";

    /// <summary>Names of the mails that can be switched, beside the order states.</summary>
    public const string PaymentInstructions = "paymentInstructions";

    public static Section Store { get; } = new(
    [
        new("sqlite", Text, "Path of the database file, relative to the configuration file"),
        new("postgres", Text, "Npgsql connection string; its password by reference"),
    ], []);

    public static Section Key { get; } = new(
    [
        new("name", Text, "Who uses the key; shown in logs") { Required = true },
        new("key", Text, "The key itself, at least 16 letters") { Required = true, Secret = true },
        new("scopes", OptionType.List, "What it allows") { Required = true, Allowed = ["read", "write", "admin"] },
    ], []);

    public static Section Http { get; } = new(
    [
        new("listen", Url, "Address and port to listen on") { Default = "http://127.0.0.1:5080" },
        new("metricsListen", Url, "Address and port of /metrics, where it must not share the main port"),
        new("publicUrl", Url, "Address under which outside systems reach us; needed for webhooks"),
        new("trustedProxies", OptionType.List, "Reverse proxies before us, by address or network such as 10.0.0.0/8: whom they name in X-Forwarded-For counts as who asks"),
    ], [new("keys", "API keys", new Listed(Key))]);

    public static Section Feed { get; } = new(
    [
        new("every", Duration, "How often it is read; the feed's own default where not given") { Minimum = 1 },
        new("busy", Duration, "How often it is read after a round that brought something, and until one brings nothing; as 'every' where not given") { Minimum = 1 },
        new("enabled", Flag, "Whether it is read") { Default = "true" },
        new("mode", Text, "Whether it reads on while what it brought is being delivered, or only when that has been delivered or parked")
        {
            Default = FeedConfiguration.AsynchronousMode, AddedLater = true, Allowed = [FeedConfiguration.AsynchronousMode, FeedConfiguration.SynchronousMode],
        },
    ], []) { Shorthand = "every" };

    public static Section SystemCommon { get; } = new(
    [
        new("connector", Text, "Which connector serves it") { Required = true },
        new("role", Text, "What it is to the merchant") { Required = true, Allowed = ["erp", "shop", "crm", "supplier"] },
        new("concurrency", Integer, "Most writing calls at a time") { Default = "2", Minimum = 1, Maximum = 32 },
        new("pageSize", Integer, "Most records read at once") { Default = "100", Minimum = 1, Maximum = 1000 },
        new("webhooks", Flag, "Register and take the system's webhooks where it has any") { Default = "true" },
        new("itemMap", Text, "Only for suppliers: CSV file 'supplier code;our sku' for items that nothing else matches"),
    ], [new("feeds", "When feeds are read, by feed name", new Named(Feed, "^[a-z][a-z0-9-]*$", "lower case with hyphens"))]);

    public static Section FieldRule { get; } = new(
    [
        new("master", Text, "The system whose value counts in doubt; the first writer where not given"),
        new("writers", OptionType.List, "Systems that may change it, in order of priority; only the master where not given"),
        new("seeds", OptionType.List, "Systems whose value counts as long as no writer has given one"),
        new("receivers", OptionType.List, "Systems that it is pushed to; every system that can hold it where not given"),
        new("conflict", Text, "How two changes at once are settled") { Default = "master", Allowed = ["master", "priority", "latest", "manual"] },
        new("drift", Text, "What happens to a change by anybody else") { Default = "overwrite", Allowed = ["overwrite", "keep", "keepLower", "report"] },
    ], []) { Shorthand = "master" };

    public static Section KindRules { get; } = Rules([]);

    public static Section OrderRules { get; } = Rules(
    [
        new("allowStepBack", Flag, "Take a step back in an order's state as a change") { Default = "false" },
        new("checkStockIn", Text, "System whose stock is asked before an order is written to it; the ERP where it can be asked and nothing is given; none for no check"),
        new("emitUpToAge", Duration, "Orders older than this when first seen are not written to systems that lack them") { Default = "30d" },
    ]);

    public static Section RulesSection { get; } = new([],
    [
        new("product", "Rules of products", KindRules),
        new("category", "Rules of categories", KindRules),
        new("customer", "Rules of customers", KindRules),
        new("order", "Rules of orders", OrderRules),
    ]);

    public static Section Smtp { get; } = new(
    [
        new("host", Text, "Name of the mail server") { Required = true },
        new("port", Integer, "Port") { Default = "587", Minimum = 1, Maximum = 65535 },
        new("security", Text, "Protection of the connection") { Default = "starttls", Allowed = ["starttls", "none"] },
        new("user", Text, "User name"),
        new("password", Text, "Password") { Secret = true },
        new("connections", Integer, "Most connections at a time") { Default = "2", Minimum = 1, Maximum = 16 },
        new("timeout", Duration, "How long one mail may take") { Default = "60s", Minimum = 1, Maximum = 600 },
    ], []);

    public static Section Shop { get; } = new(
    [
        new("name", Text, "Name of the shop, as customers know it") { Required = true },
        new("url", Url, "Address of the shop"),
        new("email", Text, "Where customers write"),
        new("phone", Text, "Where customers call"),
    ], []);

    public static Section Payment { get; } = new(
    [
        new("accountName", Text, "Holder of the account") { Required = true },
        new("iban", Text, "IBAN") { Required = true },
        new("bic", Text, "BIC"),
        new("note", Text, "A sentence below the account"),
        new("dueDays", Integer, "Days from the order until payment is due") { Minimum = 1, Maximum = 365 },
    ], []);

    public static Section Send { get; } = new(
    [
        .. SyncConfiguration.MailedStates.Select(state => new OptionDefinition("order" + state, Text, $"Mail that an order is {state}") { Default = "auto", Allowed = Switch }),
        new(PaymentInstructions, Text, "Mail how to pay, for orders that are paid by hand; auto: where payment is given") { Default = "auto", Allowed = Switch },
    ], []);

    public static Section Staff { get; } = new(
    [
        new("to", OptionType.List, "Who is told, a mail each") { Required = true },
        new("states", OptionType.List, "States of an order that they are told of") { Default = "Rejected,Cancelled", Allowed = [.. SyncConfiguration.MailedStates.Select(state => state.ToString())] },
        new("language", Text, "Language in which they are written to; that of mail where not given"),
    ], []);

    public static Section Mail { get; } = new(
    [
        new("from", Text, "Sender: shop@example.com or Shop <shop@example.com>") { Required = true },
        new("replyTo", Text, "Where answers go; the sender where not given"),
        new("testModeTo", Text, "Every mail goes here instead of to customers"),
        new("allowedDomains", OptionType.List, "Only addresses of these domains get mail; all where not given"),
        new("language", Text, "Language where a customer's is not known") { Default = "en" },
        new("templates", Text, "Folder with templates of the shop's own"),
        new("timeZone", Text, "Zone in which mails tell days") { Default = "UTC" },
        new("mostIn10Minutes", Integer, "More mails than this wait") { Default = "200", Minimum = 0 },
        new("firstSightUpToAge", Duration, "Orders older than this when first seen are not mailed about") { Default = "2d" },
    ],
    [
        new("smtp", "The mail server", Smtp, Required: true),
        new("shop", "What mails say about the shop", Shop, Required: true),
        new("payment", "Where customers pay by transfer", Payment),
        new("send", "Which mails go out to customers; auto: those that the shop does not send itself", Send),
        new("staff", "People of the company who are told of orders, whoever tells the customer", Staff),
    ]);

    public static Section Tracking { get; } = new(
    [
        new("mails", Text, "Tell customers that a delivery date moved; auto: where mail is set up") { Default = "auto", Allowed = Switch },
        new("toleranceDays", Integer, "A last promised day that moves by no more than this is no news") { Default = "1", Minimum = 0, Maximum = 60 },
        new("settle", Duration, "How long news waits for more of the same run; what moves back meanwhile is not told") { Default = "1m", Minimum = 0, Maximum = 86400 },
        new("mostPerDay", Integer, "Such mails that one customer gets a day at most; 0 for no limit") { Default = "1", Minimum = 0, Maximum = 50 },
        new("quietHours", Text, "Hours of mail.timeZone at which nobody is mailed, such as 21:00-07:30"),
        new("orderDate", Text, "Which line's date is the order's own") { Default = "latest", Allowed = ["latest", "earliest"] },
        new("linkSecret", Text, "Signs links by which a customer sees his own order; at least 32 letters") { Secret = true },
        new("linksValidFor", Duration, "How long such a link works") { Default = "90d", Minimum = 60 },
    ], []);

    public static Section Guards { get; } = new(
    [
        new("share", Number, "Share of known records, from which a mass deletion, zeroing or re-pricing stops a feed") { Default = "0.2", Minimum = 0.001m, Maximum = 1 },
        new("minimum", Integer, "Records that may always change, however few are known") { Default = "20", Minimum = 0 },
        new("priceMove", Number, "A price that moves by more than this share of its old value counts as re-priced") { Default = "0.5", Minimum = 0.01m },
        new("window", Duration, "Time over which such changes are added up") { Default = "1h", Minimum = 1 },
        new("pushesPerEntity", Integer, "How often a change that one system made to one thing may be taken back there within ten minutes, before it is stopped as a loop") { Default = "30", Minimum = 1 },
        new("retryFirst", Duration, "Wait after the first failed push") { Default = "5s", Minimum = 1 },
        new("retryLongest", Duration, "Longest wait between tries") { Default = "10m", Minimum = 1 },
    ], []);

    public static Section Cluster { get; } = new(
    [
        new("serviceId", Text, "Name of the service to which schedules belong; one for each database") { Default = "synccluster" },
        new("clusterId", Text, "Silos of one cluster id work together") { Default = "synccluster" },
        new("name", Text, "Name of this process; POD_NAME where not given, else address and port"),
        new("address", Text, "IP address by which others reach this process; POD_IP where not given, else 127.0.0.1"),
        new("siloPort", Integer, "Port for silos") { Default = "11111", Minimum = 1, Maximum = 65535 },
        new("gatewayPort", Integer, "Port for processes of role web") { Default = "30000", Minimum = 1, Maximum = 65535 },
        new("listenEverywhere", Flag, "Listen on all addresses of the machine, where the address is translated on the way") { Default = "false" },
        new("expectedSilos", Integer, "How many silos there should be; told in metrics") { Default = "1", Minimum = 1, Maximum = 1000 },
        new("probeEvery", Duration, "How often silos ask each other whether they live; three misses are a death") { Default = "3s", Minimum = 1, Maximum = 30 },
        new("drain", Duration, "How long requests are answered after readiness went false, when it is told to stop") { Default = "5s", Minimum = 0, Maximum = 120 },
        new("grace", Duration, "How long stopping may take in all") { Default = "60s", Minimum = 20, Maximum = 600 },
        new("pushLease", Duration, "How long a push may be without an answer before another silo looks after it; longer than any call to an outside system") { Default = "3m", Minimum = 10 },
        new("entityIdle", Duration, "After how long without news a product, customer or order is unloaded") { Default = "2m", Minimum = 15 },
    ], []);

    public static Section Telemetry { get; } = new(
    [
        new("otlp", Url, "Address of an OpenTelemetry collector that gets metrics and traces: http://collector:4317") { Required = true },
        new("protocol", Text, "How it is spoken to: grpc (usually port 4317) or http (usually 4318)") { Default = "grpc", Allowed = ["grpc", "http"] },
        new("metrics", Flag, "Send metrics") { Default = "true" },
        new("traces", Flag, "Send traces: read, decide, push") { Default = "true" },
        new("every", Duration, "How often metrics are sent") { Default = "60s", Minimum = 1, Maximum = 3600 },
        new("serviceName", Text, "The name under which the collector shows this program") { Default = "synccluster" },
    ], []) { Shorthand = "otlp" };

    public static Section Root { get; } = new(
        [new("version", Integer, "Version of this file's format") { Required = true, Allowed = ["1"] }],
    [
        new("store", "Where state is kept; a SQLite file data/sync.db where not given", Store),
        new("http", "Address and keys", Http),
        new("cluster", "Where this process stands among others, for run --engine orleans", Cluster),
        new("systems", "The outside systems, by a name of yours", new Named(new OutsideSystem(SystemCommon), SystemNamePattern, "lower case, digits and hyphens, at most 40"), Required: true),
        new("rules", "Who may change what, by kind", RulesSection),
        new("mail", "Mails to customers and to people of the company", Mail),
        new("tracking", "Delivery dates of suppliers, in orders and mails", Tracking),
        new("telemetry", "Where metrics and traces are sent by OTLP", Telemetry),
        new("guards", "What stops a mass mistake", Guards),
    ]);

    private static string[] Switch => ["true", "false", "auto"];

    private static Section Rules(IReadOnlyList<OptionDefinition> more) => new(
    [
        new("master", Text, "The system that decides what exists and owns fields without a rule") { Required = true },
        new("systems", OptionType.List, "Systems that take part; all that have such records where not given"),
        new("tombstone", Text, "What becomes of a thing that is gone in its master: no longer offered, and of an open order that others hold a person is asked; or only marked") { Default = "deactivate", Allowed = ["deactivate", "ignore"] },
        new("remoteDeletion", Text, "What becomes of a record that somebody deleted elsewhere") { Default = "accept", Allowed = ["accept", "recreate"] },
        .. more,
    ],
    [
        new("create", "Systems in which missing things are created", new Named(
            new Shape.Single(new("create", Flag, "Create missing things there")), SystemNamePattern, "the name of a system")),
        new("fields", "Rules by field: a name, a prefix ending in .*, or *", new Named(FieldRule, @"^(\*|[A-Za-z][A-Za-z0-9_.:-]*(\.\*)?)$", "a field's name, a prefix ending in .*, or *")),
    ]);
}
