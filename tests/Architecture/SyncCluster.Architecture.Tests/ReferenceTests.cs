using SyncCluster.Architecture.Tests.Rules;
using SyncCluster.Architecture.Tests.Tree;

namespace SyncCluster.Architecture.Tests;

public sealed class ReferenceTests
{
    private static readonly string[] Heavy = ["Orleans", "Sqlite", "Npgsql", "Dapper", "Playwright", "OpenTelemetry", "RabbitMQ"];

    [Fact]
    public void references_run_one_way() =>
        Repository.Projects.SelectMany(ReferenceRules.Offences).ShouldBeNone();

    [Fact]
    public void core_engine_and_simulation_build_without_orleans_browser_and_databases() =>
        (from project in Repository.Projects
         where project.Name is ReferenceRules.Core or ReferenceRules.Engine or "SyncCluster.Engine.Simulation"
         from part in ReferenceRules.Closure(project, Repository.Projects)
         from package in part.Packages
         where Heavy.Any(heavy => package.Contains(heavy, StringComparison.OrdinalIgnoreCase))
         select $"{project.Name} brings {package} along, by {part.File}").ShouldBeNone();

    /// <summary>Mail is the one project among the connectors that is no connector: the host composes it like its own parts.</summary>
    [Fact]
    public void engines_and_hosts_name_no_connector() =>
        (from source in Repository.Sources
         where source.File.StartsWith("src/Engines/", StringComparison.Ordinal) || source.File.StartsWith("src/Hosts/", StringComparison.Ordinal)
         from connector in Repository.Projects
         where !connector.IsTest && ReferenceRules.IsConnector(connector.Name)
         where connector.Name != "SyncCluster.Connectors.Mail" || source.File.StartsWith("src/Engines/", StringComparison.Ordinal)
         where source.Code.Contains($"using {connector.Name};", StringComparison.Ordinal)
            || source.Code.Contains($"using {connector.Name}.", StringComparison.Ordinal)
            || source.Code.Contains($"global::{connector.Name}.", StringComparison.Ordinal)
         where !SharesItsNameWithTheContract(connector.Name)
         select $"{source.File} names {connector.Name}").ShouldBeNone();

    [Fact]
    public void core_bans_the_machine_the_clock_and_chance()
    {
        var core = Repository.Projects.Single(project => project.Name == ReferenceRules.Core);
        core.Text.ShouldContain("Microsoft.CodeAnalysis.BannedApiAnalyzers");
        core.Text.ShouldContain("AdditionalFiles Include=\"BannedSymbols.txt\"");
        var banned = Repository.Read($"{core.Folder}/BannedSymbols.txt");
        foreach (var symbol in new[]
                 {
                     "P:System.DateTime.Now", "P:System.DateTime.UtcNow", "P:System.DateTimeOffset.Now", "P:System.DateTimeOffset.UtcNow",
                     "T:System.TimeProvider", "M:System.Guid.NewGuid", "T:System.Random", "T:System.Environment",
                     "T:System.Threading.Tasks.Task", "N:System.IO", "N:System.Net",
                 })
            banned.ShouldContain(symbol + ";");
        (from source in Repository.Sources
         where source.IsIn(ReferenceRules.Core) && source.Text.Contains("RS0030", StringComparison.Ordinal)
         select $"{source.File} switches the ban off").ShouldBeNone();
    }

    [Fact]
    public void versions_of_packages_stand_in_one_place() =>
        (from project in Repository.Projects
         where System.Text.RegularExpressions.Regex.IsMatch(project.Text, "<PackageReference[^>]*\\sVersion(Override)?=")
         select $"{project.File} gives a version; it belongs into Directory.Packages.props").ShouldBeNone();

    [Theory]
    [InlineData("src/Core/SyncCluster.Core/SyncCluster.Core.csproj", "../../Connectors/SyncCluster.Connectors/SyncCluster.Connectors.csproj")]
    [InlineData("src/Connectors/SyncCluster.Connectors/SyncCluster.Connectors.csproj", "../X/SyncCluster.Connectors.Gamma.csproj")]
    [InlineData("src/Connectors/SyncCluster.Connectors.Gamma/SyncCluster.Connectors.Gamma.csproj", "../X/SyncCluster.Connectors.Magento.csproj")]
    [InlineData("src/Connectors/SyncCluster.Connectors.Gamma/SyncCluster.Connectors.Gamma.csproj", "../X/SyncCluster.Engine.csproj")]
    [InlineData("src/Engines/SyncCluster.Engine/SyncCluster.Engine.csproj", "../X/SyncCluster.Connectors.Gamma.csproj")]
    [InlineData("src/Engines/SyncCluster.Engine.Orleans/SyncCluster.Engine.Orleans.csproj", "../../Connectors/*/*.csproj")]
    [InlineData("src/Hosts/SyncCluster.Server/SyncCluster.Server.csproj", "../../Connectors/X/SyncCluster.Connectors.Gamma.csproj")]
    [InlineData("src/Hosts/SyncCluster.Server/SyncCluster.Server.csproj", "../../../tests/X/SyncCluster.Core.Tests.csproj")]
    public void a_reference_against_the_direction_is_seen(string file, string reference)
    {
        var project = Project.Parse(file, $"<Project><ItemGroup><ProjectReference Include=\"{reference}\" /></ItemGroup></Project>");
        ReferenceRules.Offences(project).ShouldNotBeEmpty();
    }

    /// <summary>The contract has a namespace for mails of its own.</summary>
    private static bool SharesItsNameWithTheContract(string connector) =>
        Repository.Sources.Any(source => source.IsIn(ReferenceRules.Contract) && source.Namespace == connector);
}
