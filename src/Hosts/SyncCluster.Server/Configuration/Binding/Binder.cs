using System.Net;
using SyncCluster.Core.Polling;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;
using SyncCluster.Server.Configuration.Reading;

namespace SyncCluster.Server.Configuration.Binding;

/// <summary>Makes the typed configuration of sections that were read, and checks one part against another.</summary>
internal sealed class Binder(ConfigurationSource source, Problems problems)
{
    private const int ShortestKey = 16;

    public SyncConfiguration Bind(SectionValue root)
    {
        var systems = new SystemsBinder(source, problems).Bind(root);
        var mail = new MailBinder(source, problems).Bind(root.Section("mail"));
        return new SyncConfiguration
        {
            Store = Store(root.Section("store")),
            Http = Http(root.Section("http")),
            Cluster = new ClusterBinder(source, problems).Bind(root.Section("cluster")),
            Print = ConfigurationPrint.Of(root),
            Systems = systems,
            Rules = new RulesBinder(problems, [.. SystemsBinder.NamesIn(root)]).Bind(root.Section("rules")),
            Mail = mail,
            Tracking = new TrackingBinder(problems).Bind(root.Section("tracking"), root.Section("mail") is not null),
            Telemetry = TelemetryOf(root.Section("telemetry")),
            Brake = BrakeOf(root.Section("guards")),
            LoopBreaker = LoopBreakerOf(root.Section("guards")),
            Retry = RetryOf(root.Section("guards")),
        };
    }

    private StoreConfiguration Store(SectionValue? store)
    {
        var sqlite = store?.Settings.Text("sqlite");
        var postgres = store?.Settings.Text("postgres");
        if (store is not null && sqlite is not null && postgres is not null)
            problems.Error(store.PlaceOf("postgres"), store.Path, "Both 'sqlite' and 'postgres' are given.", "Keep one of them.");
        var bound = postgres is null
            ? new StoreConfiguration(Path.Combine(source.Folder, sqlite ?? Path.Combine("data", "sync.db")), null)
            : new StoreConfiguration(null, postgres);
        return store is null ? bound : bound with { Place = store.Place };
    }

    private HttpConfiguration Http(SectionValue? http)
    {
        var standard = new Uri("http://127.0.0.1:5080");
        if (http is null) return new HttpConfiguration(standard, null, null, EquatableList<ApiKey>.Empty);
        var keys = new List<ApiKey>();
        foreach (var key in http.Listed.GetValueOrDefault("keys") ?? [])
        {
            if (!key.IsWhole) continue;
            var (name, secret) = (key.Settings.RequiredText("name"), key.Settings.RequiredText("key"));
            if (secret.Length < ShortestKey)
                problems.Error(key.PlaceOf("key"), key.PathOf("key"), $"The key of '{name}' has fewer than {ShortestKey} letters.", "Make a long random one: openssl rand -hex 32.");
            if (keys.Exists(other => other.Name == name))
                problems.Error(key.PlaceOf("name"), key.PathOf("name"), $"A second key is called '{name}'.", "Give each key a name of its own.");
            else if (keys.Exists(other => other.Secret == secret))
                problems.Error(key.PlaceOf("key"), key.PathOf("key"), $"The key of '{name}' is the same as another's.", "Give each a key of its own.");
            keys.Add(new ApiKey(name, secret, key.Settings.List("scopes").ToEquatableList()));
        }

        return new HttpConfiguration(Url(http, "listen") ?? standard, Url(http, "metricsListen"), Url(http, "publicUrl"), keys.ToEquatableList())
        {
            TrustedProxies = Proxies(http).ToEquatableList(),
        };
    }

    private IEnumerable<IPNetwork> Proxies(SectionValue http)
    {
        foreach (var text in http.Settings.List("trustedProxies"))
        {
            if (IPNetwork.TryParse(text, out var network)) yield return network;
            else if (IPAddress.TryParse(text, out var address)) yield return new IPNetwork(address, address.GetAddressBytes().Length * 8);
            else
            {
                problems.Error(
                    http.PlaceOf("trustedProxies"), http.PathOf("trustedProxies"), $"'{text}' is no address and no network.",
                    "Write an address such as 10.0.0.5, or a network by its first address such as 10.0.0.0/8.");
            }
        }
    }

    private static TelemetryConfiguration? TelemetryOf(SectionValue? telemetry)
    {
        if (telemetry is not { IsWhole: true } || Url(telemetry, "otlp") is not { } otlp) return null;
        var given = telemetry.Settings;
        return new TelemetryConfiguration(
            otlp, given.RequiredText("protocol") == "grpc", given.Flag("metrics"), given.Flag("traces"), given.Duration("every"), given.RequiredText("serviceName"));
    }

    private static BrakeRules BrakeOf(SectionValue? guards) => guards is null ? new BrakeRules() : new BrakeRules
    {
        Share = guards.Settings.Number("share"),
        Minimum = guards.Settings.Integer("minimum"),
        PriceMove = guards.Settings.Number("priceMove"),
        Window = guards.Settings.Duration("window"),
    };

    private static LoopBreaker LoopBreakerOf(SectionValue? guards) =>
        guards is null ? new LoopBreaker() : new LoopBreaker { Pushes = guards.Settings.Integer("pushesPerEntity") };

    private RetryPolicy RetryOf(SectionValue? guards)
    {
        if (guards is null) return new RetryPolicy();
        var retry = new RetryPolicy { First = guards.Settings.Duration("retryFirst"), Longest = guards.Settings.Duration("retryLongest") };
        if (retry.First > retry.Longest)
            problems.Error(guards.PlaceOf("retryFirst"), guards.PathOf("retryFirst"), "The first wait is longer than the longest.", "Make retryFirst shorter or retryLongest longer.");
        return retry;
    }

    private static Uri? Url(SectionValue section, string name) =>
        section.Settings.Text(name) is { } text && Uri.TryCreate(text, UriKind.Absolute, out var url) ? url : null;
}
