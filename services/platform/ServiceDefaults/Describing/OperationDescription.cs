using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Healthcare.ServiceDefaults;

/// <summary>Tells of an operation what its route's metadata promises: who may call it, which headers it wants, and every problem it may answer by code.</summary>
internal static class OperationDescription
{
    private const string ProblemJson = "application/problem+json";
    private const string FhirJson = "application/fhir+json";

    public static Task ApplyAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        if (context.Document is not { } document) return Task.CompletedTask;
        var route = Route.Of(context);
        operation.Description = PolicyText(route.Policies);
        operation.Security = SecurityDescription.Of(route.Policies, document);
        DescribeParameters(operation, route);
        DescribeBody(operation, route);
        DescribeSuccess(operation, route);
        DescribeProblems(operation, route, document);
        Sort(operation);
        return Task.CompletedTask;
    }

    private static string PolicyText(IReadOnlyList<string> policies) => $"Policy: {string.Join(" and ", policies)}.";

    private static void DescribeParameters(OpenApiOperation operation, Route route)
    {
        var parameters = (operation.Parameters ?? []).OfType<OpenApiParameter>().Where(p => p.Name != Idempotency.Header).ToList();
        foreach (var parameter in parameters) parameter.Description ??= ParameterText.Of(parameter.Name ?? "");
        if (route.TakesIdempotencyKey)
        {
            parameters.Add(new OpenApiParameter
            {
                Name = Idempotency.Header,
                In = ParameterLocation.Header,
                Required = route.IsPartners,
                Description = "A new random key for a new request, the same key to repeat it: the same body gets the stored answer with `Idempotent-Replayed: true`. 1 to 255 visible ASCII characters, nothing about a person.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 255 },
                Example = "0b6f3a52-5d0e-4f0a-9f5e-3a1c2b7d9e10",
            });
        }

        if (parameters.FirstOrDefault(p => p.Name == "If-Match") is { } match)
        {
            match.Description = "The `ETag` of the last GET, with its quotes: the write is refused with 412 when the resource changed since.";
            match.Example = "\"3\"";
        }

        operation.Parameters = parameters.Count == 0 ? null : [.. parameters];
    }

    private static void DescribeBody(OpenApiOperation operation, Route route)
    {
        if (route.Bodies.Count == 0) return;
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Description = string.Join(" ", route.Bodies.Select(b => b.Description)),
            Content = route.Bodies.ToDictionary(b => b.MediaType, MediaTypeOf, StringComparer.Ordinal),
        };
    }

    private static OpenApiMediaType MediaTypeOf(TakenBody body) => body.MediaType.EndsWith("json", StringComparison.Ordinal)
        ? new() { Schema = new OpenApiSchema { Type = JsonSchemaType.Object }, Example = JsonNode.Parse(body.Example) }
        : new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String }, Example = JsonValue.Create(body.Example) };

    private static void DescribeSuccess(OpenApiOperation operation, Route route)
    {
        var responses = operation.Responses ??= [];
        foreach (var status in responses.Keys.Where(s => !s.StartsWith('2')).ToList()) responses.Remove(status);
        if (route.Bytes is { } bytes)
        {
            responses["200"] = new OpenApiResponse
            {
                Description = bytes.Description,
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { [bytes.MediaType] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } } },
            };
        }

        foreach (var (status, response) in responses)
        {
            if (response is not OpenApiResponse success) continue;
            success.Description = SuccessText(status);
            if (!route.AnswersVersion) continue;
            success.Headers = new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal)
            {
                ["ETag"] = new OpenApiHeader { Description = "The version of what was answered, for If-Match and If-None-Match.", Schema = new OpenApiSchema { Type = JsonSchemaType.String }, Example = "\"3\"" },
            };
        }

        if (route.IsConditional) responses["304"] = new OpenApiResponse { Description = "Unchanged: If-None-Match named the present version." };
    }

    private static void Sort(OpenApiOperation operation)
    {
        var sorted = new OpenApiResponses();
        foreach (var (status, response) in (operation.Responses ?? []).OrderBy(r => r.Key, StringComparer.Ordinal)) sorted[status] = response;
        operation.Responses = sorted;
    }

    private static string SuccessText(string status) => status switch
    {
        "201" => "Made; `Location` is its address.",
        "202" => "Kept durably; it is carried on from here. `Location` is where to follow it.",
        "204" => "Done.",
        _ => "As asked.",
    };

    private static void DescribeProblems(OpenApiOperation operation, Route route, OpenApiDocument document)
    {
        var responses = operation.Responses ??= [];
        foreach (var group in ProblemsOf(operation, route).DistinctBy(p => p.Code).GroupBy(p => p.Status).OrderBy(g => g.Key))
        {
            var problems = group.ToList();
            foreach (var problem in problems) ProblemExamples.Add(document, problem, route.SpeaksFhir);
            responses[group.Key.ToString(System.Globalization.CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = string.Join(" ", problems.Select(p => $"`{p.Code}`: {p.Title}")),
                Headers = group.Key is 429 or 503
                    ? new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal) { ["Retry-After"] = new OpenApiHeader { Description = "Seconds to wait.", Schema = new OpenApiSchema { Type = JsonSchemaType.Integer }, Example = 5 } }
                    : null,
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    [route.SpeaksFhir ? FhirJson : ProblemJson] = new()
                    {
                        Schema = new OpenApiSchemaReference(route.SpeaksFhir ? ProblemExamples.Outcome : ProblemExamples.Problem, document),
                        Examples = problems.ToDictionary(p => p.Code, p => (IOpenApiExample)new OpenApiExampleReference(ProblemExamples.IdOf(p, route.SpeaksFhir), document), StringComparer.Ordinal),
                    },
                },
            };
        }
    }

    private static IEnumerable<Problem> ProblemsOf(OpenApiOperation operation, Route route)
    {
        var hasBody = operation.RequestBody is not null;
        if (operation.Parameters is { Count: > 0 }) yield return KnownProblems.ParameterMalformed;
        if (hasBody)
        {
            foreach (var problem in (Problem[])[KnownProblems.BodyMalformed, KnownProblems.BodyTooLarge, KnownProblems.MediaTypeUnsupported]) yield return problem;
            if (route.Bodies.Count == 0) yield return KnownProblems.RequestInvalid;
        }
        else if (operation.Parameters?.Any(p => p.Name is "cursor" or "after") == true)
        {
            yield return KnownProblems.RequestInvalid;
        }

        if (!route.Policies.Any(Policies.IsPublic))
        {
            foreach (var problem in (Problem[])[KnownProblems.TokenMissing, KnownProblems.TokenExpired, KnownProblems.TokenInvalid, KnownProblems.NotPermitted]) yield return problem;
        }

        if (route.RecordsAccess)
        {
            yield return KnownProblems.PurposeMissing;
            yield return KnownProblems.AccessNotRecorded;
        }

        if (operation.Parameters?.Any(p => p.In == ParameterLocation.Path) == true) yield return KnownProblems.NotFound;
        if (operation.Parameters?.Any(p => p.Name == "If-Match") == true)
        {
            foreach (var problem in (Problem[])[KnownProblems.IfMatchMalformed, KnownProblems.Stale, KnownProblems.IfMatchMissing]) yield return problem;
        }

        if (route.TakesIdempotencyKey)
        {
            if (route.IsPartners) yield return KnownProblems.IdempotencyKeyMissing;
            foreach (var problem in (Problem[])[KnownProblems.IdempotencyKeyMalformed, KnownProblems.IdempotencyKeyRunning, KnownProblems.AnswerErased, KnownProblems.IdempotencyKeyReused]) yield return problem;
        }

        foreach (var problem in route.Problems) yield return problem;
        yield return KnownProblems.TooManyRequests;
        yield return KnownProblems.Unexpected;
        yield return KnownProblems.DependencyUnavailable;
    }

    private sealed record Route(IReadOnlyList<string> Policies, IReadOnlyList<Problem> Problems, IReadOnlyList<TakenBody> Bodies, AnsweredBytes? Bytes)
    {
        public required bool IsPartners { get; init; }

        public required bool TakesIdempotencyKey { get; init; }

        public required bool RecordsAccess { get; init; }

        public required bool SpeaksFhir { get; init; }

        public required bool AnswersVersion { get; init; }

        public required bool IsConditional { get; init; }

        public static Route Of(OpenApiOperationTransformerContext context)
        {
            var metadata = context.Description.ActionDescriptor.EndpointMetadata;
            var policies = metadata.OfType<IAuthorizeData>().Select(a => a.Policy).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
            var answers = metadata.OfType<MethodInfo>().SelectMany(m => Parts(m.ReturnType)).ToList();
            return new Route(policies, [.. metadata.OfType<AnsweredProblems>().SelectMany(p => p.Problems)], [.. metadata.OfType<TakenBody>()], metadata.OfType<AnsweredBytes>().FirstOrDefault())
            {
                IsPartners = policies.Any(p => p == ServiceDefaults.Policies.Partner || p.StartsWith("partner:", StringComparison.Ordinal)),
                TakesIdempotencyKey = HttpMethods.IsPost(context.Description.HttpMethod ?? ""),
                RecordsAccess = metadata.OfType<RecordedAccess>().Any(),
                SpeaksFhir = ProblemWriter.IsFhirRoute(metadata),
                AnswersVersion = answers.Any(t => t.IsAssignableTo(typeof(CommandResult)) || IsVersioned(t)),
                IsConditional = answers.Any(IsVersioned),
            };
        }

        private static bool IsVersioned(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(VersionedResult<>);

        private static IEnumerable<Type> Parts(Type type) => type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Prepend(type) : [type];
    }
}

