using SyncCluster.Core.Deciding;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;
using SyncCluster.Core.Tests.Scenes;
using static SyncCluster.Core.Tests.Scenes.Houses;

namespace SyncCluster.Core.Tests.Deciding;

public sealed class OrderTests
{
    private const string State = OrderFields.State;

    private static Scene Emitted() => Order().Places().ChecksStock(Erp).Wrote(Erp, "E1").Stored(Shop).Stored(Crm, "c1");

    private static Scene Accepted() => Emitted().SeesPart(Erp, "E1", (State, "Accepted")).Stored(Shop).Stored(Crm);

    [Fact]
    public void a_new_order_waits_for_the_stock_check_on_its_way_to_the_erp()
    {
        var scene = Order().When.Places().Then.Does<EntityEffect.Push>(push => push.System == Erp);
        scene.View(Erp).Pending!.ChecksStock.ShouldBeTrue();
        scene.View(Crm).Pending!.ChecksStock.ShouldBeFalse("only the ERP's stock is asked");
        scene.When.ChecksStock(Erp).View(Erp).Pending!.ChecksStock.ShouldBeFalse();
    }

    [Fact]
    public void an_order_that_the_stock_cannot_serve_is_rejected_with_its_reason_and_not_emitted()
    {
        var scene = Order().Places();
        scene.When.ChecksStock(Erp, new Shortage("CH-1", 3.50m, 1.0m), new Shortage("CH-2", 1, null))
            .Then.Canonical(State, "Rejected").Canonical(OrderFields.StateReason, "CH-1: 3.5 ordered, 1 in stock; CH-2: not known")
            .AwaitsNothing(Erp).Does<EntityEffect.Withdraw>(withdraw => withdraw.System == Erp)
            .Pushes(Shop, (State, "Rejected"), (OrderFields.StateReason, "CH-1: 3.5 ordered, 1 in stock; CH-2: not known"))
            .Does<EntityEffect.SendMail>(mail => mail.Mail.Key == "order/1001/state/Rejected");
        scene.State.ProvenanceOf(State)!.System.ShouldBe(Erp);
    }

    [Fact]
    public void an_answer_about_the_stock_for_a_push_that_was_replaced_is_ignored()
    {
        var scene = Order().Places();
        var old = scene.View(Erp).Pending!.OperationId;
        scene.SeesPart(Shop, "501", (OrderFields.Note, "Ring twice"))
            .When.Decide(at => new EntityEvent.StockChecked(Erp, old, [new Shortage("CH-1", 3, 1)]) { At = at })
            .Then.ChangesNothing();
        scene.View(Erp).Pending!.ChecksStock.ShouldBeTrue();
        scene.ChecksStock(Erp).Wrote(Erp, "E1")
            .When.Decide(at => new EntityEvent.StockChecked(Erp, old, [new Shortage("CH-1", 3, 1)]) { At = at }).Then.ChangesNothing();
    }

    [Fact]
    public void an_order_written_to_the_erp_is_emitted_and_the_erp_is_not_told_so() =>
        Order().Places().ChecksStock(Erp)
            .When.Wrote(Erp, "E1")
            .Then.Canonical(State, "Emitting").Pushes(Shop, (State, "Emitting")).PushesNothing(Erp).AwaitsNothing(Erp)
            .When.IsReminded().Then.PushesNothing(Erp)
            .When.SeesPart(Erp, "E1", (State, "Accepted")).Then.Canonical(State, "Accepted").DoesNotTell(ReasonKind.Conflict).Awaits(Shop, (State, "Accepted"));

    [Fact]
    public void a_state_of_an_order_whose_create_was_never_answered_proves_that_it_arrived() =>
        Order().Places().ChecksStock(Erp)
            .When.SeesPart(Erp, "E1", (State, "Accepted"))
            .Then.Canonical(State, "Accepted").AwaitsNothing(Erp).Does<EntityEffect.Withdraw>(withdraw => withdraw.System == Erp)
            .When.SeesPart(Shop, "501", (State, "Cancelled"))
            .Then.Pushes(Erp, (State, "Cancelled"));

