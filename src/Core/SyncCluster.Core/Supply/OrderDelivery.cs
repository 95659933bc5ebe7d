using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Core.Supply;

/// <summary>What an order knows of its lines' items at the supplier, and what its customer knows of it.</summary>
public sealed record OrderDelivery
{
    /// <summary>The order's lines, in its order.</summary>
    public EquatableList<LineDelivery> Lines { get; init; } = EquatableList<LineDelivery>.Empty;

    /// <summary>Since when there is news that the customer was not told; null where there is none.</summary>
    public DateTimeOffset? NewsSince { get; init; }

    /// <summary>When the customer is to be told the news; null where there is none, or where a person holds it.</summary>
    public DateTimeOffset? TellAt { get; init; }

    /// <summary>A person holds this order's mails about dates.</summary>
    public bool Held { get; init; }

    /// <summary>How many mails were asked for: the number of the last.</summary>
    public int Told { get; init; }

    /// <summary>Numbers of those that were called off before they went: the customer never got them.</summary>
    public EquatableList<int> Returned { get; init; } = EquatableList<int>.Empty;

    /// <summary>How often the customer was told.</summary>
    public int TimesTold() => Told - Returned.Count;

    /// <summary>When the customer was told last; null where he never was.</summary>
    public DateTimeOffset? ToldAt { get; init; }

    /// <summary>The SKUs of lines that wait for their items, as keys.</summary>
    public IEnumerable<NaturalKey> WaitsFor() =>
        Lines.Where(line => !line.Closed).Select(line => line.Key()).OfType<NaturalKey>().Distinct();
}

/// <summary>One line of an order.</summary>
/// <param name="Line">The shop's id of the line, else <c>#</c> and its place.</param>
/// <param name="Sku">What was bought; null where the shop does not say.</param>
public sealed record LineDelivery(string Line, string? Sku)
{
    /// <summary>Steps of a line that are kept here; the order's history keeps all.</summary>
    public const int Kept = 50;

    /// <summary>The line's item as last heard of; null where no supplier has said anything of it.</summary>
    public ItemState? Item { get; init; }

    /// <summary>What the customer knows: the promise at first sight, later the one that was mailed last.</summary>
    public string? Told { get; init; }

    /// <summary>What was promised when, the oldest first.</summary>
    public EquatableList<PromiseStep> History { get; init; } = EquatableList<PromiseStep>.Empty;

    /// <summary>The product's key; null where the line has no SKU.</summary>
    public NaturalKey? Key() => NaturalKey.From(Kind.Product, ProductFields.Sku, Sku);

    /// <summary>The line waits for nothing any more: it was shipped, or the order is at its end.</summary>
    public bool Closed { get; init; }
}

/// <summary>A promise and when it was heard of.</summary>
public sealed record PromiseStep(DateTimeOffset At, string System, string Promise);
