using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Healthcare.Fhir;
using Healthcare.Hl7v2;
using Healthcare.Sandbox.Wire;

namespace Healthcare.Sandbox.Ehr;

/// <summary>What the EHR says of a visit: a finished Encounter, or an Appointment that was missed or cancelled; an EHR that takes HL7 v2 says those two as SIU^S26 and S15.</summary>
internal static class VisitReports
{
    internal static (string Id, string MediaType, byte[] Body) Of(BookedVisit visit, string? behaviour, DateTimeOffset now)
    {
        var id = visit.Count == 1 ? Derived.Id("ENC", visit.EhrId) : Derived.Id("ENC", visit.EhrId, visit.Count.ToString(CultureInfo.InvariantCulture));
        return (behaviour, visit.TakesHl7) switch
        {
            ("no-show", true) => ($"noshow-{id}", Bodies.Hl7, Notice(visit, AppointmentAction.NoShow, "Noshow", id, now)),
            ("cancel", true) => ($"cancel-{id}", Bodies.Hl7, Notice(visit, AppointmentAction.Cancelled, "Cancelled", id, now)),
            ("no-show", _) => ($"noshow-{id}", Bodies.Fhir, Appointment(visit, "noshow")),
            ("cancel", _) => ($"cancel-{id}", Bodies.Fhir, Appointment(visit, "cancelled")),
            _ => ($"encounter-{id}", Bodies.Fhir, Encounter(visit, id, behaviour)),
        };
    }

    private static byte[] Appointment(BookedVisit visit, string status)
    {
        var json = new JsonObject
        {
            ["resourceType"] = "Appointment",
            ["id"] = visit.EhrId,
            ["identifier"] = new JsonArray([.. visit.Identifiers.Select(Identifier)]),
            ["status"] = status,
        };
        if (status == "cancelled") json["cancelationReason"] = Concept("http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason", "pat");
        json["start"] = FhirDate.Of(visit.Start).Text;
        json["end"] = FhirDate.Of(visit.End).Text;
        json["participant"] = new JsonArray(new JsonObject { ["actor"] = JsonNode.Parse(visit.Patient.Json.GetRawText()), ["status"] = "declined" });
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    private static byte[] Notice(BookedVisit visit, AppointmentAction action, string status, string id, DateTimeOffset now)
    {
        var output = new ArrayBufferWriter<byte>();
        new AppointmentNotice
        {
            Action = action,
            PlacerAppointment = new Ei(visit.EhrId, "EHR"),
            FillerAppointment = new Ei(visit.Identifiers[0].Value ?? "", "HEALTHCARE"),
            EventReason = new Cwe(action == AppointmentAction.Cancelled ? "PATIENT" : "NOSHOW"),
            Start = visit.Start,
            Minutes = (int)(visit.End - visit.Start).TotalMinutes,
            Contact = new Xcn("desk", "Desk"),
            Status = new Cwe(status, status, "HL70278"),
            PatientIds = [new Cx(visit.PatientId, new Hd("HEALTHCARE"), "PI")],
            PatientName = new Xpn(visit.PatientId, Type: "S"),
            People = [new Xcn(visit.Npi, IdType: "NPI")],
        }.Write(new Hl7Writer(output), new MessageHeader(new Hd("EHR"), SendingFacility: null, new Hd("HEALTHCARE"), ReceivingFacility: null, now, "SIU", Event: null, Structure: null, $"{id}{action.ToString()[0]}"));
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Encounter(BookedVisit visit, string id, string? behaviour)
    {
        var npi = behaviour == "wrong-practitioner" ? "1999999984" : visit.Npi;
        var place = behaviour == "wrong-place" ? "22" : visit.PlaceOfService;
        var json = new JsonObject
        {
            ["resourceType"] = "Encounter",
            ["id"] = id,
            ["contained"] = new JsonArray(
                new JsonObject { ["resourceType"] = "Practitioner", ["id"] = "practitioner", ["identifier"] = new JsonArray(Identifier(new Identifier(FhirSystems.Npi, npi))) },
                new JsonObject { ["resourceType"] = "Location", ["id"] = "location", ["type"] = new JsonArray(Concept(FhirSystems.PlaceOfService, place)) }),
            ["identifier"] = new JsonArray(Identifier(new Identifier("urn:ehr:encounter", id))),
            ["status"] = "finished",
            ["class"] = new JsonObject { ["system"] = "http://terminology.hl7.org/CodeSystem/v3-ActCode", ["code"] = "AMB" },
            ["type"] = new JsonArray(Concept(FhirSystems.PlaceOfService, place)),
            ["subject"] = JsonNode.Parse(visit.Patient.Json.GetRawText()),
            ["participant"] = new JsonArray(new JsonObject { ["individual"] = new JsonObject { ["reference"] = "#practitioner" } }),
            ["appointment"] = new JsonArray([.. visit.Identifiers.Select(i => new JsonObject { ["type"] = "Appointment", ["identifier"] = Identifier(i) })]),
            ["period"] = new JsonObject { ["start"] = FhirDate.Of(visit.Start).Text, ["end"] = FhirDate.Of(visit.End).Text },
            ["location"] = new JsonArray(new JsonObject { ["location"] = new JsonObject { ["reference"] = "#location" } }),
        };
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    private static JsonObject Identifier(Identifier identifier)
    {
        var json = new JsonObject();
        if (identifier.System is { } system) json["system"] = system;
        json["value"] = identifier.Value;
        return json;
    }

    private static JsonObject Concept(string system, string code) => new() { ["coding"] = new JsonArray(new JsonObject { ["system"] = system, ["code"] = code }) };
}
