using System.Net;

namespace SyncCluster.Connectors.WooCommerce.Client;

/// <summary>A JSON body that knows whether any of it has left: before that a failed write certainly was not applied.</summary>
internal sealed class SentContent : HttpContent
{
    private readonly byte[] _bytes;

    public SentContent(byte[] bytes)
    {
        _bytes = bytes;
        // With any other type the shop ignores the body and answers 200 with nothing changed.
        Headers.ContentType = new("application/json");
    }

    public bool Started { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Started = true;
        await stream.WriteAsync(_bytes, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _bytes.Length;
        return true;
    }
}
