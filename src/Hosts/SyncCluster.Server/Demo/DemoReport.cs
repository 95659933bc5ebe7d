using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using SyncCluster.Server.Composition;

namespace SyncCluster.Server.Demo;

/// <summary>What a demo ended with, for people and for machines.</summary>
/// <param name="Agrees">Everything came to rest and nothing differs.</param>
/// <param name="Rows">A row a system and kind.</param>
/// <param name="MailsSent">Mails that the mailbox got.</param>
/// <param name="Seconds">From the start of the engine to rest.</param>
/// <param name="Portal">What came of the supplier's portal, or why it was left out.</param>
/// <param name="Differences">What differs, a sentence each.</param>
internal sealed record DemoReport(bool Agrees, IReadOnlyList<DemoRow> Rows, int MailsSent, double Seconds, string Portal, IReadOnlyList<string> Differences)
{
    /// <summary>The portal was left out because somebody wanted it so.</summary>
    public const string LeftOut = "left out, as asked by --without-portal";

    /// <summary>What is told where the story cannot be played: nothing of it was.</summary>
    public static DemoReport NotPlayed(string why) => new(false, [], 0, 0, $"not read: {why}", [$"The story was not played: {why}. --without-portal plays it without its chapter of the supplier's portal."]);

    private const int Shown = 20;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

    public static async Task<DemoReport> MakeAsync(Installation installation, SandboxWorld world, bool rests, TimeSpan took, string portal, CancellationToken cancellation)
    {
        var differences = await new Agreement(world).FindAsync(installation.Store, cancellation);
        if (!rests) differences = ["Not everything came to rest.", .. differences];
        var entities = (await installation.Store.CountEntitiesAsync(cancellation)).ToDictionary(count => count.Kind);
        var rows = (await installation.Store.CountSystemsAsync(cancellation)).OrderBy(count => count.System, StringComparer.Ordinal).ThenBy(count => count.Kind)
            .Select(count => new DemoRow(
                count.System, count.Kind.ToString(), count.Records, Math.Max(0, count.Records - count.Pending - count.InFlight - count.Parked),
                count.Pending + count.InFlight, count.Parked, entities.GetValueOrDefault(count.Kind)?.Conflicts ?? 0)).ToList();
        return new DemoReport(differences.Count == 0, rows, world.Mailbox.Messages.Count, Math.Round(took.TotalSeconds, 1), portal, differences);
    }

    public async Task WriteAsync(TextWriter writer, bool json)
    {
        if (json)
        {
            await writer.WriteLineAsync(JsonSerializer.Serialize(this, Json));
            return;
        }

        await writer.WriteLineAsync();
        await writer.WriteLineAsync($"{"system",-10} {"kind",-10} {"records",9} {"in sync",9} {"pending",9} {"parked",8} {"conflicts",10}");
        foreach (var row in Rows)
            await writer.WriteLineAsync($"{row.System,-10} {row.Kind,-10} {row.Records,9} {row.InSync,9} {row.Pending,9} {row.Parked,8} {row.Conflicts,10}");
        await writer.WriteLineAsync();
        await writer.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"mails sent: {MailsSent}   time: {Seconds} s"));
        await writer.WriteLineAsync($"supplier's portal: {Portal}");
        foreach (var difference in Differences.Take(Shown)) await writer.WriteLineAsync("  differs: " + difference);
        if (Differences.Count > Shown) await writer.WriteLineAsync($"  … and {Differences.Count - Shown} more");
        await writer.WriteLineAsync(Agrees ? "Everything agrees." : "Not everything agrees.");
    }
}

/// <summary>One system and kind.</summary>
internal sealed record DemoRow(string System, string Kind, long Records, long InSync, long Pending, long Parked, long Conflicts);
