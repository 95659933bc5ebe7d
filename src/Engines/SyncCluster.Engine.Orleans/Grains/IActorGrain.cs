using Orleans.Concurrency;
using SyncCluster.Engine.Orleans.Messages;

namespace SyncCluster.Engine.Orleans.Grains;

/// <summary>
/// What every actor answers to. A method is never changed, only added: silos of the version before must go on calling
/// those of this version.
/// </summary>
[Alias("synccluster.actor")]
public interface IActorGrain : IGrainWithStringKey
{
    /// <summary>Sends a message; answered when it was handled.</summary>
    [Alias("ask")]
    Task<GrainEnvelope> AskAsync(GrainEnvelope message);

    /// <summary>
    /// There may be something to do. Answered at once, even while a message is handled; hints that come before the actor
    /// got round to the first of them become one.
    /// </summary>
    [Alias("hint")]
    [AlwaysInterleave]
    Task HintAsync();

    /// <summary>The actor's own: a hint takes its turn among the messages.</summary>
    [Alias("wake")]
    Task WakeAsync();

    /// <summary>Is there, and takes up what it does by itself.</summary>
    [Alias("touch")]
    [AlwaysInterleave]
    Task TouchAsync();

    /// <summary>Sets a durable reminder; one that is set like that already stays as it is.</summary>
    [Alias("remind")]
    Task RemindAsync(string name, DateTimeOffset due, TimeSpan period);

    /// <summary>Takes a reminder away.</summary>
    [Alias("forget-reminder")]
    Task ForgetReminderAsync(string name);
}
