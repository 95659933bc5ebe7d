using System.Collections.Concurrent;

namespace SyncCluster.Sandbox.WooCommerce.State;

/// <summary>
/// The state of the stand-in shop, for looking and for changing it from tests and demonstrations. Thread safe: reads
/// see one consistent moment, writes are made one after another and are on disk (where a state file is used) before
/// they count.
/// </summary>
public sealed class Shop : IDisposable
{
    private const int CallsKept = 100_000;
    private const int SnapshotsKept = 256;

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly ShopJournal? _journal;
    private readonly ConcurrentQueue<ShopCall> _calls = new();
    private readonly Queue<ShopSnapshot> _past = new();
    private volatile ShopSnapshot _now;

    internal Shop(TimeProvider time, int seed, string? statePath)
    {
        _time = time;
        _random = new Random(seed);
        _now = ShopSnapshot.Empty;
        if (statePath is not null) (_journal, _now) = ShopJournal.Open(statePath);
        Resumed = _now.Version > 0;
    }

    /// <summary>Raised after a write, outside the lock.</summary>
    internal event Action? Committed;

    /// <summary>Whether an earlier life was read from the state file.</summary>
    public bool Resumed { get; }

    /// <summary>Number of writes so far.</summary>
    public long Version => _now.Version;

    /// <summary>Products and variations by number.</summary>
    public IReadOnlyDictionary<int, ShopProduct> Products => _now.Products;

    /// <summary>Orders by number, those in the trash too.</summary>
    public IReadOnlyDictionary<int, ShopOrder> Orders => _now.Orders;

    /// <summary>Registered users by number.</summary>
    public IReadOnlyDictionary<int, ShopCustomer> Customers => _now.Customers;

    /// <summary>Categories by number.</summary>
    public IReadOnlyDictionary<int, ShopCategory> Categories => _now.Categories;

    /// <summary>Webhooks by number.</summary>
    public IReadOnlyDictionary<int, ShopWebhook> Webhooks => _now.Webhooks;

    /// <summary>Images by number.</summary>
    public IReadOnlyDictionary<int, ShopImage> Images => _now.Images;

    /// <summary>Mails the shop itself would have sent.</summary>
    public IReadOnlyList<ShopMail> Mails => _now.Mails;

    /// <summary>How often each image address was taken.</summary>
    public IReadOnlyDictionary<string, int> Downloads => _now.Downloads;

    /// <summary>
    /// How often each write call was carried out, such as <c>PUT products/{id}</c> or <c>BATCH update products</c>.
    /// </summary>
    public IReadOnlyDictionary<string, long> Writes => _now.Writes;

    /// <summary>Webhook deliveries that wait.</summary>
    public int PendingDeliveries => _now.Pending.Count;

    /// <summary>The latest calls to the REST interface of this process's life, oldest first.</summary>
    public IReadOnlyCollection<ShopCall> Calls => _calls;

    internal ShopSnapshot Now => _now;

    /// <summary>The product or variation with this sku (any case), also from the trash; null when unknown.</summary>
    /// <param name="sku">The stock keeping unit.</param>
    public ShopProduct? ProductBySku(string sku) => _now.ProductBySku(sku);

    /// <summary>The registered user with this e-mail (any case); null when unknown.</summary>
    /// <param name="email">The address.</param>
    public ShopCustomer? CustomerByEmail(string email) =>
        _now.EmailOwners.TryGetValue(email, out var id) ? _now.Customers[id] : null;

    /// <summary>Orders that hold one of our own meta entries with this value.</summary>
    /// <param name="key">Key of the entry.</param>
    /// <param name="value">Its text.</param>
    public IReadOnlyList<ShopOrder> OrdersByMeta(string key, string value) =>
        [.. _now.Orders.Values.Where(order => order.MetaText(key) == value)];

    /// <summary>Stops using the state file.</summary>
    public void Dispose() => _journal?.Dispose();

    internal T Write<T>(string call, Func<ShopDraft, T> change)
    {
        T result;
        lock (_gate)
        {
            var draft = new ShopDraft(_now, WholeSeconds(_time.GetUtcNow()), _random);
            result = change(draft);
            var transaction = draft.Finish(call);
            var next = _now.Apply(transaction) with { At = _time.GetUtcNow().UtcDateTime };
            _journal?.Append(transaction);
            _past.Enqueue(_now);
            if (_past.Count > SnapshotsKept) _past.Dequeue();
            _now = next;
        }

        Committed?.Invoke();
        return result;
    }

    internal void Write(string call, Action<ShopDraft> change) => Write(call, draft =>
    {
        change(draft);
        return true;
    });

    /// <summary>The shop as it was some writes or some time ago, whichever is older; as old as is kept.</summary>
    internal ShopSnapshot Past(int versions, TimeSpan age)
    {
        lock (_gate)
        {
            var until = _time.GetUtcNow().UtcDateTime - age;
            var past = _now;
            foreach (var older in _past.Reverse())
            {
                var enough = _now.Version - past.Version >= versions && (age == TimeSpan.Zero || past.At <= until);
                if (enough || older.Version == 0) break;
                past = older;
            }

            return past;
        }
    }

    internal void Log(ShopCall call)
    {
        _calls.Enqueue(call);
        if (_calls.Count > CallsKept) _calls.TryDequeue(out _);
    }

    private static DateTime WholeSeconds(DateTimeOffset moment)
    {
        var utc = moment.UtcDateTime;
        return new DateTime(utc.Ticks - (utc.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);
    }
}