    [Fact]
    public void an_order_that_is_found_where_its_create_was_not_answered_is_not_written_once_more() =>
        Order().Places().ChecksStock(Erp).Fails(Erp, FaultKind.Unknown)
            .When.FindsSilently(Erp, "E1")
            .Then.Canonical(State, "Emitting").PushesNothing(Erp).AwaitsNothing(Erp);

    [Fact]
    public void an_order_that_is_found_is_told_what_an_earlier_create_may_have_said_otherwise() =>
        Order().Places().ChecksStock(Erp).Fails(Erp, FaultKind.Unknown)
            .SeesPart(Shop, "501", (OrderFields.Note, "Ring twice"))
            .When.FindsSilently(Erp, "E1")
            .Then.Awaits(Erp, (OrderFields.Note, "Ring twice"));

    /// <summary>Found by the simulation: the ERP never tells a state twice.</summary>
    [Fact]
    public void a_state_read_before_the_last_of_the_tries_that_were_not_answered_counts_as_the_order_was_made_before()
    {
        var scene = Order().Places().ChecksStock(Erp).Fails(Erp, FaultKind.Unknown);
        var row = new Observation(new RecordKey(Erp, Kind.Order, "E1"), Scene.Fields((State, "Accepted")), scene.Now.AddSeconds(1)) { Partial = true, Consumed = true };
        scene.After(TimeSpan.FromMinutes(1)).FailsToLook(Erp).FindsSilently(Erp, "E1")
            .When.Observes(row)
            .Then.Canonical(State, "Accepted").Holds(Erp, State, "Accepted");
    }

    [Fact]
    public void a_look_that_fails_leaves_the_doubt_so_that_the_next_try_looks_again()
    {
        var scene = Order().Places().ChecksStock(Erp);
        scene.FailsToLook(Erp).View(Erp).Uncertain.ShouldBeTrue("the process that sent it died before the answer");
        scene.Fails(Erp, FaultKind.Transient).View(Erp).Uncertain.ShouldBeTrue();
    }

    [Fact]
    public void an_order_cancelled_before_its_create_was_answered_is_looked_for_and_cancelled_where_it_arrived()
    {
        var scene = Order().Places().ChecksStock(Erp).Fails(Erp, FaultKind.Unknown);
        scene.When.SeesPart(Shop, "501", (State, "Cancelled")).Then.Does<EntityEffect.Push>(push => push.System == Erp);
        scene.View(Erp).Pending!.LooksOnly.ShouldBeTrue("an order that was cancelled is created nowhere");
        scene.When.FindsSilently(Erp, "E1").Then.Awaits(Erp, (State, "Cancelled"));
        scene.View(Erp).Pending!.LooksOnly.ShouldBeFalse();
        scene.View(Erp).Pending!.Patch.Count.ShouldBe(1);
    }

    [Fact]
    public void an_order_cancelled_before_its_create_was_answered_is_forgotten_where_it_never_arrived()
    {
        var scene = Order().Places().ChecksStock(Erp).Fails(Erp, FaultKind.Unknown).SeesPart(Shop, "501", (State, "Cancelled"));
        scene.When.Fails(Erp, FaultKind.Missing).Then.AwaitsNothing(Erp).Does<EntityEffect.Withdraw>(withdraw => withdraw.System == Erp);
        scene.When.IsReminded().Then.PushesNothing(Erp).AwaitsNothing(Erp);
    }

    [Fact]
    public void an_order_that_waited_for_the_stock_when_it_was_cancelled_was_never_sent_and_is_not_looked_for() =>
        Order().Places().When.SeesPart(Shop, "501", (State, "Cancelled")).Then.AwaitsNothing(Erp);

    [Fact]
    public void an_order_holds_what_the_operation_wrote_that_is_noted_with_it()
    {
        var scene = Order().Places().ChecksStock(Erp).Fails(Erp, FaultKind.Unknown);
        var first = scene.View(Erp).Pending!.OperationId;
        scene.SeesPart(Shop, "501", (OrderFields.Note, "Ring twice"))
            .When.FindsNoted(Erp, "E1", first)
            .Then.Awaits(Erp, (OrderFields.Note, "Ring twice"));
        scene.View(Erp).Pending!.Patch.Count.ShouldBe(1);
    }

