using SyncCluster.Connectors.SupplierPortal.Mapping;
using SyncCluster.Core.Supply;

namespace SyncCluster.Connectors.SupplierPortal.Tests.Mapping;

/// <summary>What suppliers write, read on Sunday 22 November 2026.</summary>
public sealed class DeliveryTextTests
{
    private static readonly DeliveryStyle Style = new(new DateOnly(2026, 11, 22));

    [Theory]
    [InlineData("24.12.2026", "day:2026-12-24")]
    [InlineData("2. 12. 2026", "day:2026-12-02")]
    [InlineData("02.12.2026", "day:2026-12-02")]
    [InlineData("2.12.26", "day:2026-12-02")]
    [InlineData("2.\u00A012.\u00A02026", "day:2026-12-02")]
    [InlineData("2. prosince 2026", "day:2026-12-02")]
    [InlineData("2. Dezember 2026", "day:2026-12-02")]
    [InlineData("2 dicembre 2026", "day:2026-12-02")]
    [InlineData("2 de diciembre de 2026", "day:2026-12-02")]
    [InlineData("2. decembra 2026", "day:2026-12-02")]
    [InlineData("December 2, 2026", "day:2026-12-02")]
    [InlineData("2-Dec-2026", "day:2026-12-02")]
    [InlineData("2nd December 2026", "day:2026-12-02")]
    [InlineData("02/12/2026", "day:2026-12-02")]
    [InlineData("2/12/26", "day:2026-12-02")]
    [InlineData("02-12-2026", "day:2026-12-02")]
    [InlineData("2026-12-24", "day:2026-12-24")]
    [InlineData("2026/12/24", "day:2026-12-24")]
    [InlineData("20261224", "day:2026-12-24")]
    [InlineData("2026-12-24T00:00:00", "day:2026-12-24")]
    [InlineData("2026-12-24T10:30:00.000+01:00", "day:2026-12-24")]
    [InlineData("24.12.2026 14:00", "day:2026-12-24")]
    [InlineData("Mittwoch, 2. Dezember 2026", "day:2026-12-02")]
    [InlineData("st 2.12.2026", "day:2026-12-02")]
    [InlineData("cca 2.12.2026", "day:2026-12-02")]
    [InlineData("od 2.12.2026", "day:2026-12-02")]
    [InlineData("ab 02.12.2026", "day:2026-12-02")]
    [InlineData("dal 02/12/2026", "day:2026-12-02")]
    [InlineData("skladem od 2.12.2026", "day:2026-12-02")]
    [InlineData("voraussichtlich 2.12.2026", "day:2026-12-02")]
    [InlineData("do 2.12.2026", "day:2026-12-02")]
    [InlineData("ETA: 2.12.2026", "day:2026-12-02")]
    [InlineData("24.12.", "day:2026-12-24")]
    [InlineData("5.1.", "day:2027-01-05")]
    [InlineData("15.11.", "day:2026-11-15")]
    [InlineData("1.12.2026 - 5.12.2026", "day:2026-12-05")]
    [InlineData("1.-5.12.2026", "day:2026-12-05")]
    [InlineData("1.10.2026", "day:2026-10-01")]
    public void days(string text, string promise) => Reads(text, promise);

