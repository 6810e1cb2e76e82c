using System.Text;
using System.Text.Json;
using Healthcare.Fhir;
using Healthcare.Fhir.Tests;

namespace Healthcare.Fuzz.Fhir;

/// <summary>Every reader of FHIR and the checker on any bytes: a value or a fault with an issue, never an exception, and nothing of a document is lost.</summary>
internal sealed class FhirCodec : Codec
{
    public override string Name => "fhir";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        Encoding.UTF8.GetBytes(Samples.Referral),
        Encoding.UTF8.GetBytes(Samples.Visit),
        OperationOutcome.Write([FhirIssue.Required("Bundle.entry", "missing-coverage", "No coverage.")]),
        new PasSubscription { Organizations = ["1902800006"], Endpoint = "https://clinic.example/answers" }.Build(),
    ];

    public override ReadOnlyMemory<byte> Significant { get; } = "{}[]\":,\\u0123456789.-+eE#/ \n\0tfn_"u8.ToArray();

    public override IReadOnlyList<byte[]> Words { get; } =
    [
        .. $$$"""
            null true false -1 1e999 "" {} [] [[]] "\ud800" "#" "Bundle" "Claim" "ClaimResponse" "Parameters" "resourceType": "reference": "_value": "contained": "extension": "meta":{"profile":["{{{PasUrls.RequestBundle}}}"]},
            "meta":{"profile":["{{{PasUrls.ResponseBundle}}}"]}, "div":"<div><script>" "2026-02-30" "urn:uuid:x" {"resource":{"resourceType":"Bundle"}},
            """.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(Encoding.UTF8.GetBytes),
    ];

    public override int Readings => 12;

    public override void Try(byte[] input)
    {
        Hold(ReferralBundle.Read(input));
        Hold(PasRequest.Read(input));
        Hold(PasResponse.Read(input));
        Hold(PasNotification.Read(input));
        Hold(PasSubscription.Read(input));
        Hold(EncounterReport.Read(input));
        Hold(OperationOutcome.Read(input));
        Hold(FhirValidation.Check(input));
        Hold(FhirValidation.Check(input, pasVersion: FhirValidation.OlderPas));
        Hold(FhirValidation.Check(input, PasUrls.RequestBundle));
        _ = FhirInspection.Of(input);
        if (!FhirJson.Parse(input).TryGet(out var document)) return;
        var again = FhirJson.Parse(document.ToUtf8());
        if (again.Value is not { } same || !JsonElement.DeepEquals(same.Json, document.Json)) throw new BrokenException("A document does not read back to itself.");
    }

    private static void Hold<T>(FhirRead<T> read)
        where T : class
    {
        if (read.Value is null && (read.Fault == FhirFault.None || read.Issues.Count == 0)) throw new BrokenException("Neither a value nor a fault with an issue.");
        if (read.Issues.Any(i => i.Expression is { } at && at.Any(char.IsControl))) throw new BrokenException("A place repeats what was sent.");
    }
}
