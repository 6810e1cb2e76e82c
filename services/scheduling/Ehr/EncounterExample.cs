namespace Healthcare.Scheduling.Ehr;

/// <summary>An encounter as the description shows it; nobody in it exists.</summary>
internal static class EncounterExample
{
    public const string Json =
        """
        {
          "resourceType": "Encounter", "id": "ENC-0001", "status": "finished",
          "contained": [
            { "resourceType": "Practitioner", "id": "practitioner", "identifier": [{ "system": "http://hl7.org/fhir/sid/us-npi", "value": "1987654328" }] },
            { "resourceType": "Location", "id": "location", "type": [{ "coding": [{ "system": "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set", "code": "11" }] }] }
          ],
          "class": { "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB" },
          "subject": { "type": "Patient", "identifier": { "system": "urn:healthcare:patient", "value": "01932b6c-8f4e-7c3d-9a5b-2e1f0a6d4c8b" } },
          "participant": [{ "individual": { "reference": "#practitioner" } }],
          "appointment": [{ "type": "Appointment", "identifier": { "system": "urn:healthcare:appointment", "value": "01932b6c-8f4e-7c3d-9a5b-2e1f0a6d4c8b" } }],
          "period": { "start": "2026-03-16T09:30:00-04:00" },
          "location": [{ "location": { "reference": "#location" } }]
        }
        """;
}
