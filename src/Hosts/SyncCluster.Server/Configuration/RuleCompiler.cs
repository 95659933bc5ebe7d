using SyncCluster.Connectors;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;

namespace SyncCluster.Server.Configuration;

/// <summary>Makes the decision core's rules of the configuration and of what the opened systems can do.</summary>
internal static class RuleCompiler
{
    public static RuleBook Compile(SyncConfiguration configuration, IReadOnlyList<IExternalSystem> systems) =>
        new(configuration.Rules.Select(rules => Of(rules, systems)).ToEquatableList())
        {
            Retry = configuration.Retry,
            LoopBreaker = configuration.LoopBreaker,
            Mails = configuration.Mail is { } mail ? Mails(mail, systems, ShopsOf(configuration)) : new MailRules(),
        };

    private static KindRules Of(KindConfiguration rules, IReadOnlyList<IExternalSystem> systems) => new()
    {
        Kind = rules.Kind,
        Master = rules.Master,
        Systems = systems.Where(system => TakesPart(system, rules)).Select(system => Part(system, rules)).ToEquatableList(),
        Fields = rules.Fields,
        Tombstone = rules.Tombstone,
        RemoteDeletion = rules.RemoteDeletion,
        Orders = rules.Orders,
    };

    private static bool TakesPart(IExternalSystem system, KindConfiguration rules) =>
        rules.Systems?.Contains(system.Name)
        ?? (system.Feeds.Any(feed => feed.Kind == rules.Kind) || system.Sinks.Any(sink => sink.Kind == rules.Kind));

    private static SystemRules Part(IExternalSystem system, KindConfiguration rules)
    {
        var sink = system.Sinks.FirstOrDefault(sink => sink.Kind == rules.Kind);
        return new SystemRules(system.Name, (sink?.Fields.Order(StringComparer.Ordinal) ?? Enumerable.Empty<string>()).ToEquatableList())
        {
            Creates = sink is { Creates: true } && rules.CreatesIn.Contains(system.Name),
        };
    }

    private static HashSet<string> ShopsOf(SyncConfiguration configuration) =>
        configuration.Systems.Where(system => system.Role == "shop").Select(system => system.Name).ToHashSet(StringComparer.Ordinal);

    /// <summary>By default we send only what no shop sends by itself (X15).</summary>
    private static MailRules Mails(MailConfiguration mail, IReadOnlyList<IExternalSystem> systems, HashSet<string> shops)
    {
        var bySystems = systems.Where(system => shops.Contains(system.Name)).SelectMany(system => system.Capabilities.MailsCustomersAt).ToHashSet();
        return new MailRules
        {
            OrderStates = SyncConfiguration.MailedStates.Where(state => Goes(mail, state, bySystems)).ToEquatableList(),
            PaymentInstructions = mail.PaymentInstructions switch
            {
                MailSwitch.True => true,
                MailSwitch.False => false,
                _ => mail.Payment is not null,
            },
            FirstSightUpToAge = mail.FirstSightUpToAge,
            Language = mail.Language,
        };
    }

    private static bool Goes(MailConfiguration mail, OrderState state, HashSet<OrderState> bySystems) =>
        mail.OrderStates.GetValueOrDefault(state) switch
        {
            MailSwitch.True => true,
            MailSwitch.False => false,
            _ => !bySystems.Contains(state),
        };
}
