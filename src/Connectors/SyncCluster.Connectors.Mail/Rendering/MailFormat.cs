using System.Collections.Concurrent;
using HandlebarsDotNet;
using SyncCluster.Core.Faults;

namespace SyncCluster.Connectors.Mail.Rendering;

/// <summary>One of a mail's two bodies: HTML, where every value is escaped, or plain text, where none is.</summary>
internal sealed class MailFormat
{
    private readonly TemplateFiles _files;
    private readonly string _extension;
    private readonly IHandlebars _handlebars;
    private readonly ConcurrentDictionary<string, HandlebarsTemplate<TextWriter, object, object>> _compiled = new(StringComparer.Ordinal);
    private readonly Lock _compiling = new();

    public MailFormat(TemplateFiles files, bool html, TimeZoneInfo zone)
    {
        _files = files;
        IsHtml = html;
        _extension = html ? "html" : "text";
        var configuration = new HandlebarsConfiguration { NoEscape = !html };
        configuration.FormatterProviders.Add(new MissingFormatter());
        _handlebars = Handlebars.Create(configuration);
        _handlebars.RegisterTemplate("layout", Source($"layout.{_extension}"));
        new TemplateHelpers(this, zone).Register(_handlebars);
    }

    public bool IsHtml { get; }

    /// <summary>Renders a whole body.</summary>
    public string Body(string template, ModelNode root)
    {
        var name = $"{template}.{_extension}";
        return Render(Compiled("file:" + name, name, () => Source(name)), root);
    }

    /// <summary>Renders the text of a key: the state's own, else the template's, else everybody's.</summary>
    public IReadOnlyList<string> Paragraphs(string key, ModelNode root)
    {
        var language = (string)root["language"]!;
        var (found, paragraphs) = Find(key, root, language);
        return [.. paragraphs.Select((text, index) =>
            Render(Compiled($"text:{language}:{found}:{index}", $"text '{found}' in texts.{language}.json", () => text), root))];
    }

    private (string Key, IReadOnlyList<string> Paragraphs) Find(string key, ModelNode root, string language)
    {
        var template = (string)root["template"]!;
        var state = (root["order"] as ModelNode)?["state"] as string;
        var texts = _files.Texts(language);
        foreach (var candidate in new[] { state is null ? null : $"{template}.{state}.{key}", $"{template}.{key}", key }.OfType<string>())
            if (texts.TryGetValue(candidate, out var paragraphs))
                return (candidate, paragraphs);
        throw new FaultException(new Fault(FaultKind.Configuration, $"The mail '{template}' has no text '{key}'"
            + (state is null ? "" : $" for the state {state}") + $" in the language {language}.")
        {
            Advice = $"Add it to texts.{language}.json in the folder for mail templates, or switch this mail off.",
        });
    }

    private HandlebarsTemplate<TextWriter, object, object> Compiled(string key, string what, Func<string> source)
    {
        if (_compiled.TryGetValue(key, out var ready)) return ready;
        lock (_compiling)
        {
            try
            {
                return _compiled.GetOrAdd(key, _ => _handlebars.Compile(new StringReader(source())));
            }
            catch (HandlebarsException broken)
            {
                throw new FaultException(new Fault(FaultKind.Configuration, $"The mail template {what} is broken: {broken.Message}")
                {
                    Advice = "Mend the template, or delete it to use the built-in one.",
                });
            }
        }
    }

    private static string Render(HandlebarsTemplate<TextWriter, object, object> template, ModelNode root)
    {
        using var writer = new StringWriter(System.Globalization.CultureInfo.InvariantCulture);
        try
        {
            template(writer, root);
        }
        catch (HandlebarsException broken) when (broken.InnerException is FaultException fault)
        {
            throw new FaultException(fault.Fault, broken);
        }
        catch (HandlebarsException broken)
        {
            throw new FaultException(new Fault(FaultKind.Configuration, $"The mail template '{root["template"]}' is broken: {broken.Message}")
            {
                Advice = "Mend the template, or delete it to use the built-in one.",
            });
        }

        return writer.ToString();
    }

    private string Source(string name) => _files.Template(name)
        ?? throw new FaultException(new Fault(FaultKind.Configuration, $"There is no mail template '{name}.hbs'.")
        {
            Advice = $"Built-in are {string.Join(", ", TemplateFiles.BuiltInTemplates)}; others go into the folder for mail templates.",
        });
}
