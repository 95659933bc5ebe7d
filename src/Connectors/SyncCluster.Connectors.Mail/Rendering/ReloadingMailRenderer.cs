namespace SyncCluster.Connectors.Mail.Rendering;

/// <summary>Renders by the shop's own templates as they are now: an edited file counts from the next mail on, without a restart.</summary>
public sealed class ReloadingMailRenderer : IMailRenderer
{
    private readonly MailRendererOptions _options;
    private (DateTime Stamp, int Files, HandlebarsMailRenderer Renderer) _current;

    /// <summary>A renderer for one shop.</summary>
    /// <exception cref="Core.Faults.FaultException">A layout of the shop's own is broken.</exception>
    public ReloadingMailRenderer(MailRendererOptions options)
    {
        _options = options;
        var (stamp, files) = Look();
        _current = (stamp, files, new HandlebarsMailRenderer(options));
    }

    /// <inheritdoc/>
    public RenderedMail Render(string template, string language, IReadOnlyDictionary<string, object?> model)
    {
        // Two that see the edit at once both read it: the later one stays, and both are right.
        var current = _current;
        var (stamp, files) = Look();
        if (stamp != current.Stamp || files != current.Files) _current = current = (stamp, files, new HandlebarsMailRenderer(_options));
        return current.Renderer.Render(template, language, model);
    }

    private (DateTime Stamp, int Files) Look()
    {
        if (_options.Folder is not { } folder || !Directory.Exists(folder)) return default;
        var files = new DirectoryInfo(folder).GetFiles();
        return (files.Length == 0 ? default : files.Max(file => file.LastWriteTimeUtc), files.Length);
    }
}
