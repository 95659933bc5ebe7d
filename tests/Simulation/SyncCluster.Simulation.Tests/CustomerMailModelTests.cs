using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;
using SyncCluster.Engine.Codec;
using SyncCluster.Engine.Simulation.Runs;
using SyncCluster.Engine.Simulation.Scheduling;
using SyncCluster.Simulation.Tests.Bugs;
using SyncCluster.Simulation.Tests.Stories;

namespace SyncCluster.Simulation.Tests;

/// <summary>
/// For any sequence of scrapes, and of times at which mails are held, the customers of several orders in several languages
/// get exactly the messages that a simple model says, half an hour after half an hour: the daily limit of a customer holds
/// over all of his orders, what is due together in one language goes together, and everything is told in the end (S4-16, S4-17).
/// </summary>
public sealed class CustomerMailModelTests(ITestOutputHelper output)
{
    private const int Stories = 16;
    private static readonly TimeSpan Slot = TimeSpan.FromMinutes(30);

    private static readonly (string Number, string To, string Language, string[] Skus)[] Orders =
    [
        ("5001", "anna@example.com", "cs", ["SKU-1", "SKU-2"]), ("5002", "anna@example.com", "cs", ["SKU-2"]), ("5003", "anna@example.com", "de", ["SKU-1"]),
        ("5004", "boris@example.com", "cs", ["SKU-1"]),
    ];

    private static readonly string[] Promises = ["day:2027-01-10", "day:2027-01-20", "week:2027-W05", "month:2027-03", "in-stock", "unknown"];

    private static readonly SimulationOptions[] Houses =
    [
        House(0, null), House(1, null), House(2, null), House(1, new QuietHours(new TimeOnly(21, 0), new TimeOnly(7, 0))), House(2, new QuietHours(new TimeOnly(11, 0), new TimeOnly(15, 0))),
    ];

    private static SimulationOptions House(int mailsPerDay, QuietHours? quiet) => new()
    {
        MailsPerDay = mailsPerDay, Quiet = quiet, Settles = TimeSpan.FromMinutes(1), Interval = TimeSpan.FromMinutes(10), SweepEvery = TimeSpan.FromMinutes(10),
    };

    [Fact]
    public void the_messages_are_those_of_the_model()
    {
        var messages = 0;
        for (var seed = 1; seed <= Stories; seed++)
        {
            var (real, model, problems) = Play(seed, new SimulationSeams());
            real.ShouldBe(model, $"story {seed}");
            problems.ShouldBeEmpty($"story {seed}");
            messages += real.Count;
        }

        output.WriteLine($"{messages} messages");
        messages.ShouldBeGreaterThan(Stories, "stories in which nothing is told show nothing");
    }

    [Fact]
    public void that_nobody_remembers_what_went_out_today_is_noticed() => Noticed(NoLimitADay.Around);

    [Fact]
    public void that_what_belongs_together_is_taken_one_by_one_is_noticed() => Noticed(TakenOneByOne.Around);

    [Fact]
    public void that_the_language_of_a_message_is_not_looked_at_is_noticed() => Noticed(LanguageNotLookedAt.Around);

    private void Noticed(Func<Engine.Storage.IStateStore, Engine.Storage.IStateStore> bug)
    {
        for (var seed = 1; seed <= Stories; seed++)
        {
            var (real, model, problems) = Play(seed, new SimulationSeams { Store = bug });
            if (real.SequenceEqual(model) && problems.Count == 0) continue;
            output.WriteLine($"Noticed with story {seed}");
            return;
        }

        Assert.Fail($"Nobody noticed within {Stories} stories.");
    }

    private static (List<string> Real, List<string> Model, List<string> Problems) Play(int seed, SimulationSeams seams)
    {
        var chance = new SeededChance((ulong)seed);
        var options = Houses[seed % Houses.Length];
        var story = new ShopStory(options, seams);
        foreach (var sku in new[] { "SKU-1", "SKU-2" }) story.Sells(sku, Promises[0]);
        story.Runs(TimeSpan.FromHours(1));
        foreach (var (number, to, language, skus) in Orders) story.Orders(number, to, language, skus);
        story.Runs(TimeSpan.FromHours(1));
        var beginning = story.Now;
        var steps = Steps(chance);
        foreach (var step in steps)
        {
            story.Runs(beginning + (step.Slot * Slot) - story.Now);
            if (step.Sku is { } sku) story.Says(sku, step.Promise!);
            else if (step.Holds) story.Holds();
            else story.Releases();
        }

        story.Runs(TimeSpan.FromDays(3));
        var real = story.Messages.Select(message => (Slot: (int)((message.At - beginning) / Slot), message.To, message.Language, Mails: message.Subjects.SelectMany(subject => Rows(story, subject)).ToList())).ToList();
        var model = new Model(options, beginning, (slot, to) => [.. real.Where(message => message.Slot == slot && message.To == to).Select(message => message.Language)]);
        return (Words(real), Words(model.Run(steps)), [.. story.Problems()]);
    }