    [Fact]
    public void an_order_that_is_found_with_the_very_operation_that_was_asked_for_is_believed_to_the_last_field()
    {
        var scene = Order().Places().ChecksStock(Erp).Fails(Erp, FaultKind.Unknown).SeesPart(Shop, "501", (OrderFields.Note, "Ring twice"));
        scene.When.FindsNoted(Erp, "E1", scene.View(Erp).Pending!.OperationId).Then.PushesNothing(Erp).AwaitsNothing(Erp);
    }

    [Fact]
    public void an_order_written_to_the_crm_is_not_emitted_yet_and_its_stock_is_still_asked()
    {
        var scene = Order().Places();
        scene.When.Wrote(Crm, "c1").Then.Canonical(State, "Validating").PushesNothing(Shop);
        scene.View(Erp).Pending!.ChecksStock.ShouldBeTrue();
    }

    [Fact]
    public void an_order_goes_through_its_states_and_every_system_hears_of_each()
    {
        var scene = Accepted();
        foreach (var state in new[] { "Processed", "Shipped", "Delivered", "Invoiced" })
            scene.When.SeesPart(Erp, "E1", (State, state)).Then.Canonical(State, state).Pushes(Shop, (State, state)).Pushes(Crm, (State, state))
                .Stored(Shop).Stored(Crm);
    }

    [Fact]
    public void states_may_be_skipped() =>
        Emitted().When.SeesPart(Erp, "E1", (State, "Invoiced")).Then.Canonical(State, "Invoiced").Pushes(Shop, (State, "Invoiced"));

    [Fact]
    public void the_reason_of_a_rejection_travels_with_it() =>
        Emitted().When.SeesPart(Erp, "E1", (State, "Rejected"), (OrderFields.StateReason, "No oak left"))
            .Then.Pushes(Shop, (State, "Rejected"), (OrderFields.StateReason, "No oak left"));

    [Theory]
    [InlineData(Shop, "501")]
    [InlineData(Erp, "E1")]
    public void a_step_back_is_drift(string system, string id) =>
        Accepted().SeesPart(Erp, "E1", (State, "Shipped")).Stored(Shop).Stored(Crm)
            .When.SeesPart(system, id, (State, "Accepted"))
            .Then.Canonical(State, "Shipped").Pushes(system, (State, "Shipped")).Tells(ReasonKind.Drift, State, system);

    [Fact]
    public void a_step_back_is_a_change_where_the_rules_allow_it() =>
        Order(new OrderRules { AllowsStepBack = true }).Places().Wrote(Erp, "E1").Stored(Shop).Stored(Crm, "c1")
            .SeesPart(Erp, "E1", (State, "Shipped")).Stored(Shop).Stored(Crm)
            .When.SeesPart(Erp, "E1", (State, "Accepted")).Then.Canonical(State, "Accepted").Pushes(Shop, (State, "Accepted"));

    [Fact]
    public void a_step_back_by_who_may_not_write_states_is_drift_all_the_same() =>
        Order(new OrderRules { AllowsStepBack = true }).Places().Wrote(Erp, "E1").Stored(Shop).Stored(Crm, "c1")
            .When.SeesPart(Crm, "c1", (State, "Validating"), (OrderFields.Total, 120))
            .Then.Canonical(State, "Emitting").Pushes(Crm, (State, "Emitting"));

    [Fact]
    public void a_word_that_is_no_state_is_drift() =>
        Accepted().When.SeesPart(Shop, "501", (State, "wc-custom")).Then.Canonical(State, "Accepted").Pushes(Shop, (State, "Accepted"));

    [Fact]
    public void a_cancellation_counts_though_it_happened_before_our_own_step()
    {
        var scene = Order().Places().ChecksStock(Erp);
        var cancelledAt = scene.Now;
        scene.Wrote(Erp, "E1")
            .When.SeesModified(Shop, "501", cancelledAt, OrderOf(scene, "Cancelled"))
            .Then.Canonical(State, "Cancelled").DoesNotTell(ReasonKind.Conflict).AwaitsNothing(Shop).Pushes(Erp, (State, "Cancelled"));
    }

