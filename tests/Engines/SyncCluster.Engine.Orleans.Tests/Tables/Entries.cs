namespace SyncCluster.Engine.Orleans.Tests.Tables;

internal static class Entries
{
    /// <summary>The same silo with another status.</summary>
    public static MembershipEntry WithStatus(this MembershipEntry entry, SiloStatus status) => new()
    {
        SiloAddress = entry.SiloAddress, SiloName = entry.SiloName, HostName = entry.HostName, ProxyPort = entry.ProxyPort, Status = status,
        StartTime = entry.StartTime, IAmAliveTime = entry.IAmAliveTime,
    };
}
