using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;
using SyncCluster.Core.Supply;
using SyncCluster.Engine.Simulation.Checking;
using SyncCluster.Engine.Simulation.Memory;
using SyncCluster.Engine.Simulation.Runs;
using SyncCluster.Engine.Simulation.Scheduling;
using SyncCluster.Engine.Storage;
using SyncCluster.Simulation.Tests.Bugs;

namespace SyncCluster.Simulation.Tests;

/// <summary>
/// A supplier moves a date while a customer waits, and the process dies at one write of the store after the other, from the
/// scrape's rows to the mail that was sent: before the write, and after it with its answer lost. Whichever it is, the order
/// knows the date, and the customer hears of it once; only where the death fell into the sending itself may the mail be
/// one of which nobody knows whether it arrived, and then it is never sent again (S4-14, S4-16, S4-21).
/// </summary>
public sealed class CrashPointTests(ITestOutputHelper output)
{
    private const int MostPoints = 400;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void wherever_the_process_dies_the_customer_hears_of_the_date_once(bool after)
    {
        var points = new List<string>();
        while (points.Count < MostPoints)
        {
            var story = new Story(points.Count + 1, after, new SimulationSeams());
            story.Play();
            if (story.DiedAt is not { } point) break;
            points.Add(point);
            story.Problems().ShouldBeEmpty($"died {(after ? "after" : "before")} write {points.Count}, {point}");
        }

        output.WriteLine(string.Join(", ", points));
        points.Count.ShouldBeInRange(5, MostPoints - 1);
        points.Distinct().Count(Known.Contains).ShouldBe(Known.Length, string.Join(", ", points));
    }

    [Fact]
    public void news_that_is_taken_off_the_list_before_the_orders_heard_it_is_noticed()
    {
        var problems = new List<string>();
        for (var point = 1; point < MostPoints && problems.Count == 0; point++)
        {
            var story = new Story(point, after: true, new SimulationSeams { Store = TrackingTakenAtOnce.Around });
            story.Play();
            if (story.DiedAt is null) break;
            problems.AddRange(story.Problems());
        }

        problems.ShouldNotBeEmpty();
    }

    /// <summary>The writes between the scrape and the mailbox: rows and fingerprints, what orders are to hear, the mail, its sending.</summary>
    private static readonly string[] Known =
    [
        "noting seen records", "committing", "taking outbox rows", "finishing fetches", "taking mails", "noting what became of a mail",
    ];

    private sealed class Story
    {
        private readonly SimulationScheduler _scheduler = new(7);
        private readonly World _world;
        private readonly EngineHost _host;
        private readonly Deaths _deaths;

        public Story(int point, bool after, SimulationSeams seams)
        {
            _world = new World(_scheduler, new SimulationOptions { Settles = TimeSpan.FromSeconds(5) }, new SeededChance(7));
            _deaths = new Deaths(point, after, () =>
            {
                _host!.Kill();
                _world.Later(TimeSpan.FromSeconds(3), _host.Start);
            });
            _host = new EngineHost(_world, seams with { Weather = _ => _deaths }, new SeededChance(9));
            _world.Receiver = _host.Receive;
        }

        public string? DiedAt => _deaths.At;

        public void Play()
        {
            _host.Start();
            _world.Erp.Create(Kind.Product, FieldSet.Of(
                (ProductFields.Sku, FieldValue.Of("SKU-1")), (ProductFields.Name, FieldValue.Of("Tea")), (ProductFields.Price(1), FieldValue.Of(5m)),
                (ProductFields.Stock, FieldValue.Of(3m)), (ProductFields.Active, FieldValue.Of(true))));
            var item = _world.Supplier.Create(Kind.Product, Says("day:2027-01-10").With(SupplierFields.OurSku, FieldValue.Of("SKU-1")));
            _scheduler.RunFor(TimeSpan.FromMinutes(3));
            _world.Shop.Create(Kind.Order, FieldSet.Of(
                (OrderFields.Number, FieldValue.Of("5001")), (OrderFields.PlacedAt, FieldValue.Of((DateTimeOffset?)SimulationScheduler.Beginning)),
                (OrderFields.State, FieldValue.Of(nameof(OrderState.Validating))), (OrderFields.CustomerEmail, FieldValue.Of("anna@example.com")),
                (OrderFields.CustomerName, FieldValue.Of("Anna")), (OrderFields.PaymentManual, FieldValue.Of(false)), (OrderFields.Total, FieldValue.Of(5m)),
                (OrderFields.Lines, FieldValue.Of(
                [
                    new FieldValue.Group(FieldSet.Of(
                        (OrderLineFields.Sku, FieldValue.Of("SKU-1")), (OrderLineFields.Name, FieldValue.Of("Tea")), (OrderLineFields.Quantity, FieldValue.Of(1m)))),
                ]))));
            _scheduler.RunFor(TimeSpan.FromMinutes(5));
            _world.Supplier.Change(item, Says("day:2027-02-20"));
            _deaths.Armed = true;
            _scheduler.RunFor(TimeSpan.FromMinutes(2));
            _deaths.Armed = false;
            _world.Heal();
            _host.Start();
            _scheduler.RunFor(TimeSpan.FromMinutes(8));
        }

        public IEnumerable<string> Problems()
        {
            foreach (var problem in new DeliveryCheck(_world, _host.Disk).Check().Concat(new MailCheck(_world, _host.Disk).Check()).Concat(_host.Errors)) yield return problem;
            var told = _host.Disk.Mails.Values.Select(entry => entry.Mail).Where(mail => mail.Draft.Template == TrackingMail.Template).ToList();
            if (told.Count != 1) yield return $"There are {told.Count} mails about the date";
            var arrived = _world.Mail.Arrived.Count(subject => subject.StartsWith(TrackingMail.Template, StringComparison.Ordinal));
            if (arrived > 1) yield return $"{arrived} mails arrived";
            if (arrived == 0 && !(told is [{ Status: MailStatus.Uncertain }] && _deaths.At == "taking mails")) yield return "No mail arrived, and it did not die while sending";
        }

        private static FieldSet Says(string promise) => FieldSet.Of((SupplierFields.Delivery, FieldValue.Of(promise)), (SupplierFields.DeliveryText, FieldValue.Of(promise)));
    }

    /// <summary>The process dies at one write of the store: what it had begun never goes on.</summary>
    private sealed class Deaths(int point, bool after, Action die) : StoreWeather
    {
        private int _writes;

        public bool Armed { get; set; }

        public string? At { get; private set; }

        public override Task BeforeAsync(string operation, bool writes) => writes && Armed && ++_writes == point && !after ? Die(operation) : Task.CompletedTask;

        public override Task AfterAsync(string operation, bool writes) => writes && Armed && _writes == point && after && At is null ? Die(operation) : Task.CompletedTask;

        private Task Die(string operation)
        {
            At = operation;
            die();
            return new TaskCompletionSource().Task;
        }
    }
}
