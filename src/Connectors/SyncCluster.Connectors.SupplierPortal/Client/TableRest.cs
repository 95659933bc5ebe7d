using System.Security.Cryptography;
using System.Text;
using SyncCluster.Connectors.SupplierPortal.Mapping;
using SyncCluster.Connectors.SupplierPortal.Tables;

namespace SyncCluster.Connectors.SupplierPortal.Client;

/// <summary>
/// Tells when a table has come to rest: no cell of it changes any more. Scripts fill some cells after the page is there;
/// a table some of whose rows do not say what they are or when it comes is watched for a while, which begins when the page
/// has fetched everything.
/// </summary>
internal sealed class TableRest(TimeProvider time)
{
    /// <summary>How long a table with gaps must stay as it is.</summary>
    public static readonly TimeSpan Watched = TimeSpan.FromSeconds(1);

    private string? _last;
    private long _since;

    /// <param name="table">The table as it is now.</param>
    /// <param name="match">Which column holds what.</param>
    /// <param name="proven">The page says how many rows it shows, and shows them.</param>
    /// <param name="quiet">The page fetches nothing.</param>
    public bool IsReached(RawTable table, ColumnMatch match, bool proven, bool quiet)
    {
        var now = Fingerprint(table, match);
        var isSame = now == _last;
        // What has just been fetched is not drawn yet.
        if (!isSame || !quiet) (_last, _since) = (now, time.GetTimestamp());
        return HasGaps(table, match) ? time.GetElapsedTime(_since) >= Watched : isSame || proven;
    }

    private static string Fingerprint(RawTable table, ColumnMatch match)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var row in table.Rows)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(row.Whole));
            // What an attribute tells is no cell's text.
            foreach (var (rule, column) in match.Columns)
                if (rule.Attribute is not null || rule.Css is not null) hash.AppendData(Encoding.UTF8.GetBytes('\u001F' + RowMapping.Text(row, rule, column)));
            hash.AppendData("\u001E"u8);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static bool HasGaps(RawTable table, ColumnMatch match)
    {
        (Recipes.ColumnRule Rule, int Column)[] wanted = [.. Of("code", "ean", "ourSku"), .. Of("delivery", "availability", "quantity")];
        return table.Rows.Any(row => !RowMapping.IsSum(row, match) && wanted.Any(one => !RowMapping.Text(row, one.Rule, one.Column).Any(char.IsLetterOrDigit)));

        // The first of them is what a row is known by, or tells.
        IEnumerable<(Recipes.ColumnRule Rule, int Column)> Of(params string[] names) =>
            names.SelectMany(name => match.Columns.Where(one => one.Rule.Name == name)).Take(1);
    }
}
