using System.Globalization;
using System.Text;
using ExcelDataReader;
using SyncCluster.Connectors.SupplierPortal.Mapping;

namespace SyncCluster.Connectors.SupplierPortal.Tables;

/// <summary>Reads workbooks, old (XLS) and new (XLSX). A real date becomes its ISO form, a number its invariant form.</summary>
internal static class ExcelTable
{
    static ExcelTable() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>One table for each sheet, or for the named one.</summary>
    public static IEnumerable<RawTable> Read(byte[] content, string? sheet)
    {
        using var reader = ExcelReaderFactory.CreateReader(new MemoryStream(content));
        var tables = new List<RawTable>();
        do
        {
            if (sheet is not null && !string.Equals(reader.Name, sheet, StringComparison.OrdinalIgnoreCase)) continue;
            var rows = new List<RawRow>();
            while (reader.Read())
            {
                var cells = new RawCell[reader.FieldCount];
                for (var i = 0; i < cells.Length; i++) cells[i] = new RawCell(Text(reader.GetValue(i)));
                if (cells.Any(cell => cell.Text.Length > 0)) rows.Add(new RawRow(cells));
            }

            if (rows.Count == 0) continue;
            var headers = rows[0].Cells.Select(cell => (IReadOnlyList<string>)(cell.Text.Length == 0 ? [] : [cell.Text])).ToList();
            tables.Add(new RawTable(headers, [.. rows.Skip(1)]));
        }
        while (reader.NextResult());

        return tables;
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        string text => PlainText.Clean(text),
        DateTime day => day.ToString(day.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture),
        // Codes and EANs are often kept as numbers: no exponent, no trailing zeros.
        double number when Math.Abs(number) < 1e15 => ((decimal)number).ToString("0.############", CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        _ => PlainText.Clean(Convert.ToString(value, CultureInfo.InvariantCulture)),
    };
}
