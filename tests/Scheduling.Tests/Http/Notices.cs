namespace Healthcare.Scheduling.Tests.Http;

/// <summary>Appointments and SIU messages as an EHR sends them, with a person's name in them.</summary>
internal static class Notices
{
    public static string Appointment(Guid appointmentId, string status, string start, string end) =>
        $$"""
        {
          "resourceType": "Appointment", "id": "EHR1", "status": "{{status}}", "start": "{{start}}", "end": "{{end}}",
          "identifier": [{"system": "urn:healthcare:appointment", "value": "{{appointmentId}}"}],
          "cancelationReason": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason", "code": "pat"}]},
          "participant": [{"actor": {"type": "Patient", "display": "{{Encounters.Canary}}"}, "status": "declined"}]
        }
        """;

    public static string Siu(Guid appointmentId, string trigger, string start, string controlId, string npi = Samples.Npi) => string.Join(
        '\r',
        $"MSH|^~\\&|EHR||HEALTHCARE||20260302120000-0500||SIU^{trigger}^SIU_S12|{controlId}|P|2.5.1",
        $"SCH|EHR1^EHR|{appointmentId}^HEALTHCARE||||PATIENT|||20|min|^^20^{start}||||||||DESK||||DESK|||||Booked",
        $"PID|1||{Samples.Patient}^^^HEALTHCARE^PI||{Encounters.Canary}^Sam",
        "RGS|1|U",
        $"AIP|1|U|{npi}^^^^^^^^NPI^^^^NPI|||{start}|||20|min||Booked",
        "");
}
