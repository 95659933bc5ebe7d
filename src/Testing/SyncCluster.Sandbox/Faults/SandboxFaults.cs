namespace SyncCluster.Sandbox.Faults;

/// <summary>
/// The faults of one stand-in. Rules can be set and removed at any time; chance comes from a seeded generator, so that
/// the same seed and the same calls give the same faults. Thread safe.
/// </summary>
/// <param name="seed">Seed of the generator.</param>
public sealed class SandboxFaults(int seed)
{
    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);
    private readonly List<ActiveRule> _rules = [];
    private readonly Dictionary<FaultKind, int> _hits = [];
    private readonly HashSet<string> _brokenImages = [];

    /// <summary>Rules in force.</summary>
    public IReadOnlyList<FaultRule> Rules
    {
        get
        {
            lock (_gate) return [.. _rules.Select(active => active.Rule with { Times = active.Left })];
        }
    }

    /// <summary>How often each fault happened.</summary>
    public IReadOnlyDictionary<FaultKind, int> Hits
    {
        get
        {
            lock (_gate) return new Dictionary<FaultKind, int>(_hits);
        }
    }

    /// <summary>Puts a rule in force.</summary>
    /// <param name="rule">The rule.</param>
    public void Add(FaultRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        lock (_gate) _rules.Add(new ActiveRule(rule));
    }

    /// <summary>Puts a rule in force in place of all others, without a moment between.</summary>
    /// <param name="rule">The rule.</param>
    public void Only(FaultRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        lock (_gate)
        {
            _rules.Clear();
            _rules.Add(new ActiveRule(rule));
        }
    }

    /// <summary>Short for the most usual rule: this fault for the next so many calls.</summary>
    /// <param name="kind">What goes wrong.</param>
    /// <param name="times">For how many calls.</param>
    /// <param name="path">Only calls whose path contains this.</param>
    public void Next(FaultKind kind, int times = 1, string? path = null) =>
        Add(new FaultRule { Kind = kind, Times = times, Path = path });

    /// <summary>An image whose address contains this text cannot be downloaded.</summary>
    /// <param name="part">Part of the address.</param>
    public void BreakImages(string part)
    {
        lock (_gate) _brokenImages.Add(part);
    }

    /// <summary>Removes every rule.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _rules.Clear();
            _brokenImages.Clear();
        }
    }

    /// <summary>Whether this image cannot be downloaded.</summary>
    /// <param name="address">Its address.</param>
    public bool IsBrokenImage(string address)
    {
        lock (_gate) return _brokenImages.Any(part => address.Contains(part, StringComparison.Ordinal));
    }

    /// <summary>The rule that hits this call, if one does; it counts as used.</summary>
    /// <param name="kind">What may go wrong.</param>
    /// <param name="method">HTTP method of the call.</param>
    /// <param name="path">Path of the call, or topic of a webhook.</param>
    public FaultRule? Draw(FaultKind kind, string method, string path)
    {
        lock (_gate)
        {
            foreach (var active in _rules)
            {
                var rule = active.Rule;
                if (rule.Kind != kind || active.Left == 0) continue;
                if (rule.Method is { } wanted && !string.Equals(wanted, method, StringComparison.OrdinalIgnoreCase))
                    continue;
                if (rule.Path is { } part && !path.Contains(part, StringComparison.OrdinalIgnoreCase)) continue;
                if (rule.Probability < 1 && _random.NextDouble() >= rule.Probability) continue;
                active.Left--;
                _rules.RemoveAll(used => used.Left == 0);
                _hits[kind] = _hits.GetValueOrDefault(kind) + 1;
                return rule;
            }

            return null;
        }
    }

    private sealed class ActiveRule(FaultRule rule)
    {
        public FaultRule Rule => rule;

        public int? Left { get; set; } = rule.Times;
    }
}
