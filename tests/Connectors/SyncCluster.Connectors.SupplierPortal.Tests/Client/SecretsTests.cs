using SyncCluster.Connectors.Options;
using SyncCluster.Connectors.SupplierPortal.Client;
using SyncCluster.Core.Faults;

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
    public void a_folder_that_cannot_be_written_is_told_and_the_session_lives_on_meanwhile()
    {
        var file = Path.Combine(_folder, "no folder");
        File.WriteAllText(file, "");
        var vault = new StateVault(file, "account", "key", TimeProvider.System);
        var fault = Should.Throw<FaultException>(() => vault.Keep("cookies")).Fault;
        (fault.Kind, fault.Code).ShouldBe((FaultKind.Configuration, "folder"));
        fault.Advice!.ShouldContain("folder");
        vault.Open().ShouldBe("cookies");
    }

    /// <summary>As typed, and as a browser sends them in a header.</summary>
    [Theory]
    [InlineData("pass word 1")]
    [InlineData("pass%20word%201")]
    [InlineData("cm9ib3RAc2hvcDpwYXNzIHdvcmQgMQ==")]
    public void what_is_kept_names_a_password_in_none_of_its_forms(string form)
    {
        var connector = new SupplierPortalConnector();
        var values = new OptionValues(connector.Options, new Dictionary<string, object> { ["url"] = "http://127.0.0.1/", ["user"] = "robot@shop", ["password"] = "pass word 1" });
        new EvidenceBox(_folder, new PortalOptions(values), TimeProvider.System).Masked($"before {form} after").ShouldBe("before ••• after");
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
