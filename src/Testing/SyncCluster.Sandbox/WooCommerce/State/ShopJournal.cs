using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SyncCluster.Sandbox.WooCommerce.State;

/// <summary>
/// The shop's memory on disk: one JSON line per accepted write, handed to the operating system before the write is
/// answered, so that it outlives a killed process. A line cut short by the kill was never answered and is dropped.
/// </summary>
internal sealed class ShopJournal : IDisposable
{
    internal static readonly JsonSerializerOptions Json = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        IgnoreReadOnlyProperties = true,
    };

    private readonly FileStream _file;

    private ShopJournal(FileStream file) => _file = file;

    /// <summary>Opens the journal and plays it. The shop is empty when there was none.</summary>
    public static (ShopJournal Journal, ShopSnapshot Shop) Open(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 1);
        var shop = ShopSnapshot.Empty;
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var start = 0;
        while (start < bytes.Length)
        {
            var length = bytes.AsSpan(start).IndexOf((byte)'\n');
            if (length < 0) break;
            shop = shop.Apply(JsonSerializer.Deserialize<ShopTransaction>(bytes.AsSpan(start, length), Json)!);
            start += length + 1;
        }

        file.SetLength(start);
        file.Seek(start, SeekOrigin.Begin);
        return (new ShopJournal(file), shop);
    }

    public void Append(ShopTransaction change)
    {
        using var line = new MemoryStream();
        JsonSerializer.Serialize(line, change, Json);
        line.WriteByte((byte)'\n');

        // One write call for the whole line: the kernel has it even if this process is killed right after.
        _file.Write(line.GetBuffer().AsSpan(0, (int)line.Length));
        _file.Flush();
    }

    public void Dispose() => _file.Dispose();
}
