namespace SyncCluster.Engine.Simulation.Systems;

/// <summary>The time in which simulated systems live, and who writes down what happens there.</summary>
public interface IWorldTime
{
    /// <summary>Now.</summary>
    DateTimeOffset Now { get; }

    /// <summary>Something happened.</summary>
    void Tell(string text);
}
