using System.Globalization;

namespace SyncCluster.Sandbox.Portal;

/// <summary>What the supplier has, and when the rest comes. Thread safe.</summary>
public sealed class PortalStock
{
    private static readonly string[] Words = ["Figurka", "Socha", "Hra", "Kniha", "Plakát", "Hrnek", "Tričko", "Model"];

    private readonly Lock _gate = new();
    private readonly List<PortalItem> _items;

    internal PortalStock(SupplierPortalSandboxOptions options) => _items = [.. options.Seed ?? Grown(options)];

    /// <summary>Every item, in the order of the table.</summary>
    public IReadOnlyList<PortalItem> Items
    {
        get
        {
            lock (_gate) return [.. _items];
        }
    }

    /// <summary>The supplier moves a date.</summary>
    /// <returns>False where there is no such item.</returns>
    public bool Move(string code, DateOnly day) => Change(code, item => item with { Day = day, Said = "" });

    /// <summary>The supplier says something else than a date.</summary>
    /// <returns>False where there is no such item.</returns>
    public bool Say(string code, string said) => Change(code, item => item with { Day = null, Said = said });

    /// <summary>An item appears.</summary>
    public void Add(PortalItem item)
    {
        lock (_gate) _items.Add(item);
    }

    /// <summary>An item is no longer shown.</summary>
    public void Remove(string code)
    {
        lock (_gate) _items.RemoveAll(item => item.Code == code);
    }

    private bool Change(string code, Func<PortalItem, PortalItem> change)
    {
        lock (_gate)
        {
            var at = _items.FindIndex(item => item.Code == code);
            if (at < 0) return false;
            _items[at] = change(_items[at]);
            return true;
        }
    }

    private static IEnumerable<PortalItem> Grown(SupplierPortalSandboxOptions options)
    {
        var random = new Random(options.RandomSeed);
        var today = DateOnly.FromDateTime(options.Time.GetUtcNow().UtcDateTime);
        for (var i = 1; i <= options.Items; i++)
        {
            var number = i.ToString("00000", CultureInfo.InvariantCulture);
            var item = new PortalItem($"HEO-{number}", $"40{number}00000{i % 10}", $"{Words[random.Next(Words.Length)]} č. {i}", i % 3 == 0 ? $"SKU-{i}" : "")
            {
                Ordered = random.Next(1, 2000),
            };
            yield return (i % 10) switch
            {
                7 => item with { Said = PortalWords.Of(options.Language).InStock },
                8 => item with { Said = PortalWords.Of(options.Language).Weeks },
                9 => item with { Said = "TBA" },
                _ => item with { Day = today.AddDays(random.Next(5, 120)) },
            };
        }
    }
}
