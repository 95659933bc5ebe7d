using System.Collections;
using System.Reflection;
using System.Text;
using System.Text.Json;
using SyncCluster.Core.Deciding;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Codec;

namespace SyncCluster.Engine.Tests.Codec;

/// <summary>What is written by hand says what reflection would say: a property that is forgotten there would be lost.</summary>
public sealed class HandWrittenJsonTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 22, 13, 0, 0, 123, TimeSpan.FromHours(2));

    private static readonly FieldSet Fields = FieldSet.Of(
        ("name", FieldValue.Of("Škoda & <syn> \"x\"")), ("price.1", new FieldValue.Number(12.50m)), ("active", FieldValue.Of(false)), ("sku", FieldValue.Empty),
        ("placedAt", FieldValue.Of(At)), ("categories", FieldValue.Of([new FieldValue.Link(Kind.Category, "1")])), ("own", new FieldValue.Group(FieldSet.Of(("a", FieldValue.Of(1m))))));

    [Theory]
    [InlineData(typeof(EntityState))]
    [InlineData(typeof(Reason))]
    [InlineData(typeof(EquatableList<Reason>))]
    public void every_property_is_written_and_read_as_reflection_does(Type type)
    {
        var filled = Filled(type, "root");
        var byReflection = Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(filled, type, EngineJson.ByReflection));
        Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(filled, type, EngineJson.Options))
            .ShouldBe(byReflection, "a property is missing in the hand-written converter, or stands elsewhere");
        JsonSerializer.Deserialize(byReflection, type, EngineJson.Options).ShouldBe(filled, "a property is not read by the hand-written converter");
    }

    [Fact]
    public void what_is_the_default_is_left_out_as_reflection_leaves_it_out()
    {
        var state = EntityState.New("e", Kind.Product) with
        {
            Canonical = Fields,
            Systems = [new SystemView { System = "erp", Snapshot = Fields.Map((_, value) => FieldValue.Of(value + "!")) }, new SystemView { System = "shop", Pending = new PendingPush("o", 1, FieldSet.Empty, At) }],
        };
        Encoding.UTF8.GetString(EngineJson.Write(state)).ShouldBe(Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(state, EngineJson.ByReflection)));
        EngineJson.Read<EntityState>(EngineJson.Write(state)).ShouldBe(state);
    }

    [Fact]
    public void properties_of_a_newer_program_are_passed_over()
    {
        var state = EngineJson.Read<EntityState>("""{"later":{"a":[1,{"b":2}]},"kind":"Order","systems":[{"later":[[]],"system":"erp"}],"entityId":"e"}"""u8);
        state.ShouldBe(EntityState.New("e", Kind.Order) with { Systems = [new SystemView { System = "erp" }] });
    }

    [Theory]
    [InlineData("""{"kind":"Order"}""")]
    [InlineData("""{"entityId":"e"}""")]
    [InlineData("""{"entityId":"e","kind":"Orders"}""")]
    [InlineData("""{"entityId":"e","kind":"Order","systems":[{}]}""")]
    [InlineData("""{"entityId":"e","kind":"Order","systems":{}}""")]
    [InlineData("""{"entityId":"e","kind":"Order","systems":[{"system":"erp","fingerprint":"00"}]}""")]
    [InlineData("""{"entityId":"e","kind":"Order","systems":[{"system":"erp","snapshot":{"name":{}}}]}""")]
    [InlineData("""{"entityId":"e","kind":"Order","provenance":["name"]}""")]
    [InlineData("""["e"]""")]
    [InlineData("""{"entityId":"e","kind":"Order" """)]
    public void what_is_no_state_is_refused(string json) =>
        Should.Throw<JsonException>(() => EngineJson.Read<EntityState>(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void values_that_systems_share_are_written_once_and_come_back_as_one_object()
    {
        var state = EntityState.New("e", Kind.Product) with
        {
            Canonical = Fields,
            Systems = [new SystemView { System = "erp", Snapshot = Fields, Kept = Fields, Unread = Fields, Pending = new PendingPush("o", 1, Fields, At) { Base = Fields }, Superseded = [new SentPatch(1, Fields) { Base = Fields }] }],
        };
        var json = EngineJson.Write(state);
        var read = EngineJson.Read<EntityState>(json);
        read.ShouldBe(state);
        Encoding.UTF8.GetString(json).Split("Škoda").Length.ShouldBe(2, "the name stands in the canonical fields alone");
        foreach (var (name, value) in read.Systems[0].Snapshot) value.ShouldBeSameAs(read.Canonical[name]);
        JsonSerializer.Deserialize<EntityState>(JsonSerializer.SerializeToUtf8Bytes(state, EngineJson.ByReflection), EngineJson.Options).ShouldBe(state, "states from before");
    }

    [Fact]
    public void a_provenance_like_the_one_before_is_its_field_alone()
    {
        var state = EntityState.New("e", Kind.Product) with
        {
            Provenance = [new("brand", "erp", At), new("name", "erp", At), new("price.1", "erp", At.ToUniversalTime()), new("sku", "shop", At.ToUniversalTime()), new("stock", "shop", At.ToUniversalTime())],
        };
        var json = EngineJson.Write(state);
        EngineJson.Read<EntityState>(json).ShouldBe(state);
        EngineJson.Read<EntityState>(json).Provenance.Select(one => one.At.Offset).ShouldBe(state.Provenance.Select(one => one.At.Offset));
        Encoding.UTF8.GetString(json).ShouldContain("\"},\"name\",{\"field\":\"price.1\"");
        JsonSerializer.Deserialize<EntityState>(JsonSerializer.SerializeToUtf8Bytes(state, EngineJson.ByReflection), EngineJson.Options).ShouldBe(state, "states from before");
    }

    [Fact]
    public void a_number_keeps_its_own_digits_though_it_equals_the_canonical_one()
    {
        var snapshot = FieldSet.Of(("price.1", new FieldValue.Number(12.50m)));
        var state = EntityState.New("e", Kind.Product) with { Canonical = FieldSet.Of(("price.1", new FieldValue.Number(12.5m))), Systems = [new SystemView { System = "erp", Snapshot = snapshot }] };
        ((FieldValue.Number)EngineJson.Read<EntityState>(EngineJson.Write(state)).Systems[0].Snapshot["price.1"]!).Value.Scale.ShouldBe((byte)2);
    }

    /// <summary>An object none of whose properties has its default.</summary>
    private static object Filled(Type type, string name)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner) return Filled(inner, name);
        if (type == typeof(string)) return $"{name} ž \"<1>\"";
        if (type == typeof(bool)) return true;
        if (type == typeof(int) || type == typeof(long)) return Convert.ChangeType(name.Length + 1, type, System.Globalization.CultureInfo.InvariantCulture);
        if (type == typeof(decimal)) return name.Length + 0.5m;
        if (type == typeof(DateTimeOffset)) return At.AddTicks(name.Length);
        if (type == typeof(DateOnly)) return new DateOnly(2026, 11, name.Length);
        if (type == typeof(decimal)) return 1.5m;
        if (type == typeof(TimeSpan)) return TimeSpan.FromSeconds(3);
        if (type == typeof(FieldSet)) return Fields.With("name", FieldValue.Of(name)).Where((field, _) => name == "Canonical" || field == "name");
        if (type == typeof(FieldValue)) return FieldValue.Of(name);
        if (type == typeof(Fingerprint)) return Fingerprint.Of(Fields);
        if (type.IsEnum) return Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1)!;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(EquatableList<>))
        {
            var element = type.GetGenericArguments()[0];
            var items = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
            items.Add(Filled(element, name));
            return typeof(EquatableList).GetMethod(nameof(EquatableList.ToEquatableList))!.MakeGenericMethod(element).Invoke(null, [items])!;
        }

        var constructor = type.GetConstructors().OrderByDescending(one => one.GetParameters().Length).First();
        var filled = constructor.Invoke([.. constructor.GetParameters().Select(parameter => Filled(parameter.ParameterType, parameter.Name!))]);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
            if (property.SetMethod is not null && property.GetIndexParameters().Length == 0) property.SetValue(filled, Filled(property.PropertyType, property.Name));
        return filled;
    }
}
