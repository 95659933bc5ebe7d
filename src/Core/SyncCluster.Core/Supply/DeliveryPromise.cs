namespace SyncCluster.Core.Supply;

/// <summary>What a promise says, however precisely: a change of class is news by itself.</summary>
public enum PromiseClass
{
    /// <summary>Nothing is said.</summary>
    Unknown,

    /// <summary>There is a latest day.</summary>
    Dated,

    /// <summary>The supplier has it.</summary>
    InStock,

    /// <summary>It will not come any more.</summary>
    Discontinued,
}

/// <summary>
/// When a supplier says that an item comes, as precisely as it was said and no more precisely: a quarter is no day. A
/// closed union; <see cref="ToText"/> gives the form that a field holds. What promises nothing (a placeholder such as
/// 31.12.9999, "to be announced", a text that nobody can read) is <see cref="Unknown"/>.
/// </summary>
public abstract partial record DeliveryPromise
{
    private DeliveryPromise() { }

    /// <summary>On a day.</summary>
    public sealed record Exact(DateOnly Day) : DeliveryPromise
    {
        /// <inheritdoc/>
        public override DateOnly? Earliest => Day;

        /// <inheritdoc/>
        public override DateOnly? Latest => Day;
    }

    /// <summary>In a week.</summary>
    /// <param name="Year">ISO 8601 year of the week.</param>
    /// <param name="Number">1 to 53.</param>
    public sealed record Week(int Year, int Number) : DeliveryPromise
    {
        /// <inheritdoc/>
        public override DateOnly? Earliest => DateOnly.FromDateTime(System.Globalization.ISOWeek.ToDateTime(Year, Number, DayOfWeek.Monday));

        /// <inheritdoc/>
        public override DateOnly? Latest => Earliest!.Value.AddDays(6);
    }

    /// <summary>At the beginning (1 to 10), in the middle (11 to 20) or at the end of a month.</summary>
    /// <param name="Year">The year.</param>
    /// <param name="Number">The month, 1 to 12.</param>
    /// <param name="Third">1 to 3.</param>
    public sealed record MonthThird(int Year, int Number, int Third) : DeliveryPromise
    {
        /// <inheritdoc/>
        public override DateOnly? Earliest => new DateOnly(Year, Number, ((Third - 1) * 10) + 1);

        /// <inheritdoc/>
        public override DateOnly? Latest => Third == 3 ? LastOf(Year, Number) : new DateOnly(Year, Number, Third * 10);
    }

    /// <summary>In a month.</summary>
    public sealed record Month(int Year, int Number) : DeliveryPromise
    {
        /// <inheritdoc/>
        public override DateOnly? Earliest => new DateOnly(Year, Number, 1);

        /// <inheritdoc/>
        public override DateOnly? Latest => LastOf(Year, Number);
    }

    /// <summary>In a quarter.</summary>
    /// <param name="Year">The year.</param>
    /// <param name="Number">1 to 4.</param>
    public sealed record Quarter(int Year, int Number) : DeliveryPromise
    {
        /// <inheritdoc/>
        public override DateOnly? Earliest => new DateOnly(Year, (Number * 3) - 2, 1);

        /// <inheritdoc/>
        public override DateOnly? Latest => LastOf(Year, Number * 3);
    }

    /// <summary>Within a time that is counted from the day on which it was read first.</summary>
    /// <param name="Min">At least this long; not above <paramref name="Max"/>.</param>
    /// <param name="Max">At most this long.</param>
    /// <param name="Unit">What is counted.</param>
    /// <param name="AsOf">The day on which it was read.</param>
    public sealed record LeadTime(int Min, int Max, LeadUnit Unit, DateOnly AsOf) : DeliveryPromise
    {
        /// <inheritdoc/>
        public override DateOnly? Earliest => Unit.After(AsOf, Min);

        /// <inheritdoc/>
        public override DateOnly? Latest => Unit.After(AsOf, Max);
    }

    /// <summary>The supplier has it.</summary>
    public sealed record InStock : DeliveryPromise
    {
        /// <inheritdoc/>
        public override PromiseClass Class => PromiseClass.InStock;
    }

    /// <summary>Nothing is said.</summary>
    public sealed record Unknown : DeliveryPromise
    {
        /// <inheritdoc/>
        public override PromiseClass Class => PromiseClass.Unknown;
    }

    /// <summary>It will not come any more.</summary>
    public sealed record Discontinued : DeliveryPromise
    {
        /// <inheritdoc/>
        public override PromiseClass Class => PromiseClass.Discontinued;
    }

    /// <summary>The first day that the promise allows; null where it names no time.</summary>
    public virtual DateOnly? Earliest => null;

    /// <summary>The last day that the promise allows: what a customer may be told; null where it names no time.</summary>
    public virtual DateOnly? Latest => null;

    /// <summary>See <see cref="PromiseClass"/>.</summary>
    public virtual PromiseClass Class => PromiseClass.Dated;

    /// <summary>True where the last day has passed.</summary>
    public bool IsOverdue(DateOnly today) => Latest < today;

    /// <summary>True where both say the same: lead times of one length are the same, on whatever day each was read.</summary>
    public bool SaysSameAs(DeliveryPromise other) =>
        Equals(other) || (this is LeadTime one && other is LeadTime two && one with { AsOf = two.AsOf } == two);

    /// <summary>
    /// What is to be remembered after <paramref name="read"/> was read: this one where both say the same, so that a lead
    /// time read again the next day is no slip of a day.
    /// </summary>
    public DeliveryPromise Then(DeliveryPromise read) => SaysSameAs(read) ? this : read;

    private static DateOnly LastOf(int year, int month) => new(year, month, DateTime.DaysInMonth(year, month));
}
