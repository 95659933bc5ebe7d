using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;
using SyncCluster.Server.Configuration;

namespace SyncCluster.Server.Composition;

/// <summary>
/// Makes the rules that deciders follow of what the file says, what opened systems can do, and the defaults. A rule of
/// the file takes the place of every default whose fields it covers.
/// </summary>
internal static class RuleBookCompiler
{
    public static RuleBook Compile(SyncConfiguration configuration, IReadOnlyList<OpenedSystem> systems) => new(
        Enum.GetValues<Kind>().Select(kind => Of(kind, configuration, systems)).OfType<KindRules>().ToEquatableList())
    {
        Retry = configuration.Retry,
        LoopBreaker = configuration.LoopBreaker,
        Mails = Mails(configuration.Mail, systems),
        Tracking = Tracking(configuration, systems),
    };

    private static TrackingRules Tracking(SyncConfiguration configuration, IReadOnlyList<OpenedSystem> systems) => new()
    {
        Follows = systems.Any(system => system.Role == Roles.Supplier && system.External.Feeds.Any(feed => feed.Kind == Kind.Product)),
        Mails = configuration.Tracking.Mails != MailSwitch.False && configuration.Mail is not null,
        ToleranceDays = configuration.Tracking.ToleranceDays,
        Settle = configuration.Tracking.Settle,
        MostPerDay = configuration.Tracking.MostPerDay,
        Quiet = configuration.Tracking.Quiet,
        Zone = configuration.Mail?.Zone ?? TimeZoneInfo.Utc,
        OrderDate = configuration.Tracking.OrderDate,
    };

    /// <summary>The systems that take part in a kind.</summary>
    public static IReadOnlyList<OpenedSystem> Taking(Kind kind, KindConfiguration? written, IReadOnlyList<OpenedSystem> systems) =>
        [.. systems.Where(system => system.Has(kind) && (written?.Systems is not { } named || named.Contains(system.Name)))];

    private static KindRules? Of(Kind kind, SyncConfiguration configuration, IReadOnlyList<OpenedSystem> systems)
    {
        var written = configuration.Rules.FirstOrDefault(rules => rules.Kind == kind);
        var taking = Taking(kind, written, systems);
        if (taking.Count == 0) return null;
        var master = written?.Master ?? RuleDefaults.Master(kind, taking);
        return new KindRules
        {
            Kind = kind,
            Master = master,
            Systems = taking.Select(system => Part(kind, system, written)).ToEquatableList(),
            Fields = Fields(kind, written, taking, master),
            Tombstone = written?.Tombstone ?? TombstonePolicy.Deactivate,
            RemoteDeletion = written?.RemoteDeletion ?? RemoteDeletionPolicy.Accept,
            Orders = kind == Kind.Order ? Orders(written, taking) : new OrderRules(),
        };
    }

    private static SystemRules Part(Kind kind, OpenedSystem system, KindConfiguration? written)
    {
        if (system.External.Sinks.FirstOrDefault(sink => sink.Kind == kind) is not { } sink)
            return new SystemRules(system.Name, EquatableList<string>.Empty);
        return new SystemRules(system.Name, sink.Fields.Order(StringComparer.Ordinal).ToEquatableList())
        {
            Creates = sink.Creates && (Written(written, system.Name) ?? RuleDefaults.Creates(kind, system)),
            RequiredToCreate = sink.RequiredToCreate.Order(StringComparer.Ordinal).ToEquatableList(),
        };
    }

    private static bool? Written(KindConfiguration? written, string system)
    {
        foreach (var (name, creates) in written?.Creates ?? EquatableList<KeyValuePair<string, bool>>.Empty)
            if (name == system) return creates;
        return null;
    }

    private static EquatableList<FieldRule> Fields(Kind kind, KindConfiguration? written, IReadOnlyList<OpenedSystem> taking, string master)
    {
        var own = written?.Fields ?? EquatableList<FieldRule>.Empty;
        return RuleDefaults.Fields(kind, taking, master)
            .Where(standard => !own.Any(rule => Covers(rule.Pattern, standard.Pattern)))
            .Concat(own).ToEquatableList();
    }

    /// <summary>True where every field that <paramref name="inner"/> fits is one that <paramref name="outer"/> fits.</summary>
    internal static bool Covers(string outer, string inner) =>
        outer == "*" || outer == inner
        || (outer.EndsWith(".*", StringComparison.Ordinal) && inner.StartsWith(outer[..^1], StringComparison.Ordinal));

    private static OrderRules Orders(KindConfiguration? written, IReadOnlyList<OpenedSystem> taking)
    {
        var orders = written?.Orders ?? new OrderRules();
        if (orders.ChecksStockIn == KindConfiguration.None) return orders with { ChecksStockIn = null };
        if (orders.ChecksStockIn is not null) return orders;
        var asked = taking.FirstOrDefault(system => system is { Role: Roles.Erp, External.StockCheck: not null });
        return orders with { ChecksStockIn = asked?.Name };
    }

    private static MailRules Mails(MailConfiguration? mail, IReadOnlyList<OpenedSystem> systems)
    {
        if (mail is null) return new MailRules();
        var shops = systems.Where(system => system.Role == Roles.Shop).ToList();
        return new MailRules
        {
            OrderStates = SyncConfiguration.MailedStates.Where(state => IsOurs(mail.OrderStates.GetValueOrDefault(state), state, shops)).ToEquatableList(),
            PaymentInstructions = mail.PaymentInstructions switch
            {
                MailSwitch.True => true,
                MailSwitch.False => false,
                _ => mail.Payment is not null,
            },
            FirstSightUpToAge = mail.FirstSightUpToAge,
            Language = mail.Language,
            Staff = mail.Staff?.To.ToEquatableList() ?? EquatableList<string>.Empty,
            StaffStates = mail.Staff?.States.ToEquatableList() ?? EquatableList<OrderState>.Empty,
            StaffLanguage = mail.Staff?.Language ?? mail.Language,
        };
    }

    /// <summary>A customer hears of a state once: from the shop where it mails by itself, else from us (X15).</summary>
    private static bool IsOurs(MailSwitch said, OrderState state, List<OpenedSystem> shops) => said switch
    {
        MailSwitch.True => true,
        MailSwitch.False => false,
        _ => !shops.Exists(shop => shop.External.Capabilities.MailsCustomersAt.Contains(state)),
    };
}
