using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using SyncCluster.Connectors.SupplierPortal.Client;
using SyncCluster.Sandbox.Faults;

namespace SyncCluster.Connectors.SupplierPortal.Tests.Client;

/// <summary>What is kept of a run, and what is told of it, names nothing secret: neither what was typed nor what the portal handed out.</summary>
public sealed class EvidenceTests
{
    [Fact]
    public async Task a_trace_holds_no_cookie_no_value_of_the_recipe_and_no_one_time_code()
    {
        const string Secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
        var codes = new HashSet<string>();
        await using var stage = await PortalStage.StartAsync(new()
        {
            Items = 5,
            OneTimeCode = now =>
            {
                var code = OneTimeCode.At(Secret, now);
                codes.Add(code);
                return code;
            },
        });
        var values = new Dictionary<string, string> { ["customer"] = "Kunde 10452/ž" };
        var steps = PortalStage.Steps(new Dictionary<string, string> { ["goto"] = "/orders?customer={customer}" });
        var kept = await KeptAsync(stage, stage.Open(("totp", Secret), ("values", values), ("steps", steps)));
        kept["trace.zip"].ShouldContain("orders?customer=***", customMessage: "the value was there, and is masked");
        stage.Portal.HandedOut.Count.ShouldBeGreaterThan(1);
        foreach (var secret in stage.Portal.HandedOut.Append(Secret).Append("10452").Append("portal password").Append("portal+password")) Holds(kept, Regex.Escape(secret));
        codes.ShouldNotBeEmpty();
        foreach (var code in codes) Holds(kept, $@"(?<![\d.]){code}(?!\d)");
    }

    [Fact]
    public async Task a_trace_holds_no_token_of_a_single_page()
    {
        await using var stage = await PortalStage.StartAsync(new() { Items = 5, CookieBanner = false });
        var kept = await KeptAsync(stage, stage.Open(("url", stage.Portal.BaseUrl + "/spa")));
        stage.Portal.Logins.ShouldBe(1);
        kept["trace.zip"].ShouldContain("access_token", customMessage: "the answer to the login is in it");
        foreach (var secret in stage.Portal.HandedOut.Append("portal password")) Holds(kept, Regex.Escape(secret));
    }

    [Fact]
    public async Task a_screenshot_hides_what_stands_in_fields()
    {
        await using var stage = await PortalStage.StartAsync(new() { Items = 5 });
        stage.Time.Speed = 0.2;
        await PortalStage.FaultAsync(stage.Open(("password", "not the password")));
        var picture = Directory.GetFiles(stage.Folder, "page.png", SearchOption.AllDirectories).ShouldHaveSingleItem();
        // Playwright paints over what is masked.
        Png.Count(await File.ReadAllBytesAsync(picture, PortalStage.Cancellation), red: 255, green: 0, blue: 255).ShouldBeGreaterThan(2000);
    }

    [Fact]
    public async Task secrets_of_addresses_are_masked_in_faults()
    {
        await using var stage = await PortalStage.StartAsync(new() { Items = 5 });
        var values = new Dictionary<string, string> { ["customer"] = "Kunde 10452" };
        var steps = PortalStage.Steps(new Dictionary<string, string> { ["download"] = "/orders/missing.csv?customer={customer}&access_token=abc123def&page=7" });
        var fault = await PortalStage.FaultAsync(stage.Open(("source", "file"), ("values", values), ("steps", steps)));
        fault.Code.ShouldBe("layout_changed");
        fault.Message.ShouldContain("/orders/missing.csv?customer=•••&access_token=•••&page=7 cannot be downloaded (404)");

        stage.Portal.Faults.Add(new FaultRule { Kind = FaultKind.DropBefore, Path = "/elsewhere" });
        steps = PortalStage.Steps(new Dictionary<string, string> { ["goto"] = "/elsewhere?customer={customer}&sid=abc123def" });
        fault = await PortalStage.FaultAsync(stage.Open(("values", values), ("steps", steps)));
        fault.Code.ShouldBe("unavailable");
        fault.ToString().ShouldNotContain("10452");
        fault.ToString().ShouldNotContain("abc123def");
    }

    [Theory]
    [InlineData("see https://robot:pass@portal.example/x", "see https://•••@portal.example/x")]
    [InlineData("/x?PHPSESSID=0a1b2c&page=2#token=9", "/x?PHPSESSID=•••&page=2#token=•••")]
    [InlineData("Authorization: Bearer abcdef0123", "Authorization: Bearer •••")]
    [InlineData("kept eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.c2lnbmF0dXJl here", "kept ••• here")]
    [InlineData("a heading such as Token or 'Code' is no secret", "a heading such as Token or 'Code' is no secret")]
    public void secrets_are_known_by_what_they_are_called(string text, string masked) => SecretPatterns.Masked(text, "•••").ShouldBe(masked);

    [Theory]
    [InlineData("""{"refresh_token": "abc-123-def"}""", "abc-123-def")]
    [InlineData("""{"text":"{\"accessToken\":\"abc-123-def\"}"}""", "abc-123-def")]
    [InlineData("""{"name":"Set-Cookie","value":"SID=0123456789; path=/; samesite=lax"}""", "0123456789")]
    [InlineData("""{"name":"x-auth-token","value":"0123456789"}""", "0123456789")]
    [InlineData("""{"tokenType":"bearer","expires":"1234567890"}""", null)]
    public void secrets_are_found_by_what_they_are_called(string text, string? secret) => SecretPatterns.In(text).Distinct().SingleOrDefault().ShouldBe(secret);

    private static void Holds(IReadOnlyDictionary<string, string> kept, string secret)
    {
        foreach (var (file, text) in kept) Regex.IsMatch(text, secret).ShouldBeFalse($"{file} holds {secret}");
    }

    /// <summary>A run's files as text, those of its trace joined.</summary>
    private static async Task<IReadOnlyDictionary<string, string>> KeptAsync(PortalStage stage, IExternalSystem system)
    {
        stage.Time.Speed = 0.2;
        var trial = await ((IReadingTrial)system).TryAsync(PortalStage.Cancellation);
        trial.Fault.ShouldBeNull();
        trial.Observations.Count.ShouldBe(5);
        var kept = new Dictionary<string, string>();
        foreach (var name in new[] { "note.json", "page.html" }) kept[name] = await File.ReadAllTextAsync(Path.Combine(trial.Folder!, name), PortalStage.Cancellation);
        var trace = new StringBuilder();
        using var zip = ZipFile.OpenRead(Path.Combine(trial.Folder!, "trace.zip"));
        foreach (var entry in zip.Entries)
        {
            using var reader = new StreamReader(entry.Open(), Encoding.UTF8);
            trace.Append(await reader.ReadToEndAsync(PortalStage.Cancellation)).Append('\n');
        }

        kept["trace.zip"] = trace.ToString();
        return kept;
    }
}
