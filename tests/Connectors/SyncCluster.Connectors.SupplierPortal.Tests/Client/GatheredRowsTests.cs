using SyncCluster.Connectors.SupplierPortal.Client;
using SyncCluster.Connectors.SupplierPortal.Tables;
using SyncCluster.Core.Faults;

namespace SyncCluster.Connectors.SupplierPortal.Tests.Client;

/// <summary>What is thought of rows that come twice: a letter is a row, a word a page.</summary>
public sealed class GatheredRowsTests
{
    [Theory]
    [InlineData("abc def", 6, "abcdef", false)]
    [InlineData("abc def", null, "abcdef", false)]
    [InlineData("abc cde", 5, "abcde", false)] // the last page is filled up with rows of the one before
    [InlineData("abc abc", 3, "abc", false)] // beyond its end a portal answers with the last page once more
    [InlineData("abb cde", 6, "abbcde", false)] // two lines that look alike, side by side
    [InlineData("abc dae", 6, "abcdae", true)] // two lines that look alike, or a row moved and another was missed
    [InlineData("abc dae", null, "abcdae", true)]
    [InlineData("abc cde efg", null, "abcdefg", true)] // every page overlaps the one before
    [InlineData("aab bcc", 3, "aabbcc", false)] // items are counted, not lines
    [InlineData("abcd defa", 7, "abcdef", true)]
    public void rows_of_all_pages_are_whole(string pages, int? total, string rows, bool isDoubtful)
    {
        var (whole, doubt) = Gathered(pages).Judge(total);
        string.Concat(whole.Select(row => row.Whole)).ShouldBe(rows);
        (doubt is not null).ShouldBe(isDoubtful);
    }

    [Theory]
    [InlineData("abc def", 7)]
    [InlineData("abc def", 5)]
    [InlineData("abc cde", 7)]
    public void what_does_not_add_up_is_not_whole(string pages, int total) =>
        Should.Throw<FaultException>(() => Gathered(pages).Judge(total)).Fault.Code.ShouldBe("incomplete");

    [Fact]
    public void a_doubt_is_the_same_where_the_same_rows_come_twice()
    {
        Gathered("abc dae").Judge(6).Doubt.ShouldBe(Gathered("abcd ae").Judge(6).Doubt);
        Gathered("abc dae").Judge(6).Doubt.ShouldNotBe(Gathered("abc dbe").Judge(6).Doubt);
    }

    private static GatheredRows Gathered(string pages)
    {
        var rows = new GatheredRows();
        foreach (var page in pages.Split(' ')) rows.Take([.. page.Select(letter => new RawRow([new RawCell(letter.ToString())]))]);
        return rows;
    }
}