    /// <summary>Met at portals that nobody here had seen before.</summary>
    [Theory]
    [InlineData("H1 2027", "quarter:2027-Q2")]
    [InlineData("1. pololetí 2027", "quarter:2027-Q2")]
    [InlineData("2. Halbjahr 2027", "quarter:2027-Q4")]
    [InlineData("1. Hälfte April 2027", "third:2027-04-2")]
    [InlineData("prima metà di giugno", "third:2027-06-2")]
    [InlineData("seconda metà di marzo 2027", "third:2027-03-3")]
    [InlineData("druhá polovina ledna", "third:2027-01-3")]
    [InlineData("Frühjahr 2027", "quarter:2027-Q2")]
    [InlineData("jaro 2027", "quarter:2027-Q2")]
    [InlineData("primavera 2027", "quarter:2027-Q2")]
    [InlineData("Autumn 2027", "quarter:2027-Q4")]
    [InlineData("rok 2027", "quarter:2027-Q4")]
    [InlineData("late Q1 2027", "month:2027-03")]
    [InlineData("konec 1. čtvrtletí 2027", "month:2027-03")]
    [InlineData("Anfang KW 14", "week:2027-W14")]
    [InlineData("během ledna", "month:2027-01")]
    [InlineData("im Laufe des März 2027", "month:2027-03")]
    [InlineData("leden/únor 2027", "month:2027-02")]
    [InlineData("přelom ledna a února", "third:2027-02-1")]
    [InlineData("cca týden", "lead:1-1w@2026-11-22")]
    [InlineData("za měsíc", "lead:1-1m@2026-11-22")]
    [InlineData("in einer Woche", "lead:1-1w@2026-11-22")]
    [InlineData("skladem u výrobce", "unknown")]
    [InlineData("Now", "in-stock")]
    [InlineData("Out of stock - expected 14 Feb 2027", "day:2027-02-14")]
    [InlineData("vyprodáno, opět 15. 1. 2027", "day:2027-01-15")]
    public void less_than_a_date(string text, string promise) => Reads(text, promise);

    [Theory]
    [InlineData("Winter 2027")]
    [InlineData("Figurka 2027")]
    [InlineData("konec světa")]
    public void words_that_only_look_like_it_are_not_guessed_at(string text) => DeliveryText.Read(text, Style).Problem.ShouldNotBeNull();

    [Theory]
    [InlineData("KW 12", "week:2027-W12")]
    [InlineData("KW 49/2026", "week:2026-W49")]
    [InlineData("KW49", "week:2026-W49")]
    [InlineData("KW 47", "week:2026-W47")]
    [InlineData("49. týden", "week:2026-W49")]
    [InlineData("49. týden 2026", "week:2026-W49")]
    [InlineData("týden 49", "week:2026-W49")]
    [InlineData("49. týždeň", "week:2026-W49")]
    [InlineData("W49", "week:2026-W49")]
    [InlineData("2026-W49", "week:2026-W49")]
    [InlineData("wk 49", "week:2026-W49")]
    [InlineData("sett. 49", "week:2026-W49")]
    [InlineData("settimana 49", "week:2026-W49")]
    [InlineData("semana 49", "week:2026-W49")]
    [InlineData("KW 49-50/2026", "week:2026-W50")]
    [InlineData("49/2026", "week:2026-W49")]
    [InlineData("v 49. týdnu", "week:2026-W49")]
    public void weeks(string text, string promise) => Reads(text, promise);

    [Theory]
    [InlineData("Q3 2026", "quarter:2026-Q3")]
    [InlineData("Q3/2026", "quarter:2026-Q3")]
    [InlineData("3Q 2026", "quarter:2026-Q3")]
    [InlineData("2026 Q3", "quarter:2026-Q3")]
    [InlineData("3. čtvrtletí", "quarter:2027-Q3")]
    [InlineData("4. čtvrtletí", "quarter:2026-Q4")]
    [InlineData("3. štvrťrok 2026", "quarter:2026-Q3")]
    [InlineData("3. Quartal", "quarter:2027-Q3")]
    [InlineData("3. Quartal 2026", "quarter:2026-Q3")]
    [InlineData("III trimestre", "quarter:2027-Q3")]
    [InlineData("III trimestre 2026", "quarter:2026-Q3")]
    [InlineData("3er trimestre 2026", "quarter:2026-Q3")]
    [InlineData("1st quarter 2027", "quarter:2027-Q1")]
    [InlineData("12/2026", "month:2026-12")]
    [InlineData("12.2026", "month:2026-12")]
    [InlineData("2026-12", "month:2026-12")]
    [InlineData("prosinec 2026", "month:2026-12")]
    [InlineData("v prosinci", "month:2026-12")]
    [InlineData("leden", "month:2027-01")]
    [InlineData("listopad", "month:2026-11")]
    [InlineData("Dez. 2026", "month:2026-12")]
    [InlineData("dicembre '26", "month:2026-12")]
    [InlineData("diciembre de 2026", "month:2026-12")]
    [InlineData("Dec 2026", "month:2026-12")]
    [InlineData("konec listopadu", "third:2026-11-3")]
    [InlineData("koncem listopadu 2026", "third:2026-11-3")]
    [InlineData("Ende November", "third:2026-11-3")]
    [InlineData("fine novembre", "third:2026-11-3")]
    [InlineData("end of November", "third:2026-11-3")]
    [InlineData("koniec novembra", "third:2026-11-3")]
    [InlineData("finales de noviembre", "third:2026-11-3")]
    [InlineData("Anfang Dezember", "third:2026-12-1")]
    [InlineData("Mitte Dezember 2026", "third:2026-12-2")]
    [InlineData("začátek ledna", "third:2027-01-1")]
    [InlineData("polovina prosince", "third:2026-12-2")]
    [InlineData("mid-December", "third:2026-12-2")]
    [InlineData("konec roku", "third:2026-12-3")]
    public void longer_times(string text, string promise) => Reads(text, promise);

