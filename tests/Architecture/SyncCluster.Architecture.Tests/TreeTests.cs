using System.Text.RegularExpressions;
using SyncCluster.Architecture.Tests.Rules;
using SyncCluster.Architecture.Tests.Tree;

namespace SyncCluster.Architecture.Tests;

public sealed class TreeTests
{
    [Fact]
    public void every_project_is_in_the_solution()
    {
        var solution = Repository.Read("SyncCluster.sln").Replace('\\', '/');
        (from project in Repository.Projects
         where !solution.Contains($"\"{project.File}\"", StringComparison.OrdinalIgnoreCase)
         select $"{project.File} is not in the solution: dotnet sln add {project.File}").ShouldBeNone();
    }

    [Fact]
    public void the_solution_holds_only_what_there_is() =>
        (from match in Regex.Matches(Repository.Read("SyncCluster.sln"), "\"([^\"]+\\.csproj)\"")
         let file = match.Groups[1].Value.Replace('\\', '/')
         where !Repository.Exists(file)
         select $"{file} is in the solution and not in the tree").ShouldBeNone();

    [Fact]
    public void a_project_is_named_as_its_folder_and_lies_in_its_ring() =>
        (from project in Repository.Projects
         let folder = project.Folder[(project.Folder.LastIndexOf('/') + 1)..]
         where folder != project.Name || project.Folder.Count(letter => letter == '/') != 2
         select $"{project.File} should be <src|tests>/<Ring>/{project.Name}/{project.Name}.csproj").ShouldBeNone();

    [Fact]
    public void every_connector_has_a_readme() =>
        (from project in Connectors
         where !Repository.Exists($"{project.Folder}/README.md")
         select $"{project.Folder} has no README.md").ShouldBeNone();

    [Fact]
    public void every_connector_has_its_tests_where_they_are_looked_for() =>
        (from project in Connectors
         let tests = $"tests/Connectors/{project.Name}.Tests/{project.Name}.Tests.csproj"
         where !Repository.Exists(tests)
         select $"{project.Name} has no tests: {tests}").ShouldBeNone();

    [Fact]
    public void the_test_command_and_the_check_of_changes_can_be_run()
    {
        Repository.Read(".ci/run").ShouldContain("tests/run.sh");
        Repository.Exists("tests/run.sh").ShouldBeTrue();
        if (OperatingSystem.IsWindows()) return;
        foreach (var script in Repository.Files("", "*.sh").Where(file => Repository.Read(file).StartsWith("#!", StringComparison.Ordinal)))
            File.GetUnixFileMode(Path.Combine(Repository.Root, script)).HasFlag(UnixFileMode.UserExecute)
                .ShouldBeTrue($"{script} begins with #! and has no run bit");
    }

    /// <summary>S4-22: supervised, started again, on one small machine.</summary>
    [Fact]
    public void the_unit_for_systemd_starts_it_again_whatever_ends_it_and_systemd_takes_it()
    {
        var unit = Repository.Read("deploy/synccluster.service");
        var lines = unit.Split('\n').Select(line => line.Trim()).ToList();
        lines.ShouldContain("Restart=always");
        lines.ShouldContain("StartLimitIntervalSec=0", "it never gives up");
        var start = lines.Single(line => line.StartsWith("ExecStart=", StringComparison.Ordinal));
        start.ShouldContain("synccluster run -c ");
        if (!File.Exists("/usr/bin/systemd-analyze")) return;
        var folder = Directory.CreateTempSubdirectory("synccluster-unit-");
        try
        {
            var file = Path.Combine(folder.FullName, "synccluster.service");
            // The program is not installed here.
            File.WriteAllText(file, unit.Replace(start, "ExecStart=/bin/true", StringComparison.Ordinal));
            using var check = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("systemd-analyze", ["verify", "--man=no", file]) { RedirectStandardError = true })!;
            var told = check.StandardError.ReadToEnd();
            check.WaitForExit();
            told.Split('\n').Where(line => line.Contains("synccluster.service", StringComparison.Ordinal)).ShouldBeEmpty();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IEnumerable<Project> Connectors =>
        Repository.Projects.Where(project => !project.IsTest && ReferenceRules.IsConnector(project.Name));
}
