using SyncCluster.Connectors.SqlInterchange.Mapping;

namespace SyncCluster.Connectors.SqlInterchange.Tests.Mapping;

public sealed class EncodingRepairTests
{
    [Theory]
    [InlineData("EspaÃ±a", "España")]
    [InlineData("CamisetÃ³n niÃ±o â€“ azul", "Camisetón niño – azul")]
    [InlineData("Ã\u008dndice", "Índice")]
    public void text_that_was_read_in_the_wrong_encoding_is_repaired(string wrong, string right) => EncodingRepair.Repair(wrong).ShouldBe(right);

    [Theory]
    [InlineData("España")]
    [InlineData("SÃO PAULO")]
    [InlineData("plain")]
    [InlineData("España and EspaÃ±a")]
    [InlineData("日本 Ã±")]
    public void text_that_may_be_meant_so_is_kept(string text) => EncodingRepair.Repair(text).ShouldBe(text);
}
