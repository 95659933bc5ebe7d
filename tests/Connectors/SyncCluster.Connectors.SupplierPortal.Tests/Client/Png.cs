using System.Buffers.Binary;
using System.IO.Compression;

namespace SyncCluster.Connectors.SupplierPortal.Tests.Client;

/// <summary>As much of PNG as a screenshot needs: eight bits a colour, with or without transparency, not interlaced.</summary>
internal static class Png
{
    private const int Header = 8;

    /// <summary>How many pixels have exactly that colour.</summary>
    public static int Count(byte[] file, byte red, byte green, byte blue)
    {
        var (width, size, data) = (0, 0, new MemoryStream());
        for (var at = Header; at < file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            var chunk = file.AsSpan(at + 8, length);
            if (file.AsSpan(at + 4, 4).SequenceEqual("IHDR"u8)) (width, size) = (BinaryPrimitives.ReadInt32BigEndian(chunk), chunk[9] == 6 ? 4 : 3);
            else if (file.AsSpan(at + 4, 4).SequenceEqual("IDAT"u8)) data.Write(chunk);
            at += length + 12;
        }

        data.Position = 0;
        using var lines = new ZLibStream(data, CompressionMode.Decompress);
        var (before, line, count) = (new byte[width * size], new byte[1 + (width * size)], 0);
        while (lines.ReadAtLeast(line, line.Length, throwOnEndOfStream: false) == line.Length)
        {
            var now = Restored(line, before, size);
            for (var i = 0; i < now.Length; i += size)
                if (now[i] == red && now[i + 1] == green && now[i + 2] == blue) count++;
            before = now;
        }

        return count;
    }

    /// <summary>A line without its filter.</summary>
    private static byte[] Restored(byte[] line, byte[] above, int size)
    {
        var now = new byte[above.Length];
        for (var i = 0; i < now.Length; i++)
        {
            var (left, up, corner) = (i < size ? 0 : now[i - size], above[i], i < size ? 0 : above[i - size]);
            var guess = line[0] switch { 0 => 0, 1 => left, 2 => up, 3 => (left + up) / 2, _ => Nearest(left, up, corner) };
            now[i] = unchecked((byte)(line[i + 1] + guess));
        }

        return now;
    }

    private static int Nearest(int left, int up, int corner)
    {
        var guess = left + up - corner;
        var (toLeft, toUp, toCorner) = (Math.Abs(guess - left), Math.Abs(guess - up), Math.Abs(guess - corner));
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }
}
