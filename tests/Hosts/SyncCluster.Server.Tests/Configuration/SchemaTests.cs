using System.Text.Json;
using SyncCluster.Server.Configuration;
using SyncCluster.Server.Configuration.Schema;

namespace SyncCluster.Server.Tests.Configuration;

public sealed class SchemaTests
{
    [Fact]
    public void the_shipped_schema_is_that_of_the_code()
    {
        var file = Path.Combine(Root(), "deploy", "sync.schema.json");
        var actual = ConfigurationSchema.Write(ConnectorCatalog.Discover(AppContext.BaseDirectory));
        if (Environment.GetEnvironmentVariable("SYNCCLUSTER_APPROVE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
        }

        var shipped = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";
        if (shipped != actual) Assert.Fail("deploy/sync.schema.json is out of date. Write it anew: SYNCCLUSTER_APPROVE=1 tests/run.sh Server");
    }

    [Fact]
    public void settings_of_a_connector_apply_where_it_is_chosen()
    {
        using var schema = JsonDocument.Parse(ConfigurationSchema.Write(Given.Connectors));
        var system = schema.RootElement.GetProperty("properties").GetProperty("systems").GetProperty("additionalProperties");
        var plain = system.GetProperty("allOf")[0];
        plain.GetProperty("if").GetProperty("properties").GetProperty("connector").GetProperty("const").GetString().ShouldBe("plain");
        var then = plain.GetProperty("then");
        then.GetProperty("required").EnumerateArray().Select(name => name.GetString()).ShouldBe(["connector", "role", "url", "password"], ignoreOrder: true);
        then.GetProperty("properties").GetProperty("password").GetProperty("pattern").GetString().ShouldBe(@"^\$\{(env|file):[^}]+\}$");
        then.GetProperty("properties").GetProperty("mode").GetProperty("enum")[1].GetString().ShouldBe("careful");
        then.GetProperty("properties").GetProperty("retries").GetProperty("maximum").GetInt32().ShouldBe(9);
        then.GetProperty("properties").GetProperty("strict").GetProperty("default").GetBoolean().ShouldBeFalse();
        then.GetProperty("additionalProperties").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public void connectors_leave_the_common_names_alone() =>
        ConnectorCatalog.Discover(AppContext.BaseDirectory).All
            .SelectMany(connector => connector.Options, (connector, option) => (connector.Name, Option: option.Name))
            .Where(pair => pair.Option is "connector" or "role" or "feeds" or "webhooks")
            .ShouldBeEmpty();

    [Fact]
    public void a_connector_that_redefines_a_common_setting_keeps_its_type_and_gives_a_default() =>
        (from connector in ConnectorCatalog.Discover(AppContext.BaseDirectory).All
         from option in connector.Options
         from common in ConfigurationShape.SystemCommon.Settings
         where option.Name == common.Name && (option.Type != common.Type || option.Default is null)
         select $"{connector.Name}.{option.Name}").ShouldBeEmpty();

    private static string Root()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "SyncCluster.sln")))
                return at.FullName;
        throw new InvalidOperationException("No SyncCluster.sln above the tests.");
    }
}
