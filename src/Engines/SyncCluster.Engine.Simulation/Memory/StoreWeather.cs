namespace SyncCluster.Engine.Simulation.Memory;

/// <summary>What may befall an operation of the store on its way there and back. This one: nothing.</summary>
public class StoreWeather
{
    /// <summary>Nothing befalls anything.</summary>
    public static StoreWeather Fair { get; } = new();

    /// <summary>Before the database does it: may take time, may throw, and then nothing was done.</summary>
    public virtual Task BeforeAsync(string operation, bool writes) => Task.CompletedTask;

    /// <summary>After the database did it: may take time, may throw, and then it was done nevertheless.</summary>
    public virtual Task AfterAsync(string operation, bool writes) => Task.CompletedTask;
}