    [Fact]
    public void of_two_steps_at_once_the_one_further_on_counts_whoever_is_heard_first()
    {
        Accepted().SeesPart(Erp, "E1", (State, "Shipped")).When.SeesPart(Shop, "501", (State, "Processed")).Then.Canonical(State, "Shipped").Awaits(Shop, (State, "Shipped"));
        Accepted().SeesPart(Shop, "501", (State, "Processed")).When.SeesPart(Erp, "E1", (State, "Shipped")).Then.Canonical(State, "Shipped").Awaits(Shop, (State, "Shipped"));
    }

    [Fact]
    public void two_grown_databases_agree_on_the_state_further_on()
    {
        foreach (var erpFirst in new[] { true, false })
        {
            var scene = Order();
            if (erpFirst) scene.Sees(Erp, "E1", (OrderFields.Number, "1001"), (State, "Invoiced"));
            scene.Places("Processed");
            if (!erpFirst) scene.Sees(Erp, "E1", (OrderFields.Number, "1001"), (State, "Invoiced"));
            scene.Canonical(State, "Invoiced").Awaits(Shop, (State, "Invoiced"));
        }
    }

    [Theory]
    [InlineData("Processed")]
    [InlineData("Cancelled")]
    [InlineData("Delivered")]
    public void an_order_that_was_past_its_beginning_before_we_came_is_not_emitted(string state) =>
        Order().When.FindsInTheBacklog(state).Then.PushesNothing(Erp);

    [Theory]
    [InlineData("Cancelled")]
    [InlineData("Returned")]
    public void an_order_of_which_nothing_comes_any_more_is_not_written_once_more(string state) =>
        Order().Places().ChecksStock(Erp).SeesPart(Erp, "E1", (State, "Accepted")).SeesPart(Shop, "501", (State, state)).Wrote(Erp)
            .When.Asks(new Command.SendAgain(Erp) { By = "Eva" }).Then.PushesNothing(Erp).AwaitsNothing(Erp).Tells(ReasonKind.Command, system: Erp);

    [Fact]
    public void an_order_cancelled_before_it_was_emitted_is_not_emitted() =>
        Order().Places().When.Places("Cancelled").Then.AwaitsNothing(Erp).OnlyLooks(Crm)
            .Fails(Crm, FaultKind.Missing).Then.AwaitsNothing(Crm);

    [Fact]
    public void an_old_order_at_first_sight_is_known_and_not_written_to_systems_that_lack_it() =>
        Order().After(TimeSpan.FromDays(31)).When.Places().Then.PushesNothing().Canonical(OrderFields.Number, "1001");

    [Fact]
    public void an_order_that_could_not_be_written_for_long_is_written_all_the_same()
    {
        var scene = Order().Places();
        scene.After(TimeSpan.FromDays(40)).When.IsReminded().Then.Awaits(Erp, [.. scene.View(Erp).Pending!.Patch.Select(field => (field.Key, (object?)field.Value))]);
        scene.View(Erp).Pending.ShouldNotBeNull();
    }

    [Fact]
    public void an_order_whose_state_is_drift_that_is_kept_is_left_alone()
    {
        var rules = OrderRules() with
        {
            Fields = [new FieldRule(State) { Master = Erp, Writers = [Erp], Drift = DriftPolicy.Keep }],
        };
        new Scene(Book(rules), Kind.Order).Sees(Erp, "E1", (OrderFields.Number, "1001"), (State, "Accepted")).Places("Accepted")
            .When.SeesPart(Shop, "501", (State, "Shipped")).Then.Canonical(State, "Accepted").PushesNothing(Shop);
    }

    [Fact]
    public void every_state_has_a_name_that_reads_back()
    {
        foreach (var state in Enum.GetValues<OrderState>())
            OrderStateMachine.TryParse(state.ToString(), out var read).ShouldBe(read == state);
    }

    [Fact]
    public void of_an_open_order_that_the_shop_deleted_a_person_says_whether_it_is_cancelled()
    {
        var scene = Accepted().When.SeesDeleted(Shop, "501").Then.Canonical(State, "Accepted").PushesNothing().Tells(ReasonKind.Conflict, system: Shop);
        var conflict = scene.State.Conflicts.ShouldHaveSingleItem();
        (conflict.Field, conflict.System, conflict.OursFrom, conflict.Theirs, conflict.Ours).ShouldBe((State, Shop, Erp, FieldValue.Of("Cancelled"), FieldValue.Of("Accepted")));
        scene.When.IsReminded().Then.PushesNothing().State.Conflicts.Count.ShouldBe(1);

        var cancelled = scene.When.Asks(new Command.Resolve(State, Shop, Shop) { By = "Eva" }).Then.Canonical(State, "Cancelled").Pushes(Erp, (State, "Cancelled"));
        cancelled.State.Conflicts.ShouldBeEmpty();
    }

