using System.Text;

namespace SyncCluster.Sandbox.Smtp;

/// <summary>Reads lines of bytes; several may arrive together (pipelining) and one may arrive in pieces.</summary>
internal sealed class LineReader(Stream stream)
{
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    /// <summary>Whether bytes wait that were sent too early, such as commands behind STARTTLS.</summary>
    public bool HasMore => _start < _end;

    /// <summary>A line without its end, one character a byte; null when the other side has closed.</summary>
    public async Task<string?> ReadAsync(int limit, CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (true)
        {
            var waiting = _buffer.AsSpan(_start, _end - _start);
            var newline = waiting.IndexOf((byte)'\n');
            line.Append(Encoding.Latin1.GetString(newline < 0 ? waiting : waiting[..newline]));
            if (line.Length > limit) throw new InvalidDataException($"A line of more than {limit} bytes was sent.");
            if (newline >= 0)
            {
                _start += newline + 1;
                if (line.Length > 0 && line[^1] == '\r') line.Length--;
                return line.ToString();
            }

            _start = 0;
            _end = await stream.ReadAsync(_buffer, cancellationToken);
            if (_end == 0) return null;
        }
    }
}
