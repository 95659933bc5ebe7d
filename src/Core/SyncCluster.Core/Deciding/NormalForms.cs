using System.Globalization;
using System.Text;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;

namespace SyncCluster.Core.Deciding;

/// <summary>
/// What a system makes of a value that it is sent: markup as entities, trimmed zeros, cut texts, coarser states. A
/// difference that only this explains is remembered, and never pushed again.
/// </summary>
internal static class NormalForms
{
    /// <summary>A text cut shorter than this may as well be another text.</summary>
    private const int ShortestCut = 16;

    /// <summary>True where <paramref name="stored"/> is known to be what the system makes of <paramref name="sent"/>.</summary>
    public static bool IsKnown(SystemView view, string field, FieldValue? sent, FieldValue? stored)
    {
        if (sent is null) return false;
        foreach (var known in view.Normalised)
            if (known.Field == field && known.Sent.Equals(sent) && Equals(known.Stored, stored)) return true;
        return false;
    }

    /// <summary>True where <paramref name="stored"/>, read later, is plainly what a system made of <paramref name="sent"/> and no change by somebody.</summary>
    public static bool Explains(string field, FieldValue sent, FieldValue stored) => (sent, stored) switch
    {
        (FieldValue.Text one, FieldValue.Text other) when field == OrderFields.State && IsState(one) && IsState(other) =>
            OrderSteps.Judge(sent, stored) == OrderStep.Back,
        (FieldValue.Text one, FieldValue.Text other) => IsCutOrMarked(Letters(one.Value), Letters(other.Value)),
        (FieldValue.Number one, FieldValue.Number other) => IsRounded(one.Value, other.Value),
        (FieldValue.Nothing, FieldValue.Number { Value: 0 }) or (FieldValue.Number { Value: 0 }, FieldValue.Nothing) => true,
        _ => false,
    };

    /// <summary>The list with one more form; of a field the last one counts.</summary>
    public static EquatableList<Normalisation> Remember(EquatableList<Normalisation> known, string field, FieldValue sent, FieldValue? stored)
    {
        var form = new Normalisation(field, sent, stored);
        return known.Contains(form) ? known : Forget(known, field).Add(form);
    }

    /// <summary>The list without the field's form.</summary>
    public static EquatableList<Normalisation> Forget(EquatableList<Normalisation> known, string field) =>
        known.Any(form => form.Field == field) ? known.Where(form => form.Field != field).ToEquatableList() : known;

    /// <summary>Says that a form was learnt.</summary>
    public static Reason Told(string system, string field, FieldValue sent, FieldValue? stored) =>
        new(ReasonKind.Normalised, $"{system} stores {field} in a form of its own") { Field = field, Old = sent, New = stored, System = system };

    private static bool IsState(FieldValue.Text text) => OrderStateMachine.TryParse(text.Value, out _);

    private static bool IsCutOrMarked(string sent, string stored) =>
        sent == stored ? sent.Length > 0 : stored.Length >= ShortestCut && sent.StartsWith(stored, StringComparison.Ordinal);

    private static bool IsRounded(decimal sent, decimal stored)
    {
        for (var digits = 0; digits <= 6; digits++)
        {
            if (Math.Round(sent, digits, MidpointRounding.AwayFromZero) == stored || Math.Round(sent, digits, MidpointRounding.ToEven) == stored
                || Math.Round(sent, digits, MidpointRounding.ToZero) == stored) return true;
        }

        return false;
    }

    /// <summary>Letters and digits alone, in one case; tags left out, entities as what they stand for.</summary>
    private static string Letters(string text)
    {
        var letters = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            var end = text[at] switch
            {
                '<' => text.IndexOf('>', at),
                '&' => EndOfEntity(text, at),
                _ => -1,
            };
            if (end < 0) Append(letters, text[at]);
            else if (text[at] == '&' && Meant(text.AsSpan(at + 1, end - at - 1)) is { } meant) Append(letters, meant);
            at = Math.Max(at, end);
        }

        return letters.ToString();
    }

    private static void Append(StringBuilder letters, char letter)
    {
        if (char.IsLetterOrDigit(letter)) letters.Append(char.ToUpperInvariant(letter));
    }

    private static int EndOfEntity(string text, int at)
    {
        var end = text.IndexOf(';', at);
        if (end < 0 || end - at is < 3 or > 10) return -1;
        for (var i = at + 1; i < end; i++)
            if (!char.IsAsciiLetterOrDigit(text[i]) && text[i] != '#') return -1;
        return end;
    }

    /// <summary>The letter that an entity stands for; null for signs.</summary>
    private static char? Meant(ReadOnlySpan<char> entity)
    {
        if (entity[0] == '#')
        {
            var isHex = entity.Length > 1 && entity[1] is 'x' or 'X';
            return ushort.TryParse(entity[(isHex ? 2 : 1)..], isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var code)
                ? (char)code
                : null;
        }

        var mark = entity[1..] switch
        {
            "grave" => '\u0300', "acute" => '\u0301', "circ" => '\u0302', "tilde" => '\u0303',
            "uml" => '\u0308', "ring" => '\u030A', "caron" => '\u030C', "cedil" => '\u0327',
            _ => '\0',
        };
        return mark == '\0' ? null : $"{entity[0]}{mark}".Normalize()[0];
    }
}
