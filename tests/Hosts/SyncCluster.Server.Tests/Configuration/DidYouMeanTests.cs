using SyncCluster.Server.Configuration;

namespace SyncCluster.Server.Tests.Configuration;

public sealed class DidYouMeanTests
{
    [Theory]
    [InlineData("conector", "connector")]
    [InlineData("CONNECTOR", "connector")]
    [InlineData("rloe", "role")]
    [InlineData("zzz", null)]
    [InlineData("", null)]
    [InlineData("x", null)]
    public void the_nearest_word_is_found(string word, string? expected) =>
        DidYouMean.Nearest(word, ["connector", "role", "feeds"]).ShouldBe(expected);
}
