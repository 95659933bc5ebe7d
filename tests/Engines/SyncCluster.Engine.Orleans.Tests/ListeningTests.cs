using System.Net;
using SyncCluster.Engine.Orleans.Hosting;

namespace SyncCluster.Engine.Orleans.Tests;

/// <summary>Where a silo takes connections.</summary>
public sealed class ListeningTests
{
    [Theory]
    [InlineData("10.0.0.7", false, "10.0.0.7")]
    [InlineData("10.0.0.7", true, "0.0.0.0")]
    [InlineData("fd00::7", false, "fd00::7")]
    [InlineData("fd00::7", true, "::")]
    public void a_silo_listens_in_the_family_of_the_address_by_which_it_is_known(string address, bool everywhere, string expected) =>
        new OrleansEngineOptions("") { Address = IPAddress.Parse(address), ListensEverywhere = everywhere }.ListensTo.ShouldBe(IPAddress.Parse(expected));
}
