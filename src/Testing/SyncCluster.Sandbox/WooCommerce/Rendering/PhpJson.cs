using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SyncCluster.Sandbox.WooCommerce.Rendering;

/// <summary>
/// JSON as PHP's json_encode writes it by default: slashes as <c>\/</c>, everything outside ASCII as lower-case
/// <c>\uxxxx</c>. A webhook's signature is made over these very bytes, so a receiver that re-encodes fails.
/// </summary>
internal static class PhpJson
{
    public static byte[] Bytes(JsonNode? node) => Encoding.ASCII.GetBytes(Text(node));

    public static string Text(JsonNode? node)
    {
        var text = new StringBuilder(1024);
        Write(text, node);
        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonNode? node)
    {
        switch (node)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject item:
                WriteObject(text, item);
                break;
            case JsonArray list:
                text.Append('[');
                for (var i = 0; i < list.Count; i++)
                {
                    if (i > 0) text.Append(',');
                    Write(text, list[i]);
                }

                text.Append(']');
                break;
            default:
                WriteValue(text, node);
                break;
        }
    }

    private static void WriteObject(StringBuilder text, JsonObject item)
    {
        text.Append('{');
        var first = true;
        foreach (var (name, value) in item)
        {
            if (!first) text.Append(',');
            first = false;
            WriteString(text, name);
            text.Append(':');
            Write(text, value);
        }

        text.Append('}');
    }

    private static void WriteValue(StringBuilder text, JsonNode node)
    {
        if (node.GetValueKind() == JsonValueKind.String) WriteString(text, node.GetValue<string>());
        else text.Append(node.ToJsonString());
    }

    private static void WriteString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            switch (c)
            {
                case '"':
                    text.Append("\\\"");
                    break;
                case '\\':
                    text.Append(@"\\");
                    break;
                case '/':
                    text.Append(@"\/");
                    break;
                case '\n':
                    text.Append(@"\n");
                    break;
                case '\r':
                    text.Append(@"\r");
                    break;
                case '\t':
                    text.Append(@"\t");
                    break;
                case '\b':
                    text.Append(@"\b");
                    break;
                case '\f':
                    text.Append(@"\f");
                    break;
                default:
                    if (c is < ' ' or > '\x7f') text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
                    else text.Append(c);
                    break;
            }
        }

        text.Append('"');
    }
}
