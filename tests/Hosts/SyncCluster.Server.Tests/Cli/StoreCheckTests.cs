using SyncCluster.Connectors;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Storage;
using SyncCluster.Server.Cli;
using SyncCluster.Server.Configuration;
using SyncCluster.Server.Tests.Stage;

namespace SyncCluster.Server.Tests.Cli;

public sealed class StoreCheckTests
{
    private static readonly StoreConfiguration Postgres = new(null, "Host=db");

    [Fact]
    public void a_database_that_nothing_was_kept_in_yet_is_no_error() =>
        StoreCheck.Of(new StoreException("relation does not exist", mayPass: false) { IsNotMade = true }, Postgres).Severity.ShouldBe(Severity.Info);

    [Fact]
    public void a_database_that_cannot_be_read_is_an_error() =>
        StoreCheck.Of(new StoreException("permission denied", mayPass: false), Postgres).Severity.ShouldBe(Severity.Error);

    [Fact]
    public async Task a_stock_that_orders_wait_for_and_that_cannot_be_asked_for_is_an_error()
    {
        var house = new House
        {
            Erp = new StageSystem("erp", Kind.Product, Kind.Customer, Kind.Order)
            {
                KnowsStock = true, StockOf = _ => throw new FaultException(new Fault(FaultKind.Configuration, "The procedure is not in the database.")),
            },
        };
        using var asks = new Typed(house, House.Systems);
        var (code, output, _) = await asks.RunAsync("check");
        code.ShouldBe(ExitCodes.Found);
        output.ShouldContain("erp: error: Every order waits for the stock, which cannot be asked for: The procedure is not in the database.");
        using var doesNot = new Typed(house, House.Systems + "rules:\n  order: { master: shop, checkStockIn: none }\n");
        (code, output, _) = await doesNot.RunAsync("check");
        code.ShouldBe(ExitCodes.Fine, output);
    }
}
