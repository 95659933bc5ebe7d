using System.Collections.Concurrent;
using SyncCluster.Core.Records;

namespace SyncCluster.Core.Rules;

/// <summary>Remembers which rule a field's name resolved to; belongs to one list of rules.</summary>
internal sealed class FieldRuleCache(EquatableList<FieldRule> rules, string master)
{
    private readonly ConcurrentDictionary<string, FieldRule> _resolved = new(StringComparer.Ordinal);
    private readonly FieldRule _default = new("*") { Master = master, Writers = [master] };

    public bool IsOf(EquatableList<FieldRule> others, string otherMaster) => ReferenceEquals(rules, others) && master == otherMaster;

    public FieldRule Find(string name) => _resolved.TryGetValue(name, out var known) ? known : _resolved[name] = Resolve(name);

    private FieldRule Resolve(string name)
    {
        FieldRule? best = null;
        foreach (var rule in rules)
        {
            if (rule.Pattern == name) return rule;
            if (rule.Fits(name) && (best is null || rule.Pattern.Length > best.Pattern.Length)) best = rule;
        }

        return best ?? _default;
    }
}
