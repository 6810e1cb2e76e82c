namespace Healthcare.Fhir.Tests;

// Made-up people, numbers and places; each sample is small enough to be read whole. The fuzzer starts from them too.
internal static partial class Samples
{
    public const string Referral = """
        {
          "resourceType": "Bundle",
          "id": "ref-1",
          "identifier": { "system": "urn:clinic:referrals", "value": "R-1001" },
          "type": "collection",
          "timestamp": "2026-03-02T09:15:00-05:00",
          "entry": [
            { "fullUrl": "https://clinic.example/fhir/ServiceRequest/sr1",
              "resource": { "resourceType": "ServiceRequest", "id": "sr1",
                "identifier": [ { "system": "urn:clinic:orders", "value": "O-77" } ],
                "status": "active", "intent": "order", "priority": "urgent",
                "code": { "coding": [ { "system": "http://www.ama-assn.org/go/cpt", "code": "45378" } ], "text": "Diagnostic colonoscopy" },
                "quantityQuantity": { "value": 1 },
                "subject": { "reference": "Patient/p1" },
                "requester": { "reference": "PractitionerRole/role1" },
                "authoredOn": "2026-03-01",
                "occurrencePeriod": { "start": "2026-03-10", "end": "2026-04" },
                "reasonCode": [ { "coding": [ { "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "K62.5" } ] } ],
                "insurance": [ { "reference": "urn:uuid:6f9b1d0e-52c4-4a53-9d0f-6a1f4f3a7c01" } ],
                "patientInstruction": "Nothing to eat from midnight" } },
            { "fullUrl": "https://clinic.example/fhir/Patient/p1",
              "resource": { "resourceType": "Patient", "id": "p1",
                "identifier": [ { "system": "urn:clinic:mrn", "value": "M-4711" } ],
                "name": [ { "use": "old", "family": "Frueher" }, { "use": "official", "family": "Beispiel", "given": [ "Ada", "Maria" ] } ],
                "gender": "female", "birthDate": "1961-07-09",
                "address": [ { "line": [ "1 Sample Way" ], "city": "Springfield", "state": "IL", "postalCode": "62701" } ],
                "telecom": [ { "system": "phone", "value": "+1-217-555-0100", "use": "home" } ] } },
            { "fullUrl": "urn:uuid:6f9b1d0e-52c4-4a53-9d0f-6a1f4f3a7c01",
              "resource": { "resourceType": "Coverage", "id": "6f9b1d0e-52c4-4a53-9d0f-6a1f4f3a7c01",
                "contained": [ { "resourceType": "Organization", "id": "payer", "name": "Prairie Health Plan",
                  "identifier": [ { "system": "urn:payers", "value": "PHP01",
                    "type": { "coding": [ { "system": "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBIdentifierType", "code": "payerid" } ] } } ] } ],
                "identifier": [ { "type": { "coding": [ { "system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MB" } ] }, "value": "MB-900" } ],
                "status": "active", "subscriberId": "SUB-1",
                "beneficiary": { "reference": "https://clinic.example/fhir/Patient/p1" },
                "relationship": { "coding": [ { "system": "http://terminology.hl7.org/CodeSystem/subscriber-relationship", "code": "self" } ] },
                "payor": [ { "reference": "#payer" } ],
                "class": [ { "type": { "coding": [ { "system": "http://terminology.hl7.org/CodeSystem/coverage-class", "code": "group" } ] }, "value": "G-5" } ] } },
            { "fullUrl": "https://clinic.example/fhir/PractitionerRole/role1",
              "resource": { "resourceType": "PractitionerRole", "id": "role1",
                "practitioner": { "reference": "Practitioner/d1" }, "organization": { "reference": "Organization/clinic" } } },
            { "fullUrl": "https://clinic.example/fhir/Practitioner/d1",
              "resource": { "resourceType": "Practitioner", "id": "d1",
                "identifier": [ { "system": "http://hl7.org/fhir/sid/us-npi", "value": "1992800007" } ],
                "name": [ { "family": "Muster", "given": [ "Jo" ] } ] } },
            { "fullUrl": "https://clinic.example/fhir/Organization/clinic",
              "resource": { "resourceType": "Organization", "id": "clinic", "name": "Sample Family Practice",
                "identifier": [ { "system": "http://hl7.org/fhir/sid/us-npi", "value": "1902800006" } ] } },
            { "fullUrl": "https://clinic.example/fhir/DocumentReference/doc1",
              "resource": { "resourceType": "DocumentReference", "id": "doc1", "status": "current",
                "type": { "coding": [ { "system": "http://loinc.org", "code": "34117-2" } ] },
                "content": [ { "attachment": { "contentType": "text/plain", "title": "History", "data": "aGVsbG8=" } } ] } }
          ]
        }
        """;

    public const string Visit = """
        {
          "resourceType": "Bundle", "type": "message",
          "entry": [
            { "fullUrl": "https://ehr.example/Encounter/e1",
              "resource": { "resourceType": "Encounter", "id": "e1",
                "identifier": [ { "system": "urn:ehr:visits", "value": "V-31" } ],
                "status": "finished", "class": { "code": "AMB" },
                "serviceType": { "coding": [ { "system": "urn:ehr:services", "code": "GI" } ] },
                "subject": { "reference": "Patient/p1", "identifier": { "system": "urn:clinic:mrn", "value": "M-4711" } },
                "appointment": [ { "reference": "Appointment/a1" } ],
                "participant": [ { "individual": { "reference": "Practitioner/d2" } } ],
                "period": { "start": "2026-03-12T08:30:00-05:00", "end": "2026-03-12T09:10:00-05:00" },
                "location": [ { "location": { "reference": "Location/l1" } } ] } },
            { "fullUrl": "https://ehr.example/Appointment/a1",
              "resource": { "resourceType": "Appointment", "id": "a1", "status": "fulfilled",
                "identifier": [ { "system": "urn:scheduling", "value": "APT-9" } ], "participant": [ { "status": "accepted" } ] } },
            { "fullUrl": "https://ehr.example/Practitioner/d2",
              "resource": { "resourceType": "Practitioner", "id": "d2", "identifier": [ { "system": "http://hl7.org/fhir/sid/us-npi", "value": "1992800015" } ] } },
            { "fullUrl": "https://ehr.example/Location/l1",
              "resource": { "resourceType": "Location", "id": "l1", "name": "Endoscopy",
                "type": [ { "coding": [ { "system": "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set", "code": "24" } ] } ] } }
          ]
        }
        """;
}