    [Theory]
    [InlineData("2-3 weeks", "lead:2-3w@2026-11-22")]
    [InlineData("2–3 týdny", "lead:2-3w@2026-11-22")]
    [InlineData("2-3 Wochen", "lead:2-3w@2026-11-22")]
    [InlineData("2-3 settimane", "lead:2-3w@2026-11-22")]
    [InlineData("2-3 semanas", "lead:2-3w@2026-11-22")]
    [InlineData("2-3 týždne", "lead:2-3w@2026-11-22")]
    [InlineData("cca 10 dní", "lead:10-10d@2026-11-22")]
    [InlineData("ca. 14 Tage", "lead:14-14d@2026-11-22")]
    [InlineData("do 14 dnů", "lead:0-14d@2026-11-22")]
    [InlineData("5 pracovních dní", "lead:5-5b@2026-11-22")]
    [InlineData("5 Werktage", "lead:5-5b@2026-11-22")]
    [InlineData("5 giorni lavorativi", "lead:5-5b@2026-11-22")]
    [InlineData("3-5 business days", "lead:3-5b@2026-11-22")]
    [InlineData("2 měsíce", "lead:2-2m@2026-11-22")]
    [InlineData("1 Monat", "lead:1-1m@2026-11-22")]
    [InlineData("24 hodin", "lead:1-1d@2026-11-22")]
    [InlineData("3 až 4 týdny", "lead:3-4w@2026-11-22")]
    [InlineData("4 bis 6 Wochen", "lead:4-6w@2026-11-22")]
    public void lead_times(string text, string promise) => Reads(text, promise);

    [Theory]
    [InlineData("TBA", "unknown")]
    [InlineData("TBC", "unknown")]
    [InlineData("n/a", "unknown")]
    [InlineData("na dotaz", "unknown")]
    [InlineData("auf Anfrage", "unknown")]
    [InlineData("su richiesta", "unknown")]
    [InlineData("da definire", "unknown")]
    [InlineData("-", "unknown")]
    [InlineData("–", "unknown")]
    [InlineData("", "unknown")]
    [InlineData(null, "unknown")]
    [InlineData("není skladem", "unknown")]
    [InlineData("nicht auf Lager", "unknown")]
    [InlineData("31.12.9999", "unknown")]
    [InlineData("9999-12-31", "unknown")]
    [InlineData("1.1.1900", "unknown")]
    [InlineData("01.01.0001", "unknown")]
    [InlineData("skladem", "in-stock")]
    [InlineData("Skladem 5 ks", "in-stock")]
    [InlineData("skladem > 5 ks", "in-stock")]
    [InlineData("skladem (12)", "in-stock")]
    [InlineData("skladem 0 ks", "unknown")]
    [InlineData("skladom", "in-stock")]
    [InlineData("auf Lager", "in-stock")]
    [InlineData("disponibile", "in-stock")]
    [InlineData("in stock", "in-stock")]
    [InlineData("en stock", "in-stock")]
    [InlineData("ukončeno", "discontinued")]
    [InlineData("nicht mehr lieferbar", "discontinued")]
    [InlineData("discontinued", "discontinued")]
    public void words(string? text, string promise) => Reads(text, promise);

