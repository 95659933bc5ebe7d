using System.Buffers.Binary;
using System.Text;

namespace SyncCluster.Sandbox.Portal;

/// <summary>
/// A workbook of the old kind (XLS: BIFF8 in a compound file), as portals of the last century still write it: one sheet of
/// texts, numbers and dates.
/// </summary>
internal sealed class OldWorkbook
{
    private const int Sector = 512;
    private const int SmallestStream = 4096;
    private const uint Free = 0xFFFFFFFF;
    private const uint EndOfChain = 0xFFFFFFFE;
    private const uint TableSector = 0xFFFFFFFD;
    private const ushort Plain = 0;
    private const ushort Date = 1;

    private readonly List<byte> _cells = [];
    private ushort _row;
    private ushort _widest;

    /// <summary>Adds a row; a cell is a text, a number or a day.</summary>
    public void Add(params object[] cells)
    {
        for (ushort i = 0; i < cells.Length; i++)
        {
            if (cells[i] is string text) Text(i, text);
            else if (cells[i] is DateOnly day) Number(i, Date, day.ToDateTime(TimeOnly.MinValue).ToOADate());
            else Number(i, Plain, Convert.ToDouble(cells[i], System.Globalization.CultureInfo.InvariantCulture));
        }

        _row++;
        _widest = Math.Max(_widest, (ushort)cells.Length);
    }

    /// <summary>The file.</summary>
    public byte[] ToArray(string sheet)
    {
        var name = Encoding.Unicode.GetBytes(sheet.Length <= 31 ? sheet : sheet[..31]);
        var globals = new List<byte>();
        Record(globals, 0x0809, [0x00, 0x06, 0x05, 0x00, 0xBB, 0x0D, 0xCC, 0x07, 0, 0, 0, 0, 6, 0, 0, 0]);
        Record(globals, 0x0042, [0xB0, 0x04]);
        Record(globals, 0x00E0, Format(0));
        Record(globals, 0x00E0, Format(14));
        var sheetAt = (uint)(globals.Count + 4 + 8 + name.Length + 4);
        Record(globals, 0x0085, [.. Of(sheetAt), 0, 0, (byte)(name.Length / 2), 1, .. name]);
        Record(globals, 0x000A, []);
        Record(globals, 0x0809, [0x00, 0x06, 0x10, 0x00, 0xBB, 0x0D, 0xCC, 0x07, 0, 0, 0, 0, 6, 0, 0, 0]);
        Record(globals, 0x0200, [.. Of(0u), .. Of((uint)_row), .. Of((ushort)0), .. Of(_widest), 0, 0]);
        globals.AddRange(_cells);
        Record(globals, 0x000A, []);
        return Compound([.. globals]);
    }

    private void Text(ushort column, string text) =>
        Record(_cells, 0x0204, [.. Of(_row), .. Of(column), .. Of(Plain), .. Of((ushort)text.Length), 1, .. Encoding.Unicode.GetBytes(text)]);

    private void Number(ushort column, ushort format, double number)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, number);
        Record(_cells, 0x0203, [.. Of(_row), .. Of(column), .. Of(format), .. bytes]);
    }

    private static byte[] Format(ushort number) => [0, 0, .. Of(number), 0, 0, .. new byte[14]];

    private static void Record(List<byte> to, ushort type, byte[] content)
    {
        to.AddRange(Of(type));
        to.AddRange(Of((ushort)content.Length));
        to.AddRange(content);
    }

    /// <summary>Header, allocation table, directory, and the one stream that it names.</summary>
    private static byte[] Compound(byte[] book)
    {
        var sectors = Math.Max(SmallestStream, book.Length + Sector - 1) / Sector;
        var tables = 1;
        while (tables * (Sector / 4) < tables + 1 + sectors) tables++;
        var file = new byte[Sector * (1 + tables + 1 + sectors)];
        ReadOnlySpan<byte> signature = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
        signature.CopyTo(file);
        foreach (var (at, value) in new (int, ushort)[] { (24, 0x3E), (26, 3), (28, 0xFFFE), (30, 9), (32, 6) }) BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), value);
        foreach (var (at, value) in new (int, uint)[] { (44, (uint)tables), (48, (uint)tables), (56, SmallestStream), (60, EndOfChain), (68, EndOfChain) })
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), value);
        for (var i = 0; i < 109; i++) BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(76 + (i * 4)), i < tables ? (uint)i : Free);
        for (var i = 0; i < tables * (Sector / 4); i++)
        {
            var next = i < tables ? TableSector : i == tables || i == tables + sectors ? EndOfChain : i < tables + sectors ? (uint)i + 1 : Free;
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(Sector + (i * 4)), next);
        }

        var directory = file.AsSpan(Sector * (1 + tables), Sector);
        Entry(directory, "Root Entry", 5, 1, EndOfChain, 0);
        Entry(directory[128..], "Workbook", 2, Free, (uint)tables + 1, (uint)(sectors * Sector));
        Entry(directory[256..], "", 0, Free, 0, 0);
        Entry(directory[384..], "", 0, Free, 0, 0);
        book.CopyTo(file, Sector * (1 + tables + 1));
        return file;
    }

    private static void Entry(Span<byte> entry, string name, byte type, uint child, uint start, uint size)
    {
        var letters = Encoding.Unicode.GetBytes(name);
        letters.CopyTo(entry);
        BinaryPrimitives.WriteUInt16LittleEndian(entry[64..], (ushort)(name.Length == 0 ? 0 : letters.Length + 2));
        entry[66] = type;
        entry[67] = 1;
        BinaryPrimitives.WriteUInt32LittleEndian(entry[68..], Free);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[72..], Free);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[76..], child);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[116..], start);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[120..], size);
    }

    private static byte[] Of(ushort value) => unchecked([(byte)value, (byte)(value >> 8)]);

    private static byte[] Of(uint value) => unchecked([(byte)value, (byte)(value >> 8), (byte)(value >> 16), (byte)(value >> 24)]);
}