    /// <summary>Half past some hour a supplier says something, or somebody holds the mails or lets them go; at the end they go.</summary>
    private static List<Step> Steps(SeededChance chance)
    {
        var steps = new List<Step>();
        var (hour, isHeld) = (0, false);
        for (var left = chance.Between(5, 12); left > 0; left--)
        {
            hour += chance.Happens(0.5) ? chance.Between(1, 3) : chance.Between(4, 20);
            var slot = (hour * 2) + 1;
            if (chance.Happens(isHeld ? 0.4 : 0.15)) steps.Add(new Step(slot, null, null, isHeld = !isHeld));
            else steps.Add(new Step(slot, $"SKU-{chance.Between(1, 2)}", chance.Pick(Promises), false));
        }

        if (isHeld) steps.Add(new Step(((hour + 2) * 2) + 1, null, null, false));
        return steps;
    }

    private static IEnumerable<string> Rows(ShopStory story, string subject)
    {
        var words = subject.Split(' ');
        var mail = story.Mails.Single(one => one.Draft.Key == $"order/{words[1]}/delivery/{words[2]}");
        return EngineJson.Read<FieldSet>(mail.Draft.Model.Span).Items("deliveries").OfType<FieldValue.Group>()
            .Select(row => $"{words[1]} {row.Fields.Text(OrderLineFields.Sku)} {row.Fields.Text("old")}>{row.Fields.Text("new")}");
    }

    private static List<string> Words(IEnumerable<(int Slot, string To, string Language, List<string> Mails)> messages) =>
    [
        .. messages.Select(message => (message.Slot, Text: $"{message.To} {message.Language}: {string.Join(", ", message.Mails.Order(StringComparer.Ordinal))}"))
            .OrderBy(message => message.Slot).ThenBy(message => message.Text, StringComparer.Ordinal).Select(message => $"{message.Slot} {message.Text}"),
    ];

    private sealed record Step(int Slot, string? Sku, string? Promise, bool Holds);

    /// <summary>
    /// What is told when, by no other means than a look at everything every half hour. Which of two languages that are due in
    /// one moment comes first is left to the engine, and the other waits.
    /// </summary>
    private sealed class Model(SimulationOptions house, DateTimeOffset beginning, Func<int, string, List<string>> comesFirst)
    {
        private readonly Dictionary<string, string> _said = new(StringComparer.Ordinal) { ["SKU-1"] = Promises[0], ["SKU-2"] = Promises[0] };
        private readonly Dictionary<(string Number, string Sku), string> _told = [];
        private readonly Dictionary<(string To, DateOnly Day), int> _perDay = [];

        public List<(int Slot, string To, string Language, List<string> Mails)> Run(List<Step> steps)
        {
            foreach (var (number, _, _, skus) in Orders)
                foreach (var sku in skus) _told[(number, sku)] = Promises[0];
            var messages = new List<(int Slot, string To, string Language, List<string> Mails)>();
            var isHeld = false;
            for (var slot = 0; slot <= steps[^1].Slot + (int)(TimeSpan.FromDays(3) / Slot); slot++)
            {
                if (steps.Find(step => step.Slot == slot) is { } step)
                {
                    if (step.Sku is { } sku) _said[sku] = step.Promise!;
                    else isHeld = step.Holds;
                }

                var at = beginning + (slot * Slot);
                if (isHeld || (house.Quiet is { } quiet && TimeOnly.FromDateTime(at.UtcDateTime).IsBetween(quiet.From, quiet.To))) continue;
                foreach (var (to, language, orders) in Due(slot))
                {
                    var day = (to, DateOnly.FromDateTime(at.UtcDateTime));
                    if (house.MailsPerDay > 0 && _perDay.GetValueOrDefault(day) >= house.MailsPerDay) continue;
                    _perDay[day] = _perDay.GetValueOrDefault(day) + 1;
                    messages.Add((slot, to, language, [.. orders.SelectMany(Tell)]));
                }
            }

            return messages;
        }

        /// <summary>Messages that are to go, where nothing limits them.</summary>
        private IEnumerable<(string To, string Language, List<string> Orders)> Due(int slot)
        {
            var due = Orders.Where(order => order.Skus.Any(sku => IsNews(order.Number, sku))).ToList();
            if (house.MailsPerDay == 0) return [.. due.Select(order => (order.To, order.Language, new List<string> { order.Number }))];
            return
            [
                .. due.GroupBy(order => (order.To, order.Language)).OrderBy(group => comesFirst(slot, group.Key.To).IndexOf(group.Key.Language) is var place and >= 0 ? place : int.MaxValue)
                    .Select(group => (group.Key.To, group.Key.Language, group.Select(order => order.Number).ToList())),
            ];
        }

        private List<string> Tell(string number)
        {
            var news = Orders.Single(order => order.Number == number).Skus.Where(sku => IsNews(number, sku)).ToList();
            var mails = news.Select(sku => $"{number} {sku} {_told[(number, sku)]}>{_said[sku]}").ToList();
            foreach (var sku in news) _told[(number, sku)] = _said[sku];
            return mails;
        }

        private bool IsNews(string number, string sku) => _told[(number, sku)] != _said[sku];
    }
}
