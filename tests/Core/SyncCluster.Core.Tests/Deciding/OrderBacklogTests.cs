using SyncCluster.Core.Deciding;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Tests.Scenes;
using static SyncCluster.Core.Tests.Scenes.Houses;

namespace SyncCluster.Core.Tests.Deciding;

/// <summary>Orders that are past their open states when they are to be written to the ERP, and those that were there before us.</summary>
public sealed class OrderBacklogTests
{
    private const string State = OrderFields.State;

    [Fact]
    public void an_order_that_was_completed_before_it_was_seen_reaches_the_erp_without_a_stock_check()
    {
        var scene = Order().When.Places(nameof(OrderState.Shipped)).Then.Does<EntityEffect.Push>(push => push.System == Erp);
        scene.View(Erp).Pending!.ChecksStock.ShouldBeFalse("the goods are gone already");
    }

    [Fact]
    public void an_order_that_is_completed_while_the_erp_is_away_is_not_withdrawn() =>
        Order().Places().ChecksStock(Erp).Fails(Erp, FaultKind.Transient)
            .When.SeesPart(Shop, "501", (State, "Shipped"))
            .Then.Does<EntityEffect.Push>(push => push.System == Erp).DoesNot<EntityEffect.Withdraw>();

    [Theory]
    [InlineData(OrderState.Cancelled)]
    [InlineData(OrderState.Rejected)]
    [InlineData(OrderState.Returned)]
    public void an_order_that_was_called_off_before_it_was_seen_is_written_nowhere(OrderState state) =>
        Order().When.Places(state.ToString()).Then.PushesNothing(Erp);

    [Fact]
    public void an_order_of_a_backlog_that_was_completed_is_written_nowhere_and_not_later_either() =>
        Order().When.FindsInTheBacklog(nameof(OrderState.Shipped)).Then.PushesNothing(Erp)
            .When.SeesPart(Shop, "501", (State, "Delivered")).Then.PushesNothing(Erp);

    [Fact]
    public void an_open_order_of_a_backlog_is_written_and_its_stock_is_not_asked_for_nor_after_a_change()
    {
        var scene = Order().When.FindsInTheBacklog().Then.Does<EntityEffect.Push>(push => push.System == Erp);
        scene.View(Erp).Pending!.ChecksStock.ShouldBeFalse("what the stock lacks may be what was taken off for this very order");
        scene.SeesPart(Shop, "501", (OrderFields.Note, "Ring twice")).View(Erp).Pending!.ChecksStock.ShouldBeFalse();
    }
}
