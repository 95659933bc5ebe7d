namespace SyncCluster.Engine.Actors;

/// <summary>
/// An actor did not answer: the process that it lives in is gone or stands still, or nobody could be reached who knows
/// where it lives. What was asked may have been done all the same.
/// </summary>
/// <param name="actor">Who was asked.</param>
/// <param name="why">What the messaging said.</param>
public sealed class ActorSilentException(ActorAddress actor, Exception why) : Exception($"{actor} did not answer: {why.Message}", why)
{
    /// <summary>Who was asked.</summary>
    public ActorAddress Actor => actor;
}
