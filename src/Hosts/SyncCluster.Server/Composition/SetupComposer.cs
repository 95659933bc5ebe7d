using SyncCluster.Core.Records;
using SyncCluster.Engine.Setup;
using SyncCluster.Server.Configuration;

namespace SyncCluster.Server.Composition;

/// <summary>Makes what the engine runs of the configuration and the opened systems.</summary>
internal static class SetupComposer
{
    public static EngineSetup Compose(SyncConfiguration configuration, IReadOnlyList<OpenedSystem> systems, HostServices services) => new()
    {
        Rules = RuleBookCompiler.Compile(configuration, systems),
        Systems = systems.Select(system => Of(system, configuration.Http.PublicUrl, services)).ToEquatableList(),
        Brake = configuration.Brake,
        Mail = MailComposer.Compose(configuration.Mail, services),
    };

    /// <summary>Where a system sends its webhooks: <c>PUBLIC/webhooks/NAME</c>.</summary>
    public static Uri? Callback(Uri? publicUrl, string system) =>
        publicUrl is null ? null : new Uri($"{publicUrl.AbsoluteUri.TrimEnd('/')}/webhooks/{system}");

    private static SystemSetup Of(OpenedSystem system, Uri? publicUrl, HostServices services) => new(system.Name, system.Role, system.External)
    {
        Feeds = system.Configuration.Feeds.ToDictionary(feed => feed.Name, feed => new FeedSchedule(feed.Every, feed.Enabled) { Busy = feed.Busy, Synchronous = feed.Synchronous }, StringComparer.Ordinal),
        Concurrency = system.Configuration.Concurrency,
        PageSize = system.Configuration.PageSize,
        ItemMap = system.Configuration.ItemMap is { } path ? new ItemMapFile(path, services.Logs.CreateLogger<ItemMapFile>()).Current : null,
        Callback = system.Configuration.Webhooks && system.External.Hooks is not null ? Callback(publicUrl, system.Name) : null,
    };
}
