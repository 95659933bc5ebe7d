using System.Text.RegularExpressions;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Orders;

namespace SyncCluster.Connectors.Mail.Rendering;

/// <summary>Makes mails from Handlebars templates and a file of texts a language. Safe to be used by many at once.</summary>
public sealed partial class HandlebarsMailRenderer : IMailRenderer
{
    private readonly TemplateFiles _files;
    private readonly MailFormat _html;
    private readonly MailFormat _text;
    private readonly MailRendererOptions _options;
    private readonly Dictionary<string, object?> _defaults;

    /// <summary>A renderer for one shop.</summary>
    /// <exception cref="FaultException">A layout of the shop's own is broken.</exception>
    public HandlebarsMailRenderer(MailRendererOptions options)
    {
        _options = options;
        _defaults = new() { ["shop"] = options.Shop, ["payment"] = options.Payment };
        _files = new TemplateFiles(options.Folder);
        _html = new MailFormat(_files, html: true, options.Zone);
        _text = new MailFormat(_files, html: false, options.Zone);
    }

    /// <summary>Languages whose texts are built in.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["cs", "de", "en", "es", "it", "sk"];

    /// <summary>Names of the built-in templates.</summary>
    public static IReadOnlyList<string> Templates => TemplateFiles.BuiltInTemplates;

    /// <summary>States of an order that have texts of their own in <c>order-state</c>.</summary>
    public static IReadOnlyList<OrderState> States { get; } =
    [
        OrderState.Accepted, OrderState.Rejected, OrderState.Processed, OrderState.PartiallyShipped, OrderState.Shipped,
        OrderState.Delivered, OrderState.Invoiced, OrderState.Cancelled, OrderState.Returned,
    ];

    /// <inheritdoc/>
    public RenderedMail Render(string template, string language, IReadOnlyDictionary<string, object?> model)
    {
        var root = ModelBuilder.Root(model, _defaults, template, Known(language));
        var html = _html.Body(template, root);
        var text = _text.Body(template, root);
        var subject = string.Join(' ', _text.Paragraphs("subject", root));
        ThrowIfMissing(template, subject + html + text);
        return new RenderedMail(OneLine(subject), html.Trim() + "\n", Tidy(text));
    }

    private string Known(string language)
    {
        var code = language.Split('-', '_')[0].ToLowerInvariant();
        return code.Length > 0 && _files.HasLanguage(code) ? code : _options.FallbackLanguage;
    }

    private static void ThrowIfMissing(string template, string rendered)
    {
        var missing = MissingMark().Matches(rendered).Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal).ToList();
        if (missing.Count == 0) return;
        throw new FaultException(new Fault(FaultKind.Rejected, $"The mail '{template}' lacks {string.Join(", ", missing)}.")
        {
            Advice = "Give the values, or put the place in the template between {{#if}} and {{/if}}.",
            Fields = [.. missing.Select(name => new KeyValuePair<string, string>(name, "missing"))],
        });
    }

    private static string OneLine(string text) => Blanks().Replace(text, " ").Trim();

    /// <summary>No blanks at line ends, never two empty lines in a row.</summary>
    private static string Tidy(string text) =>
        EmptyLines().Replace(string.Join('\n', text.Split('\n').Select(line => line.TrimEnd())), "\n\n").Trim() + "\n";

    [GeneratedRegex("\u0001([^\u0002]*)\u0002")]
    private static partial Regex MissingMark();

    [GeneratedRegex(@"[\s\p{C}]+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"\n{3,}")]
    private static partial Regex EmptyLines();
}
