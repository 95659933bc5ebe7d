using Microsoft.AspNetCore.Http.HttpResults;

namespace SyncCluster.Server.Http.Answers;

/// <summary>Errors as <c>application/problem+json</c>: what, which, and what to do.</summary>
internal static class Problem
{
    public static ProblemHttpResult Of(int status, string what, string which, string advice) => TypedResults.Problem(
        which, statusCode: status, title: what, extensions: new Dictionary<string, object?> { ["advice"] = advice });

    public static ProblemHttpResult Unknown(string what, string which, string advice) => Of(StatusCodes.Status404NotFound, $"No such {what}", which, advice);

    public static ProblemHttpResult Wrong(string which, string advice) => Of(StatusCodes.Status400BadRequest, "The request is not understood", which, advice);

    public static ProblemHttpResult Refused(string which, string advice) => Of(StatusCodes.Status409Conflict, "Not possible now", which, advice);
}

/// <summary>Thrown where a parameter cannot be understood; answered as a problem.</summary>
internal sealed class WrongRequestException(string which, string advice) : Exception(which)
{
    public string Advice { get; } = advice;
}
