using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Healthcare.ServiceDefaults;

/// <summary>The description of a service's HTTP API: served at <c>/openapi/v1.json</c>, kept in <c>contracts/openapi/&lt;service&gt;.v1.json</c>.</summary>
public static class OpenApi
{
    private const string Document = "v1";

    // What routes say of failures by themselves; every problem is described once, and better.
    private static readonly string[] Replaced = [nameof(ProblemBody), nameof(ProblemError), "ProblemDetails", "HttpValidationProblemDetails"];

    private const string About =
        "Times are ISO 8601 with an offset, ids are UUIDs, amounts are dollars as decimal strings exact to the cent. Every answer has an X-Request-Id. "
        + "Failures are RFC 9457 problems (OperationOutcomes where a route speaks FHIR) with a stable code; a page for each stands at /problems/{code} of the gateway.";

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
        options.CreateSchemaReferenceId = SchemaDescription.IdOf;
        options.AddSchemaTransformer(SchemaDescription.ApplyAsync);
        options.AddOperationTransformer(OperationDescription.ApplyAsync);
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = $"Healthcare {service}", Version = Document, Description = About };
            document.Servers?.Clear();
            SecurityDescription.AddSchemes(document);
            ProblemExamples.AddSchemas(document);
            BodyExamples.Add(document);
            foreach (var replaced in Replaced) document.Components?.Schemas?.Remove(replaced);
            return Task.CompletedTask;
        });
    });

    internal static void MapDescription(this Microsoft.AspNetCore.Routing.IEndpointRouteBuilder routes) =>
        routes.MapOpenApi("/openapi/{documentName}.json").RequireAuthorization(Policies.AnyOf(Policies.Operations, Policies.Staff, Policies.Partner));
}
