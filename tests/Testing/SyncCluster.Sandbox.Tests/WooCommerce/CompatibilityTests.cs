using System.ComponentModel;
using System.Diagnostics;
using SyncCluster.Sandbox.WooCommerce;

namespace SyncCluster.Sandbox.Tests.WooCommerce;

/// <summary>
/// An independent client has to accept the stand-in unchanged. Needs node and a way to install one package.
/// </summary>
[Trait("Category", "Compatibility")]
[Trait("Speed", "slow")]
public sealed class CompatibilityTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "compat");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_vendors_own_client_finds_nothing_wrong()
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "@woocommerce")))
        {
            var install =
                await RunAsync("npm", "ci", "--no-audit", "--no-fund", "--fetch-retries=0", "--fetch-timeout=20000");
            Assert.SkipWhen(install is null, "npm is not installed, so the vendor's client cannot be tried.");
            Assert.SkipUnless(
                install!.Value.Code == 0, "The vendor's client could not be installed: "
                    + LastLine(install.Value.Output));
        }

        await using var shop =
            await WooCommerceSandbox.StartAsync(new WooCommerceSandboxOptions { DeliverWebhooks = false }, Cancel);
        var run = await RunAsync("node", "woocommerce.cjs", shop.BaseUrl, shop.ConsumerKey, shop.ConsumerSecret);
        Assert.SkipWhen(run is null, "node is not installed, so the vendor's client cannot be tried.");
        TestContext.Current.TestOutputHelper?.WriteLine(run!.Value.Output);
        run!.Value.Code.ShouldBe(0, run.Value.Output);
    }

    private static async Task<(int Code, string Output)?> RunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = Folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var output = process.StandardOutput.ReadToEndAsync(Cancel);
            var errors = process.StandardError.ReadToEndAsync(Cancel);
            await process.WaitForExitAsync(Cancel);
            return (process.ExitCode, await output + await errors);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static string LastLine(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .LastOrDefault("no output");
}
