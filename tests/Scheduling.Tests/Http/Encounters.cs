namespace Healthcare.Scheduling.Tests.Http;

/// <summary>Encounters as an EHR sends them, with a person's name in them, as EHRs do.</summary>
internal static class Encounters
{
    public const string Canary = "Quillfeather";

    public static string Of(Guid appointmentId, string id = "ENC-1", string status = "finished", string start = "2026-03-09T09:30:00-04:00", string npi = Samples.Npi) =>
        $$$"""
        {
          "resourceType": "Encounter", "id": "{{{id}}}", "status": "{{{status}}}",
          "contained": [
            {"resourceType": "Practitioner", "id": "practitioner", "identifier": [{"system": "http://hl7.org/fhir/sid/us-npi", "value": "{{{npi}}}"}], "name": [{"family": "{{{Canary}}}"}]},
            {"resourceType": "Location", "id": "location", "type": [{"coding": [{"system": "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set", "code": "11"}]}]}
          ],
          "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
          "subject": {"type": "Patient", "identifier": {"system": "urn:healthcare:patient", "value": "{{{Samples.Patient}}}"}, "display": "{{{Canary}}}"},
          "participant": [{"individual": {"reference": "#practitioner"}}],
          "appointment": [{"type": "Appointment", "identifier": {"system": "urn:healthcare:appointment", "value": "{{{appointmentId}}}"}}],
          "period": {"start": "{{{start}}}"},
          "location": [{"location": {"reference": "#location"}}]
        }
        """;
}
