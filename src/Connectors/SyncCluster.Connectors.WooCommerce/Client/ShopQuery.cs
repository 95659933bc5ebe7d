using System.Globalization;

namespace SyncCluster.Connectors.WooCommerce.Client;

/// <summary>The query of one call, in the order given.</summary>
internal sealed class ShopQuery
{
    private readonly List<KeyValuePair<string, string>> _pairs = [];

    public static ShopQuery None => new();

    public IReadOnlyList<KeyValuePair<string, string>> Pairs => _pairs;

    public ShopQuery With(string name, string? value)
    {
        if (value is not null) _pairs.Add(new(name, value));
        return this;
    }

    public ShopQuery With(string name, long value) => With(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A new query with the pairs of both.</summary>
    public ShopQuery And(ShopQuery other)
    {
        var both = new ShopQuery();
        both._pairs.AddRange(_pairs);
        both._pairs.AddRange(other._pairs);
        return both;
    }

    /// <summary>As it stands in an address; RFC 3986, so that a signature over it is found again by the shop.</summary>
    public override string ToString() => Render(_pairs);

    public static string Render(IEnumerable<KeyValuePair<string, string>> pairs) =>
        string.Join('&', pairs.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));
}
