using System.Text.RegularExpressions;
using SyncCluster.Architecture.Tests.Rules;
using SyncCluster.Architecture.Tests.Tree;

namespace SyncCluster.Architecture.Tests;

public sealed class SourceTests
{
    private static readonly string[] Extensions =
    [
        ".cs", ".razor", ".csproj", ".props", ".targets", ".sln", ".md", ".sh", ".yaml", ".yml", ".json", ".xml", ".xsd", ".sql", ".html",
        ".hbs", ".css", ".js", ".mjs", ".ts", ".txt", ".toml", ".conf", ".service", ".tpl", ".csv", ".py", ".editorconfig", ".gitignore", "",
    ];

    private static readonly Regex MachinePath = new(
        @"(?<![\w.}])/(work|farm)/[a-z]|/tmp/(bash_jobs|studio)|(?<![\w.])/Users/\w+/|[A-Z]:\\Users\\|(?<![\w.])/root/\w", RegexOptions.CultureInvariant);

    [Fact]
    public void no_file_is_longer_than_the_limit() => Repository.Sources.SelectMany(CodeRules.TooLong).ShouldBeNone();

    [Fact]
    public void the_namespace_is_the_folder() =>
        Repository.Sources.SelectMany(source => CodeRules.ForeignNamespace(source, Repository.Projects)).ShouldBeNone();

    [Fact]
    public void product_code_takes_time_and_chance_from_its_host() =>
        Repository.Sources.Where(source => !source.IsTest).SelectMany(CodeRules.WallClockOrChance).ShouldBeNone();

    [Fact]
    public void tests_never_sleep() =>
        Repository.Sources.Where(source => source.IsTest && !source.IsIn("SyncCluster.Architecture.Tests"))
            .SelectMany(CodeRules.Sleeping).ShouldBeNone();

    [Fact]
    public void the_engine_stays_on_its_scheduler() =>
        Repository.Sources.Where(source => !source.IsTest && source.IsIn(ReferenceRules.Engine))
            .SelectMany(CodeRules.LeavingTheScheduler).ShouldBeNone();

    [Fact]
    public void the_tree_holds_no_path_of_anybodys_machine() =>
        (from file in Repository.Files("", "*")
         where Extensions.Contains(Path.GetExtension(file)) || Extensions.Contains(Path.GetFileName(file))
         where !file.EndsWith("SourceTests.cs", StringComparison.Ordinal)
         from match in MachinePath.Matches(Repository.Read(file))
         select $"{file} holds {match.Value}…").ShouldBeNone();

    [Theory]
    [InlineData("var now = DateTime.UtcNow;")]
    [InlineData("var now = DateTimeOffset . Now;")]
    [InlineData("return Random.Shared.Next();")]
    [InlineData("Thread.Sleep(5);")]
    [InlineData("await Task.Delay(100);")]
    [InlineData("await Task.Delay(TimeSpan.FromSeconds(F(1, 2)), cancellation);")]
    public void forbidden_code_is_seen(string code) => CodeRules.WallClockOrChance(new SourceFile("src/X.cs", code)).ShouldNotBeEmpty();

    [Theory]
    [InlineData("// DateTime.UtcNow is wrong here")]
    [InlineData("var text = \"DateTime.UtcNow\";")]
    [InlineData("var text = \"\"\"\n Thread.Sleep(1) \"quoted\" \n\"\"\";")]
    [InlineData("var text = @\"a \"\" Thread.Sleep(1)\"; var letter = '\"';")]
    [InlineData("await Task.Delay(wait, services.Time, cancellation);")]
    [InlineData("await Task.Delay(Timeout.Infinite, cancellation);")]
    [InlineData("time.GetUtcNow();")]
    public void harmless_code_is_let_pass(string code) => CodeRules.WallClockOrChance(new SourceFile("src/X.cs", code)).ShouldBeEmpty();

    [Theory]
    [InlineData("src/A/P/Inner/X.cs", "namespace P.Inner;", true)]
    [InlineData("src/A/P/Inner/X.cs", "namespace P;", false)]
    [InlineData("src/A/P/X.cs", "namespace P\n{\n}", true)]
    [InlineData("src/A/P/X.cs", "System.Console.WriteLine();", true)]
    public void a_namespace_is_compared_with_its_folder(string file, string code, bool fits)
    {
        var project = Project.Parse("src/A/P/P.csproj", "<Project />");
        CodeRules.ForeignNamespace(new SourceFile(file, code), [project]).Any().ShouldBe(!fits);
    }
}
