using SyncCluster.Core.Deciding;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Rules;
using SyncCluster.Core.Tests.Scenes;
using static SyncCluster.Core.Tests.Scenes.Houses;

namespace SyncCluster.Core.Tests.Deciding;

public sealed class MailTests
{
    private const string State = OrderFields.State;

    private static MailRequest Mail(Scene scene) => scene.Last.Effects.OfType<EntityEffect.SendMail>().ShouldHaveSingleItem().Mail;

    [Fact]
    public void a_step_that_the_customer_should_hear_of_is_one_mail()
    {
        var scene = Order().Places().ChecksStock(Erp).Wrote(Erp, "E1").DoesNot<EntityEffect.SendMail>()
            .When.SeesPart(Erp, "E1", (State, "Accepted")).Tells(ReasonKind.Mail);
        Mail(scene).ShouldSatisfyAllConditions(
            mail => mail.Key.ShouldBe("order/1001/state/Accepted"),
            mail => mail.Template.ShouldBe("order-state"),
            mail => mail.To.ShouldBe("jan@example.com"),
            mail => mail.Language.ShouldBe("en"),
            mail => mail.Model.ShouldBe(scene.State.Canonical));
        scene.When.SeesPart(Erp, "E1", (State, "Processed")).Then.DoesNot<EntityEffect.SendMail>()
            .When.SeesPart(Erp, "E1", (State, "Shipped")).Then.Does<EntityEffect.SendMail>(mail => mail.Mail.Key == "order/1001/state/Shipped");
        scene.State.Mails.ShouldBe(["order/1001/state/Accepted", "order/1001/state/Shipped"]);
    }

    [Fact]
    public void a_state_reached_twice_is_told_once() =>
        Order(new OrderRules { AllowsStepBack = true }).Places().Wrote(Erp, "E1")
            .SeesPart(Erp, "E1", (State, "Shipped")).SeesPart(Erp, "E1", (State, "Accepted"))
            .When.SeesPart(Erp, "E1", (State, "Shipped")).Then.Canonical(State, "Shipped").DoesNot<EntityEffect.SendMail>();

    private static readonly MailRules WithStaff = Houses.Mails with
    {
        Staff = ["Office@example.com", "stock@example.com"], StaffStates = [OrderState.Rejected, OrderState.Processed], StaffLanguage = "cs",
    };

    [Fact]
    public void people_of_the_company_are_told_of_their_states_a_mail_each_with_a_key_of_its_own_S2_46()
    {
        var scene = Order(mails: WithStaff).Places().ChecksStock(Erp).Wrote(Erp, "E1")
            .When.SeesPart(Erp, "E1", (State, "Accepted")).Then.Does<EntityEffect.SendMail>(mail => mail.Mail.Key == "order/1001/state/Accepted");
        Mail(scene).Template.ShouldBe("order-state", "none of their states");
        scene.When.SeesPart(Erp, "E1", (State, "Rejected"), (OrderFields.StateReason, "Sold out"));
        var mails = scene.Last.Effects.OfType<EntityEffect.SendMail>().Select(send => send.Mail).ToList();
        mails.Select(mail => (mail.Key, mail.Template, mail.To, mail.Language)).ShouldBe(
        [
            ("order/1001/state/Rejected", "order-state", "jan@example.com", "en"),
            ("order/1001/state/Rejected/staff/office@example.com", "order-state-staff", "Office@example.com", "cs"),
            ("order/1001/state/Rejected/staff/stock@example.com", "order-state-staff", "stock@example.com", "cs"),
        ]);
        mails.ShouldAllBe(mail => mail.Model.Equals(scene.State.Canonical));
    }

    [Fact]
    public void the_company_is_told_where_the_customer_is_not()
    {
        // The shop mails him, or he gave no address; that is no reason to leave the office in the dark.
        var scene = Order(mails: WithStaff).Places(more: (OrderFields.CustomerEmail, null)).When.SeesPart(Shop, "501", (State, "Processed"));
        scene.Last.Effects.OfType<EntityEffect.SendMail>().Select(send => send.Mail.To).ShouldBe(["Office@example.com", "stock@example.com"]);
    }

    [Fact]
    public void the_company_is_told_of_a_state_once_and_never_of_what_is_no_news()
    {
        var again = Order(new OrderRules { AllowsStepBack = true }, WithStaff).Places().Wrote(Erp, "E1")
            .SeesPart(Erp, "E1", (State, "Processed")).SeesPart(Erp, "E1", (State, "Accepted")).SeesPart(Erp, "E1", (State, "Processed"));
        again.Effects.OfType<EntityEffect.SendMail>().Count(send => send.Mail.Template == "order-state-staff").ShouldBe(2);
        Order(mails: WithStaff).After(TimeSpan.FromDays(3)).When.Places("Rejected").Then.DoesNot<EntityEffect.SendMail>();
    }

    [Fact]
    public void nobody_in_the_company_is_told_unless_somebody_is_named() =>
        Order(mails: Houses.Mails with { StaffStates = [OrderState.Rejected] }).Places().When.SeesPart(Erp, "E1", (State, "Rejected"))
            .Effects.OfType<EntityEffect.SendMail>().ShouldAllBe(send => send.Mail.Template == "order-state");

