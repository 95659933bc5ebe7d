using System.Reflection;
using SyncCluster.Architecture.Tests.Rules;
using SyncCluster.Architecture.Tests.Tree;
using SyncCluster.Connectors;
using SyncCluster.Connectors.Options;

namespace SyncCluster.Architecture.Tests;

/// <summary>What can be said of every connector by looking at it, none being named.</summary>
public sealed class ConnectorTests
{
    private static readonly IReadOnlyList<IConnector> Connectors = Discover();

    [Fact]
    public void names_are_lower_case_and_unique()
    {
        Connectors.ShouldAllBe(connector => System.Text.RegularExpressions.Regex.IsMatch(connector.Name, "^[a-z][a-z0-9-]*$"));
        Connectors.Select(connector => connector.Name).ShouldBeUnique();
    }

    [Fact]
    public void options_are_well_formed() => Connectors.SelectMany(OptionRules.Malformed).ShouldBeNone();

    [Fact]
    public void readmes_list_every_option_with_its_default() =>
        Connectors.SelectMany(connector => OptionRules.MissingInReadme(connector, ReadmeOf(connector))).ShouldBeNone();

    [Fact]
    public void a_default_that_differs_from_the_readme_is_seen()
    {
        OptionDefinition[] options = [new("pageSize", OptionType.Integer, "Records a page") { Default = "50" }];
        OptionRules.MissingInReadme(options, "| `pageSize` | `50` | Records a page |", "README.md").ShouldBeEmpty();
        OptionRules.MissingInReadme(options, "| `pageSize` | 50 | Records a page |", "README.md").ShouldBeEmpty();
        OptionRules.MissingInReadme(options, "| `pageSize` | `100` | Records a page |", "README.md").ShouldNotBeEmpty();
        OptionRules.MissingInReadme(options, "nothing about it", "README.md").ShouldNotBeEmpty();
    }

    private static string ReadmeOf(IConnector connector)
    {
        var file = $"src/Connectors/{connector.GetType().Assembly.GetName().Name}/README.md";
        return Repository.Exists(file) ? Repository.Read(file) : "";
    }

    private static List<IConnector> Discover() =>
    [
        .. from file in Directory.GetFiles(AppContext.BaseDirectory, "SyncCluster.Connectors.*.dll").Order(StringComparer.Ordinal)
           from attribute in Assembly.Load(AssemblyName.GetAssemblyName(file)).GetCustomAttributes<ConnectorAttribute>()
           select (IConnector)Activator.CreateInstance(attribute.Connector)!,
    ];
}
