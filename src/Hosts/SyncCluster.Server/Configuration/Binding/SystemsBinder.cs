using SyncCluster.Connectors;
using SyncCluster.Core.Records;
using SyncCluster.Server.Composition;
using SyncCluster.Server.Configuration.Reading;

namespace SyncCluster.Server.Configuration.Binding;

/// <summary>Binds the outside systems; each connector checks its own settings.</summary>
internal sealed class SystemsBinder(ConfigurationSource source, Problems problems)
{
    /// <summary>Names of every system in the file, also of those with errors: rules may refer to them.</summary>
    public static IEnumerable<string> NamesIn(SectionValue root) =>
        root.Named.TryGetValue("systems", out var systems) ? systems.Sections.Select(system => system.Name) : [];

    public EquatableList<SystemConfiguration> Bind(SectionValue root)
    {
        if (!root.Named.TryGetValue("systems", out var systems)) return EquatableList<SystemConfiguration>.Empty;
        if (systems.Sections.Count == 0 && !problems.AnyError)
            problems.Error(root.PlaceOf("systems"), "systems", "No system is configured.", "Add at least one, such as shop: { connector: …, role: shop }.");
        return systems.Sections.Select(system => Of(system.Name, system.Place, system.Value)).OfType<SystemConfiguration>().ToEquatableList();
    }

    private SystemConfiguration? Of(string name, Place place, SectionValue system)
    {
        if (system.Connector is not { } connector || !system.IsWhole) return null;
        Ask(connector, system, place);
        return new SystemConfiguration(name, system.Settings.RequiredText("role"), connector, system.Settings, place)
        {
            Concurrency = system.Settings.Integer("concurrency"),
            PageSize = system.Settings.Integer("pageSize"),
            Webhooks = system.Settings.Flag("webhooks"),
            ItemMap = ItemMap(system),
            Feeds = Feeds(system),
        };
    }

    private string? ItemMap(SectionValue system)
    {
        if (system.Settings.Text("itemMap") is not { } file) return null;
        if (system.Settings.RequiredText("role") != Roles.Supplier)
            problems.Warning(system.PlaceOf("itemMap"), system.PathOf("itemMap"), "Only a supplier's items are matched by a file.", "Take it out, or write 'role: supplier'.");
        var path = Path.Combine(source.Folder, file);
        if (!File.Exists(path))
        {
            problems.Error(system.PlaceOf("itemMap"), system.PathOf("itemMap"), "There is no such file.",
                "Create it, a line an item: supplier code;our sku. Relative paths begin at this configuration file.");
            return null;
        }

        foreach (var (line, what) in ItemMapFile.Parse(File.ReadAllLines(path)).Problems)
            problems.Error(system.PlaceOf("itemMap"), system.PathOf("itemMap"), $"{file}, line {line}: {what}", "Mend the line: supplier code;our sku.");
        return path;
    }

    private void Ask(IConnector connector, SectionValue system, Place place)
    {
        try
        {
            connector.Validate(system.Settings);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // A connector's own mistake must not hide what else is wrong; its message may hold a secret.
            problems.Error(place, system.Path, $"The connector '{connector.Name}' could not check these settings ({failure.GetType().Name}).", "Report it to the connector's author.");
        }

        foreach (var problem in system.Settings.Problems)
            problems.Error(system.PlaceOf(problem.Option), system.PathOf(problem.Option), problem.Message, problem.Advice);
    }

    private static EquatableList<FeedConfiguration> Feeds(SectionValue system) => !system.Named.TryGetValue("feeds", out var feeds)
        ? EquatableList<FeedConfiguration>.Empty
        : feeds.Sections.Select(feed => new FeedConfiguration(
            feed.Name,
            feed.Value.Settings.IsGiven("every") ? feed.Value.Settings.Duration("every") : null,
            feed.Value.Settings.Flag("enabled"),
            feed.Place)
        {
            Busy = feed.Value.Settings.IsGiven("busy") ? feed.Value.Settings.Duration("busy") : null,
            Synchronous = feed.Value.Settings.Text("mode") == FeedConfiguration.SynchronousMode,
        }).ToEquatableList();
}
