using Microsoft.Extensions.Logging.Abstractions;
using SyncCluster.Server.Composition;

namespace SyncCluster.Server.Tests.Composition;

public sealed class ItemMapFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void codes_are_read_whatever_separates_them_and_whatever_their_case()
    {
        var (map, problems) = ItemMapFile.Parse(["\uFEFFSupplier code;Our SKU", "", "# old", " X-9 ; B-2 ", "\"Y 1\";\"C;", "x-9;b-2"]);
        problems.ShouldBeEmpty();
        map.ShouldBe(new Dictionary<string, string> { ["X-9"] = "b-2", ["Y 1"] = "C" }, ignoreOrder: true);
        map["y 1"].ShouldBe("C");
        ItemMapFile.Parse(["A,1", "B,2"]).Map.Count.ShouldBe(2);
    }

    [Fact]
    public void what_is_wrong_is_told_with_its_line()
    {
        var (_, problems) = ItemMapFile.Parse(["code;sku", "A;1", "B", ";2", "A;3"]);
        problems.Select(problem => problem.Line).ShouldBe([3, 4, 5]);
        problems[2].What.ShouldBe("'A' was '1' in a line above and is '3' here.");
    }

    [Fact]
    public void an_edited_file_counts_at_once_and_a_broken_one_leaves_what_was()
    {
        var file = new ItemMapFile(_path, NullLogger.Instance);
        Write("A;1", 1);
        file.Current()["A"].ShouldBe("1");
        Write("A;2", 2);
        file.Current()["A"].ShouldBe("2");
        Write("A", 3);
        file.Current()["A"].ShouldBe("2");
        File.Delete(_path);
        file.Current()["A"].ShouldBe("2");
    }

    private void Write(string text, int hour)
    {
        File.WriteAllText(_path, text);
        File.SetLastWriteTimeUtc(_path, new DateTime(2026, 1, 1, hour, 0, 0, DateTimeKind.Utc));
    }
}
