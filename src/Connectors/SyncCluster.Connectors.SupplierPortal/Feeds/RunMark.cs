using System.Globalization;
using SyncCluster.Connectors.SupplierPortal.Mapping;
using SyncCluster.Core.Faults;

namespace SyncCluster.Connectors.SupplierPortal.Feeds;

/// <summary>
/// How far a run was handed on, and what the last good run was like. A run is held in memory: where it is gone, the next
/// page begins a new run, and what was handed on before is recognised by its fingerprints.
/// </summary>
/// <param name="Run">The run that is being handed on; null between runs.</param>
/// <param name="Next">Place of its next item.</param>
/// <param name="Last">The last good run.</param>
internal sealed record RunMark(string? Run, int Next, LastRun? Last)
{
    private const string Version = "1";

    // Stands with the run's name: programs that do not know it take it for a run that is gone, and read anew.
    private const char BeforeSaid = '~';

    /// <summary>Nothing read yet.</summary>
    public static RunMark Start { get; } = new(null, 0, null);

    /// <summary>Reads the text of a cursor.</summary>
    public static RunMark Parse(string? cursor)
    {
        if (string.IsNullOrEmpty(cursor)) return Start;
        var parts = cursor.Split('|');
        if (parts.Length != 4 || parts[0] != Version || !TryNumber(parts[2], out var next) || !TryNumber(parts[3], out var rows))
        {
            throw new FaultException(new(FaultKind.Configuration, "The feed's cursor is not of this connector.")
            {
                Advice = "Reset the feed; the portal is then read anew.",
            });
        }

        var run = parts[1].Split(BeforeSaid);
        var said = run.Length == 2 && TryNumber(run[1], out var counted) ? counted : 0;
        return new RunMark(run[0].Length == 0 ? null : run[0], next, rows < 0 ? null : new LastRun(rows, said));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Version}|{Run}{(Last is { Said: > 0 } last ? $"{BeforeSaid}{last.Said}" : "")}|{Next}|{Last?.Rows ?? -1}");

    private static bool TryNumber(string text, out int number) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
}
