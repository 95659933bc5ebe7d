using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Orleans.Grains;

namespace SyncCluster.Engine.Orleans.Actors;

/// <summary>Which grain an address is.</summary>
internal static class GrainDirectory
{
    public static IActorGrain GrainOf(this IGrainFactory grains, ActorAddress address) => address.Type switch
    {
        ActorType.Product => grains.GetGrain<IProductGrain>(address.Key),
        ActorType.Category => grains.GetGrain<ICategoryGrain>(address.Key),
        ActorType.Customer => grains.GetGrain<ICustomerGrain>(address.Key),
        ActorType.Order => grains.GetGrain<IOrderGrain>(address.Key),
        ActorType.Identity => grains.GetGrain<IIdentityGrain>(address.Key),
        ActorType.Feed => grains.GetGrain<IFeedGrain>(address.Key),
        ActorType.Outbound => grains.GetGrain<IOutboundGrain>(address.Key),
        ActorType.Mail => grains.GetGrain<IMailGrain>(address.Key),
        ActorType.Inbox => grains.GetGrain<IInboxGrain>(address.Key),
        ActorType.Batch => grains.GetGrain<IBatchGrain>(address.Key),
        _ => throw new ArgumentOutOfRangeException(nameof(address), address, "No such actor."),
    };
}
