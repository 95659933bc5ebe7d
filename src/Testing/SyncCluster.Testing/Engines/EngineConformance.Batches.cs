using System.Text;
using SyncCluster.Core.Deciding;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Codec;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Testing.Engines;

/// <content>Pages hand many entities over together; each of them stands and falls alone.</content>
public abstract partial class EngineConformance
{
    [Fact(Timeout = Limit)]
    public async Task a_record_of_a_page_that_cannot_be_decided_on_is_parked_alone()
    {
        await using var stage = await StartedAsync();
        var chairs = Locked(stage.Erp, () => Enumerable.Range(1, 3).Select(number => NewProduct(stage, $"CH-{number}", 10)).ToList());
        await stage.UntilAsync(() => Enumerable.Range(1, 3).All(number => InShop(stage, $"CH-{number}") is not null), "the chairs are in the shop");
        await NothingIsLeftAsync(stage);
        var entityId = await EntityOfAsync(stage, "CH-2");
        await stage.RunAsync(() => OvertakeAsync(stage.Store, entityId, _ => Encoding.UTF8.GetBytes("no state at all")));
        Locked(stage.Erp, () =>
        {
            foreach (var chair in chairs) Change(stage.Erp, chair, (Price, 12));
            return true;
        });
        await stage.UntilAsync(() => InShop(stage, "CH-1")!.Number(Price) == 12 && InShop(stage, "CH-3")!.Number(Price) == 12, "the others' new price is in the shop");
        ParkedItem[] parked;
        while ((parked = [.. await stage.RunAsync(() => stage.Store.ListParkedAsync(stage.Erp.Name, null, 10, CancellationToken.None))]).Length == 0) await BeatAsync(stage);
        parked.Single().Record.RemoteId.ShouldBe(chairs[1].Id);
        EngineJson.Read<Fault>(parked.Single().Fault.Span).Code.ShouldBe("failed");
        InShop(stage, "CH-2")!.Number(Price).ShouldBe(10);
    }

    [Fact(Timeout = Limit)]
    public async Task what_an_actor_remembers_never_lets_it_miss_what_others_wrote()
    {
        await using var stage = await StartedAsync();
        NewProduct(stage, "CH-1", 10);
        await stage.UntilAsync(() => InShop(stage, "CH-1") is not null, "the chair is in the shop");
        await NothingIsLeftAsync(stage);
        var entityId = await EntityOfAsync(stage, "CH-1");

        // Its actor remembers a state of which nothing follows; then somebody else writes one that has a push too many.
        await WakeAsync(stage, entityId);
        await stage.RunAsync(() => OvertakeAsync(stage.Store, entityId, state => EngineJson.Write(Parked(EngineJson.Read<EntityState>(state.Span), stage.Shop.Name))));
        await WakeAsync(stage, entityId);
        var stored = (await stage.RunAsync(() => stage.Store.LoadAsync([entityId], CancellationToken.None)))[0]!;
        EngineJson.Read<EntityState>(stored.State.Span).View(stage.Shop.Name)!.Pending.ShouldBeNull("the push is withdrawn");
    }

    private static EntityState Parked(EntityState state, string system) => state with
    {
        Systems = state.Systems.Select(view => view.System != system ? view : view with
        {
            Sequence = view.Sequence + 1,
            Pending = new PendingPush(
                Operation.Id(state.EntityId, system, view.Sequence + 1), view.Sequence + 1, FieldSet.Of((ProductFields.Name, FieldValue.Of("Chair"))), DateTimeOffset.UnixEpoch)
            {
                Parked = true,
            },
        }).ToEquatableList(),
    };

    private static async Task<EntityAnswer> WakeAsync(EngineStage stage, string entityId) =>
        (EntityAnswer)await stage.AskAsync(ActorAddress.Entity(Kind.Product, entityId), WakeUp.Instance);

    private static async Task<string> EntityOfAsync(EngineStage stage, string sku) =>
        (await stage.RunAsync(() => stage.Store.SearchAsync(new EntityQuery { Kind = Kind.Product, Text = sku }, CancellationToken.None))).Single().EntityId;
}
