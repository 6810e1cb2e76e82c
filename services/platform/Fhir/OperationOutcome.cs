using System.Text.Json.Nodes;

namespace Healthcare.Fhir;

/// <summary>Writes and reads OperationOutcome, the FHIR form of a problem.</summary>
public static class OperationOutcome
{
    /// <summary>System of the product's own codes in <c>issue.details</c>.</summary>
    public const string CodeSystem = "urn:healthcare:problem";

    public const string ContentType = "application/fhir+json";

    /// <summary>An OperationOutcome; an empty list gives one informational issue, because R4 demands at least one.</summary>
    public static byte[] Write(IReadOnlyList<FhirIssue> issues)
    {
        var written = issues.Count > 0 ? issues : [new FhirIssue(FhirSeverity.Information, "informational", null, "Nothing to report.")];
        return new JsonObject
        {
            ["resourceType"] = "OperationOutcome",
            ["issue"] = FhirWriting.Array(written.Select(Issue)),
        }.ToUtf8();
    }

    /// <summary>An OperationOutcome with one issue of that severity and those codes.</summary>
    public static byte[] Write(FhirSeverity severity, string issueType, string detail, string diagnostics) =>
        Write([new FhirIssue(severity, issueType, null, diagnostics) { Detail = detail }]);

    public static FhirRead<IReadOnlyList<FhirIssue>> Read(ReadOnlyMemory<byte> utf8) => FhirJson.Parse(utf8).Then(Read);

    internal static FhirRead<IReadOnlyList<FhirIssue>> Read(FhirDocument document)
    {
        if (document.ResourceType != "OperationOutcome") return FhirRead.WrongType<IReadOnlyList<FhirIssue>>("OperationOutcome");
        return FhirRead.Of<IReadOnlyList<FhirIssue>>([.. document.Root.Each("issue").Select(Issue)], []);
    }

    private static JsonObject Issue(FhirIssue issue)
    {
        var json = new JsonObject { ["severity"] = issue.Severity.ToString().ToLowerInvariant(), ["code"] = issue.Code };
        if (issue.Detail is { } detail) json["details"] = FhirWriting.Concept(new Coding(CodeSystem, detail));
        json["diagnostics"] = issue.Clause is { } clause ? $"{issue.Diagnostics} ({clause})" : issue.Diagnostics;
        if (issue.Expression is { } expression) json["expression"] = new JsonArray(expression);
        return json;
    }

    private static FhirIssue Issue(FhirElement issue) => new(
        issue["severity"].Text switch
        {
            "fatal" => FhirSeverity.Fatal,
            "warning" => FhirSeverity.Warning,
            "information" => FhirSeverity.Information,
            _ => FhirSeverity.Error,
        },
        issue["code"].Text ?? "unknown",
        issue["expression"].Text,
        issue["diagnostics"].Text ?? issue["details"]["text"].Text ?? "")
    {
        Detail = issue["details"]["coding"]["code"].Text,
    };
}