    [Fact]
    public void the_way_to_pay_by_hand_is_told_once_when_the_order_comes_in()
    {
        var scene = Order().When.Places(more: (OrderFields.PaymentManual, true));
        Mail(scene).ShouldSatisfyAllConditions(mail => mail.Key.ShouldBe("order/1001/payment"), mail => mail.Template.ShouldBe("payment-instructions"));
        scene.When.SeesPart(Shop, "501", (OrderFields.Note, "x")).Then.DoesNot<EntityEffect.SendMail>();
    }

    [Fact]
    public void the_way_to_pay_is_told_though_the_erp_spoke_of_the_order_first() =>
        Order().SeesPart(Erp, "E1", (State, "Validating"))
            .When.Places(more: (OrderFields.PaymentManual, true))
            .Then.Does<EntityEffect.SendMail>(mail => mail.Mail.Key == "order/1001/payment");

    [Fact]
    public void an_order_paid_by_card_or_past_its_beginning_needs_no_way_to_pay()
    {
        Order().When.Places(more: (OrderFields.PaymentManual, false)).Then.DoesNot<EntityEffect.SendMail>();
        Order().When.Places("Processed", (OrderFields.PaymentManual, true)).Then.DoesNot<EntityEffect.SendMail>();
        Order(mails: Houses.Mails with { PaymentInstructions = false }).When.Places(more: (OrderFields.PaymentManual, true)).Then.DoesNot<EntityEffect.SendMail>();
    }

    [Fact]
    public void an_old_order_at_first_sight_is_not_mailed_about_and_its_later_steps_are() =>
        Order().After(TimeSpan.FromDays(3))
            .When.Places("Accepted", (OrderFields.PaymentManual, true)).Then.DoesNot<EntityEffect.SendMail>()
            .When.SeesPart(Shop, "501", (OrderFields.Note, "x")).Then.DoesNot<EntityEffect.SendMail>()
            .When.SeesPart(Shop, "501", (State, "Shipped")).Then.Does<EntityEffect.SendMail>(mail => mail.Mail.Key == "order/1001/state/Shipped");

    [Fact]
    public void what_a_grown_erp_says_of_an_old_order_when_it_is_first_read_is_no_news()
    {
        foreach (var erpFirst in new[] { true, false })
        {
            var scene = Order().After(TimeSpan.FromDays(300));
            if (erpFirst) scene.Sees(Erp, "E1", (OrderFields.Number, "1001"), (State, "Delivered"));
            scene.Places("Accepted");
            if (!erpFirst) scene.Sees(Erp, "E1", (OrderFields.Number, "1001"), (State, "Delivered"));
            scene.IsReminded().Canonical(State, "Delivered").Effects.OfType<EntityEffect.SendMail>().ShouldBeEmpty();
        }
    }

    [Fact]
    public void a_state_in_other_letters_is_no_news() =>
        Order().After(TimeSpan.FromDays(3)).Places("shipped").When.IsReminded().Then.DoesNot<EntityEffect.SendMail>()
            .When.SeesPart(Shop, "501", (State, "Shipped")).Then.DoesNot<EntityEffect.SendMail>();

    [Fact]
    public void a_customer_without_an_address_is_not_told_and_people_can_see_why() =>
        Order().Sees(Shop, "501", (OrderFields.Number, "1001"), (State, "Validating")).Wrote(Erp, "E1")
            .When.SeesPart(Erp, "E1", (State, "Accepted"))
            .Then.DoesNot<EntityEffect.SendMail>().Tells(ReasonKind.Mail);

    [Theory]
    [InlineData("cs", "SK", "cs")]
    [InlineData("CS-cz", "SK", "cs")]
    [InlineData("IT", "SK", "it")]
    [InlineData("", "sk", "sk")]
    [InlineData("", "AT", "de")]
    [InlineData("", "FR", "en")]
    [InlineData("", "", "en")]
    [InlineData("x", "ES", "es")]
    public void the_language_is_the_customer_s_own_else_that_of_the_country(string own, string country, string language) =>
        Mail(Order().When.Places(more: [(OrderFields.PaymentManual, true), (OrderFields.Language, own), ("billing.country", country)])).Language.ShouldBe(language);

    [Fact]
    public void nothing_but_orders_is_mailed_about() =>
        KnownProduct().SeesPart(Erp, "10", (State, "Accepted")).Then.DoesNot<EntityEffect.SendMail>();

    [Fact]
    public void a_rejected_order_written_nowhere_is_told_once_whatever_is_repeated()
    {
        var scene = Order().Places().ChecksStock(Erp, new Shortage("CH-1", 2, 1));
        scene.IsReminded().Stored(Shop).IsReminded().SeesPart(Shop, "501", (State, "Rejected"));
        scene.Effects.OfType<EntityEffect.SendMail>().ShouldHaveSingleItem().Mail.Key.ShouldBe("order/1001/state/Rejected");
    }
}
