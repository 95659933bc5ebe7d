using FsCheck.Fluent;
using SyncCluster.Core.Records;
using SyncCluster.Core.Tests.Properties;

namespace SyncCluster.Core.Tests.Records;

public sealed class FieldSetTests
{
    [Fact]
    public void a_set_behaves_as_a_dictionary_in_order_of_names() => Values.Holds(Values.Pairs(1).Zip(Values.Pairs(1)), both =>
    {
        var set = FieldSet.Empty;
        var model = new SortedDictionary<string, FieldValue>(StringComparer.Ordinal);
        foreach (var (name, value) in both.Item1)
        {
            var before = set;
            var text = before.ToString();
            set = set.With(name, value);
            before.ToString().ShouldBe(text, "a set never changes");
            model[name] = value;
            Same(set, model);
        }

        Same(FieldSet.Of(both.Item1), model);
        foreach (var (name, _) in both.Item2)
        {
            set = set.Without(name);
            model.Remove(name);
            Same(set, model);
        }

        set = set.Over(FieldSet.Of(both.Item2));
        foreach (var (name, value) in both.Item2) model[name] = value;
        Same(set, model);
        Same(set.Where((name, _) => name.Length > 1), new(model.Where(field => field.Key.Length > 1).ToDictionary(), StringComparer.Ordinal));
        Same(set.Map((_, _) => FieldValue.Empty), new(model.ToDictionary(field => field.Key, _ => FieldValue.Empty), StringComparer.Ordinal));
    });

    private static void Same(FieldSet set, SortedDictionary<string, FieldValue> model)
    {
        set.Count.ShouldBe(model.Count);
        set.Select(field => field.Key).ShouldBe(model.Keys);
        foreach (var name in Values.Names)
        {
            set.Contains(name).ShouldBe(model.ContainsKey(name));
            set[name].ShouldBe(model.GetValueOrDefault(name));
        }
    }

    [Fact]
    public void sets_are_equal_by_what_they_hold_whatever_the_order_they_were_filled_in() => Values.Holds(Values.Pairs(), pairs =>
    {
        var unique = pairs.DistinctBy(pair => pair.Item1).ToList();
        var one = FieldSet.Of(unique);
        var other = FieldSet.Of(unique.AsEnumerable().Reverse());
        one.ShouldBe(other);
        one.GetHashCode().ShouldBe(other.GetHashCode());
    });

    [Fact]
    public void a_patch_put_over_what_is_held_gives_what_is_wanted() => Values.Holds(Values.Set().Zip(Values.Set()), both =>
    {
        var (held, wanted) = both;
        var patch = wanted.Where((name, value) => !value.Equals(held[name]));
        held.Over(patch).Where((name, _) => wanted.Contains(name)).ShouldBe(wanted);
        held.Over(patch).Over(patch).ShouldBe(held.Over(patch));
    });

    [Fact]
    public void a_value_of_another_form_reads_as_none()
    {
        var set = FieldSet.Of(("text", FieldValue.Of("1")), ("number", FieldValue.Of(1m)), ("flag", FieldValue.Of(true)), ("empty", FieldValue.Empty));
        set.Text("number").ShouldBeNull();
        set.Number("text").ShouldBeNull();
        set.Flag("text").ShouldBeNull();
        set.Instant("text").ShouldBeNull();
        set.Items("text").ShouldBeEmpty();
        set.Text("empty").ShouldBeNull();
        set.Text("absent").ShouldBeNull();
        set.Text("text").ShouldBe("1");
        set.Number("number").ShouldBe(1);
        set.Flag("flag").ShouldBe(true);
    }

    [Fact]
    public void lists_compare_by_their_elements()
    {
        EquatableList<int> one = [1, 2], same = new[] { 1, 2 }.ToEquatableList(), other = [2, 1];
        one.ShouldBe(same);
        one.GetHashCode().ShouldBe(same.GetHashCode());
        one.Equals(other).ShouldBeFalse();
        one.Add(3).ShouldBe([1, 2, 3]);
        one.Count.ShouldBe(2);
        EquatableList<KeyValuePair<string, string>> pairs = [new("a", "b")];
        pairs.ShouldBe([new("a", "b")]);
    }
}
