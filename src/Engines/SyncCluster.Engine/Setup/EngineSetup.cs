using SyncCluster.Connectors;
using SyncCluster.Connectors.Mail;
using SyncCluster.Core.Polling;
using SyncCluster.Core.Pushing;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;
using SyncCluster.Engine.Actors;

namespace SyncCluster.Engine.Setup;

/// <summary>Everything that behaviour is made from: the compiled configuration and the opened systems.</summary>
public sealed record EngineSetup
{
    /// <summary>Who may change what.</summary>
    public required RuleBook Rules { get; init; }

    /// <summary>The outside systems, by name.</summary>
    public required EquatableList<SystemSetup> Systems { get; init; }

    /// <summary>When feeds stop and ask.</summary>
    public BrakeRules Brake { get; init; } = new();

    /// <summary>When a system is left alone.</summary>
    public GateRules Gate { get; init; } = new();

    /// <summary>Sends mails; null where mail is not set up: mails then wait.</summary>
    public MailSetup? Mail { get; init; }

    /// <summary>How many mail actors there are.</summary>
    public int MailShards { get; init; } = 4;

    /// <summary>How long a mail of a group waits for others that go out with it.</summary>
    public TimeSpan GroupsMails { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often sweeps look for what hints left behind.</summary>
    public TimeSpan SweepEvery { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a taken push may stay without an answer before it is taken again.</summary>
    public TimeSpan PushLease { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// True where an outbound actor takes back at once what its forerunner left unanswered: the forerunner ended with its
    /// process. False where it may only seem to have ended, in a cluster: then <see cref="PushLease"/> is waited for.
    /// </summary>
    public bool ReclaimsAtOnce { get; init; } = true;

    /// <summary>When webhooks of which nothing is heard count as silent.</summary>
    public HookRules Hooks { get; init; } = new();

    /// <summary>How many entities one page is handed to at the same time.</summary>
    public int EntityConcurrency { get; init; } = 512;

    /// <summary>The system called <paramref name="name"/>; null where there is none.</summary>
    public SystemSetup? System(string name)
    {
        foreach (var system in Systems)
            if (system.Name == name) return system;
        return null;
    }
}

/// <summary>One outside system as configured.</summary>
/// <param name="Name">Its name in <c>sync.yaml</c>.</param>
/// <param name="Role">erp, shop, crm or supplier.</param>
/// <param name="External">The opened connector.</param>
public sealed record SystemSetup(string Name, string Role, IExternalSystem External)
{
    /// <summary>The role of a system whose products are items at a supplier.</summary>
    public const string Supplier = "supplier";

    /// <summary>The role of systems in which customers order; the numbers of orders are theirs.</summary>
    public const string Shop = "shop";

    /// <summary>
    /// Only for suppliers: the supplier's code to our SKU, as the mapping file says now; null where there is none. Keys are
    /// compared without regard to case.
    /// </summary>
    public Func<IReadOnlyDictionary<string, string>>? ItemMap { get; init; }

    /// <summary>Feeds that differ from their default, by feed name.</summary>
    public IReadOnlyDictionary<string, FeedSchedule> Feeds { get; init; } = new Dictionary<string, FeedSchedule>();

    /// <summary>How many calls that write are made at the same time at most.</summary>
    public int Concurrency { get; init; } = 2;

    /// <summary>How many records a page of a feed has at most.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>Where the system sends its webhooks; null where none are wanted.</summary>
    public Uri? Callback { get; init; }

    /// <summary>Number of shards of its outbox: pushes of one shard keep their order.</summary>
    public int Shards => Concurrency;
}

/// <summary>When a feed is read.</summary>
public sealed record FeedSchedule(TimeSpan? Every, bool Enabled = true)
{
    /// <summary>How often it is read after a round that brought something; as always where null.</summary>
    public TimeSpan? Busy { get; init; }

    /// <summary>
    /// True where the feed reads on only when what it brought has been delivered (S3-14); false where deliveries follow by
    /// themselves while it reads on (S3-15).
    /// </summary>
    public bool Synchronous { get; init; }
}

/// <summary>How mails are made and sent.</summary>
/// <param name="Sender">Hands them to a server.</param>
/// <param name="Renderer">Makes them from templates.</param>
/// <param name="Context">What every template may show: <c>shop</c>, <c>payment</c>.</param>
/// <param name="MessageIdDomain">Right-hand side of message ids.</param>
public sealed record MailSetup(
    IMailSender Sender, IMailRenderer Renderer, IReadOnlyDictionary<string, object?> Context, string MessageIdDomain)
{
    /// <summary>After this long a mail that cannot be sent is given up.</summary>
    public TimeSpan GivesUpAfter { get; init; } = TimeSpan.FromHours(48);
}

/// <summary>What the engine lends to behaviour besides the setup.</summary>
/// <param name="Time">The only clock.</param>
/// <param name="Background">Runs work outside actors.</param>
/// <param name="NewId">A new unique id: 26 to 36 letters, digits and hyphens, sortable by time where possible.</param>
/// <param name="Chance">A number in [0, 1), for jitter.</param>
public sealed record EngineServices(TimeProvider Time, IBackground Background, Func<string> NewId, Func<double> Chance);