/// <summary>What the parameters that many routes share mean.</summary>
internal static class ParameterText
{
    public static string? Of(string name) => name switch
    {
        "after" or "cursor" => "Where the page starts: `next` of the page before, as it was; absent for the first.",
        "limit" => "How many at most; 50 unless said, 200 at most.",
        "id" => "The id that the list gave.",
        "count" => "Which message: its number among its sender's of that case.",
        "caseId" => "The case.",
        "trackingId" => "The id that the receipt of the referral gave.",
        "state" or "status" => "Only those that stand so; the answer to an unknown one lists what can be asked for.",
        "role" => "Whose queue, such as `biller`.",
        "open" => "True for only those that are not settled.",
        "service" => "Only what this service owns, such as `billing`.",
        "overdue" => "True for only those of which something is overdue.",
        "mine" => "Only what the caller has claimed.",
        "snoozed" => "Only what is put off until later; together with `role`.",
        "free" => "Only what nobody has claimed; together with `role`.",
        "matched" => "True for those that found their other half, false for those that wait for it.",
        "trace" => "The trace number (835 TRN02).",
        "actor" => "Who did it: the subject of the token, or the service.",
        "type" => "The stored name of the event, such as `access_recorded.v1`.",
        "from" => "Not before, ISO 8601 with an offset; of days the first.",
        "at" => "The moment to show, ISO 8601 with an offset, now or past; absent for now.",
        "to" => "Before, ISO 8601 with an offset; of days the last.",
        "stage" => "Where the case stands, such as `authorized`; on a journey the stage, such as `preOpAssessment`.",
        "loinc" => "The LOINC code of the kind of document, such as `11488-4`.",
        "npi" => "The practitioner's National Provider Identifier.",
        "day" => "The day, counted in UTC, such as `2026-03-16`.",
        "boundary" => "Which boundary, such as `B02`.",
        _ when name.EndsWith("Id", StringComparison.Ordinal) => $"The id of the {System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(name[..^2]).Replace('-', ' ')}.",
        _ => null,
    };
}
