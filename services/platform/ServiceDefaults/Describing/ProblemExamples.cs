using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Healthcare.ServiceDefaults;

/// <summary>Every problem once, as it looks on the wire.</summary>
internal static class ProblemExamples
{
    public const string Problem = "Problem";
    public const string Outcome = "OperationOutcome";
    private const string RequestId = "01932b6c8f4e7c3d9a5b2e1f0a6d4c8b";

    public static string IdOf(Problem problem, bool fhir) => fhir ? $"{problem.Code}.outcome" : problem.Code;

    public static void Add(OpenApiDocument document, Problem problem, bool fhir)
    {
        var id = IdOf(problem, fhir);
        if (document.Components?.Examples?.ContainsKey(id) == true) return;
        document.AddComponent<IOpenApiExample>(id, new OpenApiExample { Summary = problem.Title, Description = problem.Remedy, Value = fhir ? OutcomeOf(problem) : BodyOf(problem) });
    }

    public static void AddSchemas(OpenApiDocument document)
    {
        document.AddComponent<IOpenApiSchema>(Problem, new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "RFC 9457. `code` is stable and for programs; sentences are for people and may change. None of it names a patient.",
            Required = new HashSet<string>(StringComparer.Ordinal) { "type", "title", "status", "code", "requestId" },
            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
            {
                ["type"] = Text("The page of this problem: what is wrong and a corrected request."),
                ["title"] = Text("What is wrong, in a sentence."),
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
                ["detail"] = Text("About this occurrence."),
                ["code"] = Text("What to program against."),
                ["requestId"] = Text("What to tell us when you ask."),
                ["traceId"] = Text("The trace, where one is kept."),
                ["errors"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Items = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Object,
                        Required = new HashSet<string>(StringComparer.Ordinal) { "path", "code", "message" },
                        Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
                        {
                            ["path"] = Text("JSON path, or the parameter's name."),
                            ["code"] = Text("Which rule."),
                            ["message"] = Text("The rule in a sentence."),
                            ["line"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
                            ["column"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
                        },
                    },
                },
            },
        });
        document.AddComponent<IOpenApiSchema>(Outcome, new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "FHIR R4 OperationOutcome (http://hl7.org/fhir/R4/operationoutcome.html); the stable code stands in `issue[0].details.coding[0].code`.",
        });
    }

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };

    private static JsonObject BodyOf(Problem problem) => new()
    {
        ["type"] = $"/problems/{problem.Code}",
        ["title"] = problem.Title,
        ["status"] = problem.Status,
        ["code"] = problem.Code,
        ["requestId"] = RequestId,
    };

    private static JsonObject OutcomeOf(Problem problem) => new()
    {
        ["resourceType"] = "OperationOutcome",
        ["id"] = RequestId,
        ["issue"] = new JsonArray(new JsonObject
        {
            ["severity"] = "error",
            ["code"] = ProblemWriter.IssueType(problem.Status),
            ["details"] = new JsonObject
            {
                ["coding"] = new JsonArray(new JsonObject { ["system"] = "/problems", ["code"] = problem.Code }),
                ["text"] = problem.Title,
            },
        }),
    };
}
