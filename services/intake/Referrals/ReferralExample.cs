namespace Healthcare.Intake.Referrals;

/// <summary>A complete referral as the description shows it; nobody in it exists.</summary>
internal static class ReferralExample
{
    public const string Json =
        """
        {
          "resourceType": "Bundle", "type": "collection",
          "identifier": { "system": "urn:example:referral", "value": "R-0001" },
          "entry": [
            { "fullUrl": "urn:example/ServiceRequest/request", "resource": { "resourceType": "ServiceRequest", "id": "request", "status": "active", "intent": "order", "priority": "routine",
              "identifier": [{ "system": "urn:example:order", "value": "O-0001" }],
              "code": { "coding": [{ "system": "http://www.ama-assn.org/go/cpt", "code": "73721" }] }, "quantityQuantity": { "value": 1 },
              "reasonCode": [{ "coding": [{ "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "M54.50" }] }],
              "subject": { "reference": "Patient/patient" }, "requester": { "reference": "PractitionerRole/role" },
              "insurance": [{ "reference": "Coverage/coverage" }], "supportingInfo": [{ "reference": "DocumentReference/note" }] } },
            { "fullUrl": "urn:example/Patient/patient", "resource": { "resourceType": "Patient", "id": "patient",
              "identifier": [{ "type": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MB" }] }, "system": "urn:example:member", "value": "EXAMPLE0001" }],
              "name": [{ "family": "Example", "given": ["Sam"] }], "gender": "female", "birthDate": "1980-01-01",
              "address": [{ "line": ["1 Main Street"], "city": "Baltimore", "state": "MD", "postalCode": "21201" }] } },
            { "fullUrl": "urn:example/Coverage/coverage", "resource": { "resourceType": "Coverage", "id": "coverage", "status": "active", "subscriberId": "EXAMPLE0001",
              "identifier": [{ "type": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MB" }] }, "system": "urn:example:member", "value": "EXAMPLE0001" }],
              "beneficiary": { "reference": "Patient/patient" },
              "relationship": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/subscriber-relationship", "code": "self" }] },
              "payor": [{ "reference": "Organization/payer" }] } },
            { "fullUrl": "urn:example/Organization/payer", "resource": { "resourceType": "Organization", "id": "payer", "active": true, "name": "EXAMPLE PAYER",
              "identifier": [{ "system": "http://hl7.org/fhir/sid/us-npi", "value": "1234567893" }] } },
            { "fullUrl": "urn:example/PractitionerRole/role", "resource": { "resourceType": "PractitionerRole", "id": "role",
              "practitioner": { "reference": "Practitioner/doctor" }, "organization": { "reference": "Organization/practice" } } },
            { "fullUrl": "urn:example/Practitioner/doctor", "resource": { "resourceType": "Practitioner", "id": "doctor",
              "identifier": [{ "system": "http://hl7.org/fhir/sid/us-npi", "value": "1987654328" }], "name": [{ "family": "Example", "given": ["Ana"] }] } },
            { "fullUrl": "urn:example/Organization/practice", "resource": { "resourceType": "Organization", "id": "practice", "active": true, "name": "EXAMPLE PRACTICE",
              "identifier": [{ "system": "http://hl7.org/fhir/sid/us-npi", "value": "1122334455" }] } },
            { "fullUrl": "urn:example/DocumentReference/note", "resource": { "resourceType": "DocumentReference", "id": "note", "status": "current",
              "type": { "coding": [{ "system": "http://loinc.org", "code": "11488-4" }] }, "subject": { "reference": "Patient/patient" },
              "content": [{ "attachment": { "contentType": "text/plain", "data": "U2l4IHdlZWtzIG9mIHRoZXJhcHkgd2l0aG91dCByZWxpZWYu" } }] } }
          ]
        }
        """;

    public const string Hl7 =
        """
        MSH|^~\&|EXAMPLE_EHR|EXAMPLE|INTAKE|HEALTH|20260302120000-0500||REF^I12^REF_I12|MSG0001|P|2.5.1
        RF1||R^Routine^HL70280|||O|R-0002^urn:example:referral|20260320
        PRD|RP^Referring provider^HL70286|Example^Ana|||||1987654328^NPI
        PID|1||EXAMPLE0002^^^EXAMPLEPAYER^MB||Example^Robin||19800101|F|||1 Main Street^^Baltimore^MD^21201
        IN1|1|PLAN1|1234567893^^^^NPI|EXAMPLE PAYER|||||||||||||SEL|||||||||||||||||||EXAMPLE0002
        DG1|1||M54.50^^I10|||F
        PR1|1||99243^^C4||20260320
        """;

    public const string Portal =
        """
        {
          "externalId": { "system": "urn:example:referral", "value": "R-0003" },
          "patient": { "given": ["Kim"], "family": "Example", "birthDate": "1981-02-03", "sex": "female" },
          "coverage": { "memberNumber": "EXAMPLE0003", "payer": { "npi": "1234567893" }, "relationship": "self" },
          "referrer": { "npi": "1987654328", "given": ["Ana"], "family": "Example", "organization": "EXAMPLE PRACTICE" },
          "service": { "system": "CPT", "code": "99243", "units": 1 },
          "diagnoses": ["M54.50"], "priority": "routine", "requestedOn": "2026-03-20"
        }
        """;
}
