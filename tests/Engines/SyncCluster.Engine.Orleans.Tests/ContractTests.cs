using System.Reflection;
using System.Text;
using Orleans.CodeGeneration;
using SyncCluster.Engine.Codec;
using SyncCluster.Engine.Orleans.Grains;
using SyncCluster.Engine.Orleans.Messages;

namespace SyncCluster.Engine.Orleans.Tests;

/// <summary>
/// What silos of two versions say to each other during a rolling upgrade. Lines may be added to the approved file; a line
/// that changes or goes breaks the silos of the version before. After looking at the difference:
/// <c>SYNCCLUSTER_APPROVE=1 tests/run.sh Orleans</c>.
/// </summary>
public sealed class ContractTests
{
    private const string File = "tests/Engines/SyncCluster.Engine.Orleans.Tests/Contracts.approved.txt";

    [Fact]
    public void contracts_are_the_approved_ones()
    {
        var path = Path.Combine(Root(), File);
        var now = Contracts();
        if (Environment.GetEnvironmentVariable("SYNCCLUSTER_APPROVE") == "1") System.IO.File.WriteAllText(path, now);
        now.ShouldBe(System.IO.File.ReadAllText(path));
    }

    [Fact]
    public void every_grain_interface_and_method_has_a_name_of_its_own()
    {
        foreach (var type in Interfaces())
        {
            type.GetCustomAttribute<AliasAttribute>().ShouldNotBeNull($"{type.Name} has no alias: renaming it would break a rolling upgrade");
            foreach (var method in type.GetMethods()) method.GetCustomAttribute<AliasAttribute>().ShouldNotBeNull($"{type.Name}.{method.Name} has no alias");
        }
    }

    private static string Contracts()
    {
        var text = new StringBuilder();
        foreach (var type in Interfaces().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(type.Name).Append(" alias ").Append(Alias(type)).Append(" version ")
                .Append(type.GetCustomAttribute<VersionAttribute>()?.Version.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-")
                .Append(" : ").AppendJoin(", ", type.GetInterfaces().Select(one => one.Name).Order(StringComparer.Ordinal)).Append('\n');
            foreach (var method in type.GetMethods().OrderBy(method => method.Name, StringComparer.Ordinal))
                text.Append("  ").Append(Alias(method)).Append(": ").Append(Name(method.ReturnType)).Append(' ').Append(method.Name).Append('(')
                    .AppendJoin(", ", method.GetParameters().Select(parameter => Name(parameter.ParameterType))).Append(")\n");
        }

        foreach (var grain in typeof(ActorGrain).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Grain)) && !type.IsAbstract).OrderBy(type => type.Name, StringComparer.Ordinal))
            text.Append(grain.Name).Append(" is ").Append(grain.GetCustomAttribute<GrainTypeAttribute>()!.GetGrainType(null!, null!)).Append('\n');
        text.Append("Envelope alias ").Append(Alias(typeof(GrainEnvelopeSurrogate))).Append('\n');
        foreach (var member in typeof(GrainEnvelopeSurrogate).GetProperties())
            text.Append("  ").Append(member.GetCustomAttribute<IdAttribute>()!.Id).Append(": ").Append(Name(member.PropertyType)).Append(' ').Append(member.Name).Append('\n');
        text.Append("Messages\n");
        foreach (var kind in MessageCodec.Contracts) text.Append("  ").Append(kind).Append('\n');
        return text.ToString();
    }

    private static IEnumerable<Type> Interfaces() =>
        typeof(ActorGrain).Assembly.GetTypes().Where(type => type.IsInterface && typeof(IAddressable).IsAssignableFrom(type));

    private static string Alias(MemberInfo member) => member.GetCustomAttribute<AliasAttribute>()?.Alias ?? "-";

    private static string Name(Type type) => type.IsGenericType
        ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GenericTypeArguments.Select(Name))}>"
        : type.Name;

    private static string Root()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (System.IO.File.Exists(Path.Combine(at.FullName, "SyncCluster.sln"))) return at.FullName;
        throw new InvalidOperationException("No SyncCluster.sln above the tests.");
    }
}
