using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace TaskSync.Api.Access;

/// <summary>
/// Who may use an endpoint. An endpoint that says nothing is for people: whatever is forgotten is closed.
/// </summary>
internal enum AccessRule
{
    /// <summary>Nothing was said.</summary>
    None,

    /// <summary>Everybody: login, enrolment, health, and the files of the page.</summary>
    Open,

    /// <summary>An admin's token or a browser that logged in.</summary>
    People,

    /// <summary>An admin's token.</summary>
    Admin,

    /// <summary>The agent that the address names.</summary>
    Agent,

    /// <summary>Whoever has a good credential of any kind.</summary>
    Known,
}

internal static class AccessRules
{
    /// <summary>Says who may use these endpoints.</summary>
    public static TBuilder For<TBuilder>(this TBuilder endpoints, AccessRule rule)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.WithMetadata(new AccessRuleMetadata(rule));

    /// <summary>
    /// What routing itself answers (405, 415) is no endpoint of ours, and tells only that there is one.
    /// </summary>
    public static AccessRule Of(Endpoint endpoint) => endpoint is RouteEndpoint
        ? endpoint.Metadata.GetMetadata<AccessRuleMetadata>()?.Rule ?? AccessRule.People
        : AccessRule.Known;

    private sealed record AccessRuleMetadata(AccessRule Rule);
}
