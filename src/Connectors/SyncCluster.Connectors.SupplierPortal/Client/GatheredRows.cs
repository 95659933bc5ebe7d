using System.Security.Cryptography;
using System.Text;
using SyncCluster.Connectors.SupplierPortal.Tables;

namespace SyncCluster.Connectors.SupplierPortal.Client;

/// <summary>
/// The rows of all pages, and what to think of a row that comes on two of them: pages may overlap, two lines of an order
/// may look alike, or the table moved while it was read, and another row was missed.
/// </summary>
internal sealed class GatheredRows
{
    private readonly List<RawRow> _all = [];
    private readonly List<RawRow> _lean = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<string> _again = [];
    private bool _repeatsWithin;
    private bool _overlaps = true;

    /// <summary>How many rows came, those that came again too.</summary>
    public int Count => _all.Count;

    /// <summary>How many rows came of which none was on a page before.</summary>
    public int Different => _lean.Count;

    /// <summary>How many pages held nothing but rows of pages before them.</summary>
    public int WholeAgain { get; private set; }

    /// <summary>Takes a page; answers how many rows of it were on none before. A page that is an earlier one once more is no page: it is how some portals answer beyond their end.</summary>
    public int Take(IReadOnlyList<RawRow> page)
    {
        var again = page.Where(row => _seen.Contains(row.Whole)).Select(row => row.Whole).ToList();
        var fresh = page.Count - again.Count;
        if (_all.Count > 0)
        {
            if (fresh == 0)
            {
                if (page.Count > 0) WholeAgain++;
                return 0;
            }

            _overlaps &= _seen.Contains(page[0].Whole);
        }

        _again.AddRange(again);
        _all.AddRange(page);
        _lean.AddRange(page.Where(row => !_seen.Contains(row.Whole)));
        var different = page.Select(row => row.Whole).ToHashSet(StringComparer.Ordinal);
        _repeatsWithin |= different.Count < page.Count;
        _seen.UnionWith(different);
        return fresh;
    }

    /// <summary>
    /// The table's rows. Where rows came on two pages and nothing says why, with a doubt: the table is to be read once more,
    /// and is whole if the same rows come twice then.
    /// </summary>
    /// <param name="total">How many rows the portal says there are; null where it does not say.</param>
    /// <exception cref="Core.Faults.FaultException">Rows are missing.</exception>
    public (IReadOnlyList<RawRow> Rows, string? Doubt) Judge(long? total)
    {
        if (total is not { } all)
        {
            if (_again.Count == 0 || _repeatsWithin) return (_all, null);
            return (_overlaps ? _lean : _all, Doubt());
        }

        if (_lean.Count == all) return (_lean, null);
        if (_all.Count == all) return (_all, Doubt());
        // Where an item stands on several rows a portal may count items.
        if (_repeatsWithin && _lean.Count > all) return (_all, null);
        if (_lean.Count < all && _all.Count > all) return (_lean, Doubt());
        throw PortalFaults.Half($"The portal says that there are {all} rows, and {_lean.Count} different ones came.");
    }

    private string Doubt() => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001E', _again.Order(StringComparer.Ordinal)))));
}
