using System.Text.Json;

namespace SyncCluster.EndToEnd.Tests;

/// <summary>The demo's chapter of the supplier's portal as people start it, with a real browser and a real SMTP conversation; and what it says where there is no browser.</summary>
public sealed class DemoTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly string _folder = Directory.CreateTempSubdirectory("synccluster-demo-").FullName;

    [Fact]
    public async Task a_story_that_needs_a_browser_is_not_told_without_one()
    {
        var (code, report, output) = await PlayAsync(new Dictionary<string, string> { ["SYNCCLUSTER_CHROMIUM"] = "/nowhere/chromium" });
        code.ShouldBe(3, output);
        report.GetProperty("agrees").GetBoolean().ShouldBeFalse();
        report.GetProperty("portal").GetString().ShouldStartWith("not read: this machine has no Chromium");
        report.GetProperty("differences")[0].GetString()!.ShouldContain("--without-portal");
    }

    [Fact]
    [Trait("Speed", "slow")]
    public async Task the_robot_reads_the_portal_and_customers_are_told_once()
    {
        var browser = Environment.GetEnvironmentVariable("SYNCCLUSTER_CHROMIUM") ?? "/usr/bin/chromium";
        Assert.SkipUnless(File.Exists(browser), "This machine has no Chromium.");
        var (code, report, output) = await PlayAsync(new Dictionary<string, string>(), "--only-portal");
        code.ShouldBe(0, output);
        report.GetProperty("agrees").GetBoolean().ShouldBeTrue();
        report.GetProperty("portal").GetString()!.ShouldStartWith("3 dates moved and are known; ");
        report.GetProperty("portal").GetString()!.ShouldNotContain(" 0 customers");
        report.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("system").GetString()).ShouldContain("supplier");
    }

    private async Task<(int Code, JsonElement Report, string Output)> PlayAsync(Dictionary<string, string> environment, params string[] more)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        await using var demo = RunningProgram.Start(environment, ["demo", "--once", "--json", "--data", Path.Combine(_folder, "demo"), "--products", "40", "--customers", "12", .. more]);
        var code = await demo.ExitAsync(patience.Token);
        var output = demo.Output;
        var json = output[Math.Max(0, output.IndexOf("\n{\n", StringComparison.Ordinal))..];
        return (code, JsonDocument.Parse(json[json.IndexOf('{', StringComparison.Ordinal)..(json.LastIndexOf('}') + 1)]).RootElement.Clone(), output);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
