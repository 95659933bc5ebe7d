namespace SyncCluster.Architecture.Tests.Rules;

internal static class Offences
{
    /// <summary>Fails with every offence on a line of its own.</summary>
    public static void ShouldBeNone(this IEnumerable<string> offences)
    {
        var all = offences.ToList();
        if (all.Count > 0) Assert.Fail($"{all.Count} offence(s):\n" + string.Join('\n', all));
    }
}
