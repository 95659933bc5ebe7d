using System.Text;
using SyncCluster.Connectors;

namespace SyncCluster.Server.Tests.Configuration;

/// <summary>Whatever a file holds, the answer is problems.</summary>
public sealed class HostileFileTests
{
    [Theory]
    [InlineData("", "'version' is missing")]
    [InlineData("# nothing", "'systems' is missing")]
    [InlineData("- a\n- b", "Here a list stands")]
    [InlineData("just words", "Here a single value stands")]
    [InlineData("a: [1, 2", "This is no YAML")]
    [InlineData("a: b: c", "This is no YAML")]
    [InlineData("a:\n\tb: c", "This is no YAML")]
    [InlineData("a: 'unfinished", "This is no YAML")]
    [InlineData("version: 1\n---\nversion: 1", "several documents")]
    [InlineData("version: !int 1", "tag")]
    [InlineData("version: !!python/object:os.system 1", "tag")]
    [InlineData("? [a, b]\n: c", "A name must be a single word")]
    [InlineData("version: &a 1\nother: *a", "Anchors and aliases (& and *) are not supported")]
    [InlineData("a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]", "Anchors and aliases (& and *) are not supported")]
    [InlineData("version: 1\nsystems: {}", "No system is configured")]
    [InlineData("version: 1\nsystems:", "No system is configured")]
    [InlineData("version: 1\nsystems: { a: }", "'connector' is missing")]
    [InlineData("version: 1\nsystems: { a: { connector: [plain] } }", "systems.a.connector: Here a list stands")]
    [InlineData("\0", "")]
    [InlineData("\uFEFFversion: 1", "'systems' is missing")]
    public void odd_files_are_told_what_is_wrong(string yaml, string told)
    {
        var result = Given.Loaded(yaml);
        if (result.Problems.Count == 0) Assert.Fail("nothing was told");
        result.Configuration.ShouldBeNull();
        string.Join("\n", result.Problems).ShouldContain(told);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    public void deep_nesting_is_refused(string opening)
    {
        var yaml = new StringBuilder().Insert(0, opening, 50_000).ToString();
        Given.Loaded(yaml).Problems.ShouldHaveSingleItem().Severity.ShouldBe(Severity.Error);
    }

    [Fact]
    public void a_huge_file_is_refused()
    {
        Given.Loaded(new string('a', 1_000_001)).Problems.ShouldHaveSingleItem().Message.ShouldContain("more than 1000000 letters");
        Given.Loaded(string.Concat(Enumerable.Repeat("- a\n", 30_000))).Problems.ShouldHaveSingleItem().Message.ShouldContain("more than 20000 values");
    }

    [Fact]
    public void very_many_problems_are_cut_off() =>
        Given.Loaded(string.Concat(Enumerable.Range(0, 5000).Select(i => $"x{i}: 1\n"))).Problems.Count.ShouldBe(500);

    /// <summary>Good files, spoiled at random places; a seed that fails is told in the message.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void spoiled_files_never_throw_and_never_show_a_secret(int seed)
    {
        var random = new Random(seed);
        string[] pieces = ["{", "}", "[", "]", ":", "- ", "\n", "  ", "'", "\"", "&a ", "*a", "!t ", "|\n", ">\n", "?", "#", "%", "@", "`", "${", "${env:SECRET}", "~", "null", "-1", "1e999", "\u0000", "\u0085", "\uD83D", "é", "<<: ", "---\n", "...\n", "\t"];
        for (var round = 0; round < 700; round++)
        {
            var text = new StringBuilder(Given.Good);
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                var at = random.Next(text.Length);
                switch (random.Next(4))
                {
                    case 0: text.Remove(at, Math.Min(random.Next(1, 40), text.Length - at)); break;
                    case 1: text.Insert(at, pieces[random.Next(pieces.Length)]); break;
                    case 2: text[at] = (char)random.Next(1, 256); break;
                    default: text.Insert(at, text.ToString(at, Math.Min(random.Next(1, 200), text.Length - at))); break;
                }
            }

            try
            {
                var result = Given.Loaded(text.ToString());
                string.Join('\n', result.Problems).ShouldNotContain(Given.Secret);
                (result.Configuration is null).ShouldBe(result.Problems.Any(problem => problem.Severity == Severity.Error));
            }
            catch (Exception failure)
            {
                Assert.Fail($"Seed {seed}, round {round}: {failure}\n{text}");
            }
        }
    }
}
