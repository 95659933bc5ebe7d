using SyncCluster.Core.Deciding;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;
using SyncCluster.Core.Tests.Scenes;

namespace SyncCluster.Core.Tests.Properties;

/// <summary>
/// One customer in two systems, people who edit there, reads and answers that come late, doubled or in another order.
/// What happens is read from a string of bytes, so that a story that fails can be made shorter.
/// </summary>
internal sealed class World
{
    private static readonly string[] FieldNames = [CustomerFields.Phone, CustomerFields.LastName, CustomerFields.TaxId, CustomerFields.Active];
    private static readonly string[] Words = ["", "a", "b", "c & d", "a long name of a customer", "e"];

    private readonly EntityDecider _decider;
    private readonly RuleBook _book;
    private readonly Dictionary<string, Remote> _remotes;
    private readonly List<Observation> _reads = [];
    private readonly Dictionary<string, Func<DateTimeOffset, EntityEvent>> _answers = [];
    private readonly HashSet<string> _lost = [];
    private readonly List<Func<DateTimeOffset, EntityEvent>> _answered = [];
    private readonly Dictionary<(string System, string Field, string Value), List<int>> _edits = [];
    private readonly Dictionary<(string System, string Field), int> _taken = [];
    private readonly Invariants _invariants = new(thorough: false);
    private DateTimeOffset _now = Scene.Start;

    public World(RuleBook book, params Remote[] remotes)
    {
        _book = book;
        _decider = new EntityDecider(book);
        _remotes = remotes.ToDictionary(remote => remote.Name);
        State = EntityState.New("e1", Kind.Customer);
        foreach (var remote in remotes)
            if (remote.Name == Houses.Erp) Edit(remote, CustomerFields.Email, FieldValue.Of("jan@example.com"));
    }

    public EntityState State { get; private set; }

    public List<Func<string>> Diary { get; } = [];

    public Remote this[string system] => _remotes[system];

    /// <summary>Lets happen what the bytes say.</summary>
    public void Live(byte[] story)
    {
        for (var i = 0; i + 2 < story.Length; i += 3)
        {
            var remote = _remotes.Values.ElementAt(story[i + 1] % _remotes.Count);
            switch (story[i] % 10)
            {
                case 0 or 1 or 2: Edit(remote, FieldNames[story[i + 2] % FieldNames.Length], story[i + 2]); break;
                case 3 or 4: Read(remote); break;
                case 5 or 6: Deliver(story[i + 2], repeat: story[i + 2] > 200); break;
                case 7 or 8: Send(remote, story[i + 2] % 5); break;
                default:
                    Answer(remote);
                    if (story[i + 2] > 200 && _answered.Count > 0) Decide(_answered[story[i + 2] % _answered.Count]);
                    break;
            }
        }
    }

    public void Edit(Remote remote, string field, FieldValue value)
    {
        Tick();
        foreach (var (name, written) in new[] { (CustomerFields.Email, FieldValue.Of("jan@example.com")), (field, value) })
        {
            if (name != field && remote.Id is not null) continue;
            remote.Edit(name, written, _now);
            var edit = (remote.Name, name, written.ToString()!);
            if (!_edits.TryGetValue(edit, out var times)) _edits[edit] = times = [];
            times.Add(Diary.Count);
        }

        Note(() => $"{remote.Name} edits {field} := {value}");
    }

    private void Edit(Remote remote, string field, byte choice) => Edit(remote, field, field == CustomerFields.Active
        ? FieldValue.Of(choice > 127)
        : FieldValue.Of(choice > 127 ? $"{Diary.Count} {Words[choice % Words.Length]}" : Words[choice % Words.Length]));

    private void Read(Remote remote)
    {
        Tick();
        if (remote.Read(_now) is { } seen) _reads.Add(seen);
        var fields = remote.Fields;
        Note(() => $"{remote.Name} is read: {fields}");
    }

    private void Deliver(byte which, bool repeat)
    {
        if (_reads.Count == 0) return;
        var seen = _reads[which % _reads.Count];
        if (!repeat) _reads.Remove(seen);
        Decide(at => new EntityEvent.Observed(seen, Fingerprint.Of(seen)) { At = at });
    }

    /// <summary>Sends what is pending; one push of a system at a time is on its way.</summary>
    private void Send(Remote remote, int luck)
    {
        if (_answers.ContainsKey(remote.Name) || State.View(remote.Name) is not { Pending: { Parked: false } pending } view) return;
        Tick();
        if (view.RemoteId is null && remote.Id is not null && (view.Uncertain || _lost.Contains(remote.Name)))
        {
            var found = remote.Receipt();
            Note(() => $"{remote.Name} is looked at and found: {found.Stored}");
            _answers[remote.Name] = at => new EntityEvent.PushDone(remote.Name, pending.OperationId, pending.Patch, found, Fingerprint.None) { At = at, Found = true };
            return;
        }

        if (view.RemoteId is null && remote.Id is not null)
        {
            // Somebody else created it there meanwhile: its key is taken.
            _answers[remote.Name] = at => new EntityEvent.PushFailed(remote.Name, pending.OperationId, new Fault(FaultKind.Transient, "taken")) { At = at };
            return;
        }

        if (luck is 0 or 1 or 2) remote.Write(pending.Patch, _now);
        Note(() => $"{remote.Name} is sent {pending.OperationId} {pending.Patch}, luck {luck}");
        var receipt = luck <= 2 ? remote.Receipt() : null;
        _answers[remote.Name] = luck switch
        {
            0 or 1 => at => new EntityEvent.PushDone(remote.Name, pending.OperationId, pending.Patch, receipt!,
                receipt!.Stored is { } stored ? Fingerprint.Of(stored) : Fingerprint.None) { At = at },
            2 or 3 => at => new EntityEvent.PushFailed(remote.Name, pending.OperationId, new Fault(FaultKind.Unknown, "no answer")) { At = at },
            _ => at => new EntityEvent.PushFailed(remote.Name, pending.OperationId, new Fault(FaultKind.Transient, "busy")) { At = at },
        };
        if (luck == 2) _lost.Add(remote.Name);
    }

