namespace SyncCluster.Connectors.SqlInterchange.Tests;

/// <summary>X7: a header is read only once its details are complete.</summary>
public sealed class OrderCompletenessTests
{
    [Fact]
    public void X7_as_many_details_as_announced_that_add_up_are_complete() =>
        OrderCompleteness.WhatIsMissing(30m, 2, [10m, 20m]).ShouldBeNull();

    [Fact]
    public void X7_without_a_count_the_sum_decides() => OrderCompleteness.WhatIsMissing(30m, null, [30m]).ShouldBeNull();

    [Fact]
    public void X7_amounts_with_more_places_are_compared_to_the_cent() =>
        OrderCompleteness.WhatIsMissing(100m, 3, [33.3333m, 33.3333m, 33.3333m]).ShouldBeNull();

    [Fact]
    public void X7_too_few_details_wait() => OrderCompleteness.WhatIsMissing(30m, 2, [30m])
        .ShouldBe("The header speaks of 2 details and 1 are there.");

    [Fact]
    public void X7_a_cent_too_little_waits() => OrderCompleteness.WhatIsMissing(30m, 2, [10m, 19.99m])
        .ShouldBe("The details add up to 29.99 and the header says 30.00 after discount.");

    [Fact]
    public void X7_a_header_without_details_waits() => OrderCompleteness.WhatIsMissing(0m, null, []).ShouldBe("The header has no details.");
}
