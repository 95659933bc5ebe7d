using Orleans.Serialization.TypeSystem;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Orleans.Grains;
using SyncCluster.Server.Composition.Clustering;

namespace SyncCluster.Server.Composition.Cluster;

/// <summary>Looks at the cluster by Orleans' own means.</summary>
internal sealed class ClusterLook(IServiceProvider services, TimeProvider time)
{
#pragma warning disable CA2016 // Versions differ in whether the management grain takes a token; waiting for it always does.

    private const int Desks = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly Dictionary<string, ActorType> Scheduled = new(StringComparer.Ordinal)
    {
        [Name<FeedGrain>()] = ActorType.Feed,
        [Name<OutboundGrain>()] = ActorType.Outbound,
        [Name<MailGrain>()] = ActorType.Mail,
        [Name<InboxGrain>()] = ActorType.Inbox,
    };

    private static readonly string[] ScheduledNames = [.. Scheduled.Keys];

    private readonly IGrainFactory _grains = services.GetRequiredService<IGrainFactory>();

    // Which grain of management is asked; it lives in some silo, and that one may be the silent one.
    private int _desk;

    /// <summary>Asks every active silo; one that does not answer in time is told of as such.</summary>
    /// <exception cref="TimeoutException">Nobody could be found who knows them.</exception>
    public async Task<ClusterSight> LookAsync(CancellationToken cancellation)
    {
        var hosts = await HostsAsync(cancellation);
        var answers = await Task.WhenAll(hosts.Where(host => host.Status == SiloStatus.Active).Select(host => AskAsync(host, cancellation)));
        var silent = answers.Where(answer => answer.IsSilent).Select(answer => answer.Silo).ToHashSet(StringComparer.Ordinal);
        return new ClusterSight(
            [.. hosts.Select(host => new SiloView(Title(host), host.SiloAddress.Endpoint.ToString(), silent.Contains(Title(host)) ? "silent" : Word(host.Status)))],
            [.. answers.SelectMany(answer => answer.Workers).OrderBy(worker => worker.Type).ThenBy(worker => worker.Key, StringComparer.Ordinal)],
            [.. answers.SelectMany(answer => answer.Residents)]);
    }

    /// <summary>Actors in memory of one silo.</summary>
    public async Task<IReadOnlyList<Residents>> ResidentsAsync(string name, SiloAddress silo)
    {
        var counts = await Of(silo.GetConsistentHashCode()).GetSimpleGrainStatistics([silo]).WaitAsync(Patience, time);
        return
        [
            .. counts.Where(count => count.GrainType.Contains("SyncCluster.", StringComparison.Ordinal)).GroupBy(count => Short(count.GrainType), StringComparer.Ordinal)
                .Select(same => new Residents(name, same.Key, same.Sum(count => (long)count.ActivationCount))),
        ];
    }

    private async Task<MembershipEntry[]> HostsAsync(CancellationToken cancellation)
    {
        for (var tries = Desks; ; tries--)
        {
            try
            {
                return await Of(_desk).GetDetailedHosts().WaitAsync(Patience, time, cancellation);
            }
            catch (Exception failure) when (failure is TimeoutException or OrleansException)
            {
                _desk = (_desk + 1) % Desks;
                if (tries == 1) throw new TimeoutException("No silo said in time who is in the cluster.", failure);
            }
        }
    }

    private async Task<Answer> AskAsync(MembershipEntry host, CancellationToken cancellation)
    {
        try
        {
            var workers = await Of(host.SiloAddress.GetConsistentHashCode()).GetDetailedGrainStatistics(ScheduledNames, [host.SiloAddress]).WaitAsync(Patience, time, cancellation);
            return new Answer(
                Title(host), [.. workers.Select(worker => new Whereabouts(Scheduled[worker.GrainType], worker.GrainId.Key.ToString()!, Title(host)))],
                await ResidentsAsync(Title(host), host.SiloAddress), IsSilent: false);
        }
        catch (Exception failure) when (failure is TimeoutException or OrleansException)
        {
            return new Answer(Title(host), [], [], IsSilent: true);
        }
    }

    private IManagementGrain Of(int number) => _grains.GetGrain<IManagementGrain>(number);

    private static string Title(MembershipEntry host) => string.IsNullOrEmpty(host.SiloName) ? host.SiloAddress.Endpoint.ToString() : host.SiloName;

    private static string Word(SiloStatus status) => status.ToString().ToLowerInvariant();

    private static string Name<T>() => RuntimeTypeNameFormatter.Format(typeof(T));

    /// <summary>The class without namespace, assembly and the word that all of them end in.</summary>
    private static string Short(string type)
    {
        var name = type.Split(',')[0].Split('.')[^1];
        return (name.EndsWith("Grain", StringComparison.Ordinal) ? name[..^5] : name).ToLowerInvariant();
    }

    private sealed record Answer(string Silo, IReadOnlyList<Whereabouts> Workers, IReadOnlyList<Residents> Residents, bool IsSilent);
}
