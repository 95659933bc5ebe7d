using SyncCluster.Core.Supply;
using SyncCluster.Engine.Simulation.Memory;
using SyncCluster.Engine.Simulation.Runs;
using SyncCluster.Engine.Simulation.Systems;
using SyncCluster.Engine.Storage;
using SyncCluster.Simulation.Tests.Bugs;
using SyncCluster.Simulation.Tests.Stories;

namespace SyncCluster.Simulation.Tests;

/// <summary>
/// A supplier moves a date while customers wait, and the process dies at one write of the store after the other, from the
/// scrape's rows to the mail that was sent: before the write, and after it with its answer lost. Whichever it is, every order
/// knows the date, and its customer hears of it once; only where the death fell into the sending itself may a mail be
/// one of which nobody knows whether it arrived, and then it is never sent again (S4-14, S4-16, S4-21).
/// </summary>
public sealed class CrashPointTests(ITestOutputHelper output)
{
    private const int MostPoints = 400;

    /// <summary>The writes between the scrape and the mailbox: rows and fingerprints, what orders are to hear, the mail, its sending.</summary>
    private static readonly string[] Way = ["committing", "taking outbox rows", "finishing fetches", "taking mails", "noting what became of mails"];

    /// <summary>A table that is read whole; rows that are handed over, which reading consumes; or both with two orders of one customer, told in one message.</summary>
    public static TheoryData<ReadingStyle, bool, bool> Scenes => new(
        from reading in new[] { ReadingStyle.Census, ReadingStyle.Consumed }
        from together in new[] { false, true }
        from after in new[] { false, true }
        select (reading, together, after));

    [Theory]
    [MemberData(nameof(Scenes))]
    public void wherever_the_process_dies_the_customer_hears_of_the_date_once(ReadingStyle reading, bool together, bool after)
    {
        var points = new List<string>();
        while (points.Count < MostPoints)
        {
            var scene = new Scene(reading, together, points.Count + 1, after, new SimulationSeams());
            if (scene.DiedAt is not { } point) break;
            points.Add(point);
            scene.Problems().ShouldBeEmpty($"died {(after ? "after" : "before")} write {points.Count}, {point}");
        }

        output.WriteLine(string.Join(", ", points));
        points.Count.ShouldBeInRange(5, MostPoints - 1);
        string[] known = [.. Way, .. reading == ReadingStyle.Census ? ["noting seen records"] : new[] { "staging a page", "removing staged records" }];
        known.Except(points).ShouldBeEmpty(string.Join(", ", points));
    }

    [Fact]
    public void news_that_is_taken_off_the_list_before_the_orders_heard_it_is_noticed() =>
        Noticed(new SimulationSeams { Store = TrackingTakenAtOnce.Around }, ReadingStyle.Census);

    [Fact]
    public void rows_that_were_handed_over_and_are_forgotten_before_they_were_compared_are_noticed() =>
        Noticed(new SimulationSeams { Store = StagedForgotten.Around }, ReadingStyle.Consumed);

    [Fact]
    public void a_message_of_several_mails_that_is_sent_again_after_a_death_is_noticed() =>
        Noticed(new SimulationSeams { Store = InterruptedSentAgain.Around }, ReadingStyle.Census);

    private static void Noticed(SimulationSeams seams, ReadingStyle reading)
    {
        var problems = new List<string>();
        for (var point = 1; point < MostPoints && problems.Count == 0; point++)
        {
            var scene = new Scene(reading, together: true, point, after: true, seams);
            if (scene.DiedAt is null) break;
            problems.AddRange(scene.Problems());
        }

        problems.ShouldNotBeEmpty();
    }

    private sealed class Scene
    {
        private readonly ShopStory _story;
        private readonly Deaths _deaths;
        private readonly string[] _orders;

        public Scene(ReadingStyle reading, bool together, int point, bool after, SimulationSeams seams)
        {
            _orders = together ? ["5001", "5002"] : ["5001"];
            _deaths = new Deaths(point, after, () => _story!.Dies(TimeSpan.FromSeconds(3)));
            _story = new ShopStory(
                new SimulationOptions { Settles = TimeSpan.FromSeconds(5), SupplierReading = reading, MailsPerDay = together ? 1 : 0 }, seams with { Weather = _ => _deaths });
            _story.Sells("SKU-1", "day:2027-01-10").Runs(TimeSpan.FromMinutes(3));
            foreach (var number in _orders) _story.Orders(number, "anna@example.com", "cs", "SKU-1");
            _story.Runs(TimeSpan.FromMinutes(5)).Says("SKU-1", "day:2027-02-20");
            _deaths.Armed = true;
            _story.Runs(TimeSpan.FromMinutes(2));
            _deaths.Armed = false;
            _story.Host.Start();
            _story.Runs(TimeSpan.FromMinutes(5));
        }

        public string? DiedAt => _deaths.At;

        public IEnumerable<string> Problems()
        {
            foreach (var problem in _story.Problems()) yield return problem;
            foreach (var number in _orders)
            {
                if (_story.Order(number).Delivery!.Lines[0].Told != "day:2027-02-20") yield return $"The customer of {number} was not told";
                var mails = _story.Mails.Where(mail => mail.Draft.Key.StartsWith($"order/{number}/", StringComparison.Ordinal) && mail.Status != MailStatus.Suppressed).ToList();
                if (mails.Count != 1) yield return $"There are {mails.Count} mails about the date of {number}";
                var arrived = _story.Messages.SelectMany(message => message.Subjects).Count(subject => subject.StartsWith($"{TrackingMail.Template} {number} ", StringComparison.Ordinal));
                if (arrived > 1) yield return $"{arrived} mails about {number} arrived";
                if (arrived == 0 && !(mails is [{ Status: MailStatus.Uncertain }] && _deaths.At == "taking mails")) yield return $"No mail about {number} arrived, and it did not die while sending";
            }

            if (_story.Messages.Count > 1) yield return $"{_story.Messages.Count} messages arrived";
        }
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
