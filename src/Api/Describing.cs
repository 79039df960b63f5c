using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using TaskSync.Api.Problems;

namespace TaskSync.Api;

/// <summary>What the OpenAPI document says of an endpoint.</summary>
internal static class Describing
{
    private const string Json = "application/json";

    public static RouteHandlerBuilder Describe(
        this RouteHandlerBuilder endpoint, string summary, string description) =>
        endpoint.WithSummary(summary).WithDescription(description);

    /// <summary>The body that it takes.</summary>
    public static RouteHandlerBuilder Takes<T>(this RouteHandlerBuilder endpoint, bool optional = false)
        where T : notnull =>
        endpoint.Accepts<T>(optional, Json);

    /// <summary>The body that it answers with.</summary>
    public static RouteHandlerBuilder Gives<T>(
        this RouteHandlerBuilder endpoint, int status = StatusCodes.Status200OK) =>
        endpoint.Produces<T>(status, Json);

    /// <summary>The problems that it may answer with, beside 401 and 403.</summary>
    public static TBuilder Fails<TBuilder>(this TBuilder endpoints, params int[] statuses)
        where TBuilder : IEndpointConventionBuilder
    {
        foreach (int status in statuses)
        {
            endpoints.WithMetadata(
                new ProducesResponseTypeMetadata(status, typeof(Problem), [Problem.ContentType]));
        }
        return endpoints;
    }
}
