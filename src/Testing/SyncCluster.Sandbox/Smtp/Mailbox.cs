using System.Collections.Immutable;
using System.Text.Json;

namespace SyncCluster.Sandbox.Smtp;

/// <summary>
/// What was accepted. With a file every mail is one JSON line there before the sender hears 250; a line cut short by a
/// kill was never answered and is dropped.
/// </summary>
internal sealed class Mailbox : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Waiter> _waiters = [];
    private readonly FileStream? _file;
    private ImmutableList<ReceivedMail> _mails = [];

    public Mailbox(string? path)
    {
        if (path is null) return;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 1);
        Read(_file);
    }

    public IReadOnlyList<ReceivedMail> Mails => _mails;

    public void Accept(ReceivedMail mail)
    {
        List<Waiter> met;
        lock (_gate)
        {
            if (_file is not null)
            {
                var line = new Line(mail.ReceivedAt, mail.From, [.. mail.To], mail.Raw.ToArray());
                _file.Write([.. JsonSerializer.SerializeToUtf8Bytes(line), (byte)'\n']);
                _file.Flush();
            }

            _mails = _mails.Add(mail);
            met = [.. _waiters.Where(waiter => waiter.Wants(mail))];
            _waiters.RemoveAll(met.Contains);
        }

        foreach (var waiter in met) waiter.Found.TrySetResult(mail);
    }

    public async Task<ReceivedMail> WaitForAsync(
        Func<ReceivedMail, bool> predicate, CancellationToken cancellationToken)
    {
        Waiter waiter;
        lock (_gate)
        {
            if (_mails.Find(mail => predicate(mail)) is { } here) return here;
            waiter = new Waiter(predicate);
            _waiters.Add(waiter);
        }

        await using var registration = cancellationToken.Register(() => waiter.Found.TrySetCanceled(cancellationToken));
        try
        {
            return await waiter.Found.Task;
        }
        finally
        {
            lock (_gate) _waiters.Remove(waiter);
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _file?.SetLength(0);
            _file?.Seek(0, SeekOrigin.Begin);
            _mails = [];
        }
    }

    public void Dispose() => _file?.Dispose();

    private void Read(FileStream file)
    {
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var start = 0;
        while (start < bytes.Length)
        {
            var length = bytes.AsSpan(start).IndexOf((byte)'\n');
            if (length < 0) break;
            var line = JsonSerializer.Deserialize<Line>(bytes.AsSpan(start, length))!;
            _mails = _mails.Add(new ReceivedMail(line.At, line.From, line.To, line.Raw));
            start += length + 1;
        }

        file.SetLength(start);
        file.Seek(start, SeekOrigin.Begin);
    }

    private sealed record Line(DateTimeOffset At, string From, string[] To, byte[] Raw);

    private sealed class Waiter(Func<ReceivedMail, bool> wants)
    {
        public TaskCompletionSource<ReceivedMail> Found { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool Wants(ReceivedMail mail) => wants(mail);
    }
}