    private void Answer(Remote remote)
    {
        if (!_answers.Remove(remote.Name, out var answer)) return;
        _answered.Add(answer);
        Decide(answer);
    }

    /// <summary>Everything on its way arrives, everything works, until nothing happens any more.</summary>
    public World Rests()
    {
        while (_reads.Count > 0) Deliver(0, repeat: false);
        for (var round = 0; round < 30; round++)
        {
            var before = State;
            foreach (var remote in _remotes.Values)
            {
                Answer(remote);
                _now += TimeSpan.FromMinutes(30);
                Send(remote, 0);
                Answer(remote);
                Read(remote);
                while (_reads.Count > 0) Deliver(0, repeat: false);
            }

            if (_remotes.Keys.All(name => State.View(name)?.Pending is null or { Parked: true }) && Essence(before).Equals(Essence(State))) return this;
        }

        throw new ShouldAssertException($"no rest is found:\n{this}");
    }

    private static EntityState Essence(EntityState state) => state with
    {
        Systems = state.Systems.Select(view => view with { SeenAt = null }).ToEquatableList(),
    };

    /// <summary>What must be true at rest.</summary>
    public void IsWhole()
    {
        var rules = _book.For(Kind.Customer)!;
        foreach (var remote in _remotes.Values)
        {
            var view = State.View(remote.Name);
            if (remote.Id is null)
            {
                Holds(view?.RemoteId is null, () => $"{remote.Name} has no record");
                continue;
            }

            Holds(view?.RemoteId == remote.Id, () => $"{remote.Name} calls it {remote.Id}");
            foreach (var (field, value) in remote.Fields)
                Holds(Same(field, view!.Snapshot[field], value), () => $"we believe that {remote.Name} holds {field} '{view.Snapshot[field]}'; it holds '{value}'");
            foreach (var (field, value) in rules.Desired(rules.Of(remote.Name)!, State.Canonical))
            {
                var explained = Same(field, remote.Fields[field], value) || view!.Kept.Contains(field) || view.Pending is { Parked: true }
                    || view.Normalised.Any(form => form.Field == field && form.Sent.Equals(value))
                    || State.Conflicts.Any(conflict => conflict.Field == field && conflict.System == remote.Name);
                Holds(explained, () => $"{remote.Name} holds {field} '{remote.Fields[field]}' and should hold '{value}'");
            }
        }

        foreach (var (field, value) in State.Canonical)
            Holds(_edits.Keys.Any(edit => edit.Field == field && edit.Value == value.ToString()), () => $"nobody ever wrote {field} '{value}'");
    }

    /// <summary>Fails with the whole story; a message that is not needed is not made.</summary>
    public void Holds(bool holds, Func<string> otherwise)
    {
        if (!holds) throw new ShouldAssertException($"{otherwise()}\n{this}");
    }

    private static bool Same(string field, FieldValue? left, FieldValue? right) =>
        (KindSchema.IsVoid(left) && KindSchema.IsVoid(right)) || KindSchema.Of(Kind.Customer).Same(field, left, right);

    private void Decide(Func<DateTimeOffset, EntityEvent> happens)
    {
        Tick();
        var decision = _invariants.Check(_decider, State, happens(_now));
        State = decision.State;
        Note(() => $"-> {string.Join("; ", decision.Reasons.Select(reason => $"{reason.Kind} {reason.System} {reason.Field} {reason.Old}>{reason.New} {reason.Rule}{reason.OperationId}"))}");
        foreach (var changed in decision.Reasons.Where(reason => reason.Kind == ReasonKind.Changed)) IsNews(changed);
    }

    /// <summary>What counts as a change by a system was written there by a person, and later than what was taken from there before.</summary>
    private void IsNews(Reason changed)
    {
        var (system, field, value) = (changed.System!, changed.Field!, changed.New!.ToString()!);
        Holds(_edits.TryGetValue((system, field, value), out var times), () => $"nobody in {system} ever wrote {field} '{value}'");
        var taken = _taken.GetValueOrDefault((system, field), -1);
        Holds(times!.Exists(time => time > taken), () => $"{system} wrote {field} '{value}' before what was taken last");
        _taken[(system, field)] = times.Find(time => time > taken);
    }

    private void Tick() => _now += TimeSpan.FromSeconds(1);

    private void Note(Func<string> line) => Diary.Add(line);

    public override string ToString() => string.Join("\n", Diary.Select(line => line()));
}
