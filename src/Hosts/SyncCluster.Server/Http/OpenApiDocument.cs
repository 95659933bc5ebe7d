using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using SyncCluster.Server.Http.Access;
using SyncCluster.Server.Http.Endpoints;
using Scope = SyncCluster.Server.Http.Access.Scope;

namespace SyncCluster.Server.Http;

/// <summary>What <c>/openapi/v1.json</c> says besides the routes themselves.</summary>
internal static class OpenApiDocument
{
    public static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "SyncCluster",
                Version = OverviewEndpoints.Version,
                Description = "Things side by side across systems, what is on its way, what waits for a person. Errors are problem+json with 'advice'.",
            };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                ["bearer"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A key of http.keys" },
                ["key"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = AccessCheck.Header, Description = "A key of http.keys" },
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            var metadata = context.Description.ActionDescriptor.EndpointMetadata;
            if (metadata.OfType<OpenToAll>().Any()) return Task.CompletedTask;
            var scope = metadata.OfType<ScopeNeeded>().LastOrDefault()?.Scope ?? Scope.Read;
            operation.Description = $"{operation.Description} Needs a key with scope '{scope.ToString().ToLowerInvariant()}'.".TrimStart();
            operation.Security =
            [
                new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", context.Document)] = [] },
                new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("key", context.Document)] = [] },
            ];
            return Task.CompletedTask;
        });
    }
}
