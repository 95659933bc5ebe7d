using System.Globalization;
using HandlebarsDotNet;
using SyncCluster.Core.Supply;

namespace SyncCluster.Connectors.Mail.Rendering;

/// <summary>What templates can say beyond values: texts of the mail's language, money, days.</summary>
internal sealed class TemplateHelpers(MailFormat format, TimeZoneInfo zone)
{
    public void Register(IHandlebars handlebars)
    {
        handlebars.RegisterHelper("t", (in EncodedTextWriter writer, in HelperOptions options, in Context _, in Arguments arguments) =>
            writer.WriteSafeString(string.Join(' ', format.Paragraphs(Key(arguments), Root(options)))));
        handlebars.RegisterHelper("paragraphs", (in EncodedTextWriter writer, in HelperOptions options, in Context _, in Arguments arguments) =>
            writer.WriteSafeString(Paragraphs(format.Paragraphs(Key(arguments), Root(options)))));
        handlebars.RegisterHelper("money", (in EncodedTextWriter writer, in HelperOptions options, in Context _, in Arguments arguments) =>
            Write(writer, arguments, 2, Language(options), (values, language) => language.Money((decimal)values[0], (string)values[1])));
        handlebars.RegisterHelper("number", (in EncodedTextWriter writer, in HelperOptions options, in Context _, in Arguments arguments) =>
            Write(writer, arguments, 1, Language(options), (values, language) => language.Number((decimal)values[0])));
        handlebars.RegisterHelper("day", (in EncodedTextWriter writer, in HelperOptions options, in Context _, in Arguments arguments) =>
            Write(writer, arguments, 1, Language(options), (values, language) => language.Day(Local(values[0]))));
        handlebars.RegisterHelper("dayAfter", (in EncodedTextWriter writer, in HelperOptions options, in Context _, in Arguments arguments) =>
            Write(writer, arguments, 2, Language(options), (values, language) =>
                language.Day(Local(values[0]).AddDays((double)(decimal)values[1]))));
        handlebars.RegisterHelper("promise", (in EncodedTextWriter writer, in HelperOptions options, in Context _, in Arguments arguments) =>
        {
            var root = Root(options);
            Write(writer, arguments, 1, Language(options), (values, language) => Promise((string)values[0], root, language));
        });
        handlebars.RegisterHelper("iban", (in EncodedTextWriter writer, in HelperOptions options, in Context _, in Arguments arguments) =>
            Write(writer, arguments, 1, Language(options), (values, _) => InFours((string)values[0])));
    }

    /// <summary>A supplier's promise: its last day, since that is what can be kept, or what it says instead of a day.</summary>
    private string Promise(string text, ModelNode root, MailLanguage language)
    {
        var promise = DeliveryPromise.Read(text);
        string Words(string key) => string.Join(' ', format.Paragraphs(key, root));
        return promise switch
        {
            DeliveryPromise.Exact exact => language.Day(exact.Day),
            { Latest: { } latest } => Words("by").Replace("{day}", language.Day(latest), StringComparison.Ordinal),
            DeliveryPromise.InStock => Words("inStock"),
            DeliveryPromise.Discontinued => Words("discontinued"),
            _ => Words("unknown"),
        };
    }

    /// <summary>Writes a formatted value, or the mark of the first argument that is missing.</summary>
    private static void Write(
        in EncodedTextWriter writer, in Arguments arguments, int count, MailLanguage language, Func<object[], MailLanguage, string> show)
    {
        var values = new object[count];
        for (var i = 0; i < count; i++)
        {
            if (arguments[i] is ModelNode missing)
            {
                writer.WriteSafeString(missing.Mark);
                return;
            }

            values[i] = arguments[i] ?? throw new HandlebarsException("Something without a value cannot be shown");
        }

        try
        {
            writer.Write(show(values, language));
        }
        catch (Exception wrong) when (wrong is InvalidCastException or FormatException or ArgumentOutOfRangeException)
        {
            throw new HandlebarsException(
                $"{string.Join(", ", values.Select(value => value.GetType().Name))} cannot be shown this way: "
                + "money takes a number and a currency, day an instant, dayAfter an instant and a number, promise and iban a text");
        }
    }

    private string Paragraphs(IReadOnlyList<string> paragraphs) => format.IsHtml
        ? string.Concat(paragraphs.Select(text => $"<p style=\"margin:0 0 16px\">{text}</p>\n"))
        : string.Join("\n\n", paragraphs);

    private static string InFours(string text)
    {
        var letters = string.Concat(text.Where(letter => !char.IsWhiteSpace(letter)));
        return string.Join('\u00a0', letters.Chunk(4).Select(four => new string(four)));
    }

    private DateTimeOffset Local(object instant) => TimeZoneInfo.ConvertTime(
        instant is string text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) : (DateTimeOffset)instant,
        zone);

    private static string Key(in Arguments arguments) => arguments[0] as string ?? throw new HandlebarsException("A text is asked for without its key");

    private static ModelNode Root(in HelperOptions options) => (ModelNode)options.Data["root"]!;

    private static MailLanguage Language(in HelperOptions options) => MailLanguage.Of((string)Root(options)["language"]!);
}
