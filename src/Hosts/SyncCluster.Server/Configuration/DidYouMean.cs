namespace SyncCluster.Server.Configuration;

/// <summary>Finds what somebody may have meant by a mistyped word.</summary>
internal static class DidYouMean
{
    /// <summary>The nearest of the known words, or null where none is near.</summary>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        if (word.Length > 64) return null;
        var limit = word.Length / 3;
        return known.Select(candidate => (Candidate: candidate, Distance: Distance(word.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .Where(pair => pair.Distance <= limit)
            .OrderBy(pair => pair.Distance).ThenBy(pair => pair.Candidate, StringComparer.Ordinal)
            .Select(pair => pair.Candidate)
            .FirstOrDefault();
    }

    /// <summary>Advice that names the nearest word, or else all there are.</summary>
    public static string Advice(string word, IReadOnlyCollection<string> known, string ofWhat)
    {
        if (Nearest(word, known) is { } near) return $"Did you mean '{near}'?";
        return known.Count switch
        {
            0 => $"There are no {ofWhat}.",
            <= 40 => $"Possible {ofWhat}: {string.Join(", ", known.Order(StringComparer.Ordinal))}.",
            _ => $"See the list of {ofWhat} in the README.",
        };
    }

    /// <summary>Letters inserted, left out, replaced, or swapped with their neighbour.</summary>
    internal static int Distance(string left, string right)
    {
        var rows = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++) rows[i, 0] = i;
        for (var j = 0; j <= right.Length; j++) rows[0, j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = rows[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(replaced, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }

        return rows[left.Length, right.Length];
    }
}
