using System.Text.Json.Nodes;
using Healthcare.EventStore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Healthcare.ServiceDefaults;

/// <summary>The description of a service's HTTP API: served at <c>/openapi/v1.json</c>, kept in <c>contracts/openapi/&lt;service&gt;.v1.json</c>.</summary>
public static class OpenApi
{
    private const string Document = "v1";

    /// <summary>The description as kept and compared: without addresses of servers, so that it is the same on every machine.</summary>
    public static async Task<string> DescribeAsync(IServiceProvider services, CancellationToken cancel)
    {
        var provider = services.GetRequiredKeyedService<IOpenApiDocumentProvider>(Document);
        var document = await provider.GetOpenApiDocumentAsync(cancel);
        var json = JsonNode.Parse(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, cancel)) as JsonObject ?? throw new InvalidDataException("The description is no object.");
        json.Remove("servers");
        return json.ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";
    }

    internal static void AddDescription(this IServiceCollection services, string service) => services.AddOpenApi(Document, options =>
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = $"Healthcare {service}", Version = Document };
            document.Servers?.Clear();
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (context.JsonTypeInfo.Type == typeof(StreamVersion)) schema.Description = "The version as an entity tag, such as \"3\" with its quotes (RFC 9110, 8.8.3).";
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            var policies = context.Description.ActionDescriptor.EndpointMetadata.OfType<Microsoft.AspNetCore.Authorization.IAuthorizeData>().Select(a => a.Policy).OfType<string>().Distinct(StringComparer.Ordinal);
            operation.Description = $"Policy: {string.Join(" and ", policies)}.";
            return Task.CompletedTask;
        });
    });

    internal static void MapDescription(this Microsoft.AspNetCore.Routing.IEndpointRouteBuilder routes) =>
        routes.MapOpenApi("/openapi/{documentName}.json").RequireAuthorization(Policies.AnyOf(Policies.Operations, Policies.Staff, Policies.Partner));
}
