using System.Globalization;
using System.Reflection;
using SyncCluster.Core.Deciding;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;
using SyncCluster.Core.Supply;
using SyncCluster.Core.Tests.Scenes;
using SyncCluster.Core.Tests.Supply;
using static SyncCluster.Core.Tests.Scenes.Houses;

namespace SyncCluster.Core.Tests.Deciding;

/// <summary>No case of a union is forgotten: the compiler does not see to it.</summary>
public sealed class CoverageTests
{
    private static IEnumerable<Type> CasesOf(Type union) => union.GetNestedTypes(BindingFlags.Public).Where(type => type.IsSealed && type.IsSubclassOf(union));

    private static readonly EntityEvent[] Events =
    [
        new EntityEvent.Observed(new Observation(new(Erp, Kind.Order, "E1"), Scene.Fields((OrderFields.Number, "1001")), Scene.Start), Fingerprint.None) { At = Scene.Start },
        new EntityEvent.Vanished(new(Shop, Kind.Order, "501")) { At = Scene.Start },
        new EntityEvent.PushDone(Erp, "e1:erp:1", FieldSet.Empty, new Receipt("E1"), Fingerprint.None) { At = Scene.Start },
        new EntityEvent.PushFailed(Erp, "e1:erp:1", new Fault(FaultKind.Rejected, "No.")) { At = Scene.Start },
        new EntityEvent.StockChecked(Erp, "e1:erp:1", []) { At = Scene.Start },
        new EntityEvent.Reminded { At = Scene.Start },
        new EntityEvent.ItemsSeen([new ItemState("p1", 1, "heo", "in-stock", Scene.Start)]) { At = Scene.Start },
        new EntityEvent.TellDue(0, null) { At = Scene.Start },
        new EntityEvent.MailsReturned([new UnsentMail("order/1001/delivery/1", FieldSet.Empty)], "the order is Cancelled") { At = Scene.Start },
        new EntityEvent.Absorbing(EntityState.New("e2", Kind.Order), "both have order number '1001'") { At = Scene.Start },
        .. Commands.Select(command => new EntityEvent.Commanded(command) { At = Scene.Start }),
    ];

    private static IEnumerable<Command> Commands =>
    [
        new Command.Retry(Erp) { By = "Eva" }, new Command.SendAgain(Erp) { By = "Eva" }, new Command.Skip(Erp) { By = "Eva" },
        new Command.Resolve(OrderFields.State, Erp, Shop) { By = "Eva" }, new Command.Reread { By = "Eva" },
        new Command.HoldMails(true) { By = "Eva" },
    ];

    [Fact]
    public void every_event_and_every_command_has_an_example_here()
    {
        Events.Select(one => one.GetType()).Distinct().ShouldBe(CasesOf(typeof(EntityEvent)), ignoreOrder: true);
        Commands.Select(one => one.GetType()).ShouldBe(CasesOf(typeof(Command)), ignoreOrder: true);
    }

    [Fact]
    public void every_event_is_decided_whatever_the_state()
    {
        foreach (var state in States())
        {
            foreach (var happened in Events.Where(one => one is not (EntityEvent.Observed or EntityEvent.Absorbing) || state.Kind == Kind.Order))
                Should.NotThrow(() => new EntityDecider(Everything).Decide(state, happened), happened.ToString());
        }
    }

    [Fact]
    public void every_fault_is_decided()
    {
        foreach (var kind in Enum.GetValues<FaultKind>())
        {
            var scene = KnownProduct().SeesPart(Erp, "10", (Price, 11)).Fails(Shop, kind);
            (scene.Last.Reasons.Count > 0).ShouldBeTrue($"{kind} leaves no trace");
            Product().Sees(Erp, "10", (Sku, "CH-1"), (Name, "Chair")).Fails(Shop, kind).Last.Reasons.Count.ShouldBeGreaterThan(0);
        }
    }