    [Theory]
    [InlineData("2-3")]
    [InlineData("32.12.2026")]
    [InlineData("30.2.2026")]
    [InlineData("54. týden 2026")]
    [InlineData("13/13/2026")]
    [InlineData("brzy")]
    [InlineData("12")]
    [InlineData("2026")]
    [InlineData("Ende")]
    [InlineData("5. 12. nebo 6. 12.")]
    public void what_is_not_known_is_not_guessed_at(string text)
    {
        var read = DeliveryText.Read(text, Style);
        read.Problem.ShouldNotBeNull($"was read as {read.Promise.ToText()}");
        read.Promise.ShouldBe(new DeliveryPromise.Unknown());
    }

    [Theory]
    [InlineData("02/12/2026", DateOrder.MonthFirst, "day:2026-02-12")]
    [InlineData("02/12/2026", DateOrder.Unsaid, null)]
    [InlineData("24/12/2026", DateOrder.Unsaid, "day:2026-12-24")]
    [InlineData("12/24/2026", DateOrder.Unsaid, "day:2026-12-24")]
    [InlineData("12/12/2026", DateOrder.Unsaid, "day:2026-12-12")]
    [InlineData("12/24/2026", DateOrder.DayFirst, null)]
    public void strokes_are_read_in_the_order_that_was_said(string text, object order, string? promise)
    {
        var read = DeliveryText.Read(text, Style with { Order = (DateOrder)order });
        if (promise is null) read.Problem.ShouldNotBeNull();
        else read.ShouldBe(new DeliveryReading(DeliveryPromise.Read(promise)));
    }

    [Theory]
    [InlineData("261224", "yyMMdd", "day:2026-12-24")]
    [InlineData("24|12|2026", "dd|MM|yyyy", "day:2026-12-24")]
    [InlineData("99991231", "yyyyMMdd", "unknown")]
    public void named_formats_come_first(string text, string format, string promise) =>
        DeliveryText.Read(text, Style with { Formats = [format] }).ShouldBe(new DeliveryReading(DeliveryPromise.Read(promise)));

    private static void Reads(string? text, string promise)
    {
        var read = DeliveryText.Read(text, Style);
        read.Problem.ShouldBeNull();
        read.Promise.ToText().ShouldBe(promise);
    }

    /// <summary>Suppliers leave a date standing when it passes: it does not become the next year's for that.</summary>
    [Theory]
    [InlineData("28.12.", 2027, 1, 2, "day:2026-12-28")]
    [InlineData("28.12.", 2027, 3, 15, "day:2027-12-28")]
    [InlineData("2. prosince", 2027, 1, 2, "day:2026-12-02")]
    [InlineData("15.1.", 2026, 12, 20, "day:2027-01-15")]
    [InlineData("KW 47", 2026, 11, 22, "week:2026-W47")]
    [InlineData("KW 47", 2026, 11, 23, "week:2026-W47")]
    [InlineData("KW 47", 2026, 12, 20, "week:2026-W47")]
    [InlineData("KW 52", 2027, 1, 4, "week:2026-W52")]
    [InlineData("KW 47", 2027, 1, 4, "week:2027-W47")]
    [InlineData("KW 2", 2026, 12, 20, "week:2027-W02")]
    [InlineData("listopad", 2026, 12, 1, "month:2026-11")]
    [InlineData("listopad", 2026, 12, 30, "month:2026-11")]
    [InlineData("prosinec", 2027, 1, 15, "month:2026-12")]
    [InlineData("listopad", 2027, 2, 15, "month:2027-11")]
    [InlineData("leden", 2026, 12, 1, "month:2027-01")]
    [InlineData("Q4", 2027, 1, 2, "quarter:2026-Q4")]
    [InlineData("Q1", 2026, 12, 1, "quarter:2027-Q1")]
    public void what_is_said_without_a_year_and_has_just_passed_is_not_the_next_years(string raw, int year, int month, int day, string promise)
    {
        var reading = DeliveryText.Read(raw, new DeliveryStyle(new DateOnly(year, month, day)));
        reading.Problem.ShouldBeNull();
        reading.Promise.ToText().ShouldBe(promise);
    }
}
