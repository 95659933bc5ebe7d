using SyncCluster.Connectors;

namespace SyncCluster.Server.Configuration;

/// <summary>A place in a file, for people: both numbers begin at 1.</summary>
internal readonly record struct Place(int Line, int Column) : IComparable<Place>
{
    public int CompareTo(Place other) => Line != other.Line ? Line.CompareTo(other.Line) : Column.CompareTo(other.Column);
}

/// <summary>Something wrong in the configuration.</summary>
/// <param name="Severity">An error keeps the server from starting.</param>
/// <param name="File">The file's name as given.</param>
/// <param name="Place">Where in the file.</param>
/// <param name="Path">Which setting: <c>systems.erp.url</c>; empty for the whole file.</param>
/// <param name="Message">What was found, in one sentence; never a secret.</param>
/// <param name="Advice">What to write instead.</param>
internal sealed record ConfigurationProblem(Severity Severity, string File, Place Place, string Path, string Message, string Advice)
{
    public override string ToString() =>
        $"{File}:{Place.Line}:{Place.Column}: {(Severity == Severity.Error ? "error" : "warning")}: {(Path.Length == 0 ? "" : Path + ": ")}{Message} {Advice}".TrimEnd();
}

/// <summary>Collects everything that is wrong, so that one run tells all of it.</summary>
internal sealed class Problems(string file)
{
    // A file that is wrong from top to bottom is not helped by ten thousand lines.
    private const int Most = 500;

    private readonly List<ConfigurationProblem> _found = [];

    public IReadOnlyList<ConfigurationProblem> InOrder => [.. _found.OrderBy(problem => problem.Place)];

    public bool AnyError => _found.Exists(problem => problem.Severity == Severity.Error);

    public int Errors => _found.Count(problem => problem.Severity == Severity.Error);

    public void Error(Place place, string path, string message, string advice) => Add(Severity.Error, place, path, message, advice);

    public void Warning(Place place, string path, string message, string advice) => Add(Severity.Warning, place, path, message, advice);

    private void Add(Severity severity, Place place, string path, string message, string advice)
    {
        if (_found.Count < Most) _found.Add(new ConfigurationProblem(severity, file, place, path, message, advice));
    }
}
