using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace TaskSync.Api;

/// <summary>What the OpenAPI document says of the API as a whole.</summary>
internal static class ApiDocument
{
    private const string Bearer = "bearer";

    public static Task Complete(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancel)
    {
        document.Info = new OpenApiInfo
        {
            Title = "TaskSync",
            Version = "v1",
            Description = "Hands work to agents and tells the truth about it. Everything needs a " +
                "credential but login, enrolment and health. Errors are application/problem+json with a " +
                "code for programs. Every call whose answer was lost can be repeated; a submit needs the " +
                "header Idempotency-Key for that.",
        };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = Bearer,
            Description = "A token: tsk_ and what follows. The first is in admin.token of the data folder.",
        };
        document.Security =
            [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] }];
        return Task.CompletedTask;
    }
}
