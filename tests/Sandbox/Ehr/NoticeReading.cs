using System.Text.Json;
using System.Text.Json.Nodes;
using Healthcare.Fhir;
using Healthcare.Hl7v2;
using Healthcare.Sandbox.Scripts;
using Healthcare.Sandbox.Wire;

namespace Healthcare.Sandbox.Ehr;

/// <summary>Reads an SIU as a strict EHR does: which appointment, which patient, with whom and when, each at its place, or an ERR that names the field.</summary>
internal static class NoticeReading
{
    private const string Office = "11";

    /// <summary>What it tells of, as far as it could be made out, and what is wrong with it.</summary>
    internal static (AppointmentAction Action, BookedVisit? Visit, Subject Subject, Acknowledgement Said) Read(Hl7Part part, Acknowledgement proposed)
    {
        var unknown = Subject.Of(EhrEndpoints.Partner, Steps.Appointment);
        if (part is not Hl7Message message || !proposed.IsPositive) return (AppointmentAction.Unknown, null, unknown, proposed);
        if (AppointmentMessage.Of(message) is not { } notice) return (AppointmentAction.Unknown, null, unknown, Wrong(message, AcknowledgementCode.AR, new Hl7Path("MSH", 1, 9, 0, 1, 0), "200", "SIU is taken here"));
        if (notice.Action is not (AppointmentAction.Booked or AppointmentAction.Rescheduled or AppointmentAction.Cancelled or AppointmentAction.NoShow))
            return (notice.Action, null, unknown, Wrong(message, AcknowledgementCode.AR, new Hl7Path("MSH", 1, 9, 0, 2, 0), "201", "S12, S13, S15 and S26 are taken here"));
        var (id, patient) = (notice.Appointment?.FillerAppointment?.Id, notice.Patient?.Identifiers is [var known, ..] ? known.Id : null);
        var npi = notice.People.SelectMany(p => p.Segment.People).FirstOrDefault(p => p.IdType == "NPI")?.Id;
        var (start, minutes) = (notice.Start?.Instant, notice.Appointment?.Duration);
        var error = id is null ? At(message, "SCH", 2, "101", "The appointment has no filler number")
            : patient is null ? At(message, "PID", 3, "101", "The patient has no identifier")
            : npi is not { Length: 10 } ? At(message, "AIP", 3, "101", "Nobody of the appointment is known by NPI")
            : start is null ? At(message, "SCH", 11, "102", "The start has no offset")
            : minutes is not > 0 ? At(message, "SCH", 9, "101", "An appointment takes time")
            : null;
        if (error is not null || id is null || npi is null || patient is null || start is not { } from) return (notice.Action, null, unknown, error ?? proposed);
        var place = notice.Locations.SelectMany(l => l.Segment.Locations).Select(l => l.PointOfCare).FirstOrDefault(p => p is { Length: 2 }) ?? Office;
        var identifier = new Identifier("urn:healthcare:appointment", id);
        var ehrId = EhrEndpoints.IdOf([identifier]);
        var subject = Subject.Of(EhrEndpoints.Partner, Steps.Appointment, ("appointment", id), ("appointment", ehrId), ("practitioner", npi), ("patient", patient));
        return (notice.Action, new BookedVisit(ehrId, [identifier], PatientOf(patient), npi, place, from, from.AddMinutes((double)(minutes ?? 0)), subject) { TakesHl7 = true, PatientId = patient }, subject, proposed);
    }

    internal static Acknowledgement Wrong(Hl7Message message, AcknowledgementCode code, Hl7Path at, string error, string meaning) =>
        new(code, message.ControlId, [new AcknowledgementError(at, error, "E", meaning)]);

    internal static Acknowledgement At(Hl7Message message, string segment, int field, string error, string meaning) =>
        Wrong(message, AcknowledgementCode.AE, new Hl7Path(segment, 1, field, 0, 0, 0), error, meaning);

    // As the Encounter that is sent later names the patient.
    private static FhirElement PatientOf(string patient)
    {
        var json = new JsonObject { ["resourceType"] = "Basic", ["subject"] = new JsonObject { ["type"] = "Patient", ["identifier"] = new JsonObject { ["system"] = "urn:healthcare:patient", ["value"] = patient } } };
        return FhirJson.Parse(JsonSerializer.SerializeToUtf8Bytes(json)).TryGet(out var document) ? document.Root["subject"] : default;
    }
}