    [Fact]
    public void an_order_that_was_deleted_goes_on_where_a_person_says_so()
    {
        var scene = Accepted().SeesDeleted(Shop, "501").When.Asks(new Command.Resolve(State, Shop, Provenance.Ourselves) { By = "Eva" }).Then.Canonical(State, "Accepted").PushesNothing();
        scene.State.Conflicts.ShouldBeEmpty();
        scene.When.SeesPart(Erp, "E1", (State, "Processed")).Then.Canonical(State, "Processed").PushesNothing(Erp).State.Conflicts.ShouldBeEmpty();
    }

    [Fact]
    public void nobody_is_asked_any_more_once_the_deleted_order_is_back_or_with_its_customer()
    {
        Accepted().SeesDeleted(Shop, "501").SeesPart(Erp, "E1", (State, "Shipped")).State.Conflicts.ShouldBeEmpty();
        Accepted().SeesDeleted(Shop, "501").SeesPart(Shop, "501", (State, "Accepted")).State.Conflicts.ShouldBeEmpty();
    }

    [Fact]
    public void an_order_that_was_deleted_while_it_was_written_to_the_erp_is_asked_about_once_it_is_there()
    {
        var scene = Order().Places().ChecksStock(Erp).Fails(Erp, FaultKind.Unknown).SeesDeleted(Shop, "501");
        scene.State.Conflicts.ShouldBeEmpty();
        scene.FindsSilently(Erp, "E1").State.Conflicts.ShouldHaveSingleItem().System.ShouldBe(Shop);
    }

    [Fact]
    public void nobody_is_asked_about_a_deleted_order_that_is_with_its_customer_or_that_a_rule_ignores()
    {
        Accepted().SeesPart(Erp, "E1", (State, "Shipped")).Stored(Shop).When.SeesDeleted(Shop, "501").Then.PushesNothing().State.Conflicts.ShouldBeEmpty();
        var ignoring = new Scene(Book(OrderRules() with { Tombstone = TombstonePolicy.Ignore }), Kind.Order);
        ignoring.Places().ChecksStock(Erp).Wrote(Erp, "E1").SeesDeleted(Shop, "501").State.Conflicts.ShouldBeEmpty();
    }

    [Fact]
    public void what_a_system_was_not_told_beside_the_rest_is_pushed_again_by_itself()
    {
        var scene = Accepted().SeesPart(Shop, "501", (OrderFields.Note, "Ring twice"), (OrderFields.Total, 99m));
        var push = scene.View(Erp).Pending!;
        var receipt = new Receipt("E1") { Untold = [OrderFields.Total] };
        scene.When.Decide(at => new EntityEvent.PushDone(Erp, push.OperationId, push.Patch, receipt, Fingerprint.None) { At = at })
            .Then.Awaits(Erp, (OrderFields.Total, 99m));
        scene.View(Erp).Snapshot.Text(OrderFields.Note).ShouldBe("Ring twice");
        scene.View(Erp).Normalised.ShouldBeEmpty("a field that was not told has no form of the system's own");
        scene.When.Fails(Erp, FaultKind.Rejected).View(Erp).Pending!.Parked.ShouldBeTrue();
    }

    [Fact]
    public void a_state_that_is_refused_takes_its_reason_with_it() =>
        Order().Places().ChecksStock(Erp).Wrote(Erp, "E1").SeesPart(Erp, "E1", (State, "Rejected"), (OrderFields.StateReason, "no stock")).Stored(Shop).Stored(Crm)
            .When.SeesPart(Erp, "E1", (State, "Accepted"), (OrderFields.StateReason, null))
            .Then.Canonical(State, "Rejected").Canonical(OrderFields.StateReason, "no stock").Tells(ReasonKind.Drift, system: Erp);
}
