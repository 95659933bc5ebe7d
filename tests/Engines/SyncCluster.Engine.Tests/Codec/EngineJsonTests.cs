using System.Text;
using System.Text.Json;
using SyncCluster.Connectors.Reading;
using SyncCluster.Connectors.Signals;
using SyncCluster.Core.Deciding;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Core.Supply;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Codec;

namespace SyncCluster.Engine.Tests.Codec;

public sealed class EngineJsonTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 22, 13, 0, 0, 123, TimeSpan.Zero);

    private static readonly ItemState Item = new("p1", 7, "heo", "in-stock", At)
    {
        Keys = [new NaturalKey(Kind.Product, "sku", "A")], DeliveryText = "skladem", Availability = "ano", Quantity = 2.5m, Gone = true,
    };

    private static readonly FieldSet Everything = FieldSet.Of(
        ("name", FieldValue.Of("Škoda & <syn>")), ("price.1", FieldValue.Of(12.50m)), ("active", FieldValue.Of(false)),
        ("placedAt", FieldValue.Of(At)), ("parent", new FieldValue.Link(Kind.Product, "a:b/c")), ("stateReason", FieldValue.Empty),
        ("categories", FieldValue.Of([new FieldValue.Link(Kind.Category, "1"), FieldValue.Empty])), ("images", FieldValue.Of([])),
        ("attributes", new FieldValue.Group(FieldSet.Of(("Colour", FieldValue.Of("red"))))), ("x", new FieldValue.Group(FieldSet.Empty)),
        ("delta", new FieldValue.Delta([FieldValue.Of("in")], [FieldValue.Of("out")])));

    [Fact]
    public void every_case_of_a_value_comes_back_as_it_was() =>
        EngineJson.Read<FieldSet>(EngineJson.Write(Everything)).ShouldBe(Everything);

    [Fact]
    public void a_state_that_uses_everything_comes_back_as_it_was()
    {
        var state = EntityState.New("e1", Kind.Product) with
        {
            Canonical = Everything,
            Provenance = [new Provenance("name", "erp", At)],
            Systems =
            [
                new SystemView
                {
                    System = "shop", RemoteId = "12/30", Snapshot = Everything, Fingerprint = Fingerprint.Of(Everything), ModifiedAt = At, SeenAt = At,
                    WrittenAt = At, Extras = "{\"a\":1}", Gone = true, Uncertain = true, Sequence = 7, Acknowledged = 6, Kept = Everything,
                    Normalised = [new Normalisation("name", FieldValue.Of("a"), null), new Normalisation("price.1", FieldValue.Of(1m), FieldValue.Empty)],
                    Contradictions = [At],
                    Pending = new PendingPush("e1:shop:7", 7, FieldSet.Empty, At)
                    {
                        Failures = 2, NotBefore = At, Parked = true, ChecksStock = true,
                        Fault = new Fault(FaultKind.Rejected, "no") { Fields = [new("sku", "taken")], RetryAfter = TimeSpan.FromSeconds(3), WaitingFor = new NaturalKey(Kind.Order, "number", "1") },
                    },
                },
            ],
            Conflicts = [new Conflict("name", "shop", FieldValue.Empty, FieldValue.Of("x"), "erp", At)],
            Mails = ["order/1/state/Accepted"],
            Delivery = new OrderDelivery
            {
                Lines =
                [
                    new LineDelivery("1", "A")
                    {
                        Item = Item, Told = "unknown", Closed = true, History = [new PromiseStep(At, "heo", "unknown"), new PromiseStep(At, "heo", "in-stock")],
                    },
                    new LineDelivery("#2", null),
                ],
                NewsSince = At, TellAt = At, Held = true, Told = 3, ToldAt = At,
            },
            Tombstoned = true,
        };
        EngineJson.Read<EntityState>(EngineJson.Write(state)).ShouldBe(state);
    }

    [Fact]
    public void an_empty_state_is_small_and_comes_back_as_it_was()
    {
        var state = EntityState.New("e1", Kind.Product);
        var json = EngineJson.Write(state);
        Encoding.UTF8.GetString(json).ShouldBe("""{"entityId":"e1","kind":"Product"}""");
        EngineJson.Read<EntityState>(json).ShouldBe(state);
    }

    [Fact]
    public void what_is_staged_parked_or_kept_in_the_inbox_comes_back_as_it_was()
    {
        var seen = new Observation(new RecordKey("erp", Kind.Order, "1"), Everything, At) { Partial = true, Revision = "r", SourceIndex = "t/1", Extras = "{}" };
        EngineJson.Read<Observation>(EngineJson.Write(seen)).ShouldBe(seen);
        var rejected = new RejectedRecord(seen.Key, new Fault(FaultKind.Rejected, "bad"), "raw");
        EngineJson.Read<RejectedRecord>(EngineJson.Write(rejected)).ShouldBe(rejected);
        foreach (var verdict in new SignalVerdict[] { new SignalVerdict.Hint(seen.Key, "k", [seen]), new SignalVerdict.Unreadable(rejected) })
            EngineJson.Read<SignalVerdict>(EngineJson.Write(verdict)).ShouldBe(verdict);
    }

    [Fact]
    public void every_message_between_actors_survives_its_envelope()
    {
        var seen = new Observation(new RecordKey("erp", Kind.Product, "1"), Everything, At);
        IMessage[] messages =
        [
            Done.Instance, WakeUp.Instance, new Reminder("sweep"), new EntityAnswer(3, true, 1), new FeedCommand(FeedAction.Discard, "Eva"), new FeedAnswer(true, "ok"),
            new Identify([new IdentityQuestion(seen.Key, [new NaturalKey(Kind.Product, "sku", "A")]) { EntityId = "e" }]), new Identities([new IdentityAnswer("e", null)]),
            new EntityChanged("e", Kind.Product, 2, ["name"], At), new RetryParked("rejected/erp/Product/1", "Eva"),
            new EntityBatch(Kind.Product, [new BatchedEvents("e", [new EntityEvent.Observed(seen, Fingerprint.Of(seen)) { At = At }, new EntityEvent.Vanished(seen.Key) { At = At }])]),
            new BatchAnswer([new BatchRefusal("e", true, "others were faster")]),
            new Absorb("e2", "both have SKU"), new Absorbed("no"), new LookAgain(), new Looked("no"),
            new EntityEvents([
                new EntityEvent.Observed(seen, Fingerprint.Of(seen)) { At = At, Chance = 0.5 }, new EntityEvent.Vanished(seen.Key) { At = At },
                new EntityEvent.PushDone("shop", "e:shop:1", Everything, new Receipt("9") { Stored = Everything }, Fingerprint.None) { At = At },
                new EntityEvent.PushFailed("shop", "e:shop:1", new Fault(FaultKind.Unknown, "?")) { At = At },
                new EntityEvent.StockChecked("erp", "e:erp:1", [new Shortage("A", 2, null)]) { At = At }, new EntityEvent.Reminded { At = At },
                new EntityEvent.Commanded(new Command.Resolve("name", "shop", "erp") { By = "Eva" }) { At = At },
                new EntityEvent.Commanded(new Command.Retry("shop") { By = "Eva" }) { At = At }, new EntityEvent.Commanded(new Command.Skip("shop") { By = "Eva" }) { At = At },
                new EntityEvent.Commanded(new Command.Reread { By = "Eva" }) { At = At },
                new EntityEvent.Commanded(new Command.HoldMails(true) { By = "Eva" }) { At = At },
                new EntityEvent.Absorbing(EntityState.New("e2", Kind.Product) with { Absorbed = ["e3"] }, "both have SKU") { At = At },
                new EntityEvent.ItemsSeen([Item]) { At = At }, new EntityEvent.TellDue(1, "delivery-date/jan@example.com/2026-11-22/1") { At = At },
            ]),
        ];
        messages.Select(message => message.GetType().Name).Distinct().Order(StringComparer.Ordinal).ShouldBe(MessageCodec.Contracts);
        foreach (var message in messages) MessageCodec.Unpack(MessageCodec.Pack(message)).ShouldBe(message);
    }

    [Fact]
    public void a_message_of_a_newer_program_is_refused_with_what_to_do() =>
        Should.Throw<NotSupportedException>(() => MessageCodec.Unpack(new Envelope("WakeUp", 99, "{}"u8.ToArray()))).Message.ShouldContain("Upgrade");

    [Theory]
    [InlineData("""{"name":{"at":"yesterday"}}""")]
    [InlineData("""{"name":{}}""")]
    [InlineData("""{"name":{"link":"nothing"}}""")]
    [InlineData("[]")]
    public void a_broken_state_is_told_apart_from_a_value(string json) =>
        Should.Throw<Exception>(() => EngineJson.Read<FieldSet>(Encoding.UTF8.GetBytes(json))).ShouldBeOfType(json.Contains("yesterday", StringComparison.Ordinal) ? typeof(FormatException) : typeof(JsonException));
}
