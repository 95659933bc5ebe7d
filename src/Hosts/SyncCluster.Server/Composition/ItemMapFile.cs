using System.Globalization;

namespace SyncCluster.Server.Composition;

/// <summary>
/// The file that says which product an item at a supplier is, where no code does: a line an item, <c>supplier code;our sku</c>.
/// An edited file counts from the next reading on; one that is broken is left aside, and what was read before counts.
/// </summary>
internal sealed partial class ItemMapFile(string path, ILogger log)
{
    private readonly Lock _gate = new();
    private DateTime _stamp;
    private IReadOnlyDictionary<string, string> _map = new Dictionary<string, string>();

    /// <summary>Supplier's codes to our SKUs, as the file says now.</summary>
    public IReadOnlyDictionary<string, string> Current()
    {
        lock (_gate)
        {
            try
            {
                var stamp = File.GetLastWriteTimeUtc(path);
                if (stamp == _stamp) return _map;
                var (map, problems) = Parse(File.ReadAllLines(path));
                _stamp = stamp;
                if (problems.Count == 0) _map = map;
                else LogBroken(log, path, problems[0].Line, problems[0].What);
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
            {
                LogUnreadable(log, path, unreadable.Message);
            }

            return _map;
        }
    }

    /// <summary>Reads lines; problems name the line, 1 for the first.</summary>
    public static (IReadOnlyDictionary<string, string> Map, IReadOnlyList<(int Line, string What)> Problems) Parse(IReadOnlyList<string> lines)
    {
        var map = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var problems = new List<(int, string)>();
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i].TrimStart('\uFEFF').Trim();
            if (line.Length == 0 || line[0] == '#') continue;
            var cells = line.Split(line.Contains(';', StringComparison.Ordinal) ? ';' : ',').Select(cell => cell.Trim().Trim('"').Trim()).ToList();
            if (map.Count == 0 && problems.Count == 0 && IsHeading(cells)) continue;
            if (cells.Count < 2 || cells[0].Length == 0 || cells[1].Length == 0) problems.Add((i + 1, "It does not hold a supplier's code, a semicolon and our SKU."));
            else if (map.TryGetValue(cells[0], out var other) && !string.Equals(other, cells[1], StringComparison.OrdinalIgnoreCase))
                problems.Add((i + 1, string.Create(CultureInfo.InvariantCulture, $"'{cells[0]}' was '{other}' in a line above and is '{cells[1]}' here.")));
            else map[cells[0]] = cells[1];
        }

        return (map, problems);
    }

    private static bool IsHeading(List<string> cells) => cells.Count >= 2 && cells[1].Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant() is "sku" or "oursku";

    [LoggerMessage(EventId = 1311, Level = LogLevel.Error, Message = "{Path}, line {Line}: {What} The file is left aside and what it said before counts; mend it")]
    private static partial void LogBroken(ILogger log, string path, int line, string what);

    [LoggerMessage(EventId = 1312, Level = LogLevel.Error, Message = "{Path} cannot be read ({Why}); what it said before counts")]
    private static partial void LogUnreadable(ILogger log, string path, string why);
}
