using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace TaskSync.Api.Problems;

/// <content>How a problem is answered, by an endpoint as its result and by middleware.</content>
internal sealed partial record Problem : IResult
{
    public const string ContentType = "application/problem+json";

    /// <summary>What names a request in the log and in a problem.</summary>
    public static string TraceIdOf(HttpContext http) => Activity.Current?.Id ?? http.TraceIdentifier;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        Problem told = Status >= 500 ? this with { TraceId = TraceIdOf(httpContext) } : this;
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(told, ApiJson.Default.Problem);
        HttpResponse response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = ContentType;
        response.ContentLength = body.Length;
        if (RetryAfterSeconds is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }
        return HttpMethods.IsHead(httpContext.Request.Method)
            ? Task.CompletedTask
            : response.Body.WriteAsync(body).AsTask();
    }
}
