namespace Healthcare.Fhir;

/// <summary>How much an issue weighs (FHIR R4 value set issue-severity).</summary>
public enum FhirSeverity
{
    Information,
    Warning,
    Error,
    Fatal,
}

/// <summary>One finding about a FHIR document: an IssueType code, the FHIRPath of the element and a sentence that never repeats the document's content.</summary>
public sealed record FhirIssue(FhirSeverity Severity, string Code, string? Expression, string Diagnostics)
{
    /// <summary>The product's stable code for the finding, such as <c>missing-coverage</c>; it is API.</summary>
    public string? Detail { get; init; }

    /// <summary>The rule that was broken, as its source names it, such as <c>spec-13</c>.</summary>
    public string? Clause { get; init; }

    public bool IsError => Severity >= FhirSeverity.Error;

    public static FhirIssue Required(string expression, string detail, string diagnostics) =>
        new(FhirSeverity.Error, "required", expression, diagnostics) { Detail = detail };

    public static FhirIssue Invalid(string expression, string detail, string diagnostics) =>
        new(FhirSeverity.Error, "invalid", expression, diagnostics) { Detail = detail };

    public static FhirIssue Warning(string code, string expression, string detail, string diagnostics) =>
        new(FhirSeverity.Warning, code, expression, diagnostics) { Detail = detail };

    public static FhirIssue Note(string expression, string detail, string diagnostics) =>
        new(FhirSeverity.Information, "informational", expression, diagnostics) { Detail = detail };
}
