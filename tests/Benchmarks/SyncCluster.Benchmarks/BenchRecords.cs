using System.Globalization;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Benchmarks;

/// <summary>Products of about 1 kB, the same for the engine and for the plain loops.</summary>
internal static class BenchRecords
{
    private static readonly string Lorem = string.Join(' ', Enumerable.Repeat("Warm and light, made of wool from one valley, washed by hand.", 12));

    public static Observation Product(string system, int number, int round, DateTimeOffset seenAt)
    {
        var id = number.ToString("D8", CultureInfo.InvariantCulture);
        var fields = new FieldSetBuilder(12)
            .Text(ProductFields.Sku, "SKU-" + id)
            .Text(ProductFields.Name, "Pullover " + id)
            .Text(ProductFields.Brand, "Valley")
            .Text(ProductFields.Unit, "pcs")
            .Text(ProductFields.Description, Lorem)
            .Number(ProductFields.Price(1), 100 + (number % 900) + (round * 0.5m))
            .Number(ProductFields.Price(2), 90 + (number % 900))
            .Text(ProductFields.Currency, "CZK")
            .Number(ProductFields.Stock, number % 50)
            .Number(ProductFields.WeightKg, 0.4m)
            .Build();
        return new Observation(new RecordKey(system, Kind.Product, id), fields, seenAt);
    }

    /// <summary>The record as a source would send it: what the plain loops hash and keep.</summary>
    public static byte[] Json(int number, int round)
    {
        var id = number.ToString("D8", CultureInfo.InvariantCulture);
        return System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $$"""{"id":"{{id}}","sku":"SKU-{{id}}","name":"Pullover {{id}}","brand":"Valley","unit":"pcs","description":"{{Lorem}}","price":{{100 + (number % 900) + (round * 0.5m)}},"price2":{{90 + (number % 900)}},"currency":"CZK","stock":{{number % 50}},"weight":0.4}"""));
    }
}
