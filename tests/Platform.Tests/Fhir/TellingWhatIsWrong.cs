using System.Text.Json.Nodes;
using static Healthcare.Fhir.Tests.Samples;

namespace Healthcare.Fhir.Tests;

public sealed class TellingWhatIsWrong
{
    [Test]
    public void An_operation_outcome_names_severity_code_place_and_the_products_own_code()
    {
        var body = OperationOutcome.Write([FhirIssue.Required("Bundle.entry", "missing-coverage", "The referral names no Coverage of the patient.")]);
        var expected = JsonNode.Parse("""
            { "resourceType": "OperationOutcome", "issue": [ { "severity": "error", "code": "required",
              "details": { "coding": [ { "system": "urn:healthcare:problem", "code": "missing-coverage" } ] },
              "diagnostics": "The referral names no Coverage of the patient.", "expression": [ "Bundle.entry" ] } ] }
            """);
        Assert.That(JsonNode.DeepEquals(JsonNode.Parse(body), expected), System.Text.Encoding.UTF8.GetString(body));
    }

    [Test]
    public void It_reads_back()
    {
        FhirIssue[] issues =
        [
            FhirIssue.Required("Bundle.entry", "missing-coverage", "No coverage."),
            FhirIssue.Warning("incomplete", "Patient.birthDate", "no-full-birth-date", "Only a year."),
            new FhirIssue(FhirSeverity.Fatal, "structure", null, "Not JSON."),
        ];
        Assert.That(Get(OperationOutcome.Read(OperationOutcome.Write(issues))), Is.EqualTo(issues));
    }

    [Test]
    public void Nothing_to_report_is_still_a_valid_outcome() =>
        Assert.That(Get(OperationOutcome.Read(OperationOutcome.Write([]))).Single().Severity, Is.EqualTo(FhirSeverity.Information));
}
