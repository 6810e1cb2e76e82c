using System.Text.Json.Nodes;

namespace Healthcare.Fhir;

/// <summary>An Appointment as scheduling writes it back to the EHR.</summary>
public sealed record AppointmentWriteBack
{
    public required string AppointmentId { get; init; }

    public IReadOnlyList<Identifier> Identifiers { get; init; } = [];

    /// <summary>proposed, pending, booked, arrived, fulfilled, cancelled, noshow, waitlist …</summary>
    public required string Status { get; init; }

    public CodeableConcept? CancellationReason { get; init; }

    public Coding? ServiceType { get; init; }

    public DateTimeOffset? Start { get; init; }

    public DateTimeOffset? End { get; init; }

    /// <summary>Reference to the patient, such as <c>Patient/123</c> or one by identifier.</summary>
    public required Reference Patient { get; init; }

    public Reference? Practitioner { get; init; }

    public Reference? Location { get; init; }

    /// <summary>The order that this appointment fulfils.</summary>
    public Reference? BasedOn { get; init; }

    public override string ToString() => nameof(AppointmentWriteBack);

    public byte[] Build()
    {
        var json = new JsonObject { ["resourceType"] = "Appointment", ["id"] = AppointmentId };
        json.WithEach("identifier", Identifiers.Select(FhirWriting.Identifier));
        json["status"] = Status;
        if (CancellationReason is { } reason) json["cancelationReason"] = FhirWriting.Concept(reason);
        if (ServiceType is { } service) json["serviceType"] = new JsonArray(FhirWriting.Concept(service));
        // app-3: start and end go together, and only proposed or cancelled appointments may lack them.
        if (Start is { } start && End is { } end)
        {
            json["start"] = FhirDate.Of(start).Text;
            json["end"] = FhirDate.Of(end).Text;
            if (end > start) json["minutesDuration"] = (int)(end - start).TotalMinutes;
        }

        if (BasedOn is { } order) json["basedOn"] = new JsonArray(FhirWriting.Reference(order));
        var participation = Status is "proposed" or "pending" ? "needs-action" : Status == "cancelled" ? "declined" : "accepted";
        return json.WithEach("participant", new[] { Patient, Practitioner, Location }.OfType<Reference>().Select(r => Participant(r, participation))).ToUtf8();
    }

    private static JsonObject Participant(Reference actor, string status) => new() { ["actor"] = FhirWriting.Reference(actor), ["status"] = status };
}
