using SyncCluster.Connectors;
using SyncCluster.Connectors.Options;

namespace SyncCluster.Server.Tests.Configuration;

/// <summary>A connector with a setting of every type, that opens nothing.</summary>
internal sealed class PlainConnector : IConnector
{
    public string Name => "plain";

    public Capabilities Capabilities => new();

    public IReadOnlyList<OptionDefinition> Options { get; } =
    [
        new("url", OptionType.Url, "Address") { Required = true },
        new("password", OptionType.Text, "Password") { Required = true, Secret = true },
        new("dsn", OptionType.Text, "Connection string") { Secret = true, IsConnection = true },
        new("mode", OptionType.Text, "Mode") { Default = "fast", Allowed = ["fast", "careful"] },
        new("retries", OptionType.Integer, "Retries") { Default = "3", Minimum = 0, Maximum = 9 },
        new("factor", OptionType.Number, "Factor") { Default = "1.5", Minimum = 0 },
        new("strict", OptionType.Flag, "Strict") { Default = "false" },
        new("timeout", OptionType.Duration, "Timeout") { Default = "30s", Minimum = 1, Maximum = 60 },
        new("stores", OptionType.List, "Stores") { Default = "main, second" },
        new("states", OptionType.Map, "States"),
        new("tables", OptionType.NestedMap, "Tables"),
        new("columns", OptionType.NestedMap, "Columns") { Shorthand = "header" },
        new("steps", OptionType.Steps, "Steps"),
    ];

    public void Validate(OptionValues values)
    {
        if (values.Text("mode") == "careful" && values.Integer("retries") == 0)
            values.Problem("retries", "Careful without retries.", "Allow at least one.");
        if (values.Text("url") == "https://crash.example") throw new InvalidOperationException("secret-in-message");
    }

    public IExternalSystem Open(string systemName, OptionValues values, ConnectorServices services) => throw new NotSupportedException();
}
