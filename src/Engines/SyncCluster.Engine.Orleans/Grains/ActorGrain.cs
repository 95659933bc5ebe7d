using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Orleans.Actors;
using SyncCluster.Engine.Orleans.Messages;

namespace SyncCluster.Engine.Orleans.Grains;

/// <summary>
/// A grain around an actor's behaviour. Orleans gives it one message at a time; what a handler that threw remembers is
/// forgotten, so that the next message finds the actor as the store has it.
/// </summary>
public abstract class ActorGrain(SiloActors actors, ActorType type) : Grain, IActorGrain, IRemindable
{
    private IActorBehavior? _behavior;
    private bool _wakesUp;

    /// <summary>Whose grain it is.</summary>
    protected ActorAddress Address => new(type, this.GetPrimaryKeyString());

    /// <summary>What the actors of this silo share.</summary>
    protected SiloActors Actors => actors;

    /// <inheritdoc/>
    public async Task<GrainEnvelope> AskAsync(GrainEnvelope message)
    {
        try
        {
            return new GrainEnvelope(await HandleAsync(message.Message));
        }
        catch (Exception failure) when (GrainFailures.Carries(failure))
        {
            return new GrainEnvelope(failure);
        }
    }

    /// <inheritdoc/>
    public Task HintAsync()
    {
        if (_wakesUp || actors.IsClosing) return Task.CompletedTask;
        _wakesUp = true;
        WakeSelfAsync(this.AsReference<IActorGrain>()).Ignore();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task WakeAsync()
    {
        _wakesUp = false;
        return WorkAsync(WakeUp.Instance);
    }

    /// <inheritdoc/>
    public Task TouchAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public virtual async Task RemindAsync(string name, DateTimeOffset due, TimeSpan period)
    {
        var wait = due - actors.Time.GetUtcNow();
        await this.RegisterOrUpdateReminder(name, wait > TimeSpan.Zero ? wait : TimeSpan.Zero, SiloActors.ReminderPeriod(period));
    }

    /// <inheritdoc/>
    public virtual async Task ForgetReminderAsync(string name)
    {
        if (await this.GetReminder(name) is { } reminder) await this.UnregisterReminder(reminder);
    }

    /// <inheritdoc/>
    public Task ReceiveReminder(string reminderName, TickStatus status) => RemindedAsync(reminderName);

    /// <summary>A reminder, or the timer that stands for it between two of them, fired.</summary>
    protected async Task RemindedAsync(string name)
    {
        if (actors.IsClosing) return;
        if (actors.IsScheduled(Address, name)) await WorkAsync(new Reminder(name));
        else await ForgetReminderAsync(name); // A system that was taken out of the configuration left it behind.
    }

    /// <summary>
    /// It belongs to another silo, and goes there when its turn ends. Migration makes it known there before it is gone here: a
    /// call by an address of before would wake it here again otherwise.
    /// </summary>
    protected virtual void Leave() => this.MigrateOnIdle();

    /// <summary>Handles what nobody waits for: what goes wrong is logged, sweeps find what it left behind.</summary>
    private async Task WorkAsync(IMessage message)
    {
        try
        {
            await HandleAsync(message);
        }
        catch (Exception failure)
        {
            actors.Failed(Address, failure);
        }
    }

    private async Task<IMessage> HandleAsync(IMessage message)
    {
        try
        {
            _behavior ??= actors.Make(Address);
            return await _behavior.HandleAsync(message, actors.Stopping);
        }
        catch
        {
            _behavior = null;
            throw;
        }
        finally
        {
            if (actors.Places.Leaves(Address)) Leave();
        }
    }

    private async Task WakeSelfAsync(IActorGrain self)
    {
        try
        {
            await self.WakeAsync();
        }
        catch (Exception)
        {
            // The turn may never come: later hints must not count on it.
            _wakesUp = false;
        }
    }
}
