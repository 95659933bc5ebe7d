using System.Globalization;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Core.Supply;

namespace SyncCluster.Core.Tests.Supply;

public sealed class DeliveryPromiseTests
{
    public static TheoryData<string, string?, string?> Promises => new()
    {
        { "day:2026-12-24", "2026-12-24", "2026-12-24" },
        { "week:2026-W49", "2026-11-30", "2026-12-06" },
        { "week:2026-W53", "2026-12-28", "2027-01-03" },
        { "third:2026-11-1", "2026-11-01", "2026-11-10" },
        { "third:2026-11-3", "2026-11-21", "2026-11-30" },
        { "third:2028-02-3", "2028-02-21", "2028-02-29" },
        { "month:2026-12", "2026-12-01", "2026-12-31" },
        { "quarter:2026-Q3", "2026-07-01", "2026-09-30" },
        { "lead:2-3w@2026-11-22", "2026-12-06", "2026-12-13" },
        { "lead:10-10d@2026-11-22", "2026-12-02", "2026-12-02" },
        { "lead:1-2m@2026-12-31", "2027-01-31", "2027-02-28" },
        { "lead:0-5b@2026-11-20", "2026-11-20", "2026-11-27" },
        { "lead:1-7b@2026-11-21", "2026-11-23", "2026-12-01" },
        { "in-stock", null, null },
        { "unknown", null, null },
        { "discontinued", null, null },
    };

    [Theory]
    [MemberData(nameof(Promises))]
    public void EveryPromiseIsReadAsItWasWrittenAndTellsItsFirstAndLastDay(string text, string? earliest, string? latest)
    {
        Assert.True(DeliveryPromise.TryParse(text, out var promise));
        Assert.Equal(text, promise.ToText());
        Assert.Equal(Day(earliest), promise.Earliest);
        Assert.Equal(Day(latest), promise.Latest);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2026-12-24")]
    [InlineData("day:24.12.2026")]
    [InlineData("day:9999-12-31")]
    [InlineData("day:1900-01-01")]
    [InlineData("day:2026-02-29")]
    [InlineData("week:2027-W53")]
    [InlineData("week:2026-W00")]
    [InlineData("week:26-W01")]
    [InlineData("third:2026-11-4")]
    [InlineData("month:2026-13")]
    [InlineData("month:2026-1")]
    [InlineData("quarter:2026-Q5")]
    [InlineData("lead:3-2w@2026-11-22")]
    [InlineData("lead:2-3y@2026-11-22")]
    [InlineData("lead:2-3w")]
    [InlineData("lead:-w@2026-11-22")]
    [InlineData("lead:+2-3w@2026-11-22")]
    [InlineData("In-Stock")]
    public void WhatIsNoPromiseIsUnknown(string? text)
    {
        Assert.False(DeliveryPromise.TryParse(text, out _));
        Assert.Equal(new DeliveryPromise.Unknown(), DeliveryPromise.Read(text));
    }

    [Fact]
    public void TheSameLeadTimeReadTheNextDayIsNoSlip()
    {
        var first = DeliveryPromise.Read("lead:2-3w@2026-11-22");
        var again = DeliveryPromise.Read("lead:2-3w@2026-11-23");
        Assert.True(first.SaysSameAs(again));
        Assert.Same(first, first.Then(again));
        var longer = DeliveryPromise.Read("lead:3-4w@2026-11-23");
        Assert.Same(longer, first.Then(longer));
    }

    [Fact]
    public void TheSameLeadTimeReadTheNextDayWakesNobody()
    {
        Assert.Equal(Print("lead:2-3w@2026-11-22"), Print("lead:2-3w@2026-11-23"));
        Assert.NotEqual(Print("lead:2-3w@2026-11-22"), Print("lead:2-4w@2026-11-22"));
        Assert.NotEqual(Print("day:2026-11-22"), Print("day:2026-11-23"));
        var schema = KindSchema.Of(Kind.Product);
        Assert.True(schema.Same(SupplierFields.Delivery, FieldValue.Of("lead:2-3w@2026-11-22"), FieldValue.Of("lead:2-3w@2026-11-23")));
        Assert.False(schema.Same(SupplierFields.Delivery, FieldValue.Of("lead:2-3w@2026-11-22"), FieldValue.Of("lead:2-3d@2026-11-22")));
    }

    [Fact]
    public void APromiseIsOverdueFromTheDayAfterItsLast()
    {
        var promise = new DeliveryPromise.Week(2026, 49);
        Assert.False(promise.IsOverdue(new DateOnly(2026, 12, 6)));
        Assert.True(promise.IsOverdue(new DateOnly(2026, 12, 7)));
        Assert.False(new DeliveryPromise.Unknown().IsOverdue(new DateOnly(2026, 12, 7)));
    }

    private static Fingerprint Print(string promise) => Fingerprint.Of(FieldSet.Of((SupplierFields.Delivery, FieldValue.Of(promise))));

    private static DateOnly? Day(string? text) => text is null ? null : DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
