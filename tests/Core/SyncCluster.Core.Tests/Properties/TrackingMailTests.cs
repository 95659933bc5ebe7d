using FsCheck;
using FsCheck.Fluent;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Rules;
using SyncCluster.Core.Supply;
using SyncCluster.Core.Tests.Scenes;
using SyncCluster.Core.Tests.Supply;

namespace SyncCluster.Core.Tests.Properties;

/// <summary>For any sequence of scrapes the customer gets exactly the mails that a simple model, minute by minute, says (S4-16, S4-17).</summary>
public sealed class TrackingMailTests
{
    private const int Stories = 150;
    private static readonly string[] Skus = ["CH-1", "TB-1"];

    private static readonly string[] Promises =
    [
        "day:2026-07-01", "day:2026-07-02", "day:2026-07-05", "week:2026-W27", "month:2026-07", "in-stock", "unknown", "lead:2-3w@2026-07-01", "day:2026-01-05",
    ];

    private static readonly TrackingRules[] Houses =
    [
        new() { Mails = true },
        new() { Mails = true, Settle = TimeSpan.Zero, MostPerDay = 0, ToleranceDays = 0 },
        new() { Mails = true, Settle = TimeSpan.FromMinutes(90), MostPerDay = 2, Quiet = new QuietHours(new TimeOnly(20, 0), new TimeOnly(8, 0)) },
        new() { Mails = true, ToleranceDays = 3, Quiet = new QuietHours(new TimeOnly(12, 0), new TimeOnly(14, 0)) },
    ];

    [Fact]
    public void the_mails_are_those_of_the_model() =>
        Check.One(Values.Config(Stories).WithEndSize(120), Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), story =>
        {
            foreach (var rules in Houses)
            {
                var scrapes = Scrapes(story);
                Real(rules, scrapes).ShouldBe(Model(rules, scrapes), $"{rules}: {string.Join(' ', scrapes)}");
            }
        }));

    /// <summary>Each three bytes are a scrape: minutes since the one before, which item, what is said of it.</summary>
    private static List<(int Minute, int Item, string Promise)> Scrapes(byte[] story)
    {
        var minute = 1;
        var scrapes = new List<(int, int, string)>();
        foreach (var bytes in story.Chunk(3).Where(chunk => chunk.Length == 3))
        {
            minute += bytes[0] * bytes[0] % 600;
            scrapes.Add((minute, bytes[1] % Skus.Length, Promises[bytes[2] % Promises.Length]));
        }

        return scrapes;
    }

    private static List<string> Real(TrackingRules rules, List<(int Minute, int Item, string Promise)> scrapes)
    {
        var order = new TrackedOrder(rules);
        foreach (var (minute, item, promise) in scrapes)
            order.Runs(Scene.Start.AddMinutes(minute) - order.Now).Hears(Skus[item], promise);
        order.Runs(TimeSpan.FromDays(4));
        return
        [
            .. order.Mails.Select(mail => $"{(mail.At - Scene.Start).TotalMinutes}:" + string.Join(',', mail.Mail.Model.Items("deliveries")
                .Cast<Core.Records.FieldValue.Group>().Select(row => $"{row.Fields.Text(OrderLineFields.Sku)} {row.Fields.Text("old")}>{row.Fields.Text("new")}"))),
        ];
    }

    private static List<string> Model(TrackingRules rules, List<(int Minute, int Item, string Promise)> scrapes)
    {
        var mails = new List<string>();
        var now = new string?[Skus.Length];
        var told = new string?[Skus.Length];
        var perDay = new Dictionary<DateOnly, int>();
        int? since = null;
        var last = scrapes.Count == 0 ? 0 : scrapes[^1].Minute + (4 * 24 * 60);
        for (var minute = 0; minute <= last; minute++)
        {
            var at = Scene.Start.AddMinutes(minute);

            Send();
            foreach (var (_, item, promise) in scrapes.Where(scrape => scrape.Minute == minute))
            {
                now[item] = promise;
                told[item] ??= promise;
                since = News().Count == 0 ? null : since ?? minute;
                Send();
            }

            void Send()
            {
                var day = DateOnly.FromDateTime(at.UtcDateTime);
                if (since is not { } first || at < Scene.Start.AddMinutes(first) + rules.Settle || IsQuiet(rules, at)) return;
                if (rules.MostPerDay > 0 && perDay.GetValueOrDefault(day) >= rules.MostPerDay) return;
                var news = News();
                mails.Add($"{minute}:" + string.Join(',', news.Select(item => $"{Skus[item]} {told[item]}>{now[item]}")));
                foreach (var item in news) told[item] = now[item];
                perDay[day] = perDay.GetValueOrDefault(day) + 1;
                since = null;
            }
        }

        return mails;

        List<int> News() => [.. Enumerable.Range(0, Skus.Length).Where(item => now[item] is { } said && IsNews(told[item]!, said, rules.ToleranceDays))];
    }

    private static bool IsNews(string told, string now, int tolerance) =>
        told != now && now != "day:2026-01-05"
        && (Class(told) != Class(now)
            || Math.Abs(LastDay(told) - LastDay(now)) > tolerance);

    private static int LastDay(string promise) => DeliveryPromise.Read(promise).Latest?.DayNumber ?? 0;

    private static string Class(string promise) => promise is "in-stock" or "unknown" ? promise : "dated";

    private static bool IsQuiet(TrackingRules rules, DateTimeOffset at)
    {
        if (rules.Quiet is not { } quiet) return false;
        var time = TimeOnly.FromDateTime(at.UtcDateTime);
        return quiet.From < quiet.To ? time >= quiet.From && time < quiet.To : time >= quiet.From || time < quiet.To;
    }
}
