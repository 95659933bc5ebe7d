using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace SyncCluster.Server.Configuration.Yaml;

/// <summary>
/// Reads YAML into values with places. A configuration is small and flat: what is deep, huge, or refers to itself is a
/// mistake or an attack, and is refused before it costs anything. Aliases are refused altogether, and with them every bomb.
/// </summary>
internal sealed class YamlFile
{
    public const int MostLetters = 1_000_000;
    public const int Deepest = 20;
    public const int MostValues = 20_000;

    private readonly Problems _problems;
    private readonly Parser _parser;
    private int _values;
    private bool _isRefused;

    private YamlFile(string text, Problems problems)
    {
        _problems = problems;
        _parser = new Parser(new StringReader(text));
    }

    /// <summary>The file's one value; null where it cannot be read, with the reason among the problems.</summary>
    public static YamlValue? Read(string text, Problems problems)
    {
        if (text.Length > MostLetters)
        {
            problems.Error(new Place(1, 1), "", $"The file has more than {MostLetters} letters.", "Is it the right file?");
            return null;
        }

        try
        {
            var file = new YamlFile(text, problems);
            var value = file.Document();
            return file._isRefused ? null : value;
        }
        catch (YamlException broken)
        {
            var message = broken.Message.ReplaceLineEndings(" ").Trim().TrimEnd('.');
            problems.Error(Of(broken.Start), "", $"This is no YAML: {message}.", "Look at indentation, colons and quotes here and in the line above.");
            return null;
        }
        catch (Exception broken) when (broken is ArgumentException or InvalidOperationException or FormatException or IndexOutOfRangeException or OverflowException)
        {
            // The parser answers some broken input so; to the reader of the message it is the same.
            problems.Error(new Place(1, 1), "", "This is no YAML that can be read.", "Look for control letters and unfinished quotes.");
            return null;
        }
    }

    private YamlValue? Document()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _)) return new YamlMap(new Place(1, 1), []);
        _parser.Consume<DocumentStart>();
        var value = Value(1);
        if (_isRefused) return null;
        _parser.Consume<DocumentEnd>();
        if (_parser.Accept<DocumentStart>(out var second))
            Refuse(second.Start, "The file holds several documents.", "Remove the line '---' and what follows it, or merge them.");
        return value;
    }

    private YamlValue? Value(int depth)
    {
        if (_isRefused) return null;
        var next = _parser.Current ?? throw new YamlException("The file ends in the middle.");
        if (++_values > MostValues) return Refuse(next.Start, $"The file holds more than {MostValues} values.", "Is it the right file?");
        if (depth > Deepest) return Refuse(next.Start, $"Sections are nested more than {Deepest} deep.", "Is it the right file?");
        if (next is AnchorAlias) return Refuse(next.Start, "Anchors and aliases (& and *) are not supported.", "Write the value out.");
        if (next is NodeEvent { Anchor.IsEmpty: false }) return Refuse(next.Start, "Anchors and aliases (& and *) are not supported.", "Write the value out.");
        if (next is NodeEvent { Tag: { IsEmpty: false, IsNonSpecific: false } tag }) return Refuse(next.Start, $"The tag {Cut(tag.Value)} is not supported.", "Remove it.");
        return next switch
        {
            Scalar => Text(),
            SequenceStart => List(depth),
            MappingStart => Map(depth),
            _ => throw new YamlException(next.Start, next.End, "A value is expected here."),
        };
    }

    private YamlText Text()
    {
        var scalar = _parser.Consume<Scalar>();
        return new YamlText(Of(scalar.Start), scalar.Value, scalar.Style != ScalarStyle.Plain);
    }

    private YamlList? List(int depth)
    {
        var start = _parser.Consume<SequenceStart>();
        var items = new List<YamlValue>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            if (Value(depth + 1) is not { } item) return null;
            items.Add(item);
        }

        return new YamlList(Of(start.Start), items);
    }

    private YamlMap? Map(int depth)
    {
        var start = _parser.Consume<MappingStart>();
        var entries = new List<YamlEntry>();
        var names = new Dictionary<string, Place>(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (Value(depth + 1) is not { } name || Value(depth + 1) is not { } value) return null;
            if (name is not YamlText text)
                _problems.Error(name.Place, "", "A name must be a single word.", "Write 'name: value'.");
            else if (!names.TryAdd(text.Text, text.Place))
                _problems.Error(text.Place, text.Text, $"'{Cut(text.Text)}' stands here a second time; the first is in line {names[text.Text].Line}.", "Merge the two or rename one.");
            else
                entries.Add(new YamlEntry(text, value));
        }

        return new YamlMap(entries.Count > 0 ? entries[0].Name.Place : Of(start.Start), entries);
    }

    private YamlValue? Refuse(Mark at, string message, string advice)
    {
        if (!_isRefused) _problems.Error(Of(at), "", message, advice);
        _isRefused = true;
        return null;
    }

    private static string Cut(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private static Place Of(Mark mark) => new((int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));
}
