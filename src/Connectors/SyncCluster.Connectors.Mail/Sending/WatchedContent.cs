using System.Text;

namespace SyncCluster.Connectors.Mail.Sending;

/// <summary>
/// A mail's body that notes when it is first read: the client reads it only after the server has agreed to take the
/// message (DATA). What fails before that was certainly not delivered; what fails after it may have been.
/// </summary>
internal sealed class WatchedContent(string text) : MemoryStream(Encoding.UTF8.GetBytes(text), writable: false)
{
    public bool WasRead { get; private set; }

    public override int Read(byte[] buffer, int offset, int count)
    {
        WasRead = true;
        return base.Read(buffer, offset, count);
    }

    public override int Read(Span<byte> buffer)
    {
        WasRead = true;
        return base.Read(buffer);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        WasRead = true;
        return base.ReadAsync(buffer, offset, count, cancellationToken);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        WasRead = true;
        return base.ReadAsync(buffer, cancellationToken);
    }

    public override IAsyncResult BeginRead(byte[] buffer, int offset, int count, AsyncCallback? callback, object? state)
    {
        WasRead = true;
        return base.BeginRead(buffer, offset, count, callback, state);
    }
}
