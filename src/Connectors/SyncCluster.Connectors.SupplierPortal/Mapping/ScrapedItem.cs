using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Core.Supply;

namespace SyncCluster.Connectors.SupplierPortal.Mapping;

/// <summary>One item of a run, ready to be observed.</summary>
/// <param name="Id">The supplier's code, or what stands for it.</param>
/// <param name="Fields">What the supplier says of it, in canonical names.</param>
/// <param name="Extras">Further columns, as JSON text; null where there are none.</param>
internal sealed record ScrapedItem(string Id, FieldSet Fields, string? Extras)
{
    /// <summary>Why its delivery could not be read; null where it could.</summary>
    public string? Problem { get; init; }
}

/// <summary>A row that is no item.</summary>
/// <param name="Id">What is known of it: its code, or its place in the table.</param>
/// <param name="Why">What is wrong.</param>
/// <param name="Raw">The row as it came.</param>
internal sealed record RefusedRow(string Id, string Why, string Raw);

/// <summary>A whole run: every page, mapped. Only whole runs are ever handed on.</summary>
/// <param name="Items">Items, in the order of the table, each once.</param>
/// <param name="Refused">Rows that are no items.</param>
/// <param name="Headings">Headings as they were.</param>
/// <param name="ReadAt">When the run began.</param>
internal sealed record ScrapedRun(
    IReadOnlyList<ScrapedItem> Items, IReadOnlyList<RefusedRow> Refused, IReadOnlyList<string> Headings, DateTimeOffset ReadAt)
{
    /// <summary>Rows of the table, before items that stand on several rows were joined.</summary>
    public int Rows { get; init; }

    /// <summary>How many pages were read.</summary>
    public int Pages { get; init; } = 1;

    /// <summary>Names of the fields whose columns were found.</summary>
    public IReadOnlyList<string> Found { get; init; } = [];

    /// <summary>Text of a button that would show more rows and that the recipe does not use; null where there is none.</summary>
    public string? Unused { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Took { get; init; }

    /// <summary>Items of which the portal says when they come, that they are there, or that they come no more.</summary>
    public int Said => Items.Count(item => item.Fields.Text(SupplierFields.Delivery) is { } said && DeliveryPromise.Read(said).Class != PromiseClass.Unknown);

    /// <summary>Items whose delivery could not be read.</summary>
    public int Unread => Items.Count(item => item.Problem is not null);
}
