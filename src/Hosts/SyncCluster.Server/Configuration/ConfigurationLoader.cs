using SyncCluster.Server.Configuration.Binding;
using SyncCluster.Server.Configuration.Reading;
using SyncCluster.Server.Configuration.Schema;
using SyncCluster.Server.Configuration.Yaml;

namespace SyncCluster.Server.Configuration;

/// <summary>What reading a configuration came to.</summary>
/// <param name="Configuration">Null where there is an error.</param>
/// <param name="Problems">Everything that was found, in the order of the file.</param>
internal sealed record ConfigurationResult(SyncConfiguration? Configuration, IReadOnlyList<ConfigurationProblem> Problems);

/// <summary>Reads, checks and binds a configuration. Whatever the file holds, the answer is problems, never an exception.</summary>
internal static class ConfigurationLoader
{
    public static ConfigurationResult Load(ConfigurationSource source, ConnectorCatalog connectors)
    {
        var problems = new Problems(source.File);
        if (YamlFile.Read(source.Text, problems) is not { } yaml) return new ConfigurationResult(null, problems.InOrder);
        var root = new ShapeReader(source, connectors, problems).Section(ConfigurationShape.Root, yaml, "");
        var configuration = new Binder(source, problems).Bind(root);
        return new ConfigurationResult(problems.AnyError ? null : configuration, problems.InOrder);
    }
}
