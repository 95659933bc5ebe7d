using System.Globalization;
using System.Text.Json;

namespace SyncCluster.Benchmarks;

/// <summary>Prints figures: a line each for people, or a JSON line each.</summary>
internal sealed class Figures(bool json)
{
    public void Rate(string name, long records, TimeSpan time, double? target, string target_ = "/s") =>
        Write(name, records / time.TotalSeconds, target_.TrimStart('/') == "s" ? "per second" : target_, target, new { records, seconds = Math.Round(time.TotalSeconds, 3) });

    public void Value(string name, double value, string unit, double? target) => Write(name, value, unit, target, null);

    private void Write(string name, double value, string unit, double? target, object? detail)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { figure = name, value = Math.Round(value, 3), unit, target, detail }));
            return;
        }

        var aim = target is { } at ? string.Create(CultureInfo.InvariantCulture, $"   aim {at:N0}") : "";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-44} {value,14:N1} {unit}{aim}"));
    }
}
