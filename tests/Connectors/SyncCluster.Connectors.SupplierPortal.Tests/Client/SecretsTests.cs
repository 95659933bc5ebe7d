using SyncCluster.Connectors.SupplierPortal.Client;

namespace SyncCluster.Connectors.SupplierPortal.Tests.Client;

public sealed class SecretsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("portal-vault-").FullName;

    /// <summary>The vectors of RFC 6238, appendix B, cut to six digits.</summary>
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1234567890, "005924")]
    [InlineData(20000000000, "353130")]
    public void one_time_codes_are_those_of_the_standard(long seconds, string code) =>
        OneTimeCode.At("gezd gnbv gy3t qojq GEZDGNBVGY3TQOJQ", DateTimeOffset.FromUnixTimeSeconds(seconds)).ShouldBe(code);

    [Theory]
    [InlineData(1_000_000_000, 0)] // ten seconds into its half minute
    [InlineData(1_000_000_016, 0)]
    [InlineData(1_000_000_018, 2)]
    [InlineData(1_000_000_019.5, 0.5)]
    [InlineData(1_000_000_020, 0)]
    public void a_code_that_is_nearly_over_is_not_used(double seconds, double wait) =>
        OneTimeCode.WaitAt(DateTimeOffset.UnixEpoch.AddSeconds(seconds)).ShouldBe(TimeSpan.FromSeconds(wait));

    [Theory]
    [InlineData("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", true)]
    [InlineData("short", false)]
    [InlineData("not base32: 0189!", false)]
    public void secrets_of_codes_are_told(string text, bool isOne) => OneTimeCode.IsSecret(text).ShouldBe(isOne);

    [Fact]
    public void a_session_is_opened_by_its_key_and_account_only()
    {
        Vault("account", "key").Keep("cookies");
        Vault("account", "key").Open().ShouldBe("cookies");
        Vault("account", "other key").Open().ShouldBeNull();
        Vault("other account", "key").Open().ShouldBeNull();
        var file = Path.Combine(_folder, "session.bin");
        var content = File.ReadAllBytes(file);
        System.Text.Encoding.UTF8.GetString(content).ShouldNotContain("cookies");
        content[^1] ^= 1;
        File.WriteAllBytes(file, content);
        Vault("account", "key").Open().ShouldBeNull();
    }

    [Fact]
    public void without_a_key_nothing_is_written()
    {
        var vault = Vault("account", null);
        vault.Keep("cookies");
        vault.Open().ShouldBe("cookies");
        Directory.GetFiles(_folder).ShouldBeEmpty();
    }

    [Fact]
    public void what_is_forgotten_is_gone()
    {
        var vault = Vault("account", "key");
        vault.Keep("cookies");
        vault.Forget();
        vault.Open().ShouldBeNull();
        Directory.GetFiles(_folder).ShouldBeEmpty();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private StateVault Vault(string account, string? key) => new(_folder, account, key, TimeProvider.System);
}
