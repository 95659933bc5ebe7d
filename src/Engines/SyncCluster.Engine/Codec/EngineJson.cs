using System.Collections;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using SyncCluster.Core.Records;

namespace SyncCluster.Engine.Codec;

/// <summary>
/// The one JSON form of everything that is stored or crosses processes. Closed unions (abstract records with nested
/// cases) carry their case's name in <c>$</c>; empty lists and field sets that are not constructor arguments are left out.
/// </summary>
public static class EngineJson
{
    /// <summary>The options of that form.</summary>
    public static JsonSerializerOptions Options { get; } = Build(byHand: true);

    /// <summary>The same form by reflection alone: what the hand-written converters are held against.</summary>
    internal static JsonSerializerOptions ByReflection { get; } = Build(byHand: false);

    /// <summary>Writes <paramref name="value"/>.</summary>
    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    /// <summary>Reads a value.</summary>
    /// <exception cref="JsonException">It is no such value.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException($"null is no {typeof(T).Name}.");

    private static JsonSerializerOptions Build(bool byHand)
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { Unions, LeaveOut } },
            MaxDepth = 64,
        };
        if (byHand)
        {
            options.Converters.Add(new EntityStateJson());
            options.Converters.Add(new ReasonJson());
            options.Converters.Add(new ReasonsJson());
        }

        options.Converters.Add(new FieldSetJson());
        options.Converters.Add(new FieldValueJson());
        options.Converters.Add(new FingerprintJson());
        options.Converters.Add(new EquatableListJson());
        options.Converters.Add(new JsonStringEnumConverter());
        options.MakeReadOnly();
        return options;
    }

    private static void Unions(JsonTypeInfo type)
    {
        if (!type.Type.IsAbstract || type.Type.IsInterface || type.Kind != JsonTypeInfoKind.Object) return;
        var cases = type.Type.GetNestedTypes().Where(nested => nested.IsSubclassOf(type.Type)).ToArray();
        if (cases.Length == 0) return;
        type.PolymorphismOptions = new JsonPolymorphismOptions { TypeDiscriminatorPropertyName = "$" };
        foreach (var one in cases) type.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(one, one.Name));
    }

    private static void LeaveOut(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object) return;
        var arguments = type.Type.GetConstructors().SelectMany(constructor => constructor.GetParameters())
            .Select(parameter => parameter.Name!).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var property in type.Properties)
        {
            if (property.IsRequired) property.ShouldSerialize = static (_, _) => true;
            else if (property.PropertyType == typeof(FieldSet) && !arguments.Contains(property.Name))
                property.ShouldSerialize = static (_, value) => value is FieldSet { Count: > 0 };
            else if (typeof(ICollection).IsAssignableFrom(property.PropertyType) || IsEquatableList(property.PropertyType))
                property.ShouldSerialize = arguments.Contains(property.Name)
                    ? null
                    : static (_, value) => value is IEnumerable items && items.GetEnumerator().MoveNext();
        }
    }

    private static bool IsEquatableList(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(EquatableList<>);

    private sealed class EquatableListJson : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) => IsEquatableList(typeToConvert);

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

        private sealed class Of<T> : JsonConverter<EquatableList<T>>
        {
            public override EquatableList<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
            {
                if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("A list is an array.");
                var element = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
                var items = new List<T>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) items.Add(JsonSerializer.Deserialize(ref reader, element)!);
                return items.ToEquatableList();
            }

            public override void Write(Utf8JsonWriter writer, EquatableList<T> value, JsonSerializerOptions options)
            {
                var element = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
                writer.WriteStartArray();
                foreach (var item in value) JsonSerializer.Serialize(writer, item, element);
                writer.WriteEndArray();
            }
        }
    }
}
