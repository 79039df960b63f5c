using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace TaskSync.Api.Problems;

/// <summary>Writes problems, as results of endpoints and from middleware.</summary>
internal sealed class ProblemAnswer(Problem problem) : IResult
{
    public const string ContentType = "application/problem+json";

    public Task ExecuteAsync(HttpContext httpContext) => WriteAsync(httpContext, problem);

    /// <summary>What names a request in the log and in a problem.</summary>
    public static string TraceIdOf(HttpContext http) => Activity.Current?.Id ?? http.TraceIdentifier;

    public static Task WriteAsync(HttpContext http, Problem problem)
    {
        if (problem.Status >= 500) problem = problem with { TraceId = TraceIdOf(http) };
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(problem, ApiJson.Default.Problem);
        HttpResponse response = http.Response;
        response.StatusCode = problem.Status;
        response.ContentType = ContentType;
        response.ContentLength = body.Length;
        if (problem.RetryAfterSeconds is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(body).AsTask();
    }
}

internal static class ProblemAnswers
{
    /// <summary>The problem as an endpoint's result.</summary>
    public static IResult Answer(this Problem problem) => new ProblemAnswer(problem);
}
