using System.Text.Json;
using SyncCluster.Sandbox;

namespace SyncCluster.Server.Demo;

/// <summary>Ports on loopback that a sandbox keeps for as long as its folder lives, so that it can be stopped and started again.</summary>
internal sealed record SandboxPorts(int Shop, int Smtp, int Http, int Portal)
{
    private const string FileName = "ports.json";

    /// <summary>The folder's ports; free ones are chosen and noted the first time.</summary>
    public static SandboxPorts Of(string folder, int? http)
    {
        var file = Path.Combine(folder, FileName);
        var ports = File.Exists(file)
            ? JsonSerializer.Deserialize<SandboxPorts>(File.ReadAllText(file)) ?? throw new InvalidDataException($"{file} holds no ports. Delete it.")
            : Choose();
        if (http is { } wanted) ports = ports with { Http = wanted };
        File.WriteAllText(file, JsonSerializer.Serialize(ports));
        return ports;
    }

    private static SandboxPorts Choose() => new(LoopbackPorts.Claim(), LoopbackPorts.Claim(), LoopbackPorts.Claim(), LoopbackPorts.Claim());
}
