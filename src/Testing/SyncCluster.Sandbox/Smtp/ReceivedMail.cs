namespace SyncCluster.Sandbox.Smtp;

/// <summary>A mail as it was accepted.</summary>
public sealed class ReceivedMail
{
    private readonly Lazy<ParsedMail> _parsed;

    internal ReceivedMail(DateTimeOffset at, string from, IReadOnlyList<string> to, byte[] raw)
    {
        (ReceivedAt, From, To, Raw) = (at, from, to, raw);
        _parsed = new Lazy<ParsedMail>(() => MailParser.Parse(raw));
    }

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset ReceivedAt { get; }

    /// <summary>Sender of the envelope.</summary>
    public string From { get; }

    /// <summary>Recipients of the envelope.</summary>
    public IReadOnlyList<string> To { get; }

    /// <summary>The bytes after DATA, dots unstuffed, without the final dot.</summary>
    public ReadOnlyMemory<byte> Raw { get; }

    /// <summary>Headers in their order, unfolded and decoded (RFC 2047).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers => _parsed.Value.Headers;

    /// <summary>The decoded subject; empty when none.</summary>
    public string Subject => Header("Subject") ?? "";

    /// <summary>The Message-ID header; empty when none.</summary>
    public string MessageId => Header("Message-ID") ?? "";

    /// <summary>The first text/plain part, decoded; empty when none.</summary>
    public string Text => _parsed.Value.Text;

    /// <summary>The first text/html part, decoded; empty when none.</summary>
    public string Html => _parsed.Value.Html;

    /// <summary>The first header of this name (any case), decoded; null when there is none.</summary>
    /// <param name="name">Name of the header.</param>
    public string? Header(string name)
    {
        foreach (var (known, value) in Headers)
        {
            if (string.Equals(known, name, StringComparison.OrdinalIgnoreCase)) return value;
        }

        return null;
    }
}

/// <summary>What is inside a mail.</summary>
internal sealed record ParsedMail(IReadOnlyList<KeyValuePair<string, string>> Headers, string Text, string Html);
