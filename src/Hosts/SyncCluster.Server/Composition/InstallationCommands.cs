using SyncCluster.Core.Deciding;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Behaviors;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Server.Composition;

/// <summary>What people ask of things.</summary>
internal static class InstallationCommands
{
    /// <summary>Hands a command to the actor of a thing and waits until it is durable.</summary>
    public static async Task<EntityAnswer> CommandAsync(this Installation installation, EntityState state, Command command, CancellationToken cancellation)
    {
        var commanded = new EntityEvent.Commanded(command) { At = installation.Services.Time.GetUtcNow(), Chance = installation.Services.Chance() };
        var answer = await installation.Engine.Runtime.AskAsync(ActorAddress.Entity(state.Kind, state.EntityId), new EntityEvents([commanded]), cancellation);
        return (EntityAnswer)answer;
    }

    /// <summary>Has all of a thing written to a system once more; false where nothing of it is to be there.</summary>
    public static async Task<bool> SendAgainAsync(this Installation installation, EntityState state, string system, string by, CancellationToken cancellation) =>
        (await installation.CommandAsync(state, new Command.SendAgain(system) { By = by }, cancellation)).Pushes > 0;

    /// <summary>Tries again what a thing has for a system, though the system is closed; false where nothing waits.</summary>
    public static async Task<bool> RetryAsync(this Installation installation, EntityState state, string system, string by, CancellationToken cancellation)
    {
        await installation.TryNowAsync(system, cancellation);
        return (await installation.CommandAsync(state, new Command.Retry(system) { By = by }, cancellation)).Pushes > 0;
    }

    /// <summary>Tries every parked push again, of a system or kind where one is named, though the system is closed. Answers how many.</summary>
    public static async Task<int> RetryParkedPushesAsync(this Installation installation, string? system, Kind? kind, string by, CancellationToken cancellation)
    {
        const int most = 100_000;
        foreach (var one in installation.Setup.Systems.Select(one => one.Name).Where(name => string.IsNullOrEmpty(system) || name == system)) await installation.TryNowAsync(one, cancellation);
        var rows = await installation.Store.ListOutboxAsync(string.IsNullOrEmpty(system) ? null : system, OutboxStatus.Parked, most, cancellation);
        var count = 0;
        foreach (var row in rows.Where(row => kind is null || row.Kind == kind))
        {
            await installation.CommandAsync(EntityState.New(row.EntityId, row.Kind), new Command.Retry(row.System) { By = by }, cancellation);
            count++;
        }

        return count;
    }

    private static Task TryNowAsync(this Installation installation, string system, CancellationToken cancellation) =>
        GateDocument.TryNowAsync(installation.Store, system, installation.Services.Time.GetUtcNow(), cancellation);
}
