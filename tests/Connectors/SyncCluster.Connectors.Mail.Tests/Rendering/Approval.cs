using System.Runtime.CompilerServices;

namespace SyncCluster.Connectors.Mail.Tests.Rendering;

/// <summary>Compares with a file beside the test. To approve a change, run with SYNCCLUSTER_APPROVE=1 and read the diff.</summary>
internal static class Approval
{
    public static void Check(string name, string actual, [CallerFilePath] string from = "")
    {
        var file = $"{name}.approved.txt";
        if (Environment.GetEnvironmentVariable("SYNCCLUSTER_APPROVE") == "1")
            File.WriteAllText(Path.Combine(Path.GetDirectoryName(from)!, "Approved", file), actual);
        else
            actual.ShouldBe(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Rendering", "Approved", file)).ReplaceLineEndings("\n"));
    }
}
