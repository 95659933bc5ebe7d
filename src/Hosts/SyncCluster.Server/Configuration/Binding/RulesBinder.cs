using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;
using SyncCluster.Server.Configuration.Reading;

namespace SyncCluster.Server.Configuration.Binding;

/// <summary>Binds the rules and checks that every system and field they name is there.</summary>
internal sealed class RulesBinder(Problems problems, IReadOnlyList<string> systems)
{
    public EquatableList<KindConfiguration> Bind(SectionValue? rules) => rules is null
        ? EquatableList<KindConfiguration>.Empty
        : Enum.GetValues<Kind>().Select(kind => Of(kind, rules.Section(NameOf(kind)))).OfType<KindConfiguration>().ToEquatableList();

    public static string NameOf(Kind kind) => kind.ToString().ToLowerInvariant();

    private KindConfiguration? Of(Kind kind, SectionValue? section)
    {
        if (section?.Settings.Text("master") is not { } master) return null;
        Known(master, section, "master");
        var taking = section.Settings.IsGiven("systems") ? section.Settings.List("systems") : null;
        foreach (var system in taking ?? []) Known(system, section, "systems");
        if (taking is not null && !taking.Contains(master) && systems.Contains(master))
            problems.Error(section.PlaceOf("systems"), section.PathOf("systems"), $"The master '{master}' takes no part.", $"Add {master} to systems, or name another master.");
        return new KindConfiguration(kind, master, section.Place)
        {
            Systems = taking?.ToEquatableList(),
            Creates = Creates(section),
            Tombstone = Parsed<TombstonePolicy>(section, "tombstone"),
            RemoteDeletion = Parsed<RemoteDeletionPolicy>(section, "remoteDeletion"),
            Fields = Fields(kind, section, master),
            Orders = kind == Kind.Order ? Orders(section) : new OrderRules(),
        };
    }

    private EquatableList<KeyValuePair<string, bool>> Creates(SectionValue section)
    {
        if (!section.Named.TryGetValue("create", out var create)) return EquatableList<KeyValuePair<string, bool>>.Empty;
        foreach (var (name, place, _) in create.Singles) Known(name, place, $"{section.Path}.create");
        return create.Singles.Select(entry => new KeyValuePair<string, bool>(entry.Name, entry.Value is true)).ToEquatableList();
    }

    private OrderRules Orders(SectionValue section)
    {
        var stock = section.Settings.Text("checkStockIn");
        if (stock is not (null or KindConfiguration.None)) Known(stock, section, "checkStockIn");
        return new OrderRules
        {
            AllowsStepBack = section.Settings.Flag("allowStepBack"),
            ChecksStockIn = stock,
            EmitsUpToAge = section.Settings.Duration("emitUpToAge"),
        };
    }

    private EquatableList<FieldRule> Fields(Kind kind, SectionValue section, string master) =>
        !section.Named.TryGetValue("fields", out var fields)
            ? EquatableList<FieldRule>.Empty
            : fields.Sections.Select(field =>
            {
                Spelling(kind, field.Name, field.Place, $"{section.Path}.fields");
                return Rule(field.Name, field.Value, master);
            }).ToEquatableList();

    private FieldRule Rule(string pattern, SectionValue field, string kindMaster)
    {
        var given = field.Settings.Text("master");
        var writers = field.Settings.List("writers");
        if (given is not null) Known(given, field, "master");
        foreach (var writer in writers) Known(writer, field, "writers");
        foreach (var seed in field.Settings.List("seeds")) Known(seed, field, "seeds");
        foreach (var receiver in field.Settings.List("receivers")) Known(receiver, field, "receivers");
        var master = given ?? (writers.Count > 0 ? writers[0] : kindMaster);
        if (writers.Count == 0) writers = [master];
        else if (!writers.Contains(master))
            problems.Error(field.PlaceOf("writers"), field.PathOf("writers"), $"The master '{master}' may not write.", $"Add {master} to writers, or name another master.");
        return new FieldRule(pattern)
        {
            Master = master,
            Writers = writers.ToEquatableList(),
            Seeds = field.Settings.List("seeds").ToEquatableList(),
            Receivers = field.Settings.IsGiven("receivers") ? field.Settings.List("receivers").ToEquatableList() : null,
            Conflict = Parsed<ConflictPolicy>(field, "conflict"),
            Drift = Parsed<DriftPolicy>(field, "drift"),
        };
    }

    /// <summary>A field may be the shop's own, so an unknown name is no error; one nearly like a known name is told.</summary>
    private void Spelling(Kind kind, string pattern, Place place, string path)
    {
        var schema = KindSchema.Of(kind);
        if (pattern == "*" || schema.Find(pattern) is not null) return;
        var names = schema.Fields.Select(field => field.Name).ToList();
        if (pattern.EndsWith(".*", StringComparison.Ordinal))
        {
            var groups = names.Where(name => name.Contains('.')).Select(name => name[..(name.IndexOf('.') + 1)] + "*").Distinct().ToList();
            if (groups.Contains(pattern) || DidYouMean.Nearest(pattern, groups) is not { } group) return;
            problems.Warning(place, path, $"No field that we know fits '{pattern}'.", $"Did you mean '{group}'?");
        }
        else if (DidYouMean.Nearest(pattern, names) is { } near)
            problems.Warning(place, path, $"'{pattern}' is no field that we know; it is taken for one of your own.", $"Did you mean '{near}'?");
    }

    private void Known(string system, SectionValue section, string setting) => Known(system, section.PlaceOf(setting), section.PathOf(setting));

    private void Known(string system, Place place, string path)
    {
        if (!systems.Contains(system)) problems.Error(place, path, $"There is no system '{system}'.", DidYouMean.Advice(system, [.. systems], "systems"));
    }

    private static T Parsed<T>(SectionValue section, string setting) where T : struct, Enum =>
        Enum.Parse<T>(section.Settings.RequiredText(setting), ignoreCase: true);
}