    [Fact]
    public void every_effect_and_every_kind_of_reason_follows_from_something()
    {
        var scenes = new[]
        {
            Order().Places(more: (OrderFields.PaymentManual, true)).Fails(Erp, FaultKind.Rejected),
            KnownProduct().SeesPart(Shop, "7", (Price, 3)).Wrote(Shop).SeesPart(Shop, "7", (Price, 10)).SeesDeleted(Erp, "10"),
            KnownCustomer().SeesPart(Erp, "10", (Phone, "11")).SeesPart(Shop, "7", (Phone, "12")).Asks(new Command.Reread { By = "Eva" }).Skips(Erp),
        };
        var tracked = new TrackedOrder(new TrackingRules { Mails = true });
        var effects = scenes.SelectMany(scene => scene.Effects).Concat(tracked.Last.Effects)
            .Concat(tracked.Hears("CH-1", "unknown").Hears("CH-1", "in-stock").Last.Effects)
            .Concat(tracked.Decide(new EntityEvent.MailsReturned([new UnsentMail("order/1001/delivery/1", FieldSet.Empty)], "old") { At = tracked.Now }).Last.Effects)
            .Append(new EntityEffect.AnnounceItem());
        effects.Select(effect => effect.GetType()).Distinct().ShouldBe(CasesOf(typeof(EntityEffect)), ignoreOrder: true);
    }

    [Fact]
    public void every_change_of_a_state_explains_itself()
    {
        foreach (var state in States())
        {
            foreach (var happened in Events)
            {
                if (happened is EntityEvent.Observed or EntityEvent.Absorbing && state.Kind != Kind.Order) continue;
                var decision = new EntityDecider(Everything).Decide(state, happened);
                if (!decision.State.Canonical.Equals(state.Canonical) || decision.Effects.OfType<EntityEffect.Push>().Any())
                    decision.Reasons.ShouldNotBeEmpty($"{happened} changed {state} without a word");
            }
        }
    }

    [Theory]
    [InlineData("cs-CZ")]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    [InlineData("")]
    public void decisions_are_the_same_in_every_culture(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            var expected = Story();
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            CultureInfo.CurrentUICulture = CultureInfo.CurrentCulture;
            Story().ShouldBe(expected);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
            CultureInfo.CurrentUICulture = before;
        }
    }

    /// <summary>A story with numbers, times, letters i and words of every rule in it; all that was decided, as text.</summary>
    private static string Story()
    {
        var told = new List<string>();
        void Tell(Scene scene) => told.Add(string.Join('\n', scene.Last.Reasons.Select(reason => $"{reason.Kind} {reason.Text} {reason.Rule} {reason.MailKey} {reason.Old} {reason.New}")));

        var order = Order().Places("validating", (OrderFields.PaymentManual, true), (OrderFields.Language, "IT"), ("billing.country", "it"));
        Tell(order);
        Tell(order.Fails(Erp, FaultKind.Transient));
        Tell(order.ChecksStock(Erp, new Shortage("IĞDIR-1", 1234.50m, 0.5m)));
        told.AddRange(order.Effects.OfType<EntityEffect.SendMail>().Select(mail => mail.ToString()));
        var product = KnownProduct(Owned(Price, Erp)).SeesPart(Shop, "7", (Sku, "ch-1"), (Price, 1234.5m));
        Tell(product);
        Tell(product.SeesPart(Erp, "10", (Name, "indirim & ışık")).Wrote(Shop).SeesPart(Shop, "7", (Name, "INDIRIM &amp; IŞIK")));
        told.Add(product.State.Canonical.ToString());
        told.Add(NaturalKey.From(Kind.Customer, "email", "indirim@example.com").ToString()!);
        told.Add(Fingerprint.Of(product.State.Canonical).ToString());
        return string.Join('\n', told);
    }

    private static readonly Core.Rules.RuleBook Everything = Book(ProductRules(), CustomerRules(), OrderRules());

    private static IEnumerable<EntityState> States() =>
    [
        EntityState.New("e1", Kind.Order),
        Order().Places().State,
        Order().Places().ChecksStock(Erp).Wrote(Erp, "E1").State,
        Order().Places().Fails(Erp, FaultKind.Rejected).State,
        Order().Places().SeesDeleted(Shop, "501").State,
        EntityState.New("e1", Kind.Product),
        KnownProduct().State,
        KnownProduct().SeesDeleted(Erp, "10").State,
        KnownCustomer().SeesPart(Erp, "10", (Phone, "11")).State,
    ];
}
