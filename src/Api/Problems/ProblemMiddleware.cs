using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using TaskSync.Core.Ports;

namespace TaskSync.Api.Problems;

/// <summary>
/// The outermost layer: whatever happens within, the answer is a problem that says what and why, and no
/// internals.
/// </summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
            if (IsBare(http.Response)) await Bare(http).ExecuteAsync(http);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked has gone; there is nobody to answer.
        }
        catch (Exception failure) when (!http.Response.HasStarted)
        {
            Problem problem = Explain(failure);
            if (problem.Status >= 500)
            {
                LogFailed(http.GetEndpoint()?.DisplayName, Problem.TraceIdOf(http), failure);
            }
            http.Response.Clear();
            SecurityHeaders.Put(http);
            await problem.ExecuteAsync(http);
        }
    }

    /// <summary>Routing and binding refuse without a body.</summary>
    private static bool IsBare(HttpResponse response) =>
        response is { HasStarted: false, StatusCode: >= 400, ContentType: null, ContentLength: null };

    private static Problem Bare(HttpContext http) => http.Response.StatusCode switch
    {
        404 => new()
        {
            Status = 404,
            Code = "not_found",
            Title = "There is nothing here",
            Detail = "No resource of this server has this address.",
        },
        405 => new()
        {
            Status = 405,
            Code = "method_not_allowed",
            Title = "The method is not allowed",
            Detail = http.Response.Headers.Allow.ToString() is { Length: > 0 } methods
                ? $"This address takes {methods}."
                : "This address takes another method.",
        },
        var status => OfStatus(status),
    };

    private static Problem Explain(Exception failure) => failure switch
    {
        BadHttpRequestException bad => OfStatus(bad.StatusCode),
        UnavailableException { DamagedId: { } id } => Problem.Damaged(id),
        UnavailableException or TimeoutException or OrleansException => Problem.Unavailable(),
        _ => new()
        {
            Status = 500,
            Code = "internal",
            Title = "The server made a mistake",
            Detail =
                "It was written to the server's log under the trace id. The same call can be sent again.",
        },
    };

    private static Problem OfStatus(int status) => status switch
    {
        413 => Problem.TooLarge(Core.Limits.BodyBytes),
        415 => Problem.NotJson(),
        _ => new()
        {
            Status = status,
            Code = "bad_request",
            Title = "The request is not valid",
            Detail = "The request could not be read.",
        },
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "{Endpoint} failed; trace id {TraceId}.")]
    private partial void LogFailed(string? endpoint, string traceId, Exception failure);
}
