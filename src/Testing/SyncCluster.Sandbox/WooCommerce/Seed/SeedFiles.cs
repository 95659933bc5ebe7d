using System.Reflection;
using System.Text;

namespace SyncCluster.Sandbox.WooCommerce.Seed;

/// <summary>Files embedded in this assembly.</summary>
internal static class SeedFiles
{
    public static string Text(string name) => Encoding.UTF8.GetString(Bytes(name));

    public static byte[] Bytes(string name)
    {
        var resource = "WooCommerce." + name;
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException(
                $"The embedded file {resource} is missing from the build of this assembly.");
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        return buffer.ToArray();
    }
}
