using System.Text.Json.Nodes;
using Healthcare.Fhir;
using Healthcare.Sandbox.Scripts;
using Healthcare.Sandbox.Wire;

namespace Healthcare.Sandbox.Ehr;

/// <summary>Reads an Appointment as an EHR does: it must name patient, practitioner and time.</summary>
internal static class AppointmentReading
{
    private const string Office = "11";

    internal static (BookedVisit? Visit, string? AppointmentStatus, int Status, IReadOnlyList<FhirIssue> Issues) Read(ReadOnlyMemory<byte> body)
    {
        var read = FhirJson.Parse(body);
        if (!read.TryGet(out var document)) return (null, null, read.HttpStatus, read.Issues);
        var root = document.Root;
        if (root.ResourceType != "Appointment") return (null, null, 400, [FhirIssue.Invalid("resourceType", "wrong-resource-type", "An Appointment is expected here.")]);
        var issues = new List<FhirIssue>();
        void Need(bool holds, string element, string detail, string diagnostics)
        {
            if (!holds) issues.Add(FhirIssue.Required($"Appointment.{element}", detail, diagnostics));
        }

        // The count of messages names no appointment.
        var identifiers = root.Identifiers().Where(i => i.Value is not null && i.System != "urn:healthcare:appointment-message").ToList();
        if (identifiers.Count == 0 && root["id"].Text is { } id) identifiers.Add(new Identifier("urn:healthcare:appointment", id));
        var actors = root.Each("participant").Select(p => p["actor"]).ToList();
        var patient = actors.Find(a => IsA(a, "Patient"));
        var npi = actors.Select(NpiOf).FirstOrDefault(n => n is not null);
        var (start, end) = (root["start"].Date?.Instant, root["end"].Date?.Instant);
        Need(identifiers.Count > 0, "identifier", "missing-identifier", "The appointment has neither identifier nor id.");
        Need(root["status"].Text is "booked" or "pending" or "proposed" or "cancelled" or "noshow", "status", "status-unknown", "An appointment is written back booked, cancelled or noshow.");
        Need(patient.Exists, "participant", "missing-patient", "No participant is a Patient.");
        Need(npi is { Length: 10 }, "participant", "missing-practitioner", "No participant is a practitioner known by NPI.");
        Need(start is not null && end > start, "start", "missing-time", "start comes before end.");
        if (issues.Count > 0 || npi is null || start is not { } from || end is not { } to) return (null, null, 422, issues);
        var ehrId = EhrEndpoints.IdOf(identifiers);
        var subject = Subject.Of(
            EhrEndpoints.Partner,
            Steps.Appointment,
            [.. identifiers.Select(i => ("appointment", i.Value)), ("appointment", ehrId), ("practitioner", npi), ("patient", patient["identifier"]["value"].Text), ("patient", patient["reference"].Text)]);
        return (new BookedVisit(ehrId, identifiers, patient, npi, PlaceOf(root) ?? Office, from, to, subject), root["status"].Text, 200, []);
    }

    /// <summary>The appointment as taken, under the EHR's own id.</summary>
    internal static byte[] Echo(byte[] body, string ehrId)
    {
        var json = JsonNode.Parse(body)?.AsObject() ?? throw new InvalidOperationException("An appointment that was read is an object.");
        json["id"] = ehrId;
        return System.Text.Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    private static bool IsA(FhirElement actor, string type) =>
        actor["type"].Text == type || actor.Resolve().ResourceType == type || actor["reference"].Text?.Contains($"{type}/", StringComparison.Ordinal) is true;

    private static string? NpiOf(FhirElement actor)
    {
        if (actor["identifier"].AsIdentifier() is { System: FhirSystems.Npi, Value: { } direct }) return direct;
        var resolved = actor.Resolve();
        return resolved.Identifiers().Npi() ?? resolved["practitioner"].Resolve().Identifiers().Npi() ?? resolved["practitioner"]["identifier"].AsIdentifier() switch
        {
            { System: FhirSystems.Npi, Value: { } value } => value,
            _ => null,
        };
    }

    // Wherever the sender put it: a location by place-of-service identifier, a contained Location's type, a service type.
    private static string? PlaceOf(FhirElement at)
    {
        if (at["system"].Text == FhirSystems.PlaceOfService && (at["code"].Text ?? at["value"].Text) is { } code) return code;
        foreach (var child in at.Children())
        {
            if (PlaceOf(child) is { } found) return found;
        }

        return null;
    }
}
